"""Rules on quotations: each has its speaker and its marks, and the same words are in one mouth."""

from typing import ClassVar

from wh.rules.bridge import pydantic
from wh.rules.expectation import RuleBetweenSources, TableName, folded


class ExpectQuotationsToHaveSpeaker(RuleBetweenSources):
    """Expect each quotation to be ascribed to somebody who is listed among the sources.

    For a table of quotations with quote_id, article_id, source_id and exact.

    `sources`: the sources, with source_id and kind.
    `is_named`: whether the speaker must be named, too.
    """

    sentence: ClassVar[str] = "Each quotation says whose words it is."
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism", "BBC Editorial Guidelines", "AP Stylebook")

    sources: TableName = TableName("staging.stg_sources")
    is_named: bool = False

    def candidates(self) -> str:
        """Return each quotation."""
        named = "coalesce(sources.kind, '') = 'anonymous'" if self.is_named else "false"
        return f"""
            select
                null as claim_id, null as fact_id, quotes.article_id,
                true as is_compared,
                sources.source_id is null or {named} as is_broken,
                concat(
                    quotes.quote_id, ': "', quotes.exact, '" is ',
                    case
                        when quotes.source_id is null then 'ascribed to nobody'
                        when sources.source_id is null
                            then concat('ascribed to ', quotes.source_id, ', who is no source')
                        else concat('ascribed to ', quotes.source_id, ', who is not named')
                    end
                ) as detail,
            from {{batch}} as quotes
            left join {self.sources} as sources on quotes.source_id = sources.source_id
        """


class ExpectQuotationInOneMouth(RuleBetweenSources):
    """Expect the same words not to be ascribed to two speakers.

    For a table of quotations with quote_id, article_id, source_id, person_id and exact.

    `min_words`: how many words in a row two people do not say by chance.
    """

    sentence: ClassVar[str] = "The same words are ascribed to one speaker."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism", "IFCN Code of Principles")
    thresholds: ClassVar[tuple[str, ...]] = ("mostly", "min_words")

    min_words: int = pydantic.Field(4, ge=2)

    def candidates(self) -> str:
        """Return each beginning that several quotations have; not compared where a speaker is not told."""
        return f"""
            with words as (
                select
                    quote_id, article_id, exact, coalesce(person_id, source_id) as speaker,
                    string_split(
                        trim(regexp_replace({folded("exact")}, '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')), ' '
                    )[:{self.min_words}] as beginning,
                from {{batch}}
                where exact is not null
            )
            select
                null as claim_id, null as fact_id, max_by(article_id, quote_id) as article_id,
                count(speaker) = count(*) as is_compared,
                count(distinct speaker) > 1 as is_broken,
                concat(
                    '"', max_by(exact, quote_id), '" is from ',
                    string_agg(distinct coalesce(speaker, 'nobody'), ' and ' order by coalesce(speaker, 'nobody')),
                    ', in ', min_by(article_id, quote_id), ' (', min(quote_id), ') and ', max_by(article_id, quote_id),
                    ' (', max(quote_id), ')'
                ) as detail,
            from words
            where array_length(beginning) = {self.min_words}
            group by beginning
            having count(*) > 1
        """


class ExpectQuotationInMarks(RuleBetweenSources):
    """Expect the words of each quotation to stand in quotation marks.

    For a table of quotations with quote_id, article_id, exact (the words as found) and is_verbatim (whether they stand
    in quotation marks). Words that were not found are not compared: `expect_quotation_to_be_verbatim` asks for them.
    """

    sentence: ClassVar[str] = "What is labelled as a quotation stands in quotation marks."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism", "AP Stylebook")

    def candidates(self) -> str:
        """Return each quotation."""
        return """
            select
                null as claim_id, null as fact_id, article_id,
                exact is not null as is_compared,
                not coalesce(is_verbatim, false) as is_broken,
                case
                    when exact is null then concat(quote_id, ': its words were not found')
                    else concat(quote_id, ': "', exact, '" does not stand in quotation marks')
                end as detail,
            from {batch}
        """
