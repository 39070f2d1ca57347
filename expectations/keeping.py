"""Rules on the way of rows from table to table: none lost, none doubled, values kept, counts counted again."""

from typing import ClassVar

from wh.rules.expectation import ROWS, ColumnName, RuleBetweenSources, TableName, interval, plain

_COMMON = ("claim_id", "fact_id", "article_id")


class ExpectRowsToBeKept(RuleBetweenSources):
    """Expect each row of another table to be here, as often as there, and with the same values.

    For any table with the columns of the key.

    `other`: the table that the rows come from.
    `key`: the columns that tell which row is meant, each with its name in the other table.
    `values`: what is kept, each with what it is in the other table: columns, or SQL over them.
    `only`: SQL for the rows of this table that are meant.
    `of_those`: SQL for the rows of the other table that are meant.
    `once`: whether the many rows of one key may be one here, and the other way round; then the least is compared.
    `may_have_more`: whether this table may have rows that the other has not.
    """

    sentence: ClassVar[str] = "No row is lost on the way, doubled, or changed."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    other: TableName
    key: dict[ColumnName, str]
    values: dict[str, str] = {}  # noqa: RUF012  # pydantic gives each rule a dict of its own
    only: str = "true"
    of_those: str = "true"
    once: bool = False
    may_have_more: bool = False

    def candidates(self) -> str:
        """Return each key of either table."""
        places = range(len(self.key))
        matches = " and ".join(f"ours.key_{n} is not distinct from theirs.key_{n}" for n in places)
        named = " || ' ' || ".join(
            f"'{name} ' || coalesce(ours.key_{n}::varchar, theirs.key_{n}::varchar, 'empty')"
            for n, name in enumerate(self.key)
        )
        ids = {
            name: next((f"coalesce(ours.key_{n}, theirs.key_{n})" for n, key in enumerate(self.key) if key == name), "")
            or f"ours.{name}"
            for name in _COMMON
        }
        differs = [f"ours.value_{n} is distinct from theirs.value_{n}" for n in range(len(self.values))]
        told = [
            f"case when {differs[n]} then concat({_text(ours)}, ' is ', coalesce({_said(f'ours.value_{n}')}, 'empty'),"
            f" ', there ', coalesce({_said(f'theirs.value_{n}')}, 'empty')) end"
            for n, ours in enumerate(self.values)
        ]
        missing = "false" if self.may_have_more else "theirs.row_count is null"
        counted = "false" if self.once else "ours.row_count <> theirs.row_count"
        return f"""
            with ours as (
                {self._grouped(list(self.key), list(self.values), ROWS, self.only, with_ids=True)}
            ),
            theirs as (
                {self._grouped(list(self.key.values()), list(self.values.values()), self.other, self.of_those)}
            )
            select
                {", ".join(f"{sql} as {name}" for name, sql in ids.items())},
                true as is_compared,
                ours.row_count is null or {missing}
                    or (theirs.row_count is not null and ({" or ".join([counted, *differs])})) as is_broken,
                concat(
                    {named}, ': ',
                    case
                        when ours.row_count is null then 'in {self.other} and not here'
                        when theirs.row_count is null then 'here and not in {self.other}'
                        when {counted} then concat('here ', ours.row_count, ' times, there ', theirs.row_count)
                        else {f"concat_ws('; ', {', '.join(told)})" if told else "''"}
                    end
                ) as detail,
            from ours
            full outer join theirs on {matches}
        """

    @staticmethod
    def _grouped(key: list[str], values: list[str], table: str, where: str, *, with_ids: bool = False) -> str:
        columns = [f"{sql} as key_{n}" for n, sql in enumerate(key)]
        columns += [f"min({sql}) as value_{n}" for n, sql in enumerate(values)]
        # of one row, as far as it has them
        one = [f"coalesce(min_by({name}, fact_id), min({name})) as {name}" for name in _COMMON]
        columns += one if with_ids else []
        return f"select {', '.join(columns)}, count(*) as row_count from {table} where {where} group by {_all(key)}"


class ExpectCountsToBeRight(RuleBetweenSources):
    """Expect a count to be what counting again gives.

    For any table with a column of counts.

    `column`: the column of the count.
    `of`: the table that is counted in.
    `key`: the columns whose rows are counted together, each with its name in that table.
    `distinct`: SQL for what is counted once however often it is there; empty counts rows.
    `of_those`: SQL for the rows that are counted.
    """

    sentence: ClassVar[str] = "A count is what counting again gives."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    column: ColumnName
    of: TableName
    key: dict[ColumnName, str]
    distinct: str = ""
    of_those: str = "true"

    def candidates(self) -> str:
        """Return each row that has a count."""
        matches = " and ".join(f"rows.{ours} is not distinct from again.key_{n}" for n, ours in enumerate(self.key))
        named = ", ', ', ".join(f"'{name} ', rows.{name}" for name in self.key)
        keys = ", ".join(f"{theirs} as key_{n}" for n, theirs in enumerate(self.key.values()))
        return f"""
            with again as (
                select {keys}, count({f"distinct {self.distinct}" if self.distinct else "*"}) as counted
                from {self.of}
                where {self.of_those}
                group by {_all(list(self.key))}
            )
            select
                rows.claim_id, rows.fact_id, rows.article_id,
                true as is_compared,
                rows.{self.column} is distinct from coalesce(again.counted, 0) as is_broken,
                concat(
                    {named}, ': {self.column} is ', coalesce({plain(f"rows.{self.column}")}, 'empty'),
                    ', and {self.of} has ', coalesce(again.counted, 0)
                ) as detail,
            from {ROWS} as rows
            left join again on {matches}
        """


class ExpectIntervalsToFitTheirValues(RuleBetweenSources):
    """Expect the interval of a figure to be what its label says, in the unit of its attribute.

    For a table of figures with fact_id, value, unit, value_kind, low and high. It reads the plain forms: 123, 8..9,
    >50, >=50, <50, <=50, and that a vague word stands for one thing at least, if for any.

    `labels`: the labels, with fact_id and unit as printed.
    `units`: the units, with unit, base_unit and factor.
    """

    sentence: ClassVar[str] = "The interval of a figure is what its label says."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    labels: TableName = TableName("staging.stg_facts")
    units: TableName = TableName("staging.stg_units")

    def candidates(self) -> str:
        """Return each figure; not compared where the value is about a number, or the unit is not known."""
        return f"""
            with read as (
                select
                    figures.*, labels.unit as printed_unit,
                    regexp_extract(figures.value, '^(>=|<=|>|<|~)?', 0) as sign,
                    try_cast(regexp_extract(figures.value, '^[^\\d]*([\\d.]*\\d)%?', 1) as double)
                        * case when figures.value like '%\\%%' escape '\\' then 0.01 else 1 end as first_number,
                    try_cast(regexp_extract(figures.value, '\\.\\.(\\d[\\d.]*)', 1) as double) as last_number,
                    case
                        when labels.unit is null or labels.unit = figures.unit then 1.0
                        when printed.base_unit is null then printed.factor / coalesce(wanted.factor, 1.0)
                        else printed.factor / coalesce(wanted.factor, 1.0)
                    end as factor,
                from {ROWS} as figures
                inner join {self.labels} as labels on figures.fact_id = labels.fact_id
                left join {self.units} as printed on labels.unit = printed.unit
                left join {self.units} as wanted on figures.unit = wanted.unit
                where figures.value is not null
            ),
            scaled as (
                select *, round(first_number * factor, 9) as least, round(last_number * factor, 9) as most from read
            )
            select
                claim_id, fact_id, article_id,
                sign <> '~' and factor is not null as is_compared,
                coalesce(
                    case
                        when first_number is null then coalesce(low < 1, false) or coalesce(high < low, false)
                        when sign = '>' then low < least or (value_kind = 'count' and low = least)
                        when sign = '>=' then low <> least
                        when sign = '<' then high > least or (value_kind = 'count' and high = least)
                        when sign = '<=' then high <> least
                        else abs(low - least) > 1e-6 or high not between coalesce(most, least) - 1e-6
                            and coalesce(most, least) + 1
                    end,
                    true
                ) as is_broken,
                concat(
                    fact_id, ' is labelled ', concat_ws(' ', value, printed_unit), ', and stands as ',
                    coalesce({interval("low", "high")}, 'nothing'), coalesce(' ' || unit, '')
                ) as detail,
            from scaled
        """


class ExpectRowsToStayFromLoadToLoad(RuleBetweenSources):
    """Expect what readers last saw to be there, and to say the same: a notice of what somebody took out or changed.

    For a table of rows as loaded, with file, line and file_sha256. It holds the newest load against the one before it
    of which a build was published: what was mended meanwhile is no change. It speaks until the next load. A row that
    was refused is not gone.

    `key`: the columns that tell which row is meant.
    `values`: the columns that are to say the same; empty asks only for what is gone.
    `load_files`: the files that each load saw, with load_id, table_name, file and file_sha256.
    `published_loads`: the loads of which a build was published, with load_id.
    `rejects`: what each load refused, with load_id, file and record_key.
    """

    sentence: ClassVar[str] = "What was published last is there and says the same."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "info"

    key: list[ColumnName]
    values: list[ColumnName] = []  # noqa: RUF012  # pydantic gives each rule a list of its own
    load_files: TableName = TableName("raw.load_files")
    published_loads: TableName = TableName("quality.published_loads")
    rejects: TableName = TableName("raw.rejects")

    def candidates(self) -> str:
        """Return each row that was published and is not refused now; of a first load there is none."""
        key = ", ".join(self.key)
        named = ", ' ', ".join(self.key)
        said = [
            f"case when before.{column} is distinct from now.{column} then concat('{column} was ',"
            f" coalesce(before.{column}::varchar, 'empty'), ' and is ', coalesce(now.{column}::varchar, 'empty')) end"
            for column in self.values
        ]
        fields = ", ".join(f"min({column}) as {column}" for column in self.values)
        changed = " or ".join(["false", *(f"before.{column} is distinct from now.{column}" for column in self.values)])
        ids = ", ".join(f"{f'before.{name}' if name in self.key else 'null'} as {name}" for name in _COMMON)
        return f"""
            with newest as (
                select max(load_id) as load_id from {self.load_files}
            ),
            published as (
                select max(load_id) as load_id from {self.published_loads} where load_id < (from newest)
            ),
            seen as (
                select distinct file, file_sha256, load_id = (from newest) as is_now
                from {self.load_files}
                where load_id in (from newest union all from published) and (from published) is not null
            ),
            refused as (
                select file, record_key from {self.rejects} where load_id = (from newest)
            ),
            read as (
                select rows.*, seen.is_now
                from {{batch}} as rows
                inner join seen on rows.file = seen.file and rows.file_sha256 = seen.file_sha256
            ),
            before as (
                select {key}, min(file) as file, min(line) as line, {fields} from read where not is_now group by {key}
            ),
            now as (
                select {key}, min(file) as file, min(line) as line, {fields} from read where is_now group by {key}
            )
            select
                {ids},
                true as is_compared,
                now.line is null or {changed} as is_broken,
                concat(
                    {named}, ': ',
                    case
                        when now.line is null then concat('gone, it was at ', before.file, ':', before.line)
                        else {f"concat_ws('; ', {', '.join(said)})" if said else "''"} end
                ) as detail,
                case when now.line is not null then concat(now.file, ':', now.line) end as file_line,
            from before
            left join now using ({key})
            -- a reject that names no record may be any of its file
            where now.line is not null
                or not exists (
                    from refused
                    where record_key = before.{self.key[0]}::varchar
                        or (record_key is null and refused.file = before.file)
                )
        """


def _all(key: list[str]) -> str:
    return ", ".join(str(place + 1) for place in range(len(key)))


def _said(value: str) -> str:
    # a text such as `2.0` is shown as it is
    return f"case when typeof({value}) = 'DOUBLE' then {plain(value)} else {value}::varchar end"


def _text(sql: str) -> str:
    return "'" + sql.replace("'", "''") + "'"
