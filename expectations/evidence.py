"""Rules on evidence: a label holds only as far as the article's own words bear it out."""

from typing import ClassVar

from wh.rules.expectation import RuleBetweenSources, TableName, folded


class ExpectEvidenceToBeAnchored(RuleBetweenSources):
    """Expect the evidence of each fact to be found once, and the text at its offsets to be those words.

    For a table of facts with exact, evidence_state, evidence_start, evidence_end (code points, end exclusive) and
    gone_in_version (the version that dropped the words): what an earlier version had is no mistake of the label.

    `articles`: the texts in use, a row an article, with article_id and text.
    """

    sentence: ClassVar[str] = "The evidence of each fact is found in its article, and in one place only."
    asked_by: ClassVar[tuple[str, ...]] = ("Berkeley Protocol",)

    articles: TableName = TableName("intermediate.int_articles__newest")

    def candidates(self) -> str:
        """Return each fact; one whose article is not in use was not compared."""
        found = "substr(articles.text, facts.evidence_start + 1, facts.evidence_end - facts.evidence_start)"
        # the characters on both sides of each end: `12 people` must not stand in `112 people`
        cut = " or ".join(
            f"coalesce(regexp_matches(substr(articles.text, facts.{end}, 2), '^\\d\\d$'), false)"
            for end in ("evidence_start", "evidence_end")
        )
        return f"""
            select
                facts.claim_id,
                facts.fact_id,
                facts.article_id,
                articles.text is not null as is_compared,
                coalesce(facts.evidence_state not in ('anchored', 'moved'), true)
                    or coalesce({folded(found)} <> {folded("facts.exact")}, true)
                    or {cut} as is_broken,
                concat(
                    '"', facts.exact, '" is ',
                    case
                        when articles.text is null then 'of an article that is not in use'
                        when facts.evidence_state = 'orphaned' then 'not in the text'
                        when facts.evidence_state = 'ambiguous'
                            then 'in the text more than once: more of the words tell which, or a row of evidence.csv'
                        when {cut} then concat('cut out of a longer number at ', facts.evidence_start)
                        when facts.evidence_state in ('anchored', 'moved')
                            then concat('not what stands at ', facts.evidence_start, ': "', {found}, '"')
                        else 'not located'
                    end
                ) as detail,
                case when facts.evidence_state = 'orphaned' then facts.exact end as sought,
                articles.text as sought_in,
            from {{batch}} as facts
            left join {self.articles} as articles on facts.article_id = articles.article_id
            -- expect_dropped_words_to_be_looked_at asks for those
            where facts.gone_in_version is null
        """


class ExpectDroppedWordsToBeLookedAt(RuleBetweenSources):
    """Expect a label whose words a later version dropped to be followed by one of the new words, or by a note.

    For a table of facts with claim_id, article_id, exact, note, evidence_state, gone_in_version, gone_on and
    is_retracted. The note names the version: "version 2 drops it".

    `labels`: the facts as labelled, with file and line.
    """

    sentence: ClassVar[str] = "Where an article changed or withdrew what was labelled, somebody has looked."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("Berkeley Protocol", "IFCN Code of Principles")

    labels: TableName = TableName("staging.stg_facts")

    def candidates(self) -> str:
        """Return each fact whose words an earlier version of its article had and the one in use has not."""
        return f"""
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                true as is_compared,
                not facts.is_retracted
                    and not coalesce(regexp_matches(
                        lower(facts.note), concat('version ', facts.gone_in_version, '([^0-9]|$)')
                    ), false)
                    and not exists (
                        select 1
                        from {{batch}} as others
                        where others.claim_id = facts.claim_id
                            and others.article_id = facts.article_id
                            and others.evidence_state in ('anchored', 'moved')
                    ) as is_broken,
                concat(
                    '"', facts.exact, '" is gone in version ', facts.gone_in_version, ' of ', facts.article_id,
                    ' (', coalesce(facts.gone_on::varchar, 'a day that is not known'), ') and nothing new is labelled',
                    ' on its claim: label the new words, or note "version ', facts.gone_in_version, ' drops it"'
                ) as detail,
                labels.file || ':' || labels.line as file_line,
            from {{batch}} as facts
            left join {self.labels} as labels on facts.fact_id = labels.fact_id
            where facts.gone_in_version is not null
        """


class ExpectEvidenceToBearOutValue(RuleBetweenSources):
    """Expect the words of the evidence to give the value: its digits and number words, its day, or a listed phrase.

    For a table of facts as labelled, with value, its days, exact and exact_numbers (every number in the words).

    `attributes`: the attributes, with value_kind.
    `phrases`: the phrases that bear out a value, with attribute, value and phrase.
    `worded`: facts held against their words, with is_borne_out (a figure of the words has the value's numbers, or the
    words name days).
    """

    sentence: ClassVar[str] = "The words of the evidence bear out the value."
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("Berkeley Protocol", "ACLED codebook")

    attributes: TableName = TableName("staging.stg_attributes")
    phrases: TableName = TableName("staging.stg_phrases")
    worded: TableName = TableName("intermediate.int_facts__worded")

    def candidates(self) -> str:
        """Return each fact that has a value."""
        return f"""
            with listed as (
                select facts.fact_id
                from {{batch}} as facts
                inner join {self.phrases} as phrases
                    on facts.attribute = phrases.attribute and facts.value = phrases.value
                where contains({folded("facts.exact")}, {folded("phrases.phrase")})
            )
            select
                facts.claim_id,
                facts.fact_id,
                facts.article_id,
                attributes.value_kind is not null as is_compared,
                facts.fact_id not in (select fact_id from listed)
                and not coalesce(
                    case
                        when attributes.value_kind in ('count', 'quantity', 'share', 'duration')
                            then coalesce(worded.is_borne_out, false)
                        -- words that the reader of days reads are held against the value as such
                        when attributes.value_kind = 'date' then coalesce(worded.is_borne_out, {_DAY_SAID})
                    end,
                    -- a text or a boolean that is not listed may stand in the words as it is
                    contains({folded("facts.exact")}, {folded("replace(facts.value, '_', ' ')")})
                ) as is_broken,
                concat('"', facts.exact, '" does not bear out ', facts.attribute, ' = ', facts.value) as detail,
            from {{batch}} as facts
            left join {self.attributes} as attributes on facts.attribute = attributes.attribute
            left join {self.worded} as worded on facts.fact_id = worded.fact_id
            -- who says that it is not known gives no value to bear out
            where facts.value is not null and facts.stance in ('asserts', 'denies', 'unconfirmed')
        """


class ExpectValueToReadAsWorded(RuleBetweenSources):
    """Expect a value to be qualified as its words are, and a day to be theirs: `123` is not what "more than 123" says.

    For a table of facts held against their words, with exact, value, words_say, is_borne_out, is_alike, file and line.
    """

    sentence: ClassVar[str] = "The value and the words of the evidence give the same interval."
    asked_by: ClassVar[tuple[str, ...]] = ("ACLED codebook", "Reuters Handbook of Journalism")

    def candidates(self) -> str:
        """Return each fact whose words have the numbers of its value."""
        return """
            select
                claim_id,
                fact_id,
                article_id,
                true as is_compared,
                not is_alike as is_broken,
                concat(
                    file, ':', line, ': "', exact, '" says ', words_say, ', the label says ', value
                ) as detail,
                file || ':' || line as file_line,
            from {batch}
            -- where the numbers themselves differ, evidence_bears_out_value says so
            where is_borne_out
        """


# A day is said by its number in the month, a weekday or a word that points to it; a longer period by its
# month or year.
_DAY_SAID = """(
    case
        when facts.value_earliest_on is null and facts.value_latest_on is null then null
        when facts.value_earliest_on = facts.value_latest_on then
            list_contains(facts.exact_numbers, day(facts.value_earliest_on))
            or contains(lower(facts.exact), lower(dayname(facts.value_earliest_on)))
            or regexp_matches(lower(facts.exact), '\\b(yesterday|today|tomorrow|tonight)\\b')
        else
            coalesce(list_contains(facts.exact_numbers, year(facts.value_earliest_on)), false)
            or coalesce(list_contains(facts.exact_numbers, year(facts.value_latest_on)), false)
            or coalesce(contains(lower(facts.exact), lower(monthname(facts.value_earliest_on))), false)
            or coalesce(contains(lower(facts.exact), lower(monthname(facts.value_latest_on))), false)
    end
)"""
