"""Names become people: what the labeller says, whole names, surnames in their article, judgements, and new people."""

import csv
from collections.abc import Callable
from datetime import date
from typing import Any

from people_models import ROOT, built, printed

Rows = list[dict[str, Any]]
RunModel = Callable[..., Rows]

LUKASHENKO = {"person_id": "lukashenko", "name": "Alexander Lukashenko"}
KOLESNIKOVA = ("kolesnikova", "Maria Kolesnikova")


def _mentions(*names: str, **columns: Any) -> Rows:
    return [
        {**printed("exact", name), "file": "f", "line": line, **columns} for line, name in enumerate(names, start=2)
    ]


def _people(*people: tuple[str, str]) -> Rows:
    return [{"person_id": person_id, **printed("name", name)} for person_id, name in people]


def _judgement(name_a: str, name_b: str, judgement: str) -> dict[str, Any]:
    return {**printed("name_a", name_a), **printed("name_b", name_b), "judgement": judgement}


def _matched(mentions: Rows, people: Rows = (), judgements: Rows = ()) -> dict[str, tuple[str, str]]:  # type: ignore[assignment]
    """Return folded name -> (person, how), where no article tells."""
    con = built(mentions, people, judgements)
    rows = con.execute("select name, person_id, matched_by from intermediate.int_names__matched").fetchall()
    return {name: (person_id, how) for name, person_id, how in rows}


def _in_articles(mentions: Rows, people: Rows = (), judgements: Rows = ()) -> set[tuple[str, str, int, str]]:  # type: ignore[assignment]
    con = built(mentions, people, judgements)
    columns = "article_id, name, candidate_count, person_id"
    return set(con.execute(f"select {columns} from intermediate.int_names__in_articles").fetchall())


def test_a_name_that_is_folded_alike_names_the_person() -> None:
    for name in ("Alexander Lukashenko", "ALEXANDER  LUKASHENKO", "Aléxander Lukashenko,"):
        matched = _matched(_mentions(name), _people(("lukashenko", "Alexander Lukashenko")))
        assert matched == {"alexander lukashenko": ("lukashenko", "name")}


def test_another_spelling_names_the_person_too() -> None:
    matched = _matched(_mentions("Maryia Kalesnikava"), _people(KOLESNIKOVA))
    assert matched == {"maryia kalesnikava": ("kolesnikova", "score")}


def test_a_spelling_that_a_labeller_gave_to_a_person_names_the_person_elsewhere() -> None:
    mentions = [*_mentions("Masha the Flute", person_id="kolesnikova"), *_mentions("Masha the Flute")]
    assert _matched(mentions, _people(KOLESNIKOVA)) == {"masha the flute": ("kolesnikova", "name")}


def test_a_positive_judgement_joins_names_that_nothing_else_would() -> None:
    judgements = [_judgement("Maria Kolesnikova", "Masha the Flute", "positive")]
    matched = _matched(_mentions("Masha the Flute"), _people(KOLESNIKOVA), judgements)
    assert matched == {"masha the flute": ("kolesnikova", "judgement")}


def test_positive_judgements_in_a_row_join_too() -> None:
    judgements = [
        _judgement("Maria Kolesnikova", "Masha the Flute", "positive"),
        _judgement("Masha the Flute", "Red Lips", "positive"),
        _judgement("Red Lips", "Heart Hands", "positive"),
    ]
    matched = _matched(_mentions("Heart Hands"), _people(KOLESNIKOVA), judgements)
    assert matched == {"heart hands": ("kolesnikova", "judgement")}


def test_an_unsure_judgement_joins_nothing() -> None:
    judgements = [_judgement("Maria Kolesnikova", "Masha the Flute", "unsure")]
    matched = _matched(_mentions("Masha the Flute"), _people(KOLESNIKOVA), judgements)
    assert matched == {"masha the flute": ("masha-the-flute", "new")}


def test_a_negative_judgement_wins_over_the_spelling() -> None:
    judgements = [_judgement("Maria Kolesnikova", "Maria Kalesnikava", "negative")]
    matched = _matched(_mentions("Maria Kalesnikava"), _people(KOLESNIKOVA), judgements)
    assert matched == {"maria kalesnikava": ("maria-kalesnikava", "new")}


def test_a_negative_judgement_wins_over_a_positive_one() -> None:
    judgements = [
        _judgement("Maria Kolesnikova", "Maria Kalesnikava", "positive"),
        _judgement("Maria Kalesnikava", "Maria Kolesnikova", "negative"),
    ]
    matched = _matched(_mentions("Maria Kalesnikava"), _people(KOLESNIKOVA), judgements)
    assert matched == {"maria kalesnikava": ("maria-kalesnikava", "new")}


def test_a_negative_judgement_is_not_broken_by_a_third_name_that_goes_with_both() -> None:
    judgements = [_judgement("Maria Kolesnikova", "Maria Kalesnikava", "negative")]
    matched = _matched(_mentions("Maria Kalesnikava", "Marija Kolesnikava"), _people(KOLESNIKOVA), judgements)
    assert matched["maria kalesnikava"][0] != "kolesnikova"


def test_nor_by_judgements_by_way_of_a_third_name() -> None:
    judgements = [
        _judgement("Maria Kolesnikova", "Red Lips", "positive"),
        _judgement("Red Lips", "Maria Kalesnikava", "positive"),
        _judgement("Maria Kolesnikova", "Maria Kalesnikava", "negative"),
    ]
    people = {
        person for person, _ in _matched(_mentions("Maria Kalesnikava"), _people(KOLESNIKOVA), judgements).values()
    }
    assert people == {"maria-kalesnikava"}


def test_one_name_judged_apart_rules_the_whole_person_out() -> None:
    mentions = [*_mentions("Kolesnikova", person_id="kolesnikova"), *_mentions("Kolesnikova")]
    judgements = [_judgement("Kolesnikova", "Maria Kolesnikova", "negative")]
    people = _people(("kolesnikova", "Maria Kolesnikova"))
    assert _matched(mentions, people, judgements) == {"kolesnikova": ("kolesnikova-2", "new")}


def test_two_entries_of_people_csv_are_never_one_person_however_alike() -> None:
    people = _people(("one", "Maria Kolesnikova"), ("two", "Maria Kalesnikava"))
    matched = _matched(_mentions("Maria Kalesnikava", "Maria Kolesnikova"), people)
    assert {name: person for name, (person, _) in matched.items()} == {
        "maria kalesnikava": "two",
        "maria kolesnikova": "one",
    }


def test_a_name_that_goes_as_well_with_two_entries_is_left_alone() -> None:
    people = _people(("father", "George H. W. Bush"), ("son", "George W. Bush"))
    assert _matched(_mentions("George Bush"), people) == {"george bush": ("george-bush", "new")}


def test_a_name_of_two_people_is_a_person_of_its_own_until_it_is_judged() -> None:
    people = _people(("one", "John Smith"), ("two", "John Smith"))
    assert _matched(_mentions("John Smith"), people) == {"john smith": ("john-smith", "ambiguous")}


def test_a_name_that_nobody_has_is_a_new_person_with_a_slug_for_an_id() -> None:
    matched = _matched(_mentions("Maxim Žnak"), _people(("lukashenko", "Alexander Lukashenko")))
    assert matched == {"maxim znak": ("maxim-znak", "new")}


def test_new_names_that_go_together_are_one_new_person_called_by_the_least() -> None:
    matched = _matched(_mentions("Maxim Znak", "Maksim Znak"))
    assert matched == {"maxim znak": ("maksim-znak", "new"), "maksim znak": ("maksim-znak", "new")}


def test_a_slug_that_people_csv_uses_is_not_used_again() -> None:
    matched = _matched(_mentions("Maxim Znak"), _people(("maxim-znak", "Ales Bialiatski")))
    assert matched == {"maxim znak": ("maxim-znak-2", "new")}


def test_one_article_s_spelling_is_a_slip_of_the_pen_where_several_have_another() -> None:
    right = [mention for article in "abc" for mention in _mentions("Pavel Slunkin", article_id=article)]
    slip = _mentions("Pavel Slumkin", article_id="d")
    assert len({person for person, _ in _matched(right + slip).values()}) == 1
    assert len({person for person, _ in _matched(right[:1] + slip).values()}) == 2


def test_a_surname_names_the_only_person_who_has_it() -> None:
    people = _people(("lukashenko", "Alexander Lukashenko"), ("trump", "Donald Trump"))
    assert _matched(_mentions("Lukashenka"), people) == {"lukashenka": ("lukashenko", "score")}


def test_a_surname_of_several_people_names_nobody_alone() -> None:
    people = _people(("donald", "Donald Trump"), ("melania", "Melania Trump"))
    assert _matched(_mentions("Trump"), people)["trump"][1] == "ambiguous"


def test_a_surname_is_explained_by_the_whole_name_in_its_article() -> None:
    people = _people(("donald", "Donald Trump"), ("melania", "Melania Trump"))
    mentions = _mentions("Melania Trump", "Trump", article_id="a")
    assert _in_articles(mentions, people) == {("a", "trump", 1, "melania")}


def test_a_surname_beside_two_whole_names_is_explained_by_neither() -> None:
    mentions = _mentions("Donald Trump", "Melania Trump", "Trump", article_id="a")
    ((_, name, count, _),) = _in_articles(mentions)
    assert (name, count) == ("trump", 2)


def test_a_title_tells_which_of_two_whole_names_a_surname_stands_for() -> None:
    people = _people(("bill", "Bill Clinton"), ("hillary", "Hillary Clinton"))
    mentions = _mentions("Bill Clinton", "Hillary Clinton", "Mrs. Clinton", article_id="a")
    assert _in_articles(mentions, people) == {("a", "mrs clinton", 1, "hillary")}


def test_a_common_surname_is_explained_in_its_article_alone() -> None:
    people = _people(("john", "John Smith"))
    assert _matched(_mentions("Smith"), people) == {"smith": ("smith", "new")}
    assert _in_articles(_mentions("John Smith", "Smith", article_id="a"), people) == {("a", "smith", 1, "john")}


def test_a_name_judged_apart_explains_no_surname() -> None:
    judgements = [_judgement("Trump", "Melania Trump", "negative")]
    mentions = _mentions("Donald Trump", "Melania Trump", "Trump", article_id="a")
    assert _in_articles(mentions, _people(("donald", "Donald Trump")), judgements) == {("a", "trump", 1, "donald")}


def test_what_the_labeller_says_goes_before_any_match(run_model: RunModel) -> None:
    mention = {"exact": "Alexander Lukashenko", "exact_folded": "alexander lukashenko", "person_id": "other"}
    name = {"name": "alexander lukashenko", "person_id": "lukashenko", "matched_by": "name"}
    (row,) = run_model("int_people__matched", {"int_mentions__located": [mention], "int_names__matched": [name]})
    assert (row["person_id"], row["matched_by"]) == ("other", "label")


def test_an_open_mention_takes_the_person_of_its_folded_name(run_model: RunModel) -> None:
    mention = {"exact": "Alexander Lukashenko", "exact_folded": "alexander lukashenko"}
    name = {"name": "alexander lukashenko", "person_id": "lukashenko", "matched_by": "name"}
    parents = {"int_mentions__located": [mention], "int_names__matched": [name], "stg_people": [LUKASHENKO]}
    (row,) = run_model("int_people__matched", parents)
    assert (row["person_id"], row["matched_by"], row["is_known"]) == ("lukashenko", "name", True)


def test_the_article_goes_before_the_rest_of_the_warehouse(run_model: RunModel) -> None:
    mention = {"article_id": "a", "exact": "Trump", "exact_folded": "trump"}
    parents = {
        "int_mentions__located": [mention],
        "int_names__matched": [{"name": "trump", "person_id": "donald", "matched_by": "score"}],
        "int_names__in_articles": [
            {"article_id": "a", "name": "trump", "candidate_count": 1, "person_id": "melania", "reason": "trump"}
        ],
    }
    (row,) = run_model("int_people__matched", parents)
    assert (row["person_id"], row["matched_by"], row["reason"]) == ("melania", "article", "trump")


def test_a_surname_of_several_people_in_one_article_is_a_person_of_that_article(run_model: RunModel) -> None:
    mention = {"article_id": "a", "exact": "Trump", "exact_folded": "trump"}
    parents = {
        "int_mentions__located": [mention],
        "int_names__in_articles": [{"article_id": "a", "name": "trump", "candidate_count": 2, "person_id": "donald"}],
    }
    (row,) = run_model("int_people__matched", parents)
    assert (row["person_id"], row["matched_by"]) == ("trump--a", "ambiguous")


def test_the_five_reports_find_their_people_also_where_no_labeller_says_who_it_is() -> None:
    labels = ROOT / "data" / "labels"
    with (labels / "people.csv").open(encoding="utf-8") as file:
        people = _people(*((row["person_id"], row["name"]) for row in csv.DictReader(file)))
    with (labels / "mentions.csv").open(encoding="utf-8") as file:
        labelled = list(csv.DictReader(file))
    mentions = [
        {**printed("exact", row["exact"]), "article_id": row["article_id"], "file": "f", "line": line}
        for line, row in enumerate(labelled)
    ]
    con = built(mentions, people, through="int_people__matched")
    matched = con.execute("select person_id from intermediate.int_people__matched order by line").fetchall()
    assert [person_id for (person_id,) in matched] == [row["person_id"] for row in labelled]


def test_a_crowd_of_names_is_compared_by_its_second_word_and_counted() -> None:
    names = [f"A{one}{vowel}{two}a Kolesnikova" for one in "bdglmnprtv" for vowel in "aiu" for two in "bdglmnprtv"]
    con = built(_mentions(*names, "Abadha Kalesnikava"))
    crowds = con.execute("select name_count, is_left_out from intermediate.int_names__crowded").fetchall()
    assert (301, False) in crowds
    ((pairs,),) = con.execute("select count(*) from intermediate.int_names__paired").fetchall()
    assert pairs < 20 * len(names)
    linked = con.execute("select other_name from intermediate.int_names__linked where name = 'abadha kalesnikava'")
    assert linked.fetchall() == [("abada kolesnikova",)]


def test_two_entries_that_look_alike_are_shown_with_what_keeps_them_apart() -> None:
    people = _people(("one", "John Karter"), ("two", "Jack Karter"), ("three", "Johnny Karter"))
    born = [date(1950, 1, 1), date(1980, 1, 1), None]
    for row, day in zip(people, born, strict=True):
        row |= {"born_earliest_on": day, "born_latest_on": day}
    con = built(people=people)
    rows = con.execute("select name, other_name, decision, decided_by from marts.person_matches").fetchall()
    assert set(rows) == {
        ("jack karter", "john karter", "two_people", "birth"),
        ("john karter", "johnny karter", "two_people", "people"),
        ("jack karter", "johnny karter", "two_people", "people"),
    }


def _named(name: str, article_id: str = "a", line: int = 2, **columns: Any) -> dict[str, Any]:
    mention = {"article_id": article_id, "person_id": "lukashenko", "name": name, "line": line}
    return {**mention, "mention_state": "anchored", **columns}


def test_a_person_has_one_row_with_every_spelling_and_role_sorted(run_model: RunModel) -> None:
    (row,) = run_model(
        "people",
        {
            "stg_people": [{**LUKASHENKO, "born_earliest_on": date(1954, 8, 30)}],
            "int_people__matched": [
                _named("Lukashenko", role="president"),
                _named("Alexander Lukashenko", article_id="b", line=3),
                _named("Lukashenko", article_id="b", line=4, role="leader"),
            ],
            "int_articles__newest": [{"article_id": "a", "outlet_id": "o"}, {"article_id": "b"}],
        },
    )
    assert row["name_variants"] == ["Alexander Lukashenko", "Lukashenko"]
    assert row["roles"] == ["leader", "president"]
    assert (row["name"], row["born_earliest_on"]) == ("Alexander Lukashenko", date(1954, 8, 30))
    assert (row["article_count"], row["outlet_count"]) == (2, 1)


def test_a_person_whom_no_article_names_has_empty_lists_and_counts_of_zero(run_model: RunModel) -> None:
    (row,) = run_model("people", {"stg_people": [LUKASHENKO]})
    assert (row["name_variants"], row["roles"], row["article_count"], row["outlet_count"]) == ([], [], 0, 0)


def test_a_person_whom_people_csv_does_not_know_is_called_by_the_longest_spelling(run_model: RunModel) -> None:
    (row,) = run_model("people", {"int_people__matched": [_named("Lukashenko"), _named("A. Lukashenko", line=3)]})
    assert (row["name"], row["is_known"]) == ("A. Lukashenko", False)


def test_a_name_that_is_not_in_the_article_is_no_spelling_of_the_person(run_model: RunModel) -> None:
    mention = _named("Lukaschenko", mention_state="orphaned")
    (row,) = run_model("people", {"stg_people": [LUKASHENKO], "int_people__matched": [mention]})
    assert (row["name_variants"], row["article_count"]) == ([], 0)
    assert run_model("person_names", {"int_people__matched": [mention]}) == []


def test_a_spelling_in_an_article_has_one_row_for_each_role_printed_with_it(run_model: RunModel) -> None:
    mentions = [
        _named("Lukashenko", role="president"),
        _named("Lukashenko", role="president", line=3),
        _named("Lukashenko", role="leader", line=4),
    ]
    rows = run_model("person_names", {"int_people__matched": mentions})
    assert [(row["name"], row["role"]) for row in rows] == [("Lukashenko", "leader"), ("Lukashenko", "president")]
