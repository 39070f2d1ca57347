"""What rows refer to: ids that lead nowhere, and rows that lead to a refused row."""

from typing import Any

import duckdb

FACT = "f2,{article},{event},{subject},{attribute},{scope},1,,,{source},,asserts,,freed,,desk,"


def fact(**ids: str) -> str:
    good = {"article": "swap-herald", "event": "swap", "subject": "prisoners", "attribute": "released_count"}
    return FACT.format(**{**good, "scope": "", "source": "", **ids})


def refused(desk: Any, **ids: str) -> list[str]:
    desk.add("labels/facts.csv", fact(**ids))
    return [each.removeprefix("data/labels/facts.csv:3 ") for each in desk.refusals()]


def test_an_unknown_article_is_refused_with_the_id_that_begins_alike(desk: Any) -> None:
    assert refused(desk, article="swap-heral") == [
        "article_id: There is no article `swap-heral`. try `swap-herald`, the closest id"
    ]


def test_an_unknown_article_whose_id_is_much_longer_is_found_by_its_beginning(desk: Any) -> None:
    desk.add("articles.csv", "al-jazeera-belarus-123,full,aj.txt,,,,,,")
    assert refused(desk, article="al-jazera") == [
        "article_id: There is no article `al-jazera`. try `al-jazeera-belarus-123`, the closest id"
    ]


def test_an_unknown_article_without_any_like_it_is_to_be_described(desk: Any) -> None:
    assert refused(desk, article="xyz") == ["article_id: There is no article `xyz`. try adding it to data/articles.csv"]


def test_an_unknown_source_is_refused(desk: Any) -> None:
    assert refused(desk, source="ann-lea") == ["source_id: There is no source `ann-lea`. try `ann-lee`, the closest id"]


def test_an_unknown_subject_may_be_meant_as_a_person_or_a_source(desk: Any) -> None:
    assert refused(desk, subject="anna") == [
        "subject_id: There is no subject, person or source `anna`. try `ann`, the closest id"
    ]


def test_a_person_and_a_source_may_be_the_subject(desk: Any) -> None:
    assert refused(desk, subject="ann") == []
    desk.change("labels/facts.csv", "f2,swap-herald,swap,ann,", "f2,swap-herald,swap,herald,")
    assert desk.refusals() == []


def test_an_unknown_attribute_scope_and_event_are_named_together(desk: Any) -> None:
    assert refused(desk, attribute="released", scope="al", event="swop") == [
        "attribute: There is no attribute `released`. try `was_released`, the closest id",
        "event_id: There is no event `swop`. try `swap`, the closest id",
        "scope_id: There is no scope `al`. try `all`, the closest id",
    ]


def test_an_article_whose_file_is_in_another_folder_is_known(desk: Any) -> None:
    desk.add("articles.csv", "other,full,not-here.txt,,,,,,")
    assert refused(desk, article="other") == []


def test_an_unknown_person_in_a_mention_is_refused(desk: Any) -> None:
    desk.add("labels/mentions.csv", "swap-herald,an,Ann,,")
    assert desk.refusals() == [
        "data/labels/mentions.csv:3 person_id: There is no person `an`. try `ann`, the closest id"
    ]


def test_a_row_that_leads_to_a_refused_row_is_refused_with_its_place(desk: Any) -> None:
    desk.add("labels/facts.csv", fact(source="nobody"))
    desk.add("labels/fact_chain.csv", "f2,1,wire")
    desk.add("labels/evidence.csv", "f2,full,were,")
    assert desk.refusals() == [
        "data/labels/facts.csv:3 source_id: There is no source `nobody`. try adding it to data/labels/sources.csv",
        "data/labels/evidence.csv:3 fact_id: The fact `f2` is itself refused, at data/labels/facts.csv:3. "
        "try mending that row",
        "data/labels/fact_chain.csv:3 fact_id: The fact `f2` is itself refused, at data/labels/facts.csv:3. "
        "try mending that row",
    ]


def test_one_unreadable_file_is_one_message_though_everything_refers_to_it(desk: Any) -> None:
    for kind in ("sources", "people", "facts", "attributes"):
        content = (desk.root / "data" / "labels" / f"{kind}.csv").read_text()
        desk.write(f"labels/{kind}.csv", b"\xff\xff" + content.encode())
        assert [(each.file, each.line) for each in desk.preview().rejects] == [(f"data/labels/{kind}.csv", 1)]
        desk.write(f"labels/{kind}.csv", content)


def test_a_row_that_leads_to_an_unreadable_row_is_refused_with_its_place(desk: Any) -> None:
    desk.add("labels/people.csv", "bob,Bob,soon,,")
    desk.add("labels/mentions.csv", "swap-herald,bob,Bob,,")
    assert desk.refusals()[1] == (
        "data/labels/mentions.csv:3 person_id: The person `bob` is itself refused, at data/labels/people.csv:3. "
        "try mending that row"
    )


def test_a_relation_about_a_day_of_birth_that_is_not_known_is_refused(desk: Any) -> None:
    desk.add("labels/people.csv", "bob,Bob,,,")
    desk.add("labels/relations.csv", "r3,age,born,people/bob/born_on,")
    assert desk.refusals() == [
        "data/labels/relations.csv:5 operand: There is no claim `people/bob/born_on`. "
        "try `people/ann/born_on`, the closest one"
    ]


def test_the_closest_claim_says_so_where_its_own_row_is_refused(desk: Any) -> None:
    desk.add("labels/facts.csv", fact(scope="to-lithuani"))
    desk.add("labels/relations.csv", "r3,part_of,part,swap/prisoners/released_count/to-lithuania,")
    assert desk.refusals()[1] == (
        "data/labels/relations.csv:5 operand: There is no claim `swap/prisoners/released_count/to-lithuania`. "
        "try `swap/prisoners/released_count/to-lithuani`, the closest one, which is itself refused, "
        "at data/labels/facts.csv:3"
    )


def test_a_row_that_is_refused_for_what_it_refers_to_comes_back_when_that_is_mended(desk: Any) -> None:
    with duckdb.connect() as con:
        desk.add("labels/facts.csv", fact(source="nobody"))
        desk.load(con)
        assert con.sql("select fact_id from raw.facts_now order by 1").fetchall() == [("f1",)]
        desk.add("labels/sources.csv", "nobody,Nobody,anonymous,,")
        desk.load(con)
        assert con.sql("select fact_id from raw.facts_now order by 1").fetchall() == [("f1",), ("f2",)]
        assert con.sql("select count(*) from raw.facts").fetchall() == [(2,)]


def test_a_row_that_closes_a_ring_is_refused_with_the_ring(desk: Any) -> None:
    desk.write("labels/scopes.csv", "scope_id,description,within_scope_id\na,a,c\nb,b,a\nc,c,b\nd,d,d\n")
    assert [each for each in desk.refusals() if "itself refused" not in each] == [
        "data/labels/scopes.csv:4 within_scope_id: `within_scope_id` leads from `c` back to itself: c -> b -> a -> c. "
        "try another id, or leaving the cell empty",
        "data/labels/scopes.csv:5 within_scope_id: `within_scope_id` leads from `d` back to itself: d -> d. "
        "try another id, or leaving the cell empty",
    ]


def test_scopes_within_scopes_are_no_ring(desk: Any) -> None:
    desk.add("labels/scopes.csv", "far,far off,abroad", "farther,farther off,abroad", "farthest,farthest off,far")
    assert desk.refusals() == []


def test_the_positions_of_a_chain_count_from_one(desk: Any) -> None:
    desk.add("labels/fact_chain.csv", "f1,0,wire")
    assert desk.refusals() == [
        "data/labels/fact_chain.csv:3 position: There is no position 0 in a chain. try `1`, nearest to the article"
    ]
