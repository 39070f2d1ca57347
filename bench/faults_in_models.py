"""Single faults in the models: what goes wrong when somebody edits SQL that works."""

from planting import Fault, remodel


def _model(name: str, model: str, words: str, others: str, *, times: int = 1) -> Fault:
    return Fault(name, "models", model.partition("/")[2], remodel(model, words, others, times=times))


STAGING = (
    _model(
        "a filter that drops denials",
        "staging/stg_facts",
        "select * from renamed",
        "select * from renamed where stance <> 'denies'",
    ),
    _model(
        "rows doubled",
        "staging/stg_quotes",
        "select * from renamed",
        "select * from renamed union all select * from renamed",
    ),
    _model(
        "a column nulled: who said it",
        "staging/stg_facts",
        "        source_id,\n",
        "        null::varchar as source_id,\n",
    ),
    _model(
        "a column nulled: the birth",
        "staging/stg_people",
        "born_on_earliest as born_earliest_on",
        "null::date as born_earliest_on",
    ),
    _model(
        "low and high swapped",
        "staging/stg_facts",
        "        value_low,\n        value_high,\n",
        "        value_high as value_low,\n        value_low as value_high,\n",
    ),
    _model(
        "a day off by one",
        "staging/stg_articles",
        "        published_on,\n",
        "        (published_on + 1)::date as published_on,\n",
    ),
    _model(
        "a day off by one: events",
        "staging/stg_events",
        "happened_on_latest as happened_latest_on",
        "(happened_on_latest + 1)::date as happened_latest_on",
    ),
    _model(
        "the zone of an hour dropped",
        "staging/stg_articles",
        "published_at_utc as published_at",
        "published_at_utc + interval 330 minute as published_at",
    ),
    _model("an empty table", "staging/stg_relations", "select * from renamed", "select * from renamed where false"),
    _model(
        "a filter: one kind of source lost",
        "staging/stg_sources",
        "select * from renamed",
        "select * from renamed where kind <> 'anonymous'",
    ),
)

INTERMEDIATE = (
    _model(
        "millions not multiplied",
        "intermediate/int_values__in_units",
        "then printed_units.factor / coalesce(attribute_units.factor, 1.0)\n            when coalesce",
        "then 1.0\n            when coalesce",
    ),
    _model(
        "a factor turned round",
        "intermediate/int_values__in_units",
        "then coalesce(printed_units.factor, 1.0) / coalesce(attribute_units.factor, 1.0)",
        "then coalesce(attribute_units.factor, 1.0) / coalesce(printed_units.factor, 1.0)",
    ),
    _model(
        "`more than 50` from 50 on", "intermediate/int_facts__as_intervals", "then floor(low) + 1", "then floor(low)"
    ),
    _model(
        "an open end closed at 0",
        "intermediate/int_facts__as_intervals",
        "            else high\n",
        "            else coalesce(high, 0)\n",
    ),
    _model(
        "vague words taken for 0",
        "intermediate/int_facts__as_intervals",
        "when qualifier = 'vague' then vague_low",
        "when qualifier = 'vague' then 0.0",
    ),
    _model(
        "the day of publication not filled in",
        "intermediate/int_facts__as_intervals",
        "case when facts.as_of is null then articles.published_on\n            else facts.as_of_latest_on\n        end",
        "facts.as_of_latest_on",
    ),
    _model(
        "a join made inner: facts of undated articles lost",
        "intermediate/int_facts__as_intervals",
        "left join articles on facts.article_id = articles.article_id",
        "inner join articles on facts.article_id = articles.article_id and articles.published_on is not null",
    ),
    _model(
        "the hand before the mouth: via taken for the origin",
        "intermediate/int_facts__with_origins",
        "            facts.source_id,\n            -- What came through somebody, from nobody who is named, is that "
        "somebody's word.\n            facts.via_id,\n",
        "            facts.via_id,\n            facts.source_id,\n",
    ),
    _model(
        "a join on the wrong key: credits lost",
        "intermediate/int_facts__with_origins",
        "left join wires on facts.article_id = wires.article_id",
        "left join wires on facts.fact_id = wires.article_id",
    ),
    _model(
        "what was retracted kept live",
        "intermediate/int_facts__live",
        "            when facts_taken_back.reason is not null\n"
        "                then concat_ws(' ', facts_taken_back.reason, facts_taken_back.other_fact_id)\n",
        "",
    ),
    _model(
        "every digest taken for out of use",
        "intermediate/int_facts__live",
        "when evidence.edition is null then 'its article is not in use'",
        "when evidence.edition = 'digest' then 'its article is not in use'",
    ),
    _model(
        "only retractions by the origin itself",
        "intermediate/int_retractions__judged",
        "told.outlet_id = targets.outlet_id or told.article_id = targets.article_id",
        "told.outlet_id = targets.outlet_id",
    ),
    _model(
        "anonymous origins taken for named",
        "intermediate/int_origins__grouped",
        "and not coalesce(sources_owned.is_anonymous, false)",
        "",
    ),
    _model(
        "the owner not looked up",
        "intermediate/int_sources__owned",
        "            else owners_reached.owner_id\n        end as owner_group_id",
        "            else sources.source_id\n        end as owner_group_id",
    ),
    _model(
        "origins counted per article",
        "intermediate/int_claims__counted",
        "        origins_joined.independent_origin_id,\n",
        "        facts_live.article_id as independent_origin_id,\n",
    ),
    _model(
        "distinct dropped: outlets counted per fact",
        "intermediate/int_claims__counted",
        "count(distinct outlet_id) filter (where is_live) as outlet_count",
        "count(outlet_id) filter (where is_live) as outlet_count",
    ),
    _model(
        "owners counted as outlets",
        "intermediate/int_claims__counted",
        "count(distinct owner_id) filter (where is_live) as owner_count",
        "count(distinct article_id) filter (where is_live) as owner_count",
    ),
    _model(
        "a filter lost: what is not live counted",
        "intermediate/int_claims__counted",
        "count(*) filter (where is_live and is_asserting) as support",
        "count(*) filter (where is_asserting) as support",
    ),
    _model(
        "every claim told by one article",
        "intermediate/int_claims__summed",
        "count(distinct article_id) as article_count",
        "cast(1 as bigint) as article_count",
    ),
    _model(
        "the widest taken for the shared",
        "intermediate/int_claims__summed",
        "max(low) filter (where is_current or over_time = 'cumulative') as shared_low",
        "min(low) filter (where is_current or over_time = 'cumulative') as shared_low",
    ),
    _model(
        "a branch lost: nothing is disputed",
        "intermediate/int_claims__compared",
        "            when claims_disputed.claim_id is not null then 'disputed'\n",
        "",
    ),
    _model(
        "claims without a number lost",
        "intermediate/int_claims__compared",
        "inner join claims_judged on claims.claim_id = claims_judged.claim_id",
        "inner join claims_judged on claims.claim_id = claims_judged.claim_id and claims.unit is not null",
    ),
    _model(
        "inferred bounds swapped",
        "intermediate/int_claims__inferred",
        "            else claims_solved.low\n",
        "            else claims_solved.high\n",
    ),
    _model(
        "a sign lost: parts are added to the whole",
        "intermediate/int_relations__weighed",
        "        times * scale as times,\n",
        "        abs(times) * scale as times,\n",
    ),
    _model(
        "every relation holds",
        "intermediate/int_relations__checked",
        "        solved.verdict = 1 as holds,\n",
        "        true as holds,\n",
    ),
    _model(
        "an empty table: no disagreement",
        "intermediate/int_disagreements__found",
        "select * from disagreements_found\n",
        "select * from disagreements_found where false\n",
    ),
    _model(
        "one of the rules lost",
        "intermediate/int_disagreements__parts",
        "    inner join facts_phrased on fact_parts.part_id = facts_phrased.fact_id\n",
        "    inner join facts_phrased on fact_parts.part_id = facts_phrased.fact_id\n"
        "    where fact_parts.rule <> 'status_confirmed'\n",
    ),
    _model(
        "evidence a character off",
        "intermediate/int_evidence__found",
        "then places_counted.evidence_start end",
        "then places_counted.evidence_start + 1 end",
    ),
    _model(
        "words counted as characters",
        "intermediate/int_articles__newest",
        r"array_length(regexp_extract_all(articles_dated.text, '[\p{L}\p{N}]\S*')) as word_count",
        "length(articles_dated.text) as word_count",
    ),
    _model(
        "people joined by name: one for all",
        "intermediate/int_people__matched",
        "when mentions.person_id is not null then mentions.person_id",
        "when mentions.person_id is not null then 'donald-trump'",
    ),
)

MARTS = (
    _model("facts without a number lost", "marts/facts",
           "inner join facts_as_intervals on facts.fact_id = facts_as_intervals.fact_id",
           "inner join facts_as_intervals on facts.fact_id = facts_as_intervals.fact_id\n"
           "        and facts_as_intervals.low is not null"),
    _model("rows doubled", "marts/facts", "select * from facts_told",
           "select * from facts_told union all from facts_told"),
    _model("a column nulled: low", "marts/facts", "        facts_as_intervals.low,\n",
           "        null::double as low,\n"),
    _model("a column nulled: the evidence", "marts/facts", "        evidence.evidence_start,\n",
           "        null::integer as evidence_start,\n"),
    _model("low and high swapped", "marts/facts", "        facts_as_intervals.low,\n        facts_as_intervals.best,\n"
           "        facts_as_intervals.high,\n",
           "        facts_as_intervals.high as low,\n        facts_as_intervals.best,\n"
           "        facts_as_intervals.low as high,\n"),
    _model("everything is live", "marts/facts", "        facts_live.is_live,\n", "        true as is_live,\n"),
    _model("a join on the wrong key", "marts/facts", "left join evidence on facts.fact_id = evidence.fact_id",
           "left join evidence on facts.claim_id = evidence.fact_id"),
    _model("a filter lost: texts among the figures", "marts/figures",
           "    where value_kind in ('count', 'quantity', 'share', 'duration')\n", ""),
    _model("a filter too narrow: shares lost", "marts/figures", "'count', 'quantity', 'share', 'duration'",
           "'count', 'quantity', 'duration'"),
    _model("the wrong column: facts for support", "marts/claims", "        claims_counted.support,\n",
           "        claims_counted.fact_count as support,\n"),
    _model("a column nulled: what is inferred", "marts/claims", "        claims_inferred.inferred_low,\n",
           "        null::double as inferred_low,\n"),
    _model("a join that loses claims", "marts/claims",
           "inner join claims_counted on claims_named.claim_id = claims_counted.claim_id",
           "inner join claims_counted on claims_named.claim_id = claims_counted.claim_id\n"
           "        and claims_counted.owner_count > 0"),
    _model("a column of another type", "marts/claims", "        claims_counted.support,\n",
           "        claims_counted.support::varchar as support,\n"),
    _model("a column left out", "marts/claims", "        claims_counted.owner_count,\n", ""),
    _model("counts of two columns swapped", "marts/claims", "        claims_counted.origin_count_low,\n"
           "        claims_counted.origin_count_high,\n",
           "        claims_counted.origin_count_high as origin_count_low,\n"
           "        claims_counted.origin_count_low as origin_count_high,\n"),
    _model("a filter lost: what is not live has a source", "marts/claim_sources",
           "    -- What is not live is counted nowhere.\n    where is_live\n", ""),
    _model("facts counted per claim, not per origin", "marts/claim_sources",
           "count(*) over (partition by claim_id, article_id, origin_id) as fact_count",
           "count(*) over (partition by claim_id) as fact_count"),
    _model("a day off by one", "marts/claim_history", "        days.day as known_on,\n",
           "        (days.day + 1)::date as known_on,\n"),
    _model("low and high swapped: steps", "marts/claim_steps", "        low,\n        high,\n",
           "        high as low,\n        low as high,\n"),
    _model("an empty table: differences", "marts/claim_differences", "select * from claim_differences\n",
           "select * from claim_differences where false\n"),
    _model("an empty table: who takes part", "marts/disagreement_facts", "where disagreements_parts.is_fact",
           "where not disagreements_parts.is_fact"),
    _model("rulings not heeded", "marts/disagreements", "else 'ruled'\n        end as state",
           "else 'open'\n        end as state"),
    _model("distinct dropped: claims counted per fact", "marts/events", "count(distinct claim_id) as claim_count",
           "count(claim_id) as claim_count"),
    _model("a join made inner: events without facts lost", "marts/events",
           "left join facts_by_event on events.event_id = facts_by_event.event_id",
           "inner join facts_by_event on events.event_id = facts_by_event.event_id and claim_count > 1"),
    _model("the earliest day taken for the latest", "marts/people", "        people.born_latest_on,\n",
           "        people.born_earliest_on as born_latest_on,\n"),
    _model("a join on the wrong key: names", "marts/people", "on people.person_id = mentions_summed.person_id",
           "on people.name = mentions_summed.person_id"),
    _model("distinct dropped: articles counted per mention", "marts/people",
           "count(distinct article_id) as article_count", "count(article_id) as article_count"),
    _model("a column nulled: the role", "marts/person_names", "        role,\n        -- where",
           "        null::varchar as role,\n        -- where"),
    _model("a column nulled: the speaker's person", "marts/quotes", "        sources.person_id,\n",
           "        null::varchar as person_id,\n"),
    _model("a column nulled: the words", "marts/quotes", "quotes.quote_text as exact", "null::varchar as exact"),
    _model("a join made inner: sources without facts lost", "marts/sources",
           "left join facts_by_source on", "inner join facts_by_source on"),
    _model("distinct dropped: articles counted twice", "marts/sources",
           "    union\n    select source_id, article_id from credited",
           "    union all\n    select source_id, article_id from credited"),
    _model("a branch lost: who has the same owner", "marts/source_overlap",
           "    where sources_owned.owner_id <> articles_voiced.outlet_id\n", "    where false\n"),
    _model("a share in per cent", "marts/labelling_coverage",
           "numerals_summed.covered_count / numerals_summed.numeral_count as coverage_share",
           "100 * numerals_summed.covered_count / numerals_summed.numeral_count as coverage_share"),
    _model("no numeral covered", "marts/labelling_coverage", "count_if(is_covered) as covered_count",
           "cast(0 as hugeint) as covered_count"),
    _model("no version is in use", "marts/article_versions", "        articles_versioned.is_in_use,\n",
           "        false as is_in_use,\n"),
    _model("a column nulled: the outlet", "marts/articles", "        outlet_id,\n",
           "        null::varchar as outlet_id,\n"),
    _model("a day off by one: articles", "marts/articles", "        published_on,\n",
           "        (published_on - 1)::date as published_on,\n"),
    _model("an empty table: relations", "marts/relations", "select * from relations_told\n",
           "select * from relations_told where false\n"),
    _model("verdicts turned round", "marts/relations",
           "            when holds then 'holds'\n            when not holds then 'does not hold'\n",
           "            when not holds then 'holds'\n            when holds then 'does not hold'\n"),
)  # fmt: skip

FAULTS = (*STAGING, *INTERMEDIATE, *MARTS)
