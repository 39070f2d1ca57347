"""Rules on days: the weekday that is printed, the life of who acts, the order of reports, the term of an office."""

from typing import ClassVar

from wh.rules.expectation import ROWS, ColumnName, RuleBetweenSources, TableName, sql_list

_WEEKDAY = r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"


class ExpectWeekdayToFitDate(RuleBetweenSources):
    """Expect the weekday in the words of the evidence to be a weekday of the day that the label gives.

    For a table of facts with exact, earliest_on and latest_on.
    """

    sentence: ClassVar[str] = "The weekday that is printed is the weekday of the date."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("Verification Handbook", "AP Stylebook")

    def candidates(self) -> str:
        """Return each fact whose words name a weekday; not compared if they name two, or the label gives no day.

        A week or more has every weekday, and is not compared.
        """
        return f"""
            with told as (
                select
                    claim_id, fact_id, article_id, exact,
                    earliest_on::date as earliest_on, latest_on::date as latest_on,
                    list_distinct(regexp_extract_all(lower(exact), '{_WEEKDAY}')) as weekdays,
                from {ROWS}
            )
            select
                claim_id, fact_id, article_id,
                coalesce(array_length(weekdays) = 1 and latest_on - earliest_on < 6, false) as is_compared,
                not list_contains(
                    list_transform(
                        generate_series(0, least(latest_on - earliest_on, 6)),
                        lambda day: lower(dayname(earliest_on + day::integer))
                    ),
                    weekdays[1]
                ) as is_broken,
                concat(
                    '"', exact, '" is labelled ', coalesce(earliest_on::varchar, 'without a day'),
                    case when latest_on > earliest_on then concat(' to ', latest_on) else '' end,
                    coalesce(concat(', a ', dayname(earliest_on)), '')
                ) as detail,
            from told
            where array_length(weekdays) > 0
        """


class ExpectPeopleToActWithinTheirLives(RuleBetweenSources):
    """Expect nobody to act before birth or after death.

    For a table of facts with subject_id, event_id and attribute.

    `people`: the people, with person_id, born_earliest_on and died_latest_on.
    `events`: the events, with event_id, earliest_on and latest_on.
    `except_attributes`: what may be told of a person who is dead or not yet born, such as a burial.
    """

    sentence: ClassVar[str] = "Nobody acts before birth or after death."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("HURIDOCS Events Standard Formats", "Every Casualty Standards")

    people: TableName = TableName("marts.people")
    events: TableName = TableName("marts.events")
    except_attributes: list[str] = []  # noqa: RUF012  # pydantic gives each rule a list of its own

    def candidates(self) -> str:
        """Return each fact about a person whose birth or death is known; not compared where the event has no day."""
        but = f"and facts.attribute not in {sql_list(self.except_attributes)}" if self.except_attributes else ""
        return f"""
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                coalesce(events.earliest_on, events.latest_on) is not null as is_compared,
                coalesce(events.latest_on < people.born_earliest_on, false)
                    or coalesce(events.earliest_on > people.died_latest_on, false) as is_broken,
                concat(
                    people.person_id, coalesce(concat(', born ', people.born_earliest_on), ''),
                    coalesce(concat(', died ', people.died_latest_on), ''), ', in ', facts.event_id,
                    coalesce(concat(' from ', events.earliest_on), ''), coalesce(concat(' to ', events.latest_on), '')
                ) as detail,
            from {ROWS} as facts
            inner join {self.people} as people on facts.subject_id = people.person_id
            left join {self.events} as events on facts.event_id = events.event_id
            where coalesce(people.born_earliest_on, people.died_latest_on) is not null {but}
        """


class ExpectReportsLaterThanTheyQuote(RuleBetweenSources):
    """Expect no article to come out before the one that it quotes, credits or copies.

    For a table that says which article leans on which, with article_id and leans_on_article_id.

    `articles`: the articles, with article_id, published_on and published_at (null where only the day is known).
    """

    sentence: ClassVar[str] = "A report is no earlier than the report that it quotes."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("Berkeley Protocol", "Verification Handbook")

    articles: TableName = TableName("marts.articles")

    def candidates(self) -> str:
        """Return each pair of such articles; not compared where the day of one is not known."""
        return f"""
            with leaning as (
                select distinct article_id, leans_on_article_id
                from {{batch}}
                where leans_on_article_id is not null and leans_on_article_id <> article_id
            )
            select
                null as claim_id, null as fact_id, leaning.article_id,
                later.published_on is not null and earlier.published_on is not null as is_compared,
                -- of one day the hours decide, where both are known
                later.published_on < earlier.published_on
                    or coalesce(
                        later.published_on = earlier.published_on and later.published_at < earlier.published_at, false
                    ) as is_broken,
                concat(
                    leaning.article_id, ' of ', coalesce(later.published_at::varchar, later.published_on::varchar, '?'),
                    ' leans on ', leaning.leans_on_article_id, ' of ',
                    coalesce(earlier.published_at::varchar, earlier.published_on::varchar, '?')
                ) as detail,
            from leaning
            left join {self.articles} as later on leaning.article_id = later.article_id
            left join {self.articles} as earlier on leaning.leans_on_article_id = earlier.article_id
        """


class ExpectOfficeToBeHeldThen(RuleBetweenSources):
    """Expect an office to have been held by whom it is ascribed to on the day for which it is.

    For a table of names with person_id and role.

    `day`: the column of the day.
    `terms`: who held what, with person_id, role, begins_on and ends_on (null: until now).
    """

    sentence: ClassVar[str] = "Who is called by an office held it on {day}."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism", "HURIDOCS Events Standard Formats")

    day: ColumnName
    terms: TableName

    def candidates(self) -> str:
        """Return each role of a person; not compared where no term of it is known, or no day."""
        return f"""
            with held as (
                select
                    person_id, lower(role) as role, list({{'begins': begins_on, 'ends': ends_on}}) as terms,
                    string_agg(concat(begins_on, ' to ', coalesce(ends_on::varchar, 'now')), ', ' order by begins_on)
                        as said,
                from {self.terms}
                group by person_id, lower(role)
            )
            select
                names.claim_id, names.fact_id, names.article_id,
                held.terms is not null and names.{self.day} is not null as is_compared,
                not list_bool_or(list_transform(
                    held.terms,
                    lambda term: names.{self.day} >= term.begins
                        and (term.ends is null or names.{self.day} <= term.ends)
                )) as is_broken,
                concat(
                    names.person_id, ' is called ', names.role, ' on ', names.{self.day}, ', and held it ',
                    coalesce(held.said, 'at no known time')
                ) as detail,
            from {ROWS} as names
            left join held on names.person_id = held.person_id and lower(names.role) = held.role
            where names.role is not null
        """


class ExpectDaysToBeInTheCalendar(RuleBetweenSources):
    """Expect the days that words name to be in the calendar: 12 December 2025 is no Saturday, June has no day 31.

    For a table of phrases of time in the evidence of facts, with fact_id, words and slip (null if there is none).

    `facts`: the facts, with claim_id, article_id, file and line.
    """

    sentence: ClassVar[str] = "A weekday is that of its date, and a month has the day that is named."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("Verification Handbook", "AP Stylebook")

    facts: TableName = TableName("staging.stg_facts")

    def candidates(self) -> str:
        """Return each phrase of time once, whatever it may mean."""
        return f"""
            select
                facts.claim_id,
                facts.fact_id,
                facts.article_id,
                true as is_compared,
                days.slip is not null as is_broken,
                concat(facts.file, ':', facts.line, ': "', days.words, '": ', days.slip) as detail,
            from {{batch}} as days
            inner join {self.facts} as facts on days.fact_id = facts.fact_id
            where days.reading = 1
        """
