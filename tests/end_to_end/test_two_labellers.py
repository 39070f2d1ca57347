"""A second labeller reads figures otherwise: what is decided counts, what is not waits, and both readings are told."""

import csv
from collections.abc import Callable
from pathlib import Path

from end_to_end.support import append, run

Ask = Callable[[Path, str], list[tuple[object, ...]]]

OPEN, DECIDED, ALIKE = "headlines-released-to-lithuania", "comments-released-allied", "slug-political-prisoners-held"
HEADER = "fact_id,other_fact_id,decision,reason,decided_by,decided_on\n"


def _labelled_again(project: Path, fact_id: str, **cells: str) -> None:
    """Add the row of a fact once more, as somebody else labelled it."""
    with (project / "data/labels/facts.csv").open(encoding="utf-8", newline="") as handle:
        (row,) = [row for row in csv.DictReader(handle) if row["fact_id"] == fact_id]
    append(project, "facts.csv", **row | {"fact_id": f"{fact_id}-ben", "labelled_by": "ben", **cells})


def test_only_what_is_decided_counts_and_both_readings_are_told(project: Path, ask: Ask) -> None:
    live = ask(project, "select count(*) from marts.facts where is_live")[0][0]
    assert live == ask(project, "select count(*) from marts.facts where not_live_because is null")[0][0]
    _labelled_again(project, OPEN, stance="denies")
    _labelled_again(project, DECIDED, stance="denies")
    _labelled_again(project, ALIKE)
    decided = f"{DECIDED},{DECIDED}-ben,prefer,the words say so,eva,2026-11-22\n"
    (project / "data/labels/adjudications.csv").write_text(HEADER + decided, encoding="utf-8")
    said = " ".join(run(project, "build").stdout.split())
    waits = f"to desk ({OPEN}) and 9 to ben ({OPEN}-ben), who differ in stance: neither counts until a row"
    assert f"{waits} of adjudications.csv decides" in said
    assert f"to desk ({DECIDED})" not in said
    assert f"to desk ({ALIKE})" not in said

    second = "select fact_id, not_live_because from marts.facts where labelled_by = 'ben' order by fact_id"
    assert ask(project, second) == [
        (f"{DECIDED}-ben", f"adjudicated as {DECIDED}"),
        (f"{OPEN}-ben", f"to be adjudicated with {OPEN}"),
        (f"{ALIKE}-ben", f"labelled alike as {ALIKE}"),
    ]
    assert ask(project, "select count(*) from marts.facts where is_live") == [(live - 1,)]
    assert ask(project, "select distinct labellers from quality.labeller_agreement where aspect = 'stance'") == [
        ("ben, desk",)
    ]

    assert ask(project, "select distinct labellers from quality.labeller_pairs") == [("ben, desk",)]

    explained = " ".join(run(project, "explain", "prisoners_released/to-lithuania").stdout.split())
    assert f"9 to ben ({OPEN}-ben), who differs in stance; nobody has decided" in explained
    assert f"{OPEN},{OPEN}-ben,prefer,WHY,WHO," in explained
    explained = " ".join(run(project, "explain", "prisoners_released/allied-nationals").stdout.split())
    assert f"labelled by ben 6 to desk ({DECIDED}), who differs in stance" in explained
    assert f"{DECIDED} stands (eva, 2026-11-22): the words say so" in explained
