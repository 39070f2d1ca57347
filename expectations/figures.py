"""Rules on slips in a figure that another source's figure gives away: magnitude, digits that changed places, units."""

from typing import ClassVar

from wh.rules.bridge import pydantic
from wh.rules.expectation import RuleBetweenSources, TableName, forgiven, interval


class RuleOnPairsOfFigures(RuleBetweenSources):
    """A rule on the figures that two articles give for one claim.

    For a table of figures with claim_id, fact_id, article_id, low, high, stance and is_live.

    `disagreements`: what was decided on claims, with claim_id and state; none means that nothing was.
    """

    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True

    disagreements: TableName | None = TableName("marts.disagreements")

    def compared(self) -> str:
        """Return SQL for whether the figures `one` and `other` can be compared."""
        raise NotImplementedError

    def slip(self) -> str:
        """Return SQL for what slip one of them is; null where it is none."""
        raise NotImplementedError

    def candidates(self) -> str:
        """Return each two values of a claim that two articles have, and each value that two articles share.

        However many articles say the same, they are one pair.
        """
        return f"""
            with told as (
                select
                    claim_id, low, high,
                    min(struct_pack(article := article_id, fact := fact_id)) as first_in,
                    max(struct_pack(article := article_id, fact := fact_id)) as last_in,
                    row_number() over (partition by claim_id order by low, high) as place,
                from {{batch}}
                where is_live and stance = 'asserts' and coalesce(low, high) is not null
                group by claim_id, low, high
            ),
            pairs as (
                select
                    one.claim_id,
                    case when one.first_in.article <> other.last_in.article then one.first_in else one.last_in end
                        as one_in,
                    case
                        when one.last_in.article <> other.last_in.article
                            or one.first_in.article <> other.last_in.article then other.last_in
                        else other.first_in
                    end as other_in,
                    {self.compared()} as is_compared,
                    {self.slip()} as slip,
                    {interval("one.low", "one.high")} as said, {interval("other.low", "other.high")} as other_said,
                from told as one
                inner join told as other
                    on one.claim_id = other.claim_id and one.place <= other.place
                    and (
                        one.first_in.article <> other.last_in.article or one.last_in.article <> other.last_in.article
                        or one.first_in.article <> other.first_in.article
                    )
            )
            select
                claim_id, other_in.fact as fact_id, other_in.article as article_id, is_compared,
                slip is not null and not {forgiven("claim_id", self.disagreements)} as is_broken,
                concat_ws(
                    ': ',
                    concat(
                        one_in.article, ' has ', said, ' (', one_in.fact, '), ', other_in.article, ' has ', other_said
                    ),
                    slip
                ) as detail,
            from pairs
        """


_ARE_EXACT = "(one.low = one.high and other.low = other.high and one.low > 0 and other.low > 0)"


class ExpectFiguresOfOneMagnitude(RuleOnPairsOfFigures):
    """Expect no figure to be many times what another article says.

    `times`: how many times as much is a slip and no longer a difference.
    """

    sentence: ClassVar[str] = "No figure is {times} times what another article says."
    asked_by: ClassVar[tuple[str, ...]] = ("ACLED codebook", "UCDP GED codebook", "Verification Handbook")
    thresholds: ClassVar[tuple[str, ...]] = ("mostly", "times")

    times: float = pydantic.Field(10.0, gt=1)

    def compared(self) -> str:
        """Return SQL: either must end below, or begin above, something of the other."""
        return "(one.low > 0 and other.high > 0) or (other.low > 0 and one.high > 0)"

    def slip(self) -> str:
        """Return SQL: the lowest of one is many times the highest of the other."""
        return f"""case
            when (one.low >= {self.times} * other.high and other.high > 0)
                or (other.low >= {self.times} * one.high and one.high > 0)
                then 'not of one magnitude ({self.times:g} times)'
        end"""


class ExpectNoDigitsToChangePlaces(RuleOnPairsOfFigures):
    """Expect no two articles to give the same digits in another order: 1,227 and 1,272."""

    sentence: ClassVar[str] = "No figure has the digits of another article's in another order."
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism", "Verification Handbook")

    def compared(self) -> str:
        """Return SQL: both are one whole number of two digits or more."""
        return f"""({_ARE_EXACT} and one.low >= 10 and other.low >= 10 and one.low < 1e15 and other.low < 1e15
            and one.low = floor(one.low) and other.low = floor(other.low))"""

    def slip(self) -> str:
        """Return SQL: they differ, and their digits do not."""
        return f"""case
            when one.low <> other.low and {_digits("one")} = {_digits("other")}
                then 'the same digits in another order'
        end"""


def _digits(of: str) -> str:
    # what is no whole number of that size was not compared
    return f"list_sort(string_split(try_cast({of}.low as bigint)::varchar, ''))"


class ExpectNoUnitToBeMixedUp(RuleOnPairsOfFigures):
    """Expect no figure to be another article's in another unit: miles told as kilometres.

    `factors`: how many of one unit make another, by what the slip is called.
    `tolerance`: by what share the two may miss the factor.
    """

    sentence: ClassVar[str] = "No figure is another article's in another unit."
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism", "BBC News style guide")
    thresholds: ClassVar[tuple[str, ...]] = ("mostly", "tolerance")

    factors: dict[str, float] = {  # noqa: RUF012
        "feet for metres": 3.28084,
        "miles for kilometres": 1.609344,
        "acres for hectares": 2.471054,
        "pounds for kilograms": 2.204623,
        "weeks for months": 4.348,
        "days for weeks": 7.0,
        "months for years": 12.0,
        "days for months": 30.44,
        "days for years": 365.25,
        "thousands for millions": 1000.0,
    }
    tolerance: float = pydantic.Field(0.005, ge=0, lt=0.1)

    @pydantic.validator("factors")
    def _plain(cls, factors: dict[str, float]) -> dict[str, float]:  # noqa: N805  # a validator is given the class
        if not factors or any("'" in name or factor <= 1 for name, factor in factors.items()):
            raise ValueError("each factor is more than 1, and its name has no apostrophe")
        return factors

    def compared(self) -> str:
        """Return SQL: both are one number above nought."""
        return _ARE_EXACT

    def slip(self) -> str:
        """Return SQL: one is the other times a factor."""
        ratio = "(greatest(one.low, other.low) / nullif(least(one.low, other.low), 0))"
        factors = ", ".join(f"{{'name': '{name}', 'factor': {factor}}}" for name, factor in self.factors.items())
        # small whole numbers are seven or twelve times each other by chance alone
        return f"""case
            when least(one.low, other.low) >= 25 then list_filter(
                [{factors}], lambda unit: abs({ratio} / unit.factor - 1) <= {self.tolerance}
            )[1].name
        end"""


class ExpectPossibleNumbers(RuleBetweenSources):
    """Expect no count and no length of time below nought, and no share outside nought to one, unless it may be.

    For a table of figures with claim_id, fact_id, article_id, attribute, value_kind, low, high and is_live.

    `attributes`: the attributes, with what a value can be: lowest and highest, each null where its kind says it.
    """

    sentence: ClassVar[str] = "Each number is one that its attribute can have: no count below 0, no share above 1."
    asked_by: ClassVar[tuple[str, ...]] = ("OHCHR Guidance on Casualty Recording",)

    attributes: TableName | None = TableName("staging.stg_attributes")

    def candidates(self) -> str:
        """Return each live figure that has a bound; a quantity may be below nought, as degrees are."""
        attributes = self.attributes or "(select null::varchar as attribute, null as lowest, null as highest)"
        return f"""
            with bounded as (
                select
                    figures.*,
                    coalesce(
                        attributes.lowest, case when figures.value_kind in ('count', 'share', 'duration') then 0 end
                    )::double as lowest,
                    coalesce(attributes.highest, case when figures.value_kind = 'share' then 1 end)::double as highest,
                from (select * from {{batch}}) as figures
                left join {attributes} as attributes on figures.attribute = attributes.attribute
                where figures.is_live and coalesce(figures.low, figures.high) is not null
            )
            select
                claim_id, fact_id, article_id,
                true as is_compared,
                coalesce(least(low, high) < lowest, false) or coalesce(greatest(low, high) > highest, false)
                    as is_broken,
                concat(
                    'a ', value_kind, ' of ', {interval("low", "high")},
                    ', and it can be ', {interval("lowest", "highest")}
                ) as detail,
            from bounded
            where coalesce(lowest, highest) is not null
        """
