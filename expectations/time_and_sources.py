"""Rules on when things were told and by whom: nothing before it happened, nothing taken back, no copy counted."""

from typing import ClassVar

from wh.rules.expectation import RuleBetweenSources, TableName


class ExpectEventBeforePublication(RuleBetweenSources):
    """Expect no article to tell of an event that had not happened when it came out.

    For a table of facts as labelled, with event_id and article_id. A day is given either way: dates have no zone.

    `events`: the events, with earliest_on.
    `articles`: the articles, with published_on.
    """

    sentence: ClassVar[str] = "No article tells of an event before it happened."
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("Verification Handbook", "Berkeley Protocol")

    events: TableName = TableName("marts.events")
    articles: TableName = TableName("marts.articles")

    def candidates(self) -> str:
        """Return each event of a known day in each article; not compared where the article's day is not known."""
        return f"""
            with told as (
                select distinct event_id, article_id from {{batch}}
            )
            select
                null as claim_id, null as fact_id, told.article_id,
                articles.published_on is not null as is_compared,
                events.earliest_on > articles.published_on + 1 as is_broken,
                concat(
                    told.event_id, ' happened on ', events.earliest_on,
                    ', the article is of ', coalesce(articles.published_on::varchar, 'a day that is not known')
                ) as detail,
            from told
            inner join {self.events} as events on told.event_id = events.event_id and events.earliest_on is not null
            left join {self.articles} as articles on told.article_id = articles.article_id
        """


class ExpectRetractedFactCountedNowhere(RuleBetweenSources):
    """Expect a fact that its own source or outlet took back not to be live, in any table.

    For a table of facts with stance, source_id, outlet_id, origin_id and is_live.

    `labels`: the facts as labelled, with target_fact_id.
    `figures`: the figures, with fact_id and is_live.
    `claim_sources`: the claims by source, with claim_id, article_id, origin_id and fact_count.
    `versions`: the facts by version of their article, with fact_id and told_on.
    """

    sentence: ClassVar[str] = "A fact that was taken back is counted nowhere."
    asked_by: ClassVar[tuple[str, ...]] = ("IFCN Code of Principles", "Airwars methodology")

    labels: TableName = TableName("staging.stg_facts")
    figures: TableName = TableName("marts.figures")
    claim_sources: TableName = TableName("marts.claim_sources")
    versions: TableName = TableName("marts.fact_versions")

    def candidates(self) -> str:
        """Return each fact that was taken back by whoever may; not compared while the retraction is not anchored."""
        return f"""
            with own_words as (
                select target.fact_id, facts.fact_id as by_fact_id,
                    facts.evidence_state in ('anchored', 'moved') or facts.gone_in_version is not null as is_found,
                from {{batch}} as facts
                inner join {self.labels} as labels on facts.fact_id = labels.fact_id
                inner join {{batch}} as target on labels.target_fact_id = target.fact_id
                where facts.stance = 'retracts' and {_IS_OWN_WORD}
                    and facts.claim_id = target.claim_id
                    -- nobody takes back what was not said yet
                    and coalesce(
                        (select min(told_on) from {self.versions} as told where told.fact_id = facts.fact_id)
                        >= (select min(told_on) from {self.versions} as told where told.fact_id = target.fact_id),
                        true
                    )
            ),
            retractions as (
                select fact_id, min(by_fact_id) as by_fact_id, bool_or(is_found) as is_found
                from own_words
                -- a retraction that was itself taken back takes nothing back
                where by_fact_id not in (select fact_id from own_words where is_found)
                group by fact_id
            ),
            -- an article with two stances from one origin is one row, so a stance is not counted alone
            counted as (
                select claim_id, article_id, origin_id, sum(fact_count) as fact_count
                from {self.claim_sources}
                group by all
            ),
            live as (
                select claim_id, article_id, origin_id, count(*) as fact_count
                from {{batch}}
                where is_live
                group by all
            )
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                retractions.is_found as is_compared,
                facts.is_live
                    or coalesce(figures.is_live, false)
                    or coalesce(counted.fact_count, 0) > coalesce(live.fact_count, 0) as is_broken,
                concat(
                    facts.value, ' ("', facts.exact, '") was taken back by ', retractions.by_fact_id,
                    case
                        when not retractions.is_found then ', whose words are not in the text'
                        when facts.is_live then ' and is live'
                        when figures.is_live then ' and is a live figure'
                        else ' and is counted in claim_sources'
                    end
                ) as detail,
            from {{batch}} as facts
            inner join retractions on facts.fact_id = retractions.fact_id
            left join {self.figures} as figures on facts.fact_id = figures.fact_id
            left join counted
                on (facts.claim_id, facts.article_id, facts.origin_id)
                = (counted.claim_id, counted.article_id, counted.origin_id)
            left join live
                on (facts.claim_id, facts.article_id, facts.origin_id)
                = (live.claim_id, live.article_id, live.origin_id)
        """


class ExpectRetractionsToBeOfOwnWords(RuleBetweenSources):
    """Expect each retraction and correction to name what the same source, outlet or article said of the claim before.

    For a table of retractions and corrections with fact_id, target_fact_id, claim_id, is_correction and
    no_effect_because.

    `labels`: the facts as labelled, with article_id, exact, file and line.
    """

    sentence: ClassVar[str] = "Nobody takes back or corrects what somebody else said, or what nobody had said."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism",)

    labels: TableName = TableName("staging.stg_facts")

    def candidates(self) -> str:
        """Return each retraction and correction."""
        return f"""
            select
                retractions.claim_id, retractions.fact_id, labels.article_id,
                true as is_compared,
                retractions.no_effect_because is not null as is_broken,
                concat(
                    '"', labels.exact, '" ',
                    case when retractions.is_correction then 'corrects ' else 'takes back ' end,
                    retractions.target_fact_id, ', ', retractions.no_effect_because
                ) as detail,
                labels.file || ':' || labels.line as file_line,
            from {{batch}} as retractions
            inner join {self.labels} as labels on retractions.fact_id = labels.fact_id
        """


# Who is quoted speaks for himself, not for the outlet that quotes him.
_IS_OWN_WORD = """(
    facts.source_id in (target.source_id, target.outlet_id)
    or facts.origin_id = target.origin_id
    or (
        facts.source_id is null
        and (facts.outlet_id = target.outlet_id or facts.article_id = target.article_id)
    )
)"""


class ExpectLabellingToCoverNumerals(RuleBetweenSources):
    """Expect each numeral and number word of a text to lie in a fact's evidence, a quotation or an excluded passage.

    For a table of numerals, with article_id, numeral, numeral_start, numeral_end and is_covered.

    `articles`: the texts in use, a row an article, with article_id and text.
    """

    sentence: ClassVar[str] = "Each number in the text was labelled, quoted, or excluded with a reason."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("Every Casualty Standards",)

    articles: TableName = TableName("intermediate.int_articles__newest")

    def candidates(self) -> str:
        """Return each numeral, with the words around it."""
        return f"""
            select
                null as claim_id, null as fact_id, numerals.article_id,
                true as is_compared,
                not numerals.is_covered as is_broken,
                concat(
                    numerals.article_id, ': "',
                    regexp_replace(
                        substr(
                            articles.text,
                            greatest(numerals.numeral_start - 29, 1),
                            least(numerals.numeral_start, 30)
                        ),
                        '\\s+', ' ', 'g'
                    ),
                    '[', numerals.numeral, ']',
                    regexp_replace(substr(articles.text, numerals.numeral_end + 1, 30), '\\s+', ' ', 'g'),
                    '" is in no evidence, quotation or excluded passage'
                ) as detail,
            from {{batch}} as numerals
            left join {self.articles} as articles on numerals.article_id = articles.article_id
        """
