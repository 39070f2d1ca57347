"""The rules on the way of rows, on what claims come to, and on slips of labellers: rows to be read by a person."""

from typing import Any

Row = dict[str, Any]

# What these rules read beside the columns that the others do.
TABLES = """;
alter table staging.stg_facts add column if not exists source_id varchar;
alter table staging.stg_facts add column if not exists via_id varchar;
alter table staging.stg_facts add column if not exists unit varchar;
alter table staging.stg_facts add column if not exists as_of varchar;
alter table staging.stg_facts add column if not exists as_of_earliest_on date;
alter table staging.stg_facts add column if not exists as_of_latest_on date;
alter table staging.stg_facts add column if not exists labelled_on date;
alter table staging.stg_facts add column if not exists file varchar;
alter table staging.stg_facts add column if not exists line int;
alter table staging.stg_sources add column if not exists name varchar;
alter table staging.stg_sources add column if not exists file varchar;
alter table staging.stg_sources add column if not exists line int;
alter table staging.stg_person_judgements add column if not exists name_a_folded varchar;
alter table staging.stg_person_judgements add column if not exists name_b_folded varchar;
alter table staging.stg_article_versions add column if not exists loaded_on date;
alter table intermediate.int_articles__newest add column if not exists outlet_id varchar;
alter table intermediate.int_articles__newest add column if not exists published_on date;
alter table marts.articles add column if not exists outlet_id varchar;
alter table marts.figures add column if not exists value varchar;
alter table marts.figures add column if not exists unit varchar;
alter table marts.figures add column if not exists value_kind varchar;
alter table marts.claims add column if not exists event_id varchar;
alter table marts.claims add column if not exists subject_id varchar;
alter table marts.claims add column if not exists scope_id varchar;
alter table marts.claims add column if not exists over_time varchar;
alter table marts.claims add column if not exists inferred_low double;
alter table marts.claims add column if not exists inferred_high double;
alter table marts.claims add column if not exists inferred_earliest_on date;
alter table marts.claims add column if not exists inferred_latest_on date;
alter table marts.quotes add column if not exists said_to_id varchar;
alter table marts.quotes add column if not exists quote_start int;
alter table marts.quotes add column if not exists quote_end int;
alter table raw.load_files add column if not exists file_sha256 varchar;
create table raw.people (person_id varchar, born_on varchar, file varchar, line int, file_sha256 varchar);
create table raw.rejects (load_id varchar, file varchar, line int, record_key varchar);
create schema quality;
create table quality.published_loads (load_id varchar, build_id varchar);
create table quality.ruling_grounds (
    build_id varchar, disagreement_id varchar, ruling_md5 varchar, thing_id varchar, aspect varchar, said varchar
);
create table intermediate.int_rulings__newest (
    disagreement_id varchar, ruling_md5 varchar, file varchar, line int
);
create table intermediate.int_rulings__grounds (
    disagreement_id varchar, ruling_md5 varchar, thing_id varchar, aspect varchar, said varchar
);
create table intermediate.int_articles__credited (article_id varchar);
create table staging.stg_units (unit varchar, base_unit varchar, factor double);
create table staging.stg_fact_chain (fact_id varchar, position int, source_id varchar, file varchar, line int);
create table staging.stg_scopes (scope_id varchar, within_scope_id varchar, file varchar, line int);
create table intermediate.int_evidence__located (
    fact_id varchar, context_text varchar, context_start int, context_end int
);
create table intermediate.int_passages__located (
    article_id varchar, reason varchar, exact_from varchar, passage_state varchar, passage_start int, passage_end int,
    file varchar, line int
);
create table marts.claim_steps (
    claim_id varchar, step int, kind varchar, low double, high double, earliest_on date, latest_on date
);
create table marts.person_matches (name varchar, other_name varchar, decision varchar, decided_by varchar);
create table marts.article_versions (article_id varchar, version int, is_in_use boolean);
"""

LINE = {"file": "labels.csv", "line": 7}


def fact(**values: Any) -> Row:
    return {"fact_id": "f1", "claim_id": "e/s/a", "article_id": "one", "stance": "asserts", **values}


def claim(**values: Any) -> Row:
    return {"claim_id": "e/s/a", "agreement": "single", "over_time": "fixed", **values}


def source(source_id: str, name: str, kind: str, **values: Any) -> Row:
    return {"source_id": source_id, "name": name, "kind": kind, **LINE, **values}


def article(text: str, **values: Any) -> Row:
    return {"article_id": "one", "text": text, **values}


def seen(load_id: str, sha: str) -> Row:
    return {"load_id": load_id, "table_name": "people", "file": "people.csv", "file_sha256": sha}


def born(day: str, sha: str, line: int = 2) -> Row:
    return {"person_id": "ann", "born_on": day, "file": "people.csv", "line": line, "file_sha256": sha}


ANN = {"person_id": "ann", "name": "Ann Lee", "article_id": "one"}
BEN = {"person_id": "ben", "name": "Ben Roe", "article_id": "one"}
WIRE = source("ap", "The Wire", "agency")
LIVE = {"is_live": True}
QUOTED = {"evidence_start": 10, "evidence_end": 20}
QUOTE = {"quote_id": "q1", "article_id": "one", "source_id": "ann", "quote_start": 5, "quote_end": 40}
JUDGED = {"name_a": "Ann Lee", "name_b": "Anne Li", "name_a_folded": "ann lee", "name_b_folded": "anne li", **LINE}
STEP = {"claim_id": "e/s/a", "step": 1, "kind": "sum", "low": 9, "high": 9}
PASSAGE = {"article_id": "one", "reason": "dateline", "passage_start": 0, "passage_end": 24, **LINE}

# name, table, rule, rows that hold it, rows that break it, rows beside, what is said, parameters
WRITTEN: list[tuple[str, str, str, dict[str, list[Row]], dict[str, list[Row]], dict[str, list[Row]], str, Row]] = [
    (
        "rows are kept",
        "marts.facts",
        "expect_rows_to_be_kept",
        {"marts.facts": [fact(value="9")], "staging.stg_facts": [fact(value="9")]},
        {"marts.facts": [fact(value="6")], "staging.stg_facts": [fact(value="9")]},
        {},
        "fact_id f1: value is 6, there 9",
        {"other": "staging.stg_facts", "key": {"fact_id": "fact_id"}, "values": {"value": "value"}},
    ),
    (
        "a count is right",
        "marts.claims",
        "expect_counts_to_be_right",
        {"marts.claims": [claim(article_count=1)]},
        {"marts.claims": [claim(article_count=2)]},
        {"marts.facts": [fact(**LIVE), fact(fact_id="f2", **LIVE)]},
        "claim_id e/s/a: article_count is 2, and marts.facts has 1",
        {
            "column": "article_count",
            "of": "marts.facts",
            "key": {"claim_id": "claim_id"},
            "distinct": "article_id",
            "of_those": "is_live",
        },
    ),
    (
        "an interval fits its value",
        "marts.figures",
        "expect_intervals_to_fit_their_values",
        {"marts.figures": [fact(value=">50", value_kind="count", low=51)]},
        {"marts.figures": [fact(value=">50", value_kind="count", low=50)]},
        {"staging.stg_facts": [fact()]},
        "f1 is labelled >50, and stands as 50..",
        {},
    ),
    (
        "rows stay",
        "raw.people",
        "expect_rows_to_stay_from_load_to_load",
        {"raw.people": [born("1954", "a"), born("1954", "b", 3)]},
        {"raw.people": [born("1954", "a"), born("1964", "b")]},
        {
            "raw.load_files": [seen("load-1", "a"), seen("load-2", "b")],
            "quality.published_loads": [{"load_id": "load-1"}],
        },
        "ann: born_on was 1954 and is 1964",
        {"key": ["person_id"], "values": ["born_on"]},
    ),
    (
        "agreement is told",
        "marts.claims",
        "expect_agreement_to_be_told",
        {"marts.claims": [claim(agreement="disputed")]},
        {"marts.claims": [claim(agreement="identical")]},
        {
            "marts.facts": [fact(**LIVE), fact(fact_id="f2", article_id="two", **LIVE)],
            "marts.disagreements": [
                {"disagreement_id": "d1", "claim_id": "e/s/a", "rule": "sources_agree", "state": "ruled"}
            ],
        },
        "e/s/a is told as identical; 2 articles assert it, and there is d1",
        {},
    ),
    (
        "what all say",
        "marts.claims",
        "expect_claims_to_hold_what_all_say",
        {"marts.claims": [claim(low=9, high=9)]},
        {"marts.claims": [claim(low=8, high=9)]},
        {"marts.facts": [fact(low=9, best=9, high=9, **LIVE), fact(fact_id="f2", low=8, high=9, **LIVE)]},
        "e/s/a is told as 8..9, and its facts have in common 9",
        {},
    ),
    (
        "what follows",
        "marts.claims",
        "expect_inference_to_end_with_its_steps",
        {"marts.claims": [claim(inferred_low=9, inferred_high=9)]},
        {"marts.claims": [claim(inferred_low=8, inferred_high=9)]},
        {"marts.claim_steps": [STEP]},
        "e/s/a must be 8..9, and the last step leaves 9",
        {},
    ),
    (
        "a text that changed",
        "marts.article_versions",
        "expect_texts_to_be_read_again",
        {"staging.stg_facts": [fact(labelled_on="2026-05-03")]},
        {"staging.stg_facts": [fact(labelled_on="2026-05-01")]},
        {
            "marts.article_versions": [{"article_id": "one", "version": 2, "is_in_use": True}],
            "staging.stg_article_versions": [{"article_id": "one", "version": 2, "loaded_on": "2026-05-02"}],
        },
        "one: version 2 came on 2026-05-02, and its newest label is of 2026-05-01",
        {},
    ),
    (
        "a verdict",
        "marts.relations",
        "expect_verdicts_to_fit_their_figures",
        {"marts.relations": [{"relation_id": "r1", "verdict": "holds", "stated_low": 9, "computed_high": 9}]},
        {"marts.relations": [{"relation_id": "r1", "verdict": "holds", "stated_low": 9, "computed_high": 8}]},
        {},
        "r1 holds",
        {},
    ),
    (
        "named origins",
        "marts.claims",
        "expect_only_named_origins_to_count",
        {"marts.claims": [claim(origin_count_low=1)]},
        {"marts.claims": [claim(origin_count_low=2)]},
        {
            "marts.claim_sources": [
                {"claim_id": "e/s/a", "independent_origin_id": "ap"},
                {"claim_id": "e/s/a", "independent_origin_id": "officials|ap"},
            ],
            "staging.stg_sources": [WIRE, source("officials", "Officials", "anonymous")],
        },
        "e/s/a counts 2 at least of ap, officials|ap",
        {},
    ),
    (
        "scopes are related",
        "staging.stg_scopes",
        "expect_scopes_to_be_related",
        {
            "staging.stg_relations": [
                {"relation_id": "r1", "operand": "all"},
                {"relation_id": "r1", "operand": "women"},
            ]
        },
        {"staging.stg_relations": [{"relation_id": "r1", "operand": "all"}]},
        {
            "staging.stg_scopes": [{"scope_id": "women", "within_scope_id": "all", **LINE}],
            "marts.claims": [
                claim(claim_id=name, scope_id=name, event_id="e", subject_id="s", attribute="a", value_kind="count")
                for name in ("all", "women")
            ],
        },
        "women is within all, and no relation holds women against all",
        {},
    ),
    (
        "quoted facts",
        "marts.facts",
        "expect_quoted_facts_to_be_the_speakers",
        {"marts.facts": [fact(source_id="ann", via_id="ap", **QUOTED)]},
        {"marts.facts": [fact(source_id="ann", **QUOTED)]},
        {"marts.quotes": [QUOTE | {"said_to_id": "ap"}], "staging.stg_sources": [WIRE]},
        "f1 is from ann, and stands in q1, which is from ann, said to ap",
        {},
    ),
    (
        "chains",
        "staging.stg_fact_chain",
        "expect_chains_to_fit_their_facts",
        {"staging.stg_facts": [fact(source_id="ann", via_id="ap")]},
        {"staging.stg_facts": [fact(source_id="ann")]},
        {
            "staging.stg_fact_chain": [
                {"fact_id": "f1", "position": 1, "source_id": "ap", **LINE},
                {"fact_id": "f1", "position": 2, "source_id": "ann", **LINE},
            ]
        },
        "f1 is from ann through nobody, and its chain is ap, ann",
        {},
    ),
    (
        "named media",
        "marts.facts",
        "expect_named_media_to_be_via",
        {"marts.facts": [fact(source_id="ann", via_id="ap")]},
        {"marts.facts": [fact(source_id="ann")]},
        {
            "staging.stg_sources": [WIRE],
            "intermediate.int_evidence__located": [{"fact_id": "f1", "context_text": "She told The Wire of nine."}],
        },
        "f1 is from ann, and its sentence names ap",
        {},
    ),
    (
        "sources in their article",
        "marts.facts",
        "expect_sources_to_be_in_their_article",
        {"intermediate.int_articles__newest": [article("The centre for prisoners of war said so.")]},
        {"intermediate.int_articles__newest": [article("The centre said so.")]},
        {
            "marts.facts": [fact(source_id="centre")],
            "staging.stg_sources": [source("centre", "Centre for prisoners of war", "government")],
        },
        "f1 has it from centre, and one does not name Centre for prisoners of war",
        {},
    ),
    (
        "speakers near",
        "marts.facts",
        "expect_speakers_to_be_near",
        {"intermediate.int_articles__newest": [article("Ann Lee came. Nine were freed, she said.")]},
        {"intermediate.int_articles__newest": [article("Ann Lie came. Nine were freed, she said.")]},
        {
            "marts.facts": [fact(source_id="lee")],
            "staging.stg_sources": [source("lee", "Ann Lee", "person", person_id="ann")],
            "marts.person_names": [ANN],
            "intermediate.int_evidence__located": [{"fact_id": "f1", "context_start": 14, "context_end": 40}],
        },
        "f1 is from lee, who is not named anywhere near",
        {"within": 20},
    ),
    (
        "people who are named",
        "marts.facts",
        "expect_people_to_be_the_ones_named",
        {"marts.facts": [fact(subject_id="ann", exact="Ann Lee was freed")]},
        {"marts.facts": [fact(subject_id="ben", exact="Ann Lee was freed")]},
        {
            "marts.people": [{"person_id": "ann", "name": "Ann Lee"}, {"person_id": "ben", "name": "Ben Roe"}],
            "marts.person_names": [ANN, BEN],
        },
        "f1 is about ben, and its words name Ann Lee",
        {},
    ),
    (
        "words are found",
        "intermediate.int_passages__located",
        "expect_words_to_be_found",
        {"intermediate.int_passages__located": [PASSAGE | {"exact_from": "10 May", "passage_state": "anchored"}]},
        {"intermediate.int_passages__located": [PASSAGE | {"exact_from": "10 May", "passage_state": "orphaned"}]},
        {},
        '"10 May" is not in one',
        {"state": "passage_state", "words": "exact_from"},
    ),
    (
        "judgements are followed",
        "staging.stg_person_judgements",
        "expect_judgements_to_be_followed",
        {"staging.stg_person_judgements": [JUDGED | {"judgement": "negative"}]},
        {"staging.stg_person_judgements": [JUDGED | {"judgement": "positive"}]},
        {"marts.person_matches": [{"name": "ann lee", "other_name": "anne li", "decision": "two_people"}]},
        "Ann Lee and Anne Li are judged positive, and told as two_people",
        {},
    ),
    (
        "a fact twice",
        "marts.facts",
        "expect_no_fact_twice",
        {"marts.facts": [fact(value="8", **QUOTED), fact(fact_id="f2", value="9", exact="nine", **QUOTED)]},
        {"marts.facts": [fact(value="9", **QUOTED), fact(fact_id="f2", value="9", exact="nine", **QUOTED)]},
        {},
        'f1 and f2 are the same words: "nine"',
        {},
    ),
    (
        "targets",
        "staging.stg_facts",
        "expect_targets_to_be_of_one_claim",
        {"staging.stg_facts": [fact(), fact(fact_id="f2", stance="retracts", target_fact_id="f1", **LINE)]},
        {"staging.stg_facts": [fact(), fact(fact_id="f2", claim_id="b", target_fact_id="f1", **LINE)]},
        {},
        "f2 asserts b, and its target f1 is of e/s/a",
        {},
    ),
    (
        "denials",
        "marts.facts",
        "expect_denials_to_answer_somebody",
        {"marts.facts": [fact(), fact(fact_id="f2", stance="denies", exact="no")]},
        {"marts.facts": [fact(stance="denies", exact="no")]},
        {},
        'f1 denies what nobody asserts: "no"',
        {},
    ),
    (
        "who is not named",
        "staging.stg_sources",
        "expect_unnamed_sources_to_be_unnamed",
        {"intermediate.int_articles__newest": [article("Somebody said so.")]},
        {"intermediate.int_articles__newest": [article("The Watch said so.")]},
        {"staging.stg_sources": [source("watch", "The Watch", "anonymous")]},
        "watch is anonymous, and named in one",
        {},
    ),
    (
        "publishers",
        "marts.articles",
        "expect_publishers_to_publish",
        {"marts.articles": [{"article_id": "one", "outlet_id": "ap"}]},
        {"marts.articles": [{"article_id": "one", "outlet_id": "ann"}]},
        {"staging.stg_sources": [WIRE, source("ann", "Ann Lee", "person")]},
        "one is published by ann, a source of the kind person",
        {},
    ),
    (
        "a person's name",
        "marts.person_names",
        "expect_names_to_be_the_persons",
        {"marts.person_names": [ANN | {"name": "Mrs Leigh", "person_id": "leigh"}]},
        {"marts.person_names": [ANN | {"name": "Oskar", "person_id": "leigh"}]},
        {"marts.people": [{"person_id": "leigh", "name": "Anna Leigh"}]},
        '"Oskar" is taken for leigh, Anna Leigh',
        {},
    ),
    (
        "a printed role",
        "marts.person_names",
        "expect_roles_to_be_printed",
        {"marts.person_names": [ANN | {"role": "press secretary of the mayor"}]},
        {"marts.person_names": [ANN | {"role": "minister of foreign trade"}]},
        {"intermediate.int_articles__newest": [article("The mayor's press secretary, Ann Lee, spoke.")]},
        'ann is "minister of foreign trade", which one does not print',
        {},
    ),
    (
        "tomorrow",
        "staging.stg_facts",
        "expect_no_label_from_tomorrow",
        {"staging.stg_facts": [fact(labelled_on="2026-05-02", **LINE)]},
        {"staging.stg_facts": [fact(labelled_on="2062-05-02", **LINE)]},
        {"raw.loads": [{"load_id": "load-1", "loaded_at": "2026-05-01 10:00:00"}]},
        "f1 was labelled on 2062-05-02",
        {},
    ),
    (
        "another day",
        "staging.stg_facts",
        "expect_times_to_be_worded",
        {"intermediate.int_evidence__located": [{"fact_id": "f1", "context_text": "In March nine were held."}]},
        {"intermediate.int_evidence__located": [{"fact_id": "f1", "context_text": "Nine are held."}]},
        {
            "staging.stg_facts": [
                fact(as_of="2026-03", as_of_earliest_on="2026-03-01", as_of_latest_on="2026-03-31", **LINE)
            ],
            "marts.articles": [{"article_id": "one", "published_on": "2026-05-02"}],
        },
        "f1 is of 2026-03, one of 2026-05-02, and its sentence tells no such time",
        {},
    ),
    (
        "a time where it is needed",
        "staging.stg_facts",
        "expect_time_to_be_given_where_needed",
        {"staging.stg_facts": [fact(attribute="held", as_of="2026-03", **LINE)]},
        {"staging.stg_facts": [fact(attribute="held", **LINE)]},
        {
            "staging.stg_attributes": [{"attribute": "held", "over_time": "level"}],
            "marts.articles": [{"article_id": "one"}],
        },
        "f1: held is level, and as_of is empty in an article without a day",
        {},
    ),
    (
        "a dateline",
        "intermediate.int_passages__located",
        "expect_datelines_to_fit",
        {"intermediate.int_articles__newest": [article("Oslo, 2 May 2026, 10:00.", published_on="2026-05-02")]},
        {"intermediate.int_articles__newest": [article("Oslo, 2 May 2026, 10:00.", published_on="2026-05-03")]},
        {"intermediate.int_passages__located": [PASSAGE]},
        'one is of 2026-05-03, and its dateline reads "Oslo, 2 May 2026, 10:00."',
        {},
    ),
    (
        "a credit line",
        "marts.articles",
        "expect_credit_lines_to_be_read",
        {"intermediate.int_articles__credited": [{"article_id": "one"}]},
        {"intermediate.int_articles__credited": [{"article_id": "two"}]},
        {
            "marts.articles": [{"article_id": "one"}],
            "intermediate.int_articles__newest": [article("Nine came.\n(With inputs from agencies.)")],
        },
        'one has the line "(With inputs from agencies.)", and credits nobody',
        {},
    ),
    (
        "a denial labelled so",
        "marts.facts",
        "expect_denials_to_be_labelled_so",
        {"marts.facts": [fact(exact="He denied it", value="true", stance="denies")]},
        {"marts.facts": [fact(exact="He denied it", value="true")]},
        {},
        'f1 asserts it, in the words "He denied it"',
        {},
    ),
    (
        "a whole quotation",
        "marts.quotes",
        "expect_quotations_to_be_whole",
        {"intermediate.int_articles__newest": [article("“It rained”, she said.")]},
        {"intermediate.int_articles__newest": [article("“It rained all day – and all night”, she said.")]},
        {
            "marts.quotes": [
                QUOTE | {"quote_group_id": "q2", "exact": "It rained"},
                QUOTE
                | {
                    "quote_id": "q2",
                    "article_id": "two",
                    "quote_group_id": "q2",
                    "exact": "It rained all day — and all night",
                },
            ]
        },
        "q1 ends before q2 does, and one prints all of it",
        {},
    ),
]
