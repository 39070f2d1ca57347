"""Rules on slips of who labels, about sources: the wrong mouth, the wrong hand, a medium that is no medium."""

from typing import ClassVar

from wh.rules.bridge import pydantic
from wh.rules.expectation import ROWS, ColumnName, RuleBetweenSources, TableName, sql_list

_MEDIA = ["outlet", "agency", "state_media"]
_SMALL = "['the', 'of', 'and', 'for', 'who', 'are', 'not', 'in', 'at', 'on', 'to', 'an', 'with', 'that', 'is']"


class ExpectQuotedFactsToBeTheSpeakers(RuleBetweenSources):
    """Expect a fact whose words are of a quotation to have its speaker, and through whom it was said, as its own.

    For a table of facts with article_id, outlet_id, source_id, via_id, evidence_start and evidence_end.

    `quotes`: the quotations, with quote_id, article_id, source_id, said_to_id, quote_start and quote_end.
    `chain`: what passed through several, with fact_id and source_id; the speaker may be one of them.
    `sources`: the sources, with source_id and kind; only a medium that a speaker spoke to is a hand.
    """

    sentence: ClassVar[str] = "What stands in a quotation is its speaker's word."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    quotes: TableName = TableName("marts.quotes")
    chain: TableName = TableName("staging.stg_fact_chain")
    sources: TableName = TableName("staging.stg_sources")

    def candidates(self) -> str:
        """Return each fact with words of a quotation."""
        return f"""
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                true as is_compared,
                (
                    facts.source_id is distinct from quotes.source_id
                    and not exists (
                        from {self.chain} as chain
                        where chain.fact_id = facts.fact_id and chain.source_id = quotes.source_id
                    )
                ) or (
                    media.source_id is not null
                    and quotes.said_to_id is distinct from facts.outlet_id
                    and quotes.said_to_id is distinct from facts.via_id
                ) as is_broken,
                concat(
                    facts.fact_id, ' is from ', coalesce(facts.source_id, 'nobody'),
                    coalesce(' through ' || facts.via_id, ''), ', and stands in ', quotes.quote_id,
                    ', which is from ', coalesce(quotes.source_id, 'nobody'),
                    coalesce(', said to ' || quotes.said_to_id, '')
                ) as detail,
            from {ROWS} as facts
            inner join {self.quotes} as quotes
                on facts.article_id = quotes.article_id
                and facts.evidence_start < quotes.quote_end
                and facts.evidence_end > quotes.quote_start
            left join {self.sources} as media
                on quotes.said_to_id = media.source_id and media.kind in {sql_list(_MEDIA)}
        """


class ExpectChainsToFitTheirFacts(RuleBetweenSources):
    """Expect a chain to begin with the hand that its fact came through, and to end with who said it.

    For a table of steps with fact_id, position, source_id, file and line.

    `facts`: the facts, with fact_id, claim_id, article_id, source_id and via_id.
    """

    sentence: ClassVar[str] = "A chain begins with the fact's via and ends with its source."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    facts: TableName = TableName("staging.stg_facts")

    def candidates(self) -> str:
        """Return each fact that has a chain."""
        return f"""
            with chains as (
                select
                    fact_id,
                    arg_min(source_id, position) as first_id,
                    arg_max(source_id, position) as last_id,
                    string_agg(source_id, ', ' order by position) as steps,
                    arg_min(concat(file, ':', line), position) as file_line,
                from {{batch}}
                group by fact_id
            )
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                true as is_compared,
                facts.via_id is distinct from chains.first_id or facts.source_id is distinct from chains.last_id
                    as is_broken,
                concat(
                    facts.fact_id, ' is from ', coalesce(facts.source_id, 'nobody'), ' through ',
                    coalesce(facts.via_id, 'nobody'), ', and its chain is ', chains.steps
                ) as detail,
                chains.file_line,
            from chains
            inner join {self.facts} as facts on chains.fact_id = facts.fact_id
        """


class ExpectNamedMediaToBeVia(RuleBetweenSources):
    """Expect a sentence that names an agency to have it from there, where somebody is said to have said it.

    For a table of facts with outlet_id, source_id and via_id.

    `evidence`: the sentence of each fact, with fact_id and context_text.
    `sources`: the sources, with source_id, name and kind.
    `chain`: what passed through several, with fact_id and source_id.
    """

    sentence: ClassVar[str] = "What somebody told an agency came through it."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    evidence: TableName = TableName("intermediate.int_evidence__located")
    sources: TableName = TableName("staging.stg_sources")
    chain: TableName = TableName("staging.stg_fact_chain")

    def candidates(self) -> str:
        """Return each fact that a source said, in a sentence with the name of an agency or of a state's media."""
        return f"""
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                true as is_compared,
                media.source_id not in (coalesce(facts.via_id, ''), facts.source_id, coalesce(facts.outlet_id, ''))
                    and not exists (
                        from {self.chain} as chain
                        where chain.fact_id = facts.fact_id and chain.source_id = media.source_id
                    ) as is_broken,
                concat(
                    facts.fact_id, ' is from ', facts.source_id, coalesce(' through ' || facts.via_id, ''),
                    ', and its sentence names ', media.source_id
                ) as detail,
            from {ROWS} as facts
            inner join {self.evidence} as evidence on facts.fact_id = evidence.fact_id
            inner join {self.sources} as media
                on media.kind in ('agency', 'state_media') and contains(evidence.context_text, media.name)
            where facts.source_id is not null and facts.stance = 'asserts'
        """


class ExpectSourcesToBeInTheirArticle(RuleBetweenSources):
    """Expect whoever is said to have said or passed on something to be in the article, by name or as a person.

    For a table of facts with article_id, source_id and via_id. Of a long name more than half the words are enough.

    `articles`: the texts, with article_id and text.
    `sources`: the sources, with source_id, name, kind and person_id. Who is not named cannot be found.
    `person_names`: who is named in which article, with article_id and person_id.
    `label`: the column that tells which label is meant.
    """

    sentence: ClassVar[str] = "Who said it is in the article."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    articles: TableName = TableName("intermediate.int_articles__newest")
    sources: TableName = TableName("staging.stg_sources")
    person_names: TableName = TableName("marts.person_names")
    label: ColumnName = ColumnName("fact_id")

    def candidates(self) -> str:
        """Return each source of each article; not compared where it is anonymous or the article's own outlet."""
        return f"""
            with hands as (
                select
                    article_id, source_id, min(label) as label, min(fact_id) as fact_id, min(claim_id) as claim_id,
                from (
                    select article_id, source_id, fact_id, claim_id, {self.label} as label from {ROWS}
                    union all
                    select article_id, via_id, fact_id, claim_id, {self.label} from {ROWS}
                )
                where source_id is not null
                group by article_id, source_id
            ),
            named as (
                select hands.*, sources.name, sources.kind, sources.person_id, articles.outlet_id, articles.text,
                    {_words("sources.name")} as words,
                from hands
                inner join {self.sources} as sources on hands.source_id = sources.source_id
                inner join {self.articles} as articles on hands.article_id = articles.article_id
            ),
            found as (
                select
                    named.*,
                    array_length(list_filter(words, lambda word: contains(lower(text), left(word, 5))))
                        / array_length(words) as found_share,
                from named
            )
            select
                found.claim_id, found.fact_id, found.article_id,
                coalesce(found.kind, '') <> 'anonymous' and found.source_id is distinct from found.outlet_id
                    as is_compared,
                coalesce(found.found_share <= 0.5, true) and not exists (
                    from {self.person_names} as names
                    where names.article_id = found.article_id and names.person_id = found.person_id
                ) as is_broken,
                concat(found.label, ' has it from ', found.source_id, ', and ', found.article_id, ' does not name ',
                    found.name) as detail,
            from found
        """


class ExpectSpeakersToBeNear(RuleBetweenSources):
    """Expect a person who is said to have said something to be named near the words.

    For a table of facts with article_id and source_id.

    `evidence`: the sentence of each fact, with fact_id, context_start and context_end.
    `articles`: the texts, with article_id and text.
    `sources`: the sources, with source_id and person_id.
    `person_names`: who is named how in which article, with article_id, person_id and name.
    `within`: how many characters before or after the sentence are near.
    """

    sentence: ClassVar[str] = "Who said it is named within {within} characters."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "info"
    thresholds: ClassVar[tuple[str, ...]] = ("mostly", "within")

    evidence: TableName = TableName("intermediate.int_evidence__located")
    articles: TableName = TableName("intermediate.int_articles__newest")
    sources: TableName = TableName("staging.stg_sources")
    person_names: TableName = TableName("marts.person_names")
    within: int = pydantic.Field(1000, ge=0)

    def candidates(self) -> str:
        """Return each fact that a person said; not compared where the person is nowhere named in the article."""
        return f"""
            with near as (
                select
                    facts.claim_id, facts.fact_id, facts.article_id, facts.source_id, sources.person_id,
                    substr(
                        articles.text, greatest(evidence.context_start + 1 - {self.within}, 1),
                        evidence.context_end - greatest(evidence.context_start - {self.within}, 0) + {self.within}
                    ) as words_around,
                from {ROWS} as facts
                inner join {self.sources} as sources
                    on facts.source_id = sources.source_id and sources.person_id is not null
                inner join {self.evidence} as evidence on facts.fact_id = evidence.fact_id
                inner join {self.articles} as articles on facts.article_id = articles.article_id
                where evidence.context_start is not null
            ),
            found as (
                select near.fact_id, bool_or(contains(near.words_around, names.name)) as is_near
                from near
                inner join {self.person_names} as names
                    on near.article_id = names.article_id and near.person_id = names.person_id
                group by near.fact_id
            )
            select
                near.claim_id, near.fact_id, near.article_id,
                found.fact_id is not null as is_compared,
                not found.is_near as is_broken,
                concat(near.fact_id, ' is from ', near.source_id, ', who is not named anywhere near') as detail,
            from near
            left join found on near.fact_id = found.fact_id
        """


class ExpectUnnamedSourcesToBeUnnamed(RuleBetweenSources):
    """Expect a source that is said to be anonymous not to be called by its name in an article.

    For a table of sources with source_id, name, kind, file and line.

    `articles`: the texts, with article_id and text.
    """

    sentence: ClassVar[str] = "Who is listed as anonymous is named nowhere."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    articles: TableName = TableName("intermediate.int_articles__newest")

    def candidates(self) -> str:
        """Return each anonymous source."""
        return f"""
            select
                null as claim_id, null as fact_id, min(articles.article_id) as article_id,
                true as is_compared,
                count(articles.article_id) > 0 as is_broken,
                concat(sources.source_id, ' is anonymous, and named in ', min(articles.article_id)) as detail,
                concat(sources.file, ':', sources.line) as file_line,
            from {{batch}} as sources
            left join {self.articles} as articles on contains(articles.text, sources.name)
            where sources.kind = 'anonymous'
            group by sources.source_id, sources.file, sources.line
        """


class ExpectPublishersToPublish(RuleBetweenSources):
    """Expect an article to be published by somebody who publishes: not by a person, nor by nobody in particular.

    For a table of articles with article_id and outlet_id.

    `sources`: the sources, with source_id and kind.
    `kinds`: the kinds of sources that publish.
    """

    sentence: ClassVar[str] = "An article's outlet is one that publishes."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    sources: TableName = TableName("staging.stg_sources")
    kinds: list[str] = [*_MEDIA, "government", "ngo", "academic"]  # noqa: RUF012

    def candidates(self) -> str:
        """Return each article whose outlet has a kind."""
        return f"""
            select
                null as claim_id, null as fact_id, articles.article_id,
                true as is_compared,
                sources.kind not in {sql_list(self.kinds)} as is_broken,
                concat(
                    articles.article_id, ' is published by ', sources.source_id, ', a source of the kind ', sources.kind
                ) as detail,
            from {ROWS} as articles
            inner join {self.sources} as sources on articles.outlet_id = sources.source_id
            where sources.kind is not null
        """


def _words(sql: str) -> str:
    """Return SQL for the words of a text, folded, without the small ones."""
    split = f"string_split(trim(regexp_replace(lower(strip_accents({sql})), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')), ' ')"
    return f"list_filter({split}, lambda small: length(small) > 1 and not list_contains({_SMALL}, small))"
