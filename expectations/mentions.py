"""Rules on slips of who labels, about people: another person than the one named, a role that is not printed."""

from typing import ClassVar

from wh.rules.bridge import pydantic
from wh.rules.expectation import ROWS, RuleBetweenSources, TableName

_SMALL = "['the', 'of', 'and', 'for', 'who', 'are', 'not', 'in', 'at', 'on', 'to', 'an', 'with', 'that', 'is']"


class ExpectPeopleToBeTheOnesNamed(RuleBetweenSources):
    """Expect what is told of a person not to have another person's whole name in its words, and not this one's.

    For a table of facts with article_id, subject_id, source_id, value and exact.

    `person_names`: who is named how in which article, with article_id, person_id and name.
    `people`: the people, with person_id and name.
    `sources`: the sources, with source_id and person_id.
    """

    sentence: ClassVar[str] = "What is told of a person is told of this one."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    person_names: TableName = TableName("marts.person_names")
    people: TableName = TableName("marts.people")
    sources: TableName = TableName("staging.stg_sources")

    def candidates(self) -> str:
        """Return each fact about a person whose words name somebody; the value and the source may be named."""
        return f"""
            with named as (
                select
                    facts.fact_id,
                    bool_or(names.person_id = facts.subject_id) as has_subject,
                    bool_or(
                        contains(names.name, ' ') and names.person_id <> facts.subject_id
                        and names.person_id is distinct from sources.person_id
                        and not contains(coalesce(facts.value, ''), names.name)
                        and not contains(coalesce(facts.value, ''), people.name)
                    ) as has_other,
                    string_agg(distinct names.name, ', ' order by names.name) as others,
                from {ROWS} as facts
                inner join {self.person_names} as names
                    on facts.article_id = names.article_id and contains(facts.exact, names.name)
                inner join {self.people} as people on names.person_id = people.person_id
                left join {self.sources} as sources on facts.source_id = sources.source_id
                where facts.subject_id in (select person_id from {self.people})
                group by facts.fact_id
            )
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                true as is_compared,
                named.has_other and not named.has_subject as is_broken,
                concat(facts.fact_id, ' is about ', facts.subject_id, ', and its words name ', named.others) as detail,
            from named
            inner join {ROWS} as facts on named.fact_id = facts.fact_id
        """


class ExpectJudgementsToBeFollowed(RuleBetweenSources):
    """Expect two names to be one person or two as somebody judged.

    For a table of judgements with name_a_folded, name_b_folded, judgement, file and line.

    `matches`: what became of two names, with name, other_name, decision and decided_by.
    """

    sentence: ClassVar[str] = "Two names are one person or two, as was judged."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    matches: TableName = TableName("marts.person_matches")

    def candidates(self) -> str:
        """Return each judgement; not compared where nobody has one of the names."""
        return f"""
            select
                null as claim_id, null as fact_id, null as article_id,
                matches.decision is not null as is_compared,
                matches.decision <> case judged.judgement when 'positive' then 'one_person' else 'two_people' end
                    as is_broken,
                concat(
                    judged.name_a, ' and ', judged.name_b, ' are judged ', judged.judgement, ', and told as ',
                    matches.decision
                ) as detail,
                concat(judged.file, ':', judged.line) as file_line,
            from {{batch}} as judged
            left join {self.matches} as matches
                on matches.name = least(judged.name_a_folded, judged.name_b_folded)
                and matches.other_name = greatest(judged.name_a_folded, judged.name_b_folded)
            where judged.judgement in ('positive', 'negative')
        """


class ExpectNamesToBeThePersons(RuleBetweenSources):
    """Expect a name to be like the name of the person that it is said to be, or to have been judged to be so.

    For a table with name and person_id.

    `people`: the people, with person_id and name.
    `judgements`: what was judged of two names, with name_a, name_b and judgement.
    `at_least`: how like a word of the one is to a word of the other, from 0 to 1 (Jaro-Winkler).
    """

    sentence: ClassVar[str] = "A name is its person's name."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"
    thresholds: ClassVar[tuple[str, ...]] = ("mostly", "at_least")

    people: TableName = TableName("marts.people")
    judgements: TableName = TableName("staging.stg_person_judgements")
    at_least: float = pydantic.Field(0.8, ge=0, le=1)

    def candidates(self) -> str:
        """Return each name of each person."""
        return f"""
            with names as (
                select distinct rows.name, people.person_id, people.name as other_name
                from {{batch}} as rows
                inner join {self.people} as people on rows.person_id = people.person_id
                where rows.name is not null
            ),
            judged as (
                select name_a as name from {self.judgements} where judgement = 'positive'
                union
                select name_b from {self.judgements} where judgement = 'positive'
            ),
            words as (
                select
                    name, person_id, other_name,
                    list_max(list_transform(
                        {_words("name")},
                        lambda word: list_max(list_transform(
                            {_words("other_name")}, lambda other: jaro_winkler_similarity(word, other)
                        ))
                    )) as likeness,
                from names
            )
            select
                null as claim_id, null as fact_id, null as article_id,
                likeness is not null as is_compared,
                likeness < {self.at_least} and name not in (select name from judged where name is not null)
                    as is_broken,
                concat('"', name, '" is taken for ', person_id, ', ', other_name) as detail,
            from words
        """


class ExpectRolesToBePrinted(RuleBetweenSources):
    """Expect half the words of a role to stand in the article that is said to print it.

    For a table of roles with article_id, person_id and role.

    `articles`: the texts, with article_id and text.
    `min_share`: the share of the words that must be there; a digest words a role in its own way.
    """

    sentence: ClassVar[str] = "A role is printed in its article."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"
    thresholds: ClassVar[tuple[str, ...]] = ("mostly", "min_share")

    articles: TableName = TableName("intermediate.int_articles__newest")
    min_share: float = pydantic.Field(0.5, ge=0, le=1)

    def candidates(self) -> str:
        """Return each role of each person in each article."""
        return f"""
            with texts as (
                select article_id, {_words("text")} as text_words
                from {self.articles}
                where article_id in (select article_id from {{batch}} where role is not null)
            ),
            roles as (
                select distinct article_id, person_id, role, {_words("role")} as role_words
                from {{batch}}
                where role is not null
            ),
            found as (
                select
                    roles.*,
                    array_length(list_intersect(role_words, text_words)) / array_length(list_distinct(role_words))
                        as found_share,
                from roles
                inner join texts on roles.article_id = texts.article_id
            )
            select
                null as claim_id, null as fact_id, article_id,
                found_share is not null as is_compared,
                found_share < {self.min_share} as is_broken,
                concat(person_id, ' is "', role, '", which ', article_id, ' does not print') as detail,
            from found
        """


def _words(sql: str) -> str:
    """Return SQL for the words of a text, folded, without the small ones."""
    split = f"string_split(trim(regexp_replace(lower(strip_accents({sql})), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')), ' ')"
    return f"list_filter({split}, lambda small: length(small) > 1 and not list_contains({_SMALL}, small))"
