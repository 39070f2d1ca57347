"""Rules on events: their places and days are those that the reports tell, and none is there twice."""

from typing import ClassVar

from wh.rules.bridge import pydantic
from wh.rules.expectation import RuleBetweenSources, TableName, folded, sql_list

SHOWN_EVENTS = 3
"""Events that one may be, in its row of detail: the first by their ids."""


class RuleOnEvents(RuleBetweenSources):
    """A rule on what is told of an event against what is listed of it.

    For a table of facts with event_id, attribute, exact, value_text, earliest_on, latest_on, stance and is_live.

    `events`: the events, with event_id, place, earliest_on and latest_on.
    `attributes`: the attributes that tell it.
    """

    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("UCDP GED codebook", "ACLED codebook", "Verification Handbook")

    events: TableName = TableName("marts.events")
    attributes: list[str] = pydantic.Field(min_items=1)

    listed: ClassVar[str] = ""
    """SQL for what is listed of the event."""
    compared: ClassVar[str] = ""
    """SQL for whether it can be compared."""
    broken: ClassVar[str] = ""
    """SQL for whether it is another."""

    def candidates(self) -> str:
        """Return each fact that tells it; not compared where nothing is listed."""
        return f"""
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                coalesce({self.compared}, false) as is_compared,
                coalesce({self.broken}, false) as is_broken,
                concat(
                    facts.event_id, ' is listed ', coalesce({self.listed}, 'without it'), ', and "', facts.exact,
                    '" says ', coalesce(facts.value_text, concat(facts.earliest_on, '..', facts.latest_on))
                ) as detail,
            from {{batch}} as facts
            left join {self.events} as events on facts.event_id = events.event_id
            where facts.attribute in {sql_list(self.attributes)} and facts.is_live and facts.stance = 'asserts'
        """


class ExpectEventPlacesToAgree(RuleOnEvents):
    """Expect the place that is told of an event to be the one that is listed, or one in the name of the other."""

    sentence: ClassVar[str] = "An event is where the reports say that it was."
    attributes: list[str] = ["took_place_in"]  # noqa: RUF012  # pydantic gives each rule a list of its own
    listed: ClassVar[str] = "concat('in ', events.place)"
    compared: ClassVar[str] = "events.place is not null and facts.value_text is not null"
    broken: ClassVar[str] = f"""(
        not contains({folded("facts.value_text")}, {folded("events.place")})
        and not contains({folded("events.place")}, {folded("facts.value_text")})
    )"""


class ExpectEventDaysToAgree(RuleOnEvents):
    """Expect the day or period that is told of an event to meet the one that is listed."""

    sentence: ClassVar[str] = "An event is when the reports say that it was."
    attributes: list[str] = ["took_place_on"]  # noqa: RUF012
    listed: ClassVar[str] = "concat('from ', events.earliest_on, ' to ', events.latest_on)"
    compared: ClassVar[str] = """(
        coalesce(events.earliest_on, events.latest_on) is not null
        and coalesce(facts.earliest_on, facts.latest_on) is not null
    )"""
    broken: ClassVar[str] = """(
        coalesce(facts.earliest_on > events.latest_on, false) or coalesce(facts.latest_on < events.earliest_on, false)
    )"""


class ExpectNoEventTwice(RuleBetweenSources):
    """Expect no two events of one day and place to have nearly the same name.

    For the table of events, with event_id, name, place, earliest_on and latest_on.

    `alike`: from which likeness of two names (Jaro and Winkler's, from 0 to 1) they are nearly the same.
    """

    sentence: ClassVar[str] = "No event is there twice."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = (
        "ACLED codebook",
        "UCDP GED codebook",
        "OHCHR Guidance on Casualty Recording",
        "Every Casualty Standards",
    )
    thresholds: ClassVar[tuple[str, ...]] = ("mostly", "alike")

    alike: float = pydantic.Field(0.9, gt=0, le=1)

    def candidates(self) -> str:
        """Return each event of which the day is known.

        Names are compared and not events: however many events of a day and place bear one name, it is compared once.
        """
        return f"""
            with told as (
                select
                    event_id, name, earliest_on, latest_on, coalesce({folded("place")}, '') as place,
                    {folded("name")} as plain_name,
                from {{batch}}
                where earliest_on is not null and latest_on is not null
            ),
            named as (
                select
                    place, earliest_on, latest_on, plain_name,
                    min(struct_pack(event_id := event_id, name := name), {SHOWN_EVENTS + 1}) as events,
                from told
                group by place, earliest_on, latest_on, plain_name
            ),
            alike as (
                select
                    one.place, one.earliest_on, one.latest_on, one.plain_name,
                    list_sort(flatten(list(other.events)))[1:{SHOWN_EVENTS + 1}] as events,
                from named as one
                inner join named as other
                    on (one.place, one.earliest_on, one.latest_on) = (other.place, other.earliest_on, other.latest_on)
                    and jaro_winkler_similarity(one.plain_name, other.plain_name) >= {self.alike}
                group by one.place, one.earliest_on, one.latest_on, one.plain_name
            ),
            found as (
                select
                    told.event_id, told.name,
                    list_filter(alike.events, lambda other: other.event_id < told.event_id) as events,
                from told
                left join alike
                    on (told.place, told.earliest_on, told.latest_on, told.plain_name)
                    = (alike.place, alike.earliest_on, alike.latest_on, alike.plain_name)
            )
            select
                null as claim_id, null as fact_id, null as article_id,
                true as is_compared,
                coalesce(len(events) > 0, false) as is_broken,
                concat(
                    event_id, ' ("', name, '") may be ',
                    array_to_string(list_transform(
                        events[1:{SHOWN_EVENTS}], lambda other: concat(other.event_id, ' ("', other.name, '")')
                    ), ', '),
                    case when len(events) > {SHOWN_EVENTS} then ' and others' end
                ) as detail,
            from found
        """
