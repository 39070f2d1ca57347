"""Facts as W3C Web Annotations: each on the words of its article that bear it out.

Offsets are code points of the text as stored. Of a digest the source is a name of ours, not the publisher's address,
which has another text.
"""

import json
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

import duckdb

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32
_BATCH = 10_000

_FACTS = f"""
select
    facts.fact_id, facts.claim_id, claims.question, facts.value, facts.unit, facts.stance, facts.note,
    facts.article_id, facts.evidence_start, facts.evidence_end, facts.labelled_by, facts.labelled_on,
    case when articles.edition = 'full' then articles.url end as url, articles.edition, articles.language,
    substr(texts.text, facts.evidence_start + 1, facts.evidence_end - facts.evidence_start) as exact,
    substr(texts.text, greatest(facts.evidence_start - {_AROUND}, 0) + 1, least(facts.evidence_start, {_AROUND}))
        as prefix,
    substr(texts.text, facts.evidence_end + 1, {_AROUND}) as suffix
from marts.facts
inner join marts.claims using (claim_id)
inner join marts.articles using (article_id)
inner join intermediate.int_articles__newest as texts using (article_id)
where facts.evidence_start is not null
order by facts.article_id, facts.evidence_start, facts.fact_id
"""


def write(con: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, int]:
    """Write one page of annotations; return how many, and how many facts have no one place in a text."""
    (total,) = con.execute("select count(*) from marts.facts").fetchone() or (0,)
    cursor = con.execute(_FACTS)
    names = [column[0] for column in cursor.description or ()]
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        head = {"@context": CONTEXT, "id": "urn:claimhouse:annotations", "type": "AnnotationPage"}
        stream.write(json.dumps(head)[:-1] + ', "items": [')
        while batch := cursor.fetchmany(_BATCH):
            for row in batch:
                _write_next(stream, annotation(dict(zip(names, row, strict=True))), is_first=count == 0)
                count += 1
        stream.write("\n]}\n")
    return count, total - count


def annotation(fact: dict[str, Any]) -> dict[str, Any]:
    """Return the annotation that a fact is."""
    value = " ".join(str(part) for part in (fact["value"], fact["unit"]) if part is not None)
    said = f"{fact['question'] or fact['claim_id']} {fact['stance']} {value}".rstrip()
    article = _urn("article", f"{fact['article_id']}:{fact['edition']}")
    found: dict[str, Any] = {
        "id": _urn("fact", fact["fact_id"]),
        "type": "Annotation",
        "motivation": "describing",
        "creator": {"type": "Person", "name": fact["labelled_by"]},
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": fact["claim_id"], "format": "text/plain"},
            {"type": "TextualBody", "purpose": "describing", "value": said, "format": "text/plain", "language": "en"},
        ],
        "target": {
            "source": fact["url"] or article,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": fact["exact"],
                    "prefix": fact["prefix"],
                    "suffix": fact["suffix"],
                },
                {"type": "TextPositionSelector", "start": fact["evidence_start"], "end": fact["evidence_end"]},
            ],
        },
    }
    if fact["labelled_on"]:
        found["created"] = f"{fact['labelled_on']:%Y-%m-%d}T00:00:00Z"
    if fact["note"]:
        remark = {"type": "TextualBody", "purpose": "commenting", "value": fact["note"], "format": "text/plain"}
        found["body"].append(remark)
    return found


def _write_next(stream: TextIO, value: dict[str, Any], *, is_first: bool) -> None:
    stream.write(("\n" if is_first else ",\n") + json.dumps(value, ensure_ascii=False))


def _urn(kind: str, name: str) -> str:
    return f"urn:claimhouse:{kind}:{quote(name, safe=':')}"
