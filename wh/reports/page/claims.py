"""Every claim of a build as the page shows it: what it says in one line, who says it, and all of it on demand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import bidirectional

import duckdb

from wh.explaining import Account, Clash, Explanation, explanations
from wh.reports.page import charts
from wh.reports.page.charts import masked, said
from wh.reports.page.templating import quoted

_STATE_RANK = {"open": 0, "expired": 1, "stale": 2, "ruled": 3, "": 4}
_AGREEMENT_RANK = {"disputed": 0, "compatible": 1, "identical": 2, "not_comparable": 3, "single": 4}
_LONGEST_ANSWER = 240
_STEP = re.compile(r" becomes (.*?) by (?=\S)(.*)", re.DOTALL)
_CLAIM = re.compile(r"[^\s/=:;,]+(?:/[^\s/=:;,]+){1,2}")
_RANGES = (
    (re.compile(r"(?<=\d)\.\.(?=-?\d)"), " to "),
    (re.compile(r"(-?\d[\d.e+]*?)\.\.(?=\s|,|$)"), r"at least \1"),
    (re.compile(r"(?<!\S)\.\.(?=-?\d)"), "up to "),
)
_STANCES = {"asserts": "a", "denies": "d", "unconfirmed": "c", "unknown": "u", "retracts": "r"}


@dataclass(frozen=True, slots=True)
class Voice:
    """Who publishes: an outlet, or an article whose outlet is not known."""

    voice_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim with its standing: `state` is that of its worst disagreement, empty where it has none.

    `stances` has a letter for each voice that speaks of it, by the voice's number: a(sserts), d(enies), c (not
    confirmed), u(nknown), r(etracts), m (both sides). `sayings` has what each voice says, where the voices part.
    `follows` are the steps by which related claims narrow it, in plain words.
    """

    claim: Explanation
    state: str
    stances: tuple[tuple[int, str], ...]
    sayings: tuple[tuple[int, str], ...] = ()
    follows: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """Whom or what the claim is about, as far as its question does not say so."""
        return " · ".join(isolated(part) for part in (self.claim.subject, self.claim.scope, self.claim.event) if part)

    @property
    def answer(self) -> str:
        """What the accounts give together, in words; each of their answers where they cannot all be true."""
        together = said(self.claim.interval, self.claim.unit, self.claim.value_kind)
        answer = together or " / ".join(
            dict.fromkeys(filter(None, (_answer(one, self.claim) for one in self.claim.accounts)))
        )
        return answer if len(answer) <= _LONGEST_ANSWER else f"{answer[:_LONGEST_ANSWER].rstrip()} …"

    @property
    def topic(self) -> str:
        """Whom or what the claim is about, without the event."""
        return ", ".join(isolated(part) for part in (self.claim.subject, self.claim.scope) if part)

    @property
    def allowed(self) -> str:
        """What the claim must be given related claims, in words; empty where that is no more than is said."""
        claim = self.claim
        stated, inferred = charts.ends(claim.interval), charts.ends(claim.inferred)
        return said(claim.inferred, claim.unit, claim.value_kind) if inferred not in (stated, (None, None)) else ""

    @property
    def origins(self) -> str:
        """How many independent origins it has: a number or two."""
        low, high = self.claim.origin_low, self.claim.origin_high
        return str(low) if low == high else f"{low}–{high}"

    @property
    def words(self) -> str:
        """What a search is to find it by, beside its question and answer: who tells it, and the evidence."""
        found = [self.claim.claim_id, self.about]
        for account in self.claim.accounts:
            found += [account.outlet or account.article_id, *account.chain]
            found.append(quoted(account)[1][:_LONGEST_ANSWER])
        return " ".join(dict.fromkeys(masked(" ".join(found)).lower().split()))


@dataclass(frozen=True, slots=True)
class Claims:
    """All claims, those first that somebody must look at; and who publishes, those first who say most."""

    entries: tuple[Entry, ...]
    voices: tuple[Voice, ...]

    @property
    def told(self) -> dict[str, tuple[Entry, Account]]:
        """Every account by its fact, with its claim."""
        return {account.fact_id: (entry, account) for entry in self.entries for account in entry.claim.accounts}


def read(con: duckdb.DuckDBPyConnection) -> Claims:
    """Read every claim of the build."""
    voices, stances, articles = _voices(con)
    ids = [row[0] for row in con.execute("select claim_id from marts.claims order by claim_id").fetchall()]
    found = tuple(explanations(con, ids))
    names = {claim.claim_id.partition("/")[2]: _named(claim) for claim in found if claim.follows or claim.scope}
    entries = [
        Entry(
            claim,
            _state(claim.clashes),
            tuple(stances.get(claim.claim_id, ())),
            _sayings(claim, articles.get(claim.claim_id, {})),
            tuple(in_plain_words(line, names) for line in claim.follows),
        )
        for claim in found
    ]
    return Claims(tuple(sorted(entries, key=_rank)), voices)


def chart(entry: Entry) -> charts.Intervals | None:
    """Return what to draw of a claim; None where all give the same and nothing more follows."""
    claim = entry.claim
    if not charts.differ(claim.accounts) and not entry.allowed:
        return None
    return charts.of_accounts(
        claim, [(None, account) for account in claim.accounts], charts.ends(claim.inferred) if entry.allowed else None
    )


def _rank(entry: Entry) -> tuple[object, ...]:
    claim = entry.claim
    return (
        _STATE_RANK[entry.state],
        _AGREEMENT_RANK[claim.agreement],
        -claim.article_count,
        claim.claim_id,
    )


def _state(clashes: Sequence[Clash]) -> str:
    return min((clash.state for clash in clashes), key=lambda state: _STATE_RANK[state], default="")


def _voices(
    con: duckdb.DuckDBPyConnection,
) -> tuple[tuple[Voice, ...], Mapping[str, Sequence[tuple[int, str]]], Mapping[str, Mapping[str, int]]]:
    rows = con.execute(
        "with told as (select claim_id, coalesce(outlet_id, 'article:' || article_id) as voice_id, stance, article_id"
        " from marts.claim_sources)"
        " select claim_id, voice_id, list(distinct stance order by stance),"
        " list(distinct article_id) from told group by all order by all"
    ).fetchall()
    names = dict(con.execute("select source_id, name from marts.sources").fetchall())
    said: dict[str, int] = {}
    for _, voice_id, *_ in rows:
        said[voice_id] = said.get(voice_id, 0) + 1
    order = sorted(said, key=lambda voice_id: (-said[voice_id], voice_id))
    numbers = {voice_id: number for number, voice_id in enumerate(order)}
    stances: dict[str, list[tuple[int, str]]] = {}
    articles: dict[str, dict[str, int]] = {}
    for claim_id, voice_id, found, article_ids in rows:
        stances.setdefault(claim_id, []).append((numbers[voice_id], _letter(found)))
        articles.setdefault(claim_id, {}).update(dict.fromkeys(article_ids, numbers[voice_id]))
    voices = tuple(
        Voice(one, one.removeprefix("article:") if one.startswith("article:") else names.get(one, one)) for one in order
    )
    return voices, stances, articles


def _sayings(claim: Explanation, voices: Mapping[str, int]) -> tuple[tuple[int, str], ...]:
    """Return what each voice says, by the voice's number; nothing where all say the same."""
    found: dict[int, list[str]] = {}
    for account in claim.accounts:
        words = said(account.interval, None, claim.value_kind)
        if account.is_live and account.article_id in voices and words:
            words = {"yes": "no", "no": "yes"}.get(words, f"not {words}") if account.stance == "denies" else words
            found.setdefault(voices[account.article_id], []).append(words)
    sayings = tuple((voice, " / ".join(dict.fromkeys(each))) for voice, each in sorted(found.items()))
    return sayings if len({words for _, words in sayings}) > 1 else ()


def isolated(text: str) -> str:
    """Return a text so that it does not turn its neighbours round where it is written from right to left."""
    return f"\u2068{text}\u2069" if any(bidirectional(letter) in ("R", "AL") for letter in text) else text


def _answer(account: Account, claim: Explanation) -> str:
    if not account.is_live or account.stance not in ("asserts", "denies"):
        return ""
    return said(account.interval, None, claim.value_kind) if account.stance == "asserts" else "denied"


def _letter(stances: Sequence[str]) -> str:
    against = {"denies", "unconfirmed"} & set(stances)
    if "asserts" in stances and against:
        return "m"
    return next(letter for stance, letter in _STANCES.items() if stance in stances)


def _named(claim: Explanation) -> str:
    """Return what a step of inference calls a claim: whom or what it counts, else its question."""
    return f"“{isolated(claim.scope)}”" if claim.scope else f"“{claim.question}” ({isolated(claim.subject or '')})"


def in_plain_words(line: str, names: Mapping[str, str] | None = None) -> str:
    """Return a step of inference as an editor would tell it, with these names in place of the ids of claims."""
    line = _CLAIM.sub(lambda one: (names or {}).get(one[0], one[0]), line)
    line = _STEP.sub(r" narrows to \1, because of \2", line)
    for pattern, words in _RANGES:
        line = pattern.sub(words, line)
    return line


def parts(entries: Sequence[Entry], size: int) -> Iterator[Sequence[Entry]]:
    """Yield the claims in parts of so many."""
    for start in range(0, len(entries), size):
        yield entries[start : start + size]
