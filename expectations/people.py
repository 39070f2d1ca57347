"""Rules on people: one birth each, no two under one name unjudged, one spelling an article, roles told alike."""

from typing import ClassVar

from wh.rules.expectation import ROWS, RuleBetweenSources, TableName, sql_list

_FORMER = r"^(the )?(former|ex-?|late|then-?|one-time)\s*"


class ExpectOneBirthPerPerson(RuleBetweenSources):
    """Expect all that is told of one person's birth to fit one day.

    For a table of facts with subject_id, attribute, earliest_on, latest_on, stance and is_live.

    `people`: the people, with person_id, born_earliest_on and born_latest_on.
    `attributes`: the attributes that tell a birth.
    """

    sentence: ClassVar[str] = "A person is born once."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("HURIDOCS Events Standard Formats", "Every Casualty Standards")

    people: TableName = TableName("marts.people")
    attributes: list[str] = ["born_on"]  # noqa: RUF012  # pydantic gives each rule a list of its own

    def candidates(self) -> str:
        """Return each person of whose birth a live fact tells; not compared where nothing else does."""
        return f"""
            with told as (
                select subject_id as person_id, article_id, claim_id, earliest_on, latest_on
                from {ROWS}
                where attribute in {sql_list(self.attributes)} and is_live and stance = 'asserts'
            ),
            births as (
                from told
                union all
                select person_id, 'the list of people', null, born_earliest_on, born_latest_on
                from {self.people}
                where person_id in (select person_id from told)
                    and coalesce(born_earliest_on, born_latest_on) is not null
            )
            select
                min(claim_id) as claim_id, null as fact_id, null as article_id,
                count(*) > 1 as is_compared,
                coalesce(max(earliest_on) > min(latest_on), false) as is_broken,
                concat(person_id, ': ', string_agg(
                    concat(
                        article_id, ' has ', coalesce(earliest_on::varchar, '?'),
                        case when latest_on is distinct from earliest_on then concat('..', latest_on) else '' end
                    ), '; ' order by article_id, earliest_on
                )) as detail,
            from births
            group by person_id
        """


class ExpectNamesakesToBeJudged(RuleBetweenSources):
    """Expect two persons of one name to have been judged to be two.

    For a table of names as printed, with person_id and name. A name of one word is a surname, and is many people's.

    `people`: the people, with person_id and name.
    `judgements`: what was judged of two names, with name_a, name_b and judgement.
    """

    sentence: ClassVar[str] = "Two persons of one name were judged to be two."
    asked_by: ClassVar[tuple[str, ...]] = ("Every Casualty Standards", "OHCHR Guidance on Casualty Recording")

    people: TableName = TableName("marts.people")
    judgements: TableName = TableName("staging.stg_person_judgements")

    def candidates(self) -> str:
        """Return each name of two words or more."""
        return f"""
            with names as (
                select {_plain("name")} as plain_name, name, person_id from {{batch}}
                union all
                select {_plain("name")}, name, person_id from {self.people}
            ),
            judged as (
                select {_plain("unnest([name_a, name_b])")} as plain_name
                from {self.judgements}
                where judgement = 'negative' and name_a is not null and name_b is not null
            )
            select
                null as claim_id, null as fact_id, null as article_id,
                true as is_compared,
                count(distinct person_id) > 1 and plain_name not in (select plain_name from judged) as is_broken,
                concat(
                    min(name), ' is ', string_agg(distinct person_id, ' and ' order by person_id),
                    ', and nobody judged so'
                ) as detail,
            from names
            where contains(plain_name, ' ')
            group by plain_name
        """


class ExpectNamesSpelledAlikeInArticle(RuleBetweenSources):
    """Expect an article to spell the surname of one person in one way.

    For a table of names as printed, with article_id, person_id and name. A part of a longer name is no other spelling.
    """

    sentence: ClassVar[str] = "An article spells a person's name in one way."
    own_severity: ClassVar[str] = "info"
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism", "BBC News style guide", "AP Stylebook")

    def candidates(self) -> str:
        """Return each person in each article who is named in more than one form."""
        return f"""
            with spelled as (
                select distinct article_id, person_id, name, string_split({_plain("name")}, ' ') as words
                from {{batch}}
                where person_id is not null and name is not null
            ),
            pairs as (
                select
                    one.article_id, one.person_id, one.name, other.name as other_name,
                    not list_contains(other.words, one.words[-1]) and not list_contains(one.words, other.words[-1])
                        as is_apart,
                from spelled as one
                inner join spelled as other
                    on one.article_id = other.article_id and one.person_id = other.person_id and one.name < other.name
            )
            select
                null as claim_id, null as fact_id, article_id,
                true as is_compared,
                bool_or(is_apart) as is_broken,
                concat(
                    article_id, ' spells ', person_id, ' ',
                    string_agg(concat('"', name, '" and "', other_name, '"'), ', ' order by name, other_name)
                        filter (where is_apart)
                ) as detail,
            from pairs
            group by article_id, person_id
        """


class ExpectRolesToBeToldAlike(RuleBetweenSources):
    """Expect nobody to be in an office in one article and out of it in another, unless it was ruled on.

    For a table of names as printed, with article_id, person_id and role.

    `disagreements`: what was decided on claims, with claim_id (event/subject/attribute), rule and state.
    `ruled_as`: the attributes whose rulings decide on roles, too.
    """

    sentence: ClassVar[str] = "Who holds an office in one article does not have it behind him in another."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism", "AP Stylebook")

    disagreements: TableName | None = TableName("marts.disagreements")
    ruled_as: list[str] = ["holds_office"]  # noqa: RUF012

    def candidates(self) -> str:
        """Return each office of a person that two articles name, held or held once."""
        return f"""
            with told as (
                select
                    person_id,
                    trim(regexp_replace(lower(role), '{_FORMER}', '')) as office,
                    regexp_matches(lower(role), '{_FORMER}') as is_former,
                    min(struct_pack(article := article_id, role := role)) as first_in,
                    max(struct_pack(article := article_id, role := role)) as last_in,
                from {{batch}}
                where role is not null and person_id is not null
                group by all
            )
            select
                null as claim_id, null as fact_id, other.last_in.article as article_id,
                true as is_compared,
                one.is_former <> other.is_former and not {self._ruled()} as is_broken,
                concat(
                    one.person_id, ' is "', one.first_in.role, '" in ', one.first_in.article, ' and "',
                    other.last_in.role, '" in ', other.last_in.article
                ) as detail,
            from told as one
            inner join told as other
                on one.person_id = other.person_id and (one.is_former, one.office) <= (other.is_former, other.office)
                and (
                    one.first_in.article <> other.last_in.article or one.last_in.article <> other.last_in.article
                    or one.first_in.article <> other.first_in.article
                )
            where ends_with(one.office, other.office) or ends_with(other.office, one.office)
        """

    def _ruled(self) -> str:
        if self.disagreements is None:
            return "false"
        return f"""(one.person_id in (
            select split_part(claim_id, '/', 2)
            from {self.disagreements}
            where rule = 'sources_agree' and split_part(claim_id, '/', 3) in {sql_list(self.ruled_as)}
            group by 1
            having bool_and(state = 'ruled')
        ))"""


def _plain(name: str) -> str:
    """Return SQL for a name without its accents, capitals, hyphens and points."""
    return f"trim(regexp_replace(translate(lower(strip_accents({name})), '-.,', '   '), ' +', ' ', 'g'))"
