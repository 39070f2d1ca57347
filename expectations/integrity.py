"""Rules on the tables themselves: references whole, intervals ordered, nothing rejected, live facts counted."""

from typing import ClassVar

from wh.rules.expectation import ColumnName, RuleBetweenSources, TableName, plain, with_ids


class ExpectReferencesToBeWhole(RuleBetweenSources):
    """Expect each value of a column to be there in one of the columns that it refers to; null refers to nothing.

    For any table.

    `column`: the column that refers.
    `refers_to`: the columns that it may refer to, each `schema.table.column`.
    `label`: the column of the id by which a row is told, where it is neither a fact nor a claim.
    """

    sentence: ClassVar[str] = "What a row refers to is there."
    asked_by: ClassVar[tuple[str, ...]] = ("HURIDOCS Events Standard Formats",)

    column: ColumnName
    refers_to: list[str]
    label: ColumnName | None = None

    def candidates(self) -> str:
        """Return each row that refers to something."""
        known = " union all ".join(f"select {column} from {table}" for table, column in map(_split, self.refers_to))
        told = f"{self.label}, ': ', " if self.label else ""
        return with_ids(
            f"""
                true as is_compared,
                {self.column} not in (select known_id from ({known}) as known (known_id) where known_id is not null)
                    as is_broken,
                concat({told}'{self.column} ', {self.column}, ' is not in {" or ".join(self.refers_to)}') as detail,
            """,
            where=f"{self.column} is not null",
        )


class ExpectIntervalsToBeOrdered(RuleBetweenSources):
    """Expect the ends of an interval, and what lies between, not to fall from one column to the next.

    For any table.

    `columns`: from the lowest to the highest; null is open, and only what is there is compared.
    """

    sentence: ClassVar[str] = "An interval does not end before it begins."
    asked_by: ClassVar[tuple[str, ...]] = ("UCDP GED codebook", "Airwars methodology")

    columns: list[ColumnName]

    def candidates(self) -> str:
        """Return each row where two ends or more are there."""
        ends = f"list_filter([{', '.join(self.columns)}], lambda bound: bound is not null)"
        shown = ", ', ', ".join(f"'{column} ', coalesce({plain(column)}, 'open')" for column in self.columns)
        return with_ids(
            f"""
                true as is_compared,
                {ends} <> list_sort({ends}) as is_broken,
                concat({shown}) as detail,
            """,
            where=f"len({ends}) > 1",
        )


_REFUSED = """
            select
                null as claim_id, null as fact_id, null as article_id,
                true as is_compared,
                true as is_broken,
                concat_ws(
                    ' ', 'record ' || record_number || ':', column_name || ':', reason, concat('(try ', hint, ')')
                ) as detail,
                file || ':' || line as file_line,
            from {batch}"""


class ExpectNoRejects(RuleBetweenSources):
    """Expect the desk's own work to be read whole: each row of labels, and each file that is one article.

    For a table of rejects, with file, line, record_number, reason and hint. One record among many is another rule's.

    `load_files`: the files that each load saw, with load_id, table_name, file and row_count.
    `loads`: the loads, with load_id and loaded_at.
    """

    sentence: ClassVar[str] = "Nothing in the desk's own input was rejected."
    asked_by: ClassVar[tuple[str, ...]] = ("Berkeley Protocol",)

    load_files: TableName = TableName("raw.load_files")
    loads: TableName = TableName("raw.loads")

    def candidates(self) -> str:
        """Return each row that was read, and each that was not."""
        return f"""
            {_REFUSED} where record_number is null
            union all
            select null, null, null, true, false, null, null
            -- a file of many articles is one piece of work
            from {self.load_files}, range(if(table_name = 'articles', least(row_count, 1), row_count))
            where load_id = (select max_by(load_id, loaded_at) from {self.loads})
        """


class ExpectEveryRecordToBeRead(RuleBetweenSources):
    """Expect no record of a feed, an archive or a list to be refused, while the others of it are read.

    For a table of rejects, with file, line, record_number, reason and hint.

    `load_counts`: what became of the records of each file of the newest load, with file and loaded_count.
    """

    sentence: ClassVar[str] = "Every record of a file of many was read."
    asked_by: ClassVar[tuple[str, ...]] = ("Berkeley Protocol",)

    load_counts: TableName = TableName("raw.load_counts_now")

    def candidates(self) -> str:
        """Return each record that was loaded, and each that could not be used."""
        return f"""
            {_REFUSED} where record_number is not null
            union all
            select null, null, null, true, false, null, null
            from {self.load_counts}, range(loaded_count)
        """


class ExpectRecordsToAddUp(RuleBetweenSources):
    """Expect each record that was seen in a file to be loaded, refused, or passed over for what it is.

    For a table of the files of a load, with file, seen_count, loaded_count, refused_count and passed_count. Seen is
    what was counted where the file was cut into records, loaded what the tables hold.
    """

    sentence: ClassVar[str] = "What was seen in a file is loaded or rejected."
    asked_by: ClassVar[tuple[str, ...]] = ("Berkeley Protocol",)

    def candidates(self) -> str:
        """Return each file."""
        return """
            select
                null as claim_id, null as fact_id, null as article_id,
                true as is_compared,
                seen_count <> loaded_count + refused_count + passed_count as is_broken,
                concat(
                    file, ': of ', seen_count, ' records ', loaded_count, ' are loaded, ', refused_count,
                    ' refused and ', passed_count, ' passed over'
                ) as detail,
                file || ':1' as file_line,
            from {batch}
        """


class ExpectRelationsToBeWhole(RuleBetweenSources):
    """Expect each relation to be of one kind, with its roles filled by as many operands as they take.

    For a table of operands, with relation_id, kind, role, operand, is_complete, file and line.

    `attributes`: the attributes, with value_kind; a day stands where a day belongs, and nowhere else.
    `kinds`: the kinds of relations, with role, takes_many and takes_days.
    """

    sentence: ClassVar[str] = "Each relation has the operands that its kind takes."
    asked_by: ClassVar[tuple[str, ...]] = ("HURIDOCS Events Standard Formats",)

    attributes: TableName = TableName("staging.stg_attributes")
    kinds: TableName = TableName("intermediate.int_kinds__known")

    def candidates(self) -> str:
        """Return each relation."""
        return f"""
            with roles as (
                select kind, role, takes_many, takes_days as is_day from {self.kinds}
            ),

            relations as (
                select distinct relation_id, kind, coalesce(is_complete, true) as is_complete from {{batch}}
            ),

            operands as (
                select
                    batch.*,
                    -- people/ID/born_on and events/ID/happened_on are days
                    coalesce(
                        attributes.value_kind = 'date', split_part(batch.operand, '/', 1) in ('people', 'events')
                    ) as is_day,
                from {{batch}} as batch
                left join {self.attributes} as attributes on split_part(batch.operand, '/', 3) = attributes.attribute
            ),

            faults as (
                select relation_id, concat('it is a ', string_agg(kind, ' and a ' order by kind)) as fault
                from relations
                group by relation_id
                having count(*) > 1
                union all
                select relations.relation_id, concat('`', roles.role, '` is missing')
                from relations
                -- what was refused is told by another rule
                inner join roles on relations.kind = roles.kind and relations.is_complete
                anti join operands on relations.relation_id = operands.relation_id and roles.role = operands.role
                union all
                select
                    operands.relation_id,
                    concat('`', operands.role, '` is no role of the kind `', operands.kind, '`')
                from operands
                anti join roles on operands.kind = roles.kind and operands.role = roles.role
                union all
                select operands.relation_id, concat('`', roles.role, '` is there ', count(*), ' times')
                from operands
                inner join roles on operands.kind = roles.kind and operands.role = roles.role and not roles.takes_many
                group by operands.relation_id, roles.role
                having count(*) > 1
                union all
                select relation_id, concat(operand, ' is there in ', count(*), ' roles')
                from operands
                group by relation_id, operand
                having count(*) > 1
                union all
                select operands.relation_id, concat(operands.operand, if(roles.is_day, ' is no day', ' is a day'))
                from operands
                inner join roles on operands.kind = roles.kind and operands.role = roles.role
                where operands.is_day <> roles.is_day
            ),

            places as (
                select relation_id, arg_min(file, line) as file, min(line) as line from {{batch}} group by relation_id
            )

            select
                null as claim_id, null as fact_id, null as article_id,
                true as is_compared,
                count(faults.fault) > 0 as is_broken,
                concat(
                    places.relation_id, ': ', string_agg(faults.fault, '; ' order by faults.fault),
                    ' (', places.file, ':', places.line, ')'
                ) as detail,
                places.file || ':' || places.line as file_line,
            from places
            left join faults on places.relation_id = faults.relation_id
            group by places.relation_id, places.file, places.line
        """


class ExpectJudgementsToAgree(RuleBetweenSources):
    """Expect no two names to be judged to be one person and two, nor one person by way of other names.

    For a table of judgements, with name_a, name_b, judgement, file and line.
    """

    sentence: ClassVar[str] = "No two names are judged to be one person and two, nor by way of a third."
    asked_by: ClassVar[tuple[str, ...]] = ("Every Casualty Standards",)

    def candidates(self) -> str:
        """Return each pair of names that is judged either way, and what leads from the one to the other."""
        return """
            with recursive judged as (
                select least(name_a, name_b) as name, greatest(name_a, name_b) as other_name, *
                from (select * from {batch})
                where judgement in ('positive', 'negative')
            ),

            joined as (
                select name, other_name, concat(file, ':', line) as place from judged where judgement = 'positive'
                union
                select other_name, name, concat(file, ':', line) from judged where judgement = 'positive'
            ),

            -- a shortest way to each name that is judged to be one with a name that is judged apart
            reached using key (start, name) as (
                select distinct name as start, name, 0 as steps, name as way from judged where judgement = 'negative'
                union
                select reached.start, joined.other_name, reached.steps + 1,
                    concat(reached.way, ' = ', joined.other_name, ' (', joined.place, ')')
                from reached
                inner join joined on reached.name = joined.name
                left join recurring.reached as seen
                    on reached.start = seen.start and joined.other_name = seen.name
                where seen.name is null
            ),

            pairs as (
                select
                    name,
                    other_name,
                    bool_or(judgement = 'negative') as is_apart,
                    string_agg(concat(judgement, ' (', file, ':', line, ')'), ', ' order by line) as told,
                    max_by(file || ':' || line, line) as file_line,
                from judged
                group by name, other_name
            )

            select
                null as claim_id, null as fact_id, null as article_id,
                true as is_compared,
                (pairs.is_apart and reached.name is not null) or pairs.name = pairs.other_name as is_broken,
                concat(
                    pairs.name, ' and ', pairs.other_name, ': ', pairs.told,
                    case when reached.steps > 1 then concat(', but ', reached.way) end
                ) as detail,
                pairs.file_line,
            from pairs
            left join reached on pairs.name = reached.start and pairs.other_name = reached.name
        """


class ExpectClaimsToCountLiveFacts(RuleBetweenSources):
    """Expect the support and the dissent of each claim to be as many as its live facts, counted again.

    For the table of claims, with claim_id, support, dissent_count and article_count.

    `facts`: the facts, with claim_id, stance and is_live.
    """

    sentence: ClassVar[str] = "Each claim counts its live facts, and no others."
    asked_by: ClassVar[tuple[str, ...]] = ("Every Casualty Standards",)

    facts: TableName = TableName("marts.facts")

    def candidates(self) -> str:
        """Return each claim."""
        return f"""
            with counted as (
                select
                    claim_id,
                    count(*) filter (where is_live and stance = 'asserts') as support,
                    count(*) filter (where is_live and stance in ('denies', 'unconfirmed')) as dissent_count,
                    count(distinct article_id) filter (where is_live) as article_count,
                from {self.facts}
                group by claim_id
            )
            select
                claims.claim_id, null as fact_id, null as article_id,
                true as is_compared,
                counted.claim_id is null
                or (claims.support, claims.dissent_count, claims.article_count)
                    <> (counted.support, counted.dissent_count, counted.article_count) as is_broken,
                concat(
                    'support ', claims.support, ', dissent ', claims.dissent_count, ', articles ', claims.article_count,
                    '; the facts give ', coalesce(counted.support, 0), ', ', coalesce(counted.dissent_count, 0), ', ',
                    coalesce(counted.article_count, 0)
                ) as detail,
            from {{batch}} as claims
            left join counted on claims.claim_id = counted.claim_id
        """


def _split(reference: str) -> tuple[TableName, ColumnName]:
    table, _, column = reference.rpartition(".")
    return TableName.checked(table), ColumnName.checked(column)
