"""Rules on what claims must add up to: parts and wholes, spans and dates, ages and births.

Each reads the relations as labelled and the claims as published, and does the sum anew. A relation that
does not hold is forgiven where a ruling on that relation stands; what is not told for one time is not compared.
"""

from typing import ClassVar

from wh.rules.expectation import ROWS, RuleBetweenSources, TableName, interval


class RuleOnRelations(RuleBetweenSources):
    """A rule on the relations of one kind.

    For the table of their operands, with relation_id, kind, role and operand.

    `claims`: the claims, with low, high, earliest_on, latest_on and unit.
    `people`: the people, with born_earliest_on and born_latest_on.
    `events`: the events, with earliest_on and latest_on.
    `disagreements`: what does not hold, and what was decided.
    `seen_by`: the relations that it takes to see which disagreement.
    `verdicts`: what the models say of each relation, with whether it `holds` (null where that cannot be said).
    """

    is_agreement: ClassVar[bool] = True

    kind: ClassVar[str] = ""
    """The kind of relation."""
    role_count: ClassVar[int] = 2
    """How many roles a relation of the kind has."""
    found_as: ClassVar[str] = ""
    """The rule's name in the table of disagreements."""
    bounds: ClassVar[str] = ""
    """Four columns over the operands of a relation: stated_low, stated_high, given_low, given_high."""
    is_met: ClassVar[str] = (
        "coalesce(stated_low <= given_high + 1e-6, true) and coalesce(given_low <= stated_high + 1e-6, true)"
    )
    """Whether what is stated and what the others give can both be."""

    claims: TableName = TableName("marts.claims")
    people: TableName = TableName("marts.people")
    events: TableName = TableName("marts.events")
    disagreements: TableName = TableName("marts.disagreements")
    seen_by: TableName = TableName("marts.disagreement_relations")
    verdicts: TableName = TableName("marts.relations")

    def candidates(self) -> str:
        """Return each relation of the kind; compared if every operand is said, or if what is said clashes already.

        A relation that lacks a role, such as parts without their whole, is broken; one that lost an operand cannot say.
        """
        return f"""
            with operands as (
                select
                    relations.relation_id, relations.role, relations.operand, claims.claim_id, claims.unit,
                    relations.file || ':' || relations.line as file_line, relations.line,
                    claims.low, claims.high, relations.is_complete,
                    coalesce(claims.earliest_on, people.born_earliest_on, events.earliest_on) as earliest_on,
                    coalesce(claims.latest_on, people.born_latest_on, events.latest_on) as latest_on,
                from {ROWS} as relations
                left join {self.claims} as claims on relations.operand = claims.claim_id
                left join {self.people} as people on relations.operand = concat('people/', people.person_id, '/born_on')
                left join {self.events} as events
                    on relations.operand = concat('events/', events.event_id, '/happened_on')
                where relations.kind = '{self.kind}'
            ),
            given as (
                select
                    relation_id,
                    {self.bounds},
                    coalesce(bool_or(not is_complete), false) as is_cut,
                    count(distinct role) < {self.role_count} and not is_cut as is_lacking,
                    min(operand) filter (where coalesce(low, high) is null and coalesce(earliest_on, latest_on) is null)
                        as missing,
                    count(distinct unit) filter (where earliest_on is null and latest_on is null) as unit_count,
                    any_value(claim_id order by role <> 'whole', role, operand) as claim_id,
                    min_by(file_line, line) as file_line,
                    string_agg(
                        concat(role, ' ', operand, ' = ', coalesce(
                            {interval("low", "high")},
                            nullif(concat_ws('..', earliest_on, nullif(latest_on, earliest_on)), ''),
                            'not said'
                        )), '; ' order by role, operand
                    ) as said,
                from operands
                group by relation_id
            ),
            held_against as (
                select
                    given.*,
                    -- one row of a verdict that is null: what is said is not of one time
                    coalesce(verdicts.relation_id is not null and verdicts.holds is null and missing is null, false)
                        as is_apart,
                    not ({self.is_met}) and not is_apart and not is_cut as is_clash,
                from given
                left join (select relation_id, holds from {self.verdicts}) as verdicts
                    on given.relation_id = verdicts.relation_id
            ),
            decided as (
                select
                    held_against.relation_id,
                    bool_or(disagreements.state <> 'ruled') as is_open,
                    string_agg(disagreements.detail, ' / ' order by disagreements.detail)
                        filter (where disagreements.state <> 'ruled') as detail,
                from held_against
                inner join {self.seen_by} as seen_by on held_against.relation_id = seen_by.relation_id
                inner join {self.disagreements} as disagreements
                    on disagreements.disagreement_id = seen_by.disagreement_id
                    and disagreements.rule = '{self.found_as}'
                group by held_against.relation_id
            )
            select
                held_against.claim_id, null as fact_id, null as article_id,
                is_lacking or decided.relation_id is not null
                    or (unit_count < 2 and not (is_apart or is_cut) and (missing is null or is_clash)) as is_compared,
                is_lacking or coalesce(decided.is_open, is_clash) as is_broken,
                case
                    when is_lacking then concat(held_against.relation_id, ': not every role is there: ', said)
                    when is_cut then concat(held_against.relation_id, ': an entry of it was refused')
                    when unit_count > 1 then concat(held_against.relation_id, ': its operands have different units')
                    when is_apart then concat(held_against.relation_id, ': its operands are not told for one time')
                    when decided.detail is not null then decided.detail
                    when missing is not null and not is_clash
                        then concat(held_against.relation_id, ': nothing says ', missing)
                    else concat(held_against.relation_id, ': ', said)
                end as detail,
                held_against.file_line,
            from held_against
            left join decided on held_against.relation_id = decided.relation_id
        """


def _of(role: str, column: str) -> str:
    return f"min({column}) filter (where role = '{role}')"


class ExpectPartsToSumToWhole(RuleOnRelations):
    """Expect a whole to be what its parts, disjoint and exhaustive, add up to."""

    sentence: ClassVar[str] = "The parts add up to the whole."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("UCDP GED codebook", "OHCHR Guidance on Casualty Recording")
    kind: ClassVar[str] = "sum"
    found_as: ClassVar[str] = "parts_sum_to_whole"
    # an open or unsaid part is at least nought, and may be anything above
    bounds: ClassVar[str] = f"""
        {_of("whole", "low")} as stated_low, {_of("whole", "high")} as stated_high,
        sum(coalesce(low, 0)) filter (where role = 'part') as given_low,
        case when count(*) filter (where role = 'part' and high is null) = 0
            then sum(high) filter (where role = 'part') end as given_high"""


class ExpectPartsToStayWithinWhole(RuleOnRelations):
    """Expect no part to be more than its whole."""

    sentence: ClassVar[str] = "No part is more than its whole."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("UCDP GED codebook", "OHCHR Guidance on Casualty Recording")
    kind: ClassVar[str] = "part_of"
    found_as: ClassVar[str] = "part_within_whole"
    bounds: ClassVar[str] = f"""
        {_of("whole", "low")} as stated_low, {_of("whole", "high")} as stated_high,
        {_of("part", "low")} as given_low, null::double as given_high"""


class ExpectLimitsToHold(RuleOnRelations):
    """Expect what is said to be at most something to be no more than that."""

    sentence: ClassVar[str] = "What is at most something is no more than that."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("Verification Handbook",)
    kind: ClassVar[str] = "at_most"
    found_as: ClassVar[str] = "at_most_holds"
    bounds: ClassVar[str] = f"""
        {_of("larger", "low")} as stated_low, {_of("larger", "high")} as stated_high,
        {_of("smaller", "low")} as given_low, null::double as given_high"""


class ExpectDifferenceToHold(RuleOnRelations):
    """Expect a difference to be what its minuend and subtrahend leave."""

    sentence: ClassVar[str] = "A difference is what is left."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("Verification Handbook",)
    kind: ClassVar[str] = "difference"
    role_count: ClassVar[int] = 3
    found_as: ClassVar[str] = "difference_holds"
    bounds: ClassVar[str] = f"""
        {_of("result", "low")} as stated_low, {_of("result", "high")} as stated_high,
        {_of("minuend", "low")} - {_of("subtrahend", "high")} as given_low,
        {_of("minuend", "high")} - {_of("subtrahend", "low")} as given_high"""


# A month is 28 to 31 days, a year 365.25 give or take one.
_DAYS_LOW = "case when unit like 'day%' then 1 when unit like 'week%' then 7 when unit like 'month%' then 28" + (
    " when unit like 'year%' then 365 end"
)
_DAYS_HIGH = "case when unit like 'day%' then 1 when unit like 'week%' then 7 when unit like 'month%' then 31" + (
    " when unit like 'year%' then 366 end"
)


class ExpectDurationToMatchDates(RuleOnRelations):
    """Expect a length to be what its start and end give, with or without the last day counted."""

    sentence: ClassVar[str] = "A length of time is what its two dates give."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("UCDP GED codebook", "HURIDOCS Events Standard Formats")
    kind: ClassVar[str] = "duration"
    role_count: ClassVar[int] = 3
    found_as: ClassVar[str] = "duration_matches_dates"
    bounds: ClassVar[str] = f"""
        {_of("length", f"low * {_DAYS_LOW}")} as stated_low, {_of("length", f"high * {_DAYS_HIGH}")} as stated_high,
        ({_of("end", "earliest_on")} - {_of("start", "latest_on")})::double as given_low,
        ({_of("end", "latest_on")} - {_of("start", "earliest_on")} + 1)::double as given_high"""


class ExpectAgeToMatchBirth(RuleOnRelations):
    """Expect an age to be the birthdays had by the day it is told for."""

    sentence: ClassVar[str] = "An age is what the date of birth gives."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("HURIDOCS Events Standard Formats", "Every Casualty Standards")
    kind: ClassVar[str] = "age"
    role_count: ClassVar[int] = 3
    found_as: ClassVar[str] = "age_matches_birth"
    # of a year begun, 0.9973 is its last day
    bounds: ClassVar[str] = f"""
        {_of("age", "low")} as stated_low, {_of("age", "high")} as stated_high,
        date_sub('year', {_of("born", "latest_on")}, {_of("on", "earliest_on")})::double as given_low,
        date_sub('year', {_of("born", "earliest_on")}, {_of("on", "latest_on")}) + 0.9973 as given_high"""


class ExpectEarlierBeforeLater(RuleOnRelations):
    """Expect what came earlier not to have come later."""

    sentence: ClassVar[str] = "What came first is dated first."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("HURIDOCS Events Standard Formats", "Berkeley Protocol")
    kind: ClassVar[str] = "before"
    found_as: ClassVar[str] = "earlier_before_later"
    bounds: ClassVar[str] = f"""
        {_of("later", "earliest_on - date '2000-01-01'")}::double as stated_low,
        {_of("later", "latest_on - date '2000-01-01'")}::double as stated_high,
        {_of("earlier", "earliest_on - date '2000-01-01'")}::double as given_low,
        null::double as given_high"""
