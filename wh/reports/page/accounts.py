"""The accounts of a claim as HTML: who says what in which words, and who had it from whom.

Not a template: of a large warehouse fifty thousand accounts are written, and this takes a third of the time.
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from wh.explaining import Account, Explanation, told_by
from wh.origin_tree import Branch
from wh.reports.page.charts import said
from wh.reports.page.templating import cut, day_words, markup, quoted, shortened, time_words, visible

_STANCES = {
    "asserts": "says",
    "denies": "denies",
    "unconfirmed": "not confirmed",
    "unknown": "does not know",
    "retracts": "takes back",
}
_LONGEST_EVIDENCE = 400
_LONGEST_ASIDE = 160
_MOST_BRANCHES = 20


def listed(accounts: Sequence[Account], claim: Explanation, *, has_samples: bool, most: int = 30) -> Markup:
    """Return the first accounts of a claim; without samples no word of an article and no value."""
    lines = [_account(account, claim, has_samples) for account in accounts[:most]]
    if (left := len(accounts) - most) > 0:
        lines.append(f'<li class="quiet">… and {left} more account{"" if left == 1 else "s"}</li>')
    return Markup(f'<ol class="accounts">{"".join(lines)}</ol>')


def handed_on(origins: Sequence[Branch]) -> Markup:
    """Return who had it from whom as a tree: the origins at the margin, below each who had it from there."""
    return Markup(f'<ul class="tree">{"".join(_branches(origins))}</ul>')


def _branches(branches: Sequence[Branch]) -> Iterator[str]:
    for branch in branches[:_MOST_BRANCHES]:
        why = f'<span class="quiet">, which {markup(branch.reason)}</span>' if branch.reason else ""
        below = f"<ul>{''.join(_branches(branch.branches))}</ul>" if branch.branches else ""
        yield f"<li><bdi>{markup(branch.name)}</bdi>{why}{below}</li>"
    if len(branches) > _MOST_BRANCHES:
        yield f'<li class="quiet">… and {len(branches) - _MOST_BRANCHES} more</li>'


def _account(account: Account, claim: Explanation, has_samples: bool) -> str:
    dropped = "" if account.is_live else " dropped"
    words = _sentence(account) if has_samples else ""
    does = "".join(_does(account, claim, has_samples))
    return (
        f'<li class="account{dropped}"><p class="by">{"".join(_by(account))}</p>{words}<p class="says">{does}</p></li>'
    )


def _by(account: Account) -> Iterator[str]:
    yield f"<b><bdi>{markup(account.outlet or account.article_id)}</bdi></b>"
    if not account.outlet:
        yield ' <span class="quiet">outlet not known</span>'
    if account.published_on:
        yield f' <span class="quiet">{day_words(account.published_on)}</span>'
    if account.edition == "digest":
        yield ' <span class="tag">read in a digest</span>'
    if not account.is_live:
        why = shortened(account.not_live_because or "not live", _LONGEST_ASIDE)
        yield f' <span class="tag">not counted: <bdi>{markup(why)}</bdi></span>'


def _sentence(account: Account) -> str:
    before, evidence, behind = quoted(account)
    marked = visible(cut(evidence, _LONGEST_EVIDENCE))
    return f'<blockquote dir="auto">{visible(before)}<mark>{marked}</mark>{visible(behind)}</blockquote>'


def _does(account: Account, claim: Explanation, has_samples: bool) -> Iterator[str]:
    told = has_samples or account.stance != "asserts"
    if told:
        yield f'<span class="stance {account.stance}">{_STANCES.get(account.stance, account.stance)}</span> '
    if has_samples:
        yield _value(account, claim)
    hands = " through ".join(f"<bdi>{markup(hand)}</bdi>" for hand in account.chain)
    yield f'<span class="quiet">{" — " if told else ""}{f"had from {hands}" if hands else "its own word"}</span>'
    if account.target and has_samples:
        yield _target(account)


def _value(account: Account, claim: Explanation) -> str:
    """Return what is said, and for when; of a retraction nothing, for it names what it takes back."""
    if account.stance == "retracts" and account.target:
        return f"{_named(account)} "
    words = said(account.interval, claim.unit, claim.value_kind) or account.value or ""
    words = "it" if account.stance == "denies" and account.interval.text == "true" else words
    time = f'<span class="quiet">, {markup(time_words(account.as_of))}</span>' if account.as_of else ""
    return f"<bdi>{markup(shortened(words, _LONGEST_ASIDE))}</bdi>{time}"


def _named(account: Account) -> str:
    """Return the words that an account takes back or corrects, and whose they are."""
    target = account.target
    assert target is not None, "asked only of an account that names one"
    whose = "" if target.told_by == told_by(account) else f' <span class="quiet">of {markup(target.told_by)}</span>'
    return f"“<bdi>{markup(shortened(target.words, _LONGEST_ASIDE))}</bdi>”{whose}"


def _target(account: Account) -> str:
    """Return what an account corrects, or why what it takes back still stands."""
    assert account.target is not None, "asked only of an account that names one"
    parts = [] if account.stance == "retracts" else [f"corrects {_named(account)}"]
    why = account.target.no_effect_because
    if why:
        parts.append(f'<span class="against">without effect: it names a word {markup(why)}</span>')
    elif account.stance == "retracts" and not account.is_live:
        parts.append('<span class="against">without effect</span>')
    return f"<br>{'; '.join(parts)}" if parts else ""
