"""Rules on who had it from whom: copies count once, what rests on a withdrawn word falls, and most have an origin."""

from typing import ClassVar

from wh.rules.expectation import RuleBetweenSources, TableName


class ExpectCopiesNotCountedAsIndependent(RuleBetweenSources):
    """Expect no claim to count more independent origins than it has: a wire, an owner, a person counts once.

    For the table of claims, with support, origin_count_low and origin_count_high.

    `facts`: the facts, with claim_id, origin_id, via_id, outlet_id, article_id, stance and is_live.
    `sources`: the sources, with source_id, kind, owner_id and person_id.
    `claim_sources`: the claims by source, with claim_id, independent_origin_id and stance.
    """

    sentence: ClassVar[str] = "A copy is not counted as one more independent origin."
    asked_by: ClassVar[tuple[str, ...]] = (
        "OHCHR Manual on Human Rights Monitoring",
        "Berkeley Protocol",
        "UCDP GED codebook",
    )

    facts: TableName = TableName("marts.facts")
    sources: TableName = TableName("staging.stg_sources")
    claim_sources: TableName = TableName("marts.claim_sources")

    def candidates(self) -> str:
        """Return each claim that a live fact asserts."""
        return f"""
            -- however many owners there are above each other; a ring of owners ends where it began
            with recursive owners as (
                select source_id, coalesce(owner_id, source_id) as owner_id from {self.sources}
                union
                select owners.source_id, sources.owner_id
                from owners
                inner join {self.sources} as sources on owners.owner_id = sources.source_id
                where sources.owner_id is not null
            ),
            owned as (
                select
                    owners.source_id,
                    any_value(sources.kind) as kind,
                    coalesce(min(owners.owner_id) filter (where above.owner_id is null), min(owners.owner_id))
                        as owner_id,
                from owners
                inner join {self.sources} as sources on owners.source_id = sources.source_id
                left join {self.sources} as above on owners.owner_id = above.source_id
                group by owners.source_id
            ),
            origins as (
                select
                    facts.claim_id,
                    count(distinct case
                        -- the officials of two outlets may be two, those of one agency are not
                        when owned.kind = 'anonymous' then concat_ws(
                            '|', facts.origin_id, coalesce(facts.via_id, facts.outlet_id, facts.article_id)
                        )
                        else coalesce('person:' || owners.person_id, owned.owner_id, facts.origin_id)
                    end) as origin_count,
                    string_agg(distinct facts.origin_id, ', ' order by facts.origin_id) as origins,
                from {self.facts} as facts
                left join owned on facts.origin_id = owned.source_id
                left join {self.sources} as owners on owned.owner_id = owners.source_id
                where facts.is_live and facts.stance = 'asserts'
                group by facts.claim_id
            ),
            -- what was had from another, in words or by credit, has the other's origin there
            shown as (
                select claim_id, count(distinct independent_origin_id) as origin_count
                from {self.claim_sources}
                where stance = 'asserts'
                group by claim_id
            )
            select
                claims.claim_id, null as fact_id, null as article_id,
                origins.claim_id is not null as is_compared,
                claims.origin_count_low > claims.origin_count_high
                    or claims.origin_count_high > coalesce(origins.origin_count, 0)
                    or claims.origin_count_low < 1
                    or shown.origin_count not between claims.origin_count_low and claims.origin_count_high as is_broken,
                concat(
                    claims.origin_count_low, ' to ', claims.origin_count_high, ' independent origins are counted, but ',
                    coalesce(least(origins.origin_count, shown.origin_count), 0), ' are there: ', origins.origins
                ) as detail,
            from {{batch}} as claims
            left join origins on claims.claim_id = origins.claim_id
            left join shown on claims.claim_id = shown.claim_id
            where claims.support > 0
        """


class ExpectFactsToLeadToAnOrigin(RuleBetweenSources):
    """Expect whoever a fact ultimately comes from to be a source that is known by name.

    For a table of facts with origin_id, stance, exact and is_live. What comes from an article of an unknown outlet, or
    from somebody who is not named, cannot be compared: a coverage rule beside this one says how much may be so.

    `sources`: the sources, with source_id and kind.
    """

    sentence: ClassVar[str] = "Each fact leads to an origin that is a source."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("UCDP GED codebook", "IFCN Code of Principles")

    sources: TableName = TableName("staging.stg_sources")

    def candidates(self) -> str:
        """Return each live asserting fact; not compared where nobody is named."""
        return f"""
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                facts.origin_id not like 'article:%' and coalesce(sources.kind, '') <> 'anonymous' as is_compared,
                sources.source_id is null as is_broken,
                concat(
                    '"', facts.exact, '" leads to ',
                    case
                        when facts.origin_id like 'article:%' then 'an outlet that is not known'
                        when sources.source_id is null then concat(facts.origin_id, ', which is no source')
                        else concat(facts.origin_id, ', who is not named')
                    end
                ) as detail,
            from {{batch}} as facts
            left join {self.sources} as sources on facts.origin_id = sources.source_id
            where facts.is_live and facts.stance = 'asserts'
        """


class ExpectNothingToRestOnRetractedFacts(RuleBetweenSources):
    """Expect no fact to be live that was had from one that was taken back.

    For a table of facts with exact, is_retracted and is_live.

    `leaning`: which fact was had from which, with fact_id, leans_on_fact_id, reason and is_directed.
    """

    sentence: ClassVar[str] = "What rests on a fact that was taken back falls with it."
    asked_by: ClassVar[tuple[str, ...]] = ("IFCN Code of Principles", "BBC Editorial Guidelines")

    leaning: TableName = TableName("intermediate.int_facts__leaning")

    def candidates(self) -> str:
        """Return each fact that was had from another; not compared where it is open which of two was the copy."""
        return f"""
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                leaning.is_directed as is_compared,
                others.is_retracted and facts.is_live as is_broken,
                concat(
                    '"', facts.exact, '" ', leaning.reason, ' ', leaning.leans_on_fact_id,
                    case
                        when not leaning.is_directed then ', or the other way round'
                        else ', which was taken back, and is live'
                    end
                ) as detail,
            from {self.leaning} as leaning
            inner join {{batch}} as facts on leaning.fact_id = facts.fact_id
            inner join {{batch}} as others on leaning.leans_on_fact_id = others.fact_id
        """
