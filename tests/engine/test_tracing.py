import json

import pytest

from wh.errors import ProjectError
from wh.tracing import as_dot, as_json, as_mermaid, as_tree, trace, with_columns

QUERIES = {
    "staging.stg_facts": "select fact_id, try_cast(value as double) as value, claim_id from raw.facts where is_kept",
    "marts.claims": (
        "with counted as (select claim_id, min(value) as low, max(value) as high, count(*) as fact_count"
        " from staging.stg_facts group by claim_id)"
        " select *, high - low as width, 'claim' as kind from counted"
    ),
    "marts.largest": "select claim_id, width, nowhere from marts.claims qualify row_number() over (order by width) = 1",
}
COLUMNS = {
    "raw.facts": ("fact_id", "value", "claim_id", "is_kept"),
    "staging.stg_facts": ("fact_id", "value", "claim_id"),
    "marts.claims": ("claim_id", "low", "high", "fact_count", "width", "kind"),
    "marts.largest": ("claim_id", "width", "nowhere"),
}


def drawn(target: str, *, rows: bool = False) -> list[str]:
    return as_tree(trace(target, QUERIES, COLUMNS, rows=rows)).splitlines()


def test_a_column_is_drawn_down_to_the_raw_columns() -> None:
    assert drawn("marts.claims.low") == [
        "marts.claims.low",
        "└─ staging.stg_facts.value",
        "   └─ raw.facts.value",
    ]


def test_a_model_alone_is_every_column_and_what_was_drawn_above_is_not_drawn_again() -> None:
    assert drawn("marts.claims") == [
        "marts.claims.claim_id",
        "└─ staging.stg_facts.claim_id",
        "   └─ raw.facts.claim_id",
        "marts.claims.low",
        "└─ staging.stg_facts.value",
        "   └─ raw.facts.value",
        "marts.claims.high",
        "└─ staging.stg_facts.value (above)",
        "marts.claims.fact_count",
        "└─ staging.stg_facts.* (the rows themselves)",
        "marts.claims.width",
        "└─ staging.stg_facts.value (above)",
        "marts.claims.kind (a constant)",
    ]


def test_what_decides_on_rows_is_drawn_on_demand() -> None:
    assert drawn("claims.fact_count", rows=True) == [
        "marts.claims.fact_count",
        "├─ staging.stg_facts.* (the rows themselves)",
        "│  ├─ raw.facts.* (the rows themselves)",
        "│  └─ rows by raw.facts.is_kept",
        "└─ rows by marts.claims.* (the rows themselves)",
        "   ├─ staging.stg_facts.* (the rows themselves, above)",
        "   └─ rows by staging.stg_facts.claim_id",
        "      ├─ raw.facts.claim_id",
        "      └─ rows by staging.stg_facts.* (the rows themselves, above)",
    ]


@pytest.mark.parametrize("target", ["claims.low", "marts.claims.low", "CLAIMS.Low", "Marts.Claims.LOW"])
def test_a_column_may_be_named_without_the_schema_and_in_any_case(target: str) -> None:
    assert trace(target, QUERIES, COLUMNS).target == "marts.claims.low"


def test_a_raw_column_comes_from_nothing() -> None:
    assert drawn("raw.facts.value") == ["raw.facts.value"]


def test_what_the_sql_does_not_tell_is_drawn_as_not_resolved() -> None:
    assert drawn("largest.nowhere") == ["marts.largest.nowhere", "└─ nowhere (not resolved)"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (
            "marts.claim",
            "There is no model `marts.claim`, nor a column of that name.\n  at  the command line\n"
            "  try `marts.claims`, the closest name",
        ),
        (
            "clams.low",
            "There is no model `clams.low`, nor a column of that name.\n  at  the command line\n"
            "  try `claims`, the closest name",
        ),
        (
            "claims.lwo",
            "`marts.claims` has no column `lwo`.\n  at  the command line\n  try `marts.claims.low`, the closest name",
        ),
        (
            "largest.zzz",
            "`marts.largest` has no column `zzz`.\n  at  the command line\n  try one of claim_id, width, nowhere",
        ),
        (
            "zzz",
            "There is no model `zzz`, nor a column of that name.\n  at  the command line\n"
            "  try `wh ls` to see them all",
        ),
    ],
)
def test_an_unknown_name_is_refused_with_the_closest(target: str, said: str) -> None:
    with pytest.raises(ProjectError) as refused:
        trace(target, QUERIES, COLUMNS)
    assert str(refused.value) == said


def test_a_name_in_two_schemas_is_not_guessed() -> None:
    with pytest.raises(ProjectError) as refused:
        trace("claims", QUERIES, {**COLUMNS, "raw.claims": ("a",)})
    assert str(refused.value) == (
        "2 tables are named `claims`.\n  at  the command line\n  try `marts.claims` or `raw.claims`"
    )


def test_json_has_each_column_once_and_edges_from_where_it_comes_from() -> None:
    document = json.loads(as_json(trace("largest.width", QUERIES, COLUMNS)))
    assert document["target"] == "marts.largest.width"
    names = {node["id"]: f"{node['relation']}.{node['column']}" for node in document["nodes"]}
    assert [(names[edge["from"]], names[edge["to"]], edge["kind"]) for edge in document["edges"]] == [
        ("marts.claims.width", "marts.largest.width", "value"),
        ("staging.stg_facts.value", "marts.claims.width", "value"),
        ("raw.facts.value", "staging.stg_facts.value", "value"),
    ]


def test_mermaid_has_a_box_for_each_relation_and_dotted_lines_for_rows() -> None:
    lines = as_mermaid(trace("stg_facts.value", QUERIES, COLUMNS, rows=True)).splitlines()
    assert lines == [
        "flowchart LR",
        '    subgraph r0["staging.stg_facts"]',
        '        n0["value"]',
        '        n2["#42;"]',
        "    end",
        '    subgraph r1["raw.facts"]',
        '        n1["value"]',
        '        n3["#42;"]',
        '        n4["is_kept"]',
        "    end",
        "    n1 --> n0",
        "    n2 -.-> n0",
        "    n3 --> n2",
        "    n4 -.-> n2",
    ]


def test_dot_has_a_box_for_each_relation_and_dashed_lines_for_rows() -> None:
    lines = as_dot(trace("stg_facts.value", QUERIES, COLUMNS, rows=True)).splitlines()
    assert lines == [
        "digraph lineage {",
        "    rankdir=LR;",
        "    node [shape=box];",
        "    subgraph cluster_0 {",
        '        label="staging.stg_facts";',
        '        n0 [label="value"];',
        '        n2 [label="*"];',
        "    }",
        "    subgraph cluster_1 {",
        '        label="raw.facts";',
        '        n1 [label="value"];',
        '        n3 [label="*"];',
        '        n4 [label="is_kept"];',
        "    }",
        "    n1 -> n0;",
        "    n2 -> n0 [style=dashed];",
        "    n3 -> n2;",
        "    n4 -> n2 [style=dashed];",
        "}",
    ]


HOSTILE = 'a"];\\ b]--> <i>`x`</i>\n\x1b[31m'


def test_a_hostile_name_stays_a_label() -> None:
    quoted = HOSTILE.replace('"', '""')
    tree = trace("marts.m", {"marts.m": f'select "{quoted}" from raw.t'}, {"marts.m": (HOSTILE,), "raw.t": (HOSTILE,)})
    assert "\x1b" not in as_tree(tree)
    assert len(as_tree(tree).splitlines()) == 2
    mermaid = as_mermaid(tree).splitlines()
    assert len(mermaid) == 8
    assert [line.count('"') for line in mermaid] == [0, 2, 2, 0, 2, 2, 0, 0]
    dot = as_dot(tree).splitlines()
    assert len(dot) == 13
    assert r'n0 [label="a\"];\\ b]--> <i>`x`</i>\\n\\x1b[31m"];' in dot[5]
    assert json.loads(as_json(tree))["nodes"][0]["column"] == HOSTILE


def test_a_diamond_of_many_models_is_followed_once() -> None:
    queries = {f"m.t{n}": f"select l.a + r.a as a from m.t{n - 1} as l, m.t{n - 1} as r" for n in range(1, 60)}
    columns = {f"m.t{n}": ("a",) for n in range(60)}
    assert len(trace("t59", queries, columns, rows=True).nodes()) == 60 + 60


def test_columns_that_nobody_listed_are_read_from_the_sql() -> None:
    known = with_columns(QUERIES, {"raw.facts": COLUMNS["raw.facts"]})
    assert {name: tuple(columns) for name, columns in known.items()} == COLUMNS


def test_a_backslash_in_a_name_ends_no_label() -> None:
    name = "a\\"
    dot = as_dot(trace("m.t", {}, {"m.t": (name,)}))
    assert 'n0 [label="a\\\\"];' in dot


def test_a_chain_of_thousands_of_models_is_followed_and_drawn_to_its_end() -> None:
    queries = {f"marts.m{n}": f"select a + 1 as a from marts.m{n - 1}" for n in range(1, 2000)}
    queries = {"marts.m0": "select fact_id as a from raw.facts", **queries}
    known = with_columns(queries, {"raw.facts": ("fact_id",)})
    for rows in (False, True):
        tree = trace("marts.m1999.a", queries, known, rows=rows)
        lines = as_tree(tree).splitlines()
        assert len(tree.nodes()) == 2001 * (1 + rows)
        assert any(line.endswith(("└─ raw.facts.fact_id", "├─ raw.facts.fact_id")) for line in lines)
