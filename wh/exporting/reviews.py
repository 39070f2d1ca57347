"""Disputed claims, and those that the desk ruled on, as schema.org's ClaimReview: an account of a claim each.

A rating says what was decided: 5 for the account that the desk prefers, 1 for those that it does not, 3 where nothing
is decided or all stand. Nothing is called false that nobody ruled on.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb

CONTEXT = "https://schema.org"

_ACCOUNTS = """
with parts as (
    select
        disagreements.claim_id, disagreements.disagreement_id, disagreements.state, disagreements.decision,
        disagreements.decided_by, disagreements.decided_on, disagreements.reason,
        preferred.value = facts.value as is_preferred, facts.fact_id, facts.value, facts.unit,
        facts.article_id, facts.source_id, facts.outlet_id
    from marts.disagreements
    inner join marts.disagreement_facts using (disagreement_id)
    inner join marts.facts as facts
        on disagreement_facts.fact_id = facts.fact_id and facts.claim_id = disagreements.claim_id
    left join marts.facts as preferred on disagreements.preferred_fact_id = preferred.fact_id
    where facts.is_live and facts.stance = 'asserts' and disagreements.decision is distinct from 'dismiss'
)
select
    parts.claim_id, parts.disagreement_id, claims.question, parts.value, parts.unit,
    any_value(parts.state) as state, any_value(parts.decision) as decision,
    bool_or(coalesce(parts.is_preferred, false)) as is_preferred,
    any_value(parts.decided_by) as decided_by, any_value(parts.decided_on) as decided_on,
    any_value(parts.reason) as reason,
    min(coalesce(speakers.name, outlets.name)) as claimant,
    min(speakers.kind) as claimant_kind,
    min(articles.published_on) as claimed_on,
    list(distinct articles.url order by articles.url) filter (where articles.url is not null) as urls
from parts
inner join marts.claims using (claim_id)
left join marts.articles using (article_id)
left join marts.sources as speakers on parts.source_id = speakers.source_id
left join marts.sources as outlets on parts.outlet_id = outlets.source_id
group by parts.claim_id, parts.disagreement_id, claims.question, parts.value, parts.unit
order by parts.claim_id, parts.disagreement_id, parts.value, parts.unit
"""


def write(con: duckdb.DuckDBPyConnection, path: Path, site: str | None, desk: str) -> int:
    """Write one graph of reviews; return how many. `desk` reviews what nobody in particular ruled on."""
    cursor = con.execute(_ACCOUNTS)
    names = [column[0] for column in cursor.description or ()]
    found = [review(dict(zip(names, row, strict=True)), site, desk) for row in cursor.fetchall()]
    content = {"@context": CONTEXT, "@graph": found}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return len(found)


def review(account: dict[str, Any], site: str | None, desk: str) -> dict[str, Any]:
    """Return the review of one account of a claim."""
    value = " ".join(str(part) for part in (account["value"], account["unit"]) if part is not None)
    rating, words = _rating(account)
    address = site.rstrip("/") + "/" if site else "urn:claimhouse:claim:"
    kind = "Person" if account["claimant_kind"] == "person" else "Organization"
    claimed: dict[str, Any] = {"@type": "Claim", "author": {"@type": kind, "name": account["claimant"] or "not known"}}
    if account["claimed_on"]:
        claimed["datePublished"] = account["claimed_on"].isoformat()
    if account["urls"]:
        claimed["appearance"] = [{"@type": "CreativeWork", "url": url} for url in account["urls"]]
    found: dict[str, Any] = {
        "@type": "ClaimReview",
        "@id": f"urn:claimhouse:review:{quote(account['disagreement_id'])}:{quote(value, safe='')}",
        "url": address + quote(account["claim_id"]),
        "claimReviewed": f"{account['question']} {value}",
        "author": {"@type": "Organization", "name": account["decided_by"] or desk},
        "itemReviewed": claimed,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": rating,
            "worstRating": 1,
            "bestRating": 5,
            "alternateName": words,
        },
        "inLanguage": "en",
    }
    if account["decided_on"]:
        found["datePublished"] = account["decided_on"].isoformat()
    if account["reason"]:
        found["reviewBody"] = account["reason"]
    return found


def _rating(account: dict[str, Any]) -> tuple[int, str]:
    if account["state"] != "ruled" or account["decision"] is None:
        return 3, "Disputed"
    if account["decision"] != "prefer":
        return 3, "Stands beside others"
    return (5, "Preferred") if account["is_preferred"] else (1, "Not preferred")
