"""Rules on what claims come to: agreement as told, what follows, named origins counted, scopes related, texts read."""

from typing import ClassVar

from wh.rules.expectation import RuleBetweenSources, TableName, interval


class ExpectAgreementToBeTold(RuleBetweenSources):
    """Expect the agreement of a claim to be what its facts and the disagreements about it come to.

    For the table of claims, with claim_id and agreement.

    `facts`: the facts, with claim_id, article_id, stance and is_live.
    `disagreements`: the disagreements, with claim_id, rule and state.
    """

    sentence: ClassVar[str] = (
        "A claim is told as disputed where sources disagree, and as single where one article has it."
    )
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    facts: TableName = TableName("marts.facts")
    disagreements: TableName = TableName("marts.disagreements")

    def candidates(self) -> str:
        """Return each claim that somebody asserts."""
        return f"""
            with told as (
                select claim_id, count(distinct article_id) as article_count
                from {self.facts}
                where is_live and stance = 'asserts'
                group by claim_id
            ),
            clashes as (
                select claim_id, min(disagreement_id) as disagreement_id
                from {self.disagreements}
                where rule in ('sources_agree', 'status_agree', 'counts_do_not_fall') and state <> 'stale'
                group by claim_id
            )
            select
                claims.claim_id, null as fact_id, null as article_id,
                true as is_compared,
                (claims.agreement = 'disputed') <> (clashes.claim_id is not null)
                    or (claims.agreement = 'single' and told.article_count > 1)
                    or (claims.agreement in ('identical', 'compatible') and told.article_count < 2) as is_broken,
                concat(
                    claims.claim_id, ' is told as ', claims.agreement, '; ', told.article_count,
                    ' articles assert it, ',
                    coalesce('and there is ' || clashes.disagreement_id, 'and no disagreement is about it')
                ) as detail,
            from {{batch}} as claims
            inner join told on claims.claim_id = told.claim_id
            left join clashes on claims.claim_id = clashes.claim_id
        """


class ExpectClaimsToHoldWhatAllSay(RuleBetweenSources):
    """Expect the interval of a claim to be what all who assert it can be held to, where it does not change with time.

    For the table of claims, with claim_id, over_time, low and high.

    `facts`: the facts, with claim_id, low, best, high, stance and is_live. A best figure is admitted in any case.
    """

    sentence: ClassVar[str] = "A claim is what all accounts of it have in common."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    facts: TableName = TableName("marts.facts")

    def candidates(self) -> str:
        """Return each claim that is told in numbers; not compared where the accounts are apart, or it changes."""
        return f"""
            with shared as (
                select
                    claim_id,
                    max(case when low > best then best else low end) as low,
                    min(case when high < best then best else high end) as high
                from {self.facts}
                where is_live and stance = 'asserts'
                group by claim_id
                having max(low) is not null or min(high) is not null
            )
            select
                claims.claim_id, null as fact_id, null as article_id,
                claims.over_time = 'fixed' and coalesce(shared.low <= shared.high, true) as is_compared,
                claims.low is distinct from shared.low or claims.high is distinct from shared.high as is_broken,
                concat(
                    claims.claim_id, ' is told as ', coalesce({interval("claims.low", "claims.high")}, 'nothing'),
                    ', and its facts have in common ', {interval("shared.low", "shared.high")}
                ) as detail,
            from {{batch}} as claims
            inner join shared on claims.claim_id = shared.claim_id
        """


class ExpectInferenceToEndWithItsSteps(RuleBetweenSources):
    """Expect what must hold of a claim to be what its last step leaves.

    For the table of claims, with claim_id, inferred_low, inferred_high, inferred_earliest_on and inferred_latest_on.

    `steps`: the steps, with claim_id, step, kind, low, high, earliest_on and latest_on.
    """

    sentence: ClassVar[str] = "What follows for a claim is what the last step towards it leaves."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    steps: TableName = TableName("marts.claim_steps")

    def candidates(self) -> str:
        """Return each claim that a step narrows."""
        return f"""
            with last_steps as (
                select * from {self.steps} qualify row_number() over (partition by claim_id order by step desc) = 1
            )
            select
                claims.claim_id, null as fact_id, null as article_id,
                true as is_compared,
                (last_steps.earliest_on is null and last_steps.latest_on is null and (
                    claims.inferred_low is distinct from last_steps.low
                    or claims.inferred_high is distinct from last_steps.high
                )) or ((last_steps.earliest_on is not null or last_steps.latest_on is not null) and (
                    claims.inferred_earliest_on is distinct from last_steps.earliest_on
                    or claims.inferred_latest_on is distinct from last_steps.latest_on
                )) as is_broken,
                concat(
                    claims.claim_id, ' must be ',
                    coalesce(
                        {interval("claims.inferred_low", "claims.inferred_high")},
                        concat(claims.inferred_earliest_on, '..', claims.inferred_latest_on)
                    ),
                    ', and the last step leaves ',
                    coalesce(
                        {interval("last_steps.low", "last_steps.high")},
                        concat(last_steps.earliest_on, '..', last_steps.latest_on)
                    )
                ) as detail,
            from {{batch}} as claims
            inner join last_steps on claims.claim_id = last_steps.claim_id
        """


class ExpectTextsToBeReadAgain(RuleBetweenSources):
    """Expect a text that changed to have been read again: a label of that article is no older than its new version.

    For a table of versions with article_id, version and is_in_use.

    `versions`: the texts as loaded, with article_id, version and loaded_on.
    `facts`: the labels, with article_id and labelled_on.
    """

    sentence: ClassVar[str] = "A text that changed was read again."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    versions: TableName = TableName("staging.stg_article_versions")
    facts: TableName = TableName("staging.stg_facts")

    def candidates(self) -> str:
        """Return each article with a later version in use; not compared where no label of it has a day."""
        return f"""
            with seen as (
                select article_id, version, min(loaded_on) as seen_on from {self.versions} group by article_id, version
            ),
            read as (
                select article_id, max(labelled_on)::date as read_on from {self.facts} group by article_id
            )
            select
                null as claim_id, null as fact_id, batch.article_id,
                read.read_on is not null as is_compared,
                read.read_on < seen.seen_on as is_broken,
                concat(
                    batch.article_id, ': version ', batch.version, ' came on ', seen.seen_on,
                    ', and its newest label is of ', read.read_on
                ) as detail,
            from {{batch}} as batch
            inner join seen on batch.article_id = seen.article_id and batch.version = seen.version
            left join read on batch.article_id = read.article_id
            where batch.is_in_use and batch.version > 1
        """


class ExpectVerdictsToFitTheirFigures(RuleBetweenSources):
    """Expect no relation to be said to hold whose stated and computed figures are apart.

    For a table of relations with relation_id, claim_id, verdict, stated_low, stated_high, computed_low, computed_high.
    """

    sentence: ClassVar[str] = "A relation that is said to hold does."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    def candidates(self) -> str:
        """Return each relation; not compared where it cannot say."""
        return """
            select
                claim_id, null as fact_id, null as article_id,
                verdict in ('holds', 'does not hold') as is_compared,
                verdict = 'holds' and coalesce(stated_high < computed_low or computed_high < stated_low, false)
                    as is_broken,
                concat(relation_id, ' ', verdict, ': ', detail) as detail,
            from {batch}
        """


class ExpectOnlyNamedOriginsToCount(RuleBetweenSources):
    """Expect the least number of origins to count only those that are named, and an owned one with its owner.

    For the table of claims, with claim_id and origin_count_low.

    `claim_sources`: the claims by source, with claim_id and independent_origin_id.
    `sources`: the sources, with source_id, owner_id, person_id and kind.
    """

    sentence: ClassVar[str] = (
        "Who is not named adds nothing to the least number of origins, and who is owned is his owner."
    )
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    claim_sources: TableName = TableName("marts.claim_sources")
    sources: TableName = TableName("staging.stg_sources")

    def candidates(self) -> str:
        """Return each claim that has an origin."""
        return f"""
            with origins as (
                select distinct
                    told.claim_id, told.independent_origin_id,
                    told.independent_origin_id not like 'article:%' and coalesce(sources.kind, '') <> 'anonymous'
                        as is_named,
                    -- of two that own each other the first by name stands for both
                    owners.source_id is not null and coalesce(owners.owner_id, '') <> sources.source_id as is_owned,
                from {self.claim_sources} as told
                left join {self.sources} as sources
                    on split_part(told.independent_origin_id, '|', 1) = sources.source_id
                left join {self.sources} as owners on sources.owner_id = owners.source_id
                where told.independent_origin_id is not null
            ),
            counted as (
                select
                    claim_id, count(*) filter (where is_named) as named_count, bool_or(is_owned) as has_owned,
                    string_agg(independent_origin_id, ', ' order by independent_origin_id) as origins,
                from origins
                group by claim_id
            )
            select
                claims.claim_id, null as fact_id, null as article_id,
                true as is_compared,
                claims.origin_count_low > greatest(counted.named_count, 1) or counted.has_owned as is_broken,
                concat(claims.claim_id, ' counts ', claims.origin_count_low, ' at least of ', counted.origins)
                    as detail,
            from {{batch}} as claims
            inner join counted on claims.claim_id = counted.claim_id
        """


class ExpectScopesToBeRelated(RuleBetweenSources):
    """Expect two figures of which one's scope lies within the other's to be related, so that they are held together.

    For a table of scopes with scope_id, within_scope_id, file and line.

    `claims`: the claims, with claim_id, event_id, subject_id, attribute, scope_id and value_kind.
    `relations`: the relations, with relation_id and operand.
    """

    sentence: ClassVar[str] = "A figure of a scope within another's is related to it."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "info"

    claims: TableName = TableName("marts.claims")
    relations: TableName = TableName("staging.stg_relations")

    def candidates(self) -> str:
        """Return each two counts of one thing, of which one's scope lies directly within the other's."""
        return f"""
            with related as (
                select distinct one.operand, other.operand as other_operand
                from {self.relations} as one
                inner join {self.relations} as other
                    on one.relation_id = other.relation_id and one.operand <> other.operand
            )
            select
                inner_claims.claim_id, null as fact_id, null as article_id,
                true as is_compared,
                related.operand is null as is_broken,
                concat(
                    scopes.scope_id, ' is within ', scopes.within_scope_id, ', and no relation holds ',
                    inner_claims.claim_id, ' against ', outer_claims.claim_id
                ) as detail,
                concat(scopes.file, ':', scopes.line) as file_line,
            from {{batch}} as scopes
            inner join {self.claims} as inner_claims
                on scopes.scope_id = inner_claims.scope_id and inner_claims.value_kind = 'count'
            inner join {self.claims} as outer_claims
                on scopes.within_scope_id = outer_claims.scope_id
                and inner_claims.event_id = outer_claims.event_id
                and inner_claims.subject_id = outer_claims.subject_id
                and inner_claims.attribute = outer_claims.attribute
            left join related
                on inner_claims.claim_id = related.operand and outer_claims.claim_id = related.other_operand
        """
