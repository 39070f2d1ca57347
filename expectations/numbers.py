"""Rules on the numbers of one row or one group: parts and whole, shares, percentages, totals that only grow.

They ask for columns and not for our tables, so that anybody's events or counts can be held to them.
"""

from typing import ClassVar

from wh.rules.bridge import pydantic
from wh.rules.expectation import ROWS, ColumnName, RuleBetweenSources, keyed, plain


class ExpectPartsToAddUp(RuleBetweenSources):
    """Expect the parts in a row to add up to the whole in that row.

    For any table with parts and whole as columns of numbers.

    `parts`: the columns of the parts, which are disjoint and leave nothing out.
    `whole`: the column of the whole.
    `tolerance`: by what share of the whole the sum may differ from it.
    `key`: the columns that tell which row is meant.
    """

    sentence: ClassVar[str] = "{parts} add up to {whole}."
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("UCDP GED codebook", "OHCHR Guidance on Casualty Recording")
    thresholds: ClassVar[tuple[str, ...]] = ("mostly", "tolerance")

    parts: list[ColumnName] = pydantic.Field(min_items=1)
    whole: ColumnName
    tolerance: float = pydantic.Field(0.0, ge=0)
    key: list[ColumnName] = []  # noqa: RUF012  # pydantic gives each rule a list of its own

    def candidates(self) -> str:
        """Return each row with the whole or a part; not compared where one of them is not said."""
        total = " + ".join(self.parts)
        shown = ", ' + ', ".join(f"'{part} ', coalesce({plain(part)}, 'not said')" for part in self.parts)
        return f"""
            select
                claim_id, fact_id, article_id,
                {total} is not null and {self.whole} is not null as is_compared,
                abs({total} - {self.whole}) > {self.tolerance} * abs({self.whole}) + 1e-6 as is_broken,
                concat(
                    {keyed(self.key)}, {shown}, ' = ', coalesce({plain(total)}, '?'),
                    ', {self.whole} ', coalesce({plain(self.whole)}, 'not said')
                ) as detail,
            from {ROWS}
            where coalesce({", ".join([*self.parts, self.whole])}) is not null
        """


class ExpectSharesToSumToOne(RuleBetweenSources):
    """Expect the shares of one thing to sum to one, or to a hundred per cent.

    For any table with a share in each row.

    `share`: the column of the share.
    `by`: the columns that tell of which thing it is a share; none means that all rows are of one.
    `total`: what all shares come to: 1, or 100.
    `tolerance`: by what share of the total the sum may differ, for rounding.
    """

    sentence: ClassVar[str] = "The shares {share} sum to {total}."
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism", "OHCHR Human Rights Indicators")
    thresholds: ClassVar[tuple[str, ...]] = ("mostly", "tolerance")

    share: ColumnName
    by: list[ColumnName] = []  # noqa: RUF012
    total: float = pydantic.Field(1.0, gt=0)
    tolerance: float = pydantic.Field(0.01, ge=0)

    def candidates(self) -> str:
        """Return each group of rows; not compared where a share is not said."""
        return f"""
            select
                any_value(claim_id) as claim_id, null as fact_id, null as article_id,
                count({self.share}) = count(*) as is_compared,
                abs(sum({self.share}) - {self.total}) > {self.tolerance * self.total} + 1e-9 as is_broken,
                concat(
                    {keyed(self.by)}, count(*), ' shares sum to ', {plain(f"round(sum({self.share}), 6)")},
                    case when count({self.share}) < count(*) then ', and one is not said' else '' end
                ) as detail,
            from {ROWS}
            group by {", ".join(self.by) or "()"}
            having count(*) > 0
        """


class ExpectPercentagesToMatchCounts(RuleBetweenSources):
    """Expect a printed percentage to be what its part and its whole give, as far as it was rounded.

    For any table with the percentage, the part and the whole as columns.

    `share`: the column of the percentage. `part`: the column of the part. `whole`: the column of the whole.
    `total`: what the share of the whole is: 100 for per cent, 1 for a share.
    `rounded_to`: the last place that was printed: 1 for whole per cent, 0.1 for tenths.
    `key`: the columns that tell which row is meant.
    """

    sentence: ClassVar[str] = "{share} is the share of {part} in {whole}."
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism", "BBC News style guide")

    share: ColumnName
    part: ColumnName
    whole: ColumnName
    total: float = pydantic.Field(100.0, gt=0)
    rounded_to: float = pydantic.Field(1.0, gt=0)
    key: list[ColumnName] = []  # noqa: RUF012

    def candidates(self) -> str:
        """Return each row with a percentage; not compared where its part or whole is not said."""
        return f"""
            select
                claim_id, fact_id, article_id,
                {self.part} is not null and {self.whole} > 0 as is_compared,
                abs({self.share} - {self.total} * {self.part} / {self.whole}) > {self.rounded_to / 2} + 1e-9
                    as is_broken,
                concat(
                    {keyed(self.key)}, '{self.share} ', {plain(self.share)}, ', but {self.part} ',
                    coalesce({plain(self.part)}, 'not said'), ' of {self.whole} ',
                    coalesce({plain(self.whole)}, 'not said'),
                    ' is ', coalesce({plain(f"round({self.total} * {self.part} / {self.whole}, 3)")}, '?')
                ) as detail,
            from {ROWS}
            where {self.share} is not null
        """


class ExpectTotalsNotToFall(RuleBetweenSources):
    """Expect a total that can only grow not to be lower than it was told before.

    For any table with a total that is told again and again.

    `total`: the column of the total, a number or a day.
    `in_order_of`: the column that gives the order: a day, a version, a step.
    `by`: the columns that tell of what it is the total.
    """

    sentence: ClassVar[str] = "{total} never falls as {in_order_of} grows."
    asked_by: ClassVar[tuple[str, ...]] = ("Every Casualty Standards", "Airwars methodology")

    total: ColumnName
    in_order_of: ColumnName
    by: list[ColumnName] = []  # noqa: RUF012

    def candidates(self) -> str:
        """Return each row that has an earlier one, with the highest total told before it."""
        partition = f"partition by {', '.join(self.by)}" if self.by else ""
        return f"""
            select
                claim_id, fact_id, article_id,
                true as is_compared,
                {self.total} < told_before as is_broken,
                concat(
                    {keyed(self.by)}, '{self.total} was ', {plain("told_before")}, ', and is ', {plain(self.total)},
                    ' at {self.in_order_of} ', {plain(self.in_order_of)}
                ) as detail,
            from (
                select
                    *,
                    max({self.total}) over (
                        {partition} order by {self.in_order_of}
                        range between unbounded preceding and current row exclude group
                    ) as told_before,
                from {ROWS}
                where {self.total} is not null and {self.in_order_of} is not null
            )
            where told_before is not null
        """
