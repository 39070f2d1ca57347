"""Rules on slips of who labels: words that are not there, the wrong day, and one thing labelled twice."""

from typing import ClassVar

from wh.rules.expectation import ROWS, ColumnName, RuleBetweenSources, TableName, folded


class ExpectWordsToBeFound(RuleBetweenSources):
    """Expect the words of a label to be in the article's text, in one place.

    For a table of labels with article_id, file and line.

    `state`: the column of their state; anchored is found.
    `words`: the column of the words.
    """

    sentence: ClassVar[str] = "The words of a label are in its article."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    state: ColumnName
    words: ColumnName

    def candidates(self) -> str:
        """Return each label; not compared where its article is not in use."""
        return f"""
            select
                null as claim_id, null as fact_id, article_id,
                {self.state} is not null as is_compared,
                {self.state} <> 'anchored' as is_broken,
                concat(
                    '"', {self.words}, '" ',
                    case {self.state}
                        when 'orphaned' then 'is not in '
                        when 'ambiguous' then 'is more than once in '
                        else concat('is ', {self.state}, ' in ')
                    end,
                    article_id
                ) as detail,
                concat(file, ':', line) as file_line,
            from {{batch}}
        """


class ExpectNoFactTwice(RuleBetweenSources):
    """Expect nobody to have labelled the same words as the same fact twice.

    For a table of facts with article_id, claim_id, value, stance, source_id, labelled_by, evidence_start, evidence_end.
    """

    sentence: ClassVar[str] = "The same words are labelled once as one fact."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    def candidates(self) -> str:
        """Return each two facts of one claim and article whose words overlap."""
        return f"""
            with facts as (
                select * from {ROWS}
            )
            select
                one.claim_id, other.fact_id, one.article_id,
                true as is_compared,
                one.labelled_by is not distinct from other.labelled_by
                    and one.value is not distinct from other.value
                    and one.stance = other.stance
                    and one.source_id is not distinct from other.source_id
                    and one.via_id is not distinct from other.via_id as is_broken,
                concat(one.fact_id, ' and ', other.fact_id, ' are the same words: "', other.exact, '"') as detail,
            from facts as one
            inner join facts as other
                on one.article_id = other.article_id
                and one.claim_id = other.claim_id
                and one.fact_id < other.fact_id
                and one.evidence_start < other.evidence_end
                and other.evidence_start < one.evidence_end
        """


class ExpectTargetsToBeOfOneClaim(RuleBetweenSources):
    """Expect a retraction or a correction to be of the claim of the fact that it takes back.

    For a table of facts with fact_id, claim_id, stance, target_fact_id, file and line.
    """

    sentence: ClassVar[str] = "What is taken back or corrected is of the same claim."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    def candidates(self) -> str:
        """Return each retraction, and each fact that has a target."""
        return """
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                true as is_compared,
                targets.claim_id is distinct from facts.claim_id as is_broken,
                concat(
                    facts.fact_id, ' ', facts.stance, ' ', facts.claim_id,
                    case
                        when targets.fact_id is null then ', and takes back nothing'
                        else concat(', and its target ', targets.fact_id, ' is of ', targets.claim_id)
                    end
                ) as detail,
                concat(facts.file, ':', facts.line) as file_line,
            from {batch} as facts
            left join {batch} as targets on facts.target_fact_id = targets.fact_id
            where facts.stance = 'retracts' or facts.target_fact_id is not null
        """


class ExpectDenialsToAnswerSomebody(RuleBetweenSources):
    """Expect a denial to be of what somebody said: one that nobody asserts is often a stance turned round.

    For a table of facts with claim_id, stance and exact.
    """

    sentence: ClassVar[str] = "What is denied was asserted by somebody."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "info"

    def candidates(self) -> str:
        """Return each denial."""
        return f"""
            with facts as (
                select * from {ROWS}
            )
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                true as is_compared,
                facts.claim_id not in (select claim_id from facts where stance in ('asserts', 'unconfirmed'))
                    as is_broken,
                concat(facts.fact_id, ' denies what nobody asserts: "', facts.exact, '"') as detail,
            from facts
            where facts.stance = 'denies'
        """


class ExpectDenialsToBeLabelledSo(RuleBetweenSources):
    """Expect words that deny or dismiss something not to be labelled as asserting it.

    For a table of facts with stance, exact and value.
    """

    sentence: ClassVar[str] = "What is denied is not labelled as asserted."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "info"

    def candidates(self) -> str:
        """Return each fact whose words deny something; what is disputed, or is no yes or no, may be asserted."""
        words = r"\b(den(y|ies|ied)|dismiss(es|ed)?|refut(es|ed)?|reject(s|ed)?)\b"
        return f"""
            select
                claim_id, fact_id, article_id,
                true as is_compared,
                stance = 'asserts' as is_broken,
                concat(fact_id, ' asserts it, in the words "', exact, '"') as detail,
            from {ROWS}
            where regexp_matches(lower(exact), '{words}') and value = 'true'
        """


class ExpectQuotationsToBeWhole(RuleBetweenSources):
    """Expect a quotation that another article has at greater length to be labelled at that length, if it is printed so.

    For a table of quotations with quote_id, article_id, quote_group_id and exact.

    `articles`: the texts, with article_id and text.
    """

    sentence: ClassVar[str] = "A quotation is labelled as far as it is printed."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "info"

    articles: TableName = TableName("intermediate.int_articles__newest")

    def candidates(self) -> str:
        """Return each quotation of which another article has more."""
        return f"""
            with quotes as (
                select * from {{batch}}
            )
            select
                null as claim_id, null as fact_id, quotes.article_id,
                true as is_compared,
                contains({folded("articles.text")}, {folded("longer.exact")}) as is_broken,
                concat(
                    quotes.quote_id, ' ends before ', longer.quote_id, ' does, and ', quotes.article_id,
                    ' prints all of it'
                ) as detail,
            from quotes
            inner join quotes as longer
                on quotes.quote_group_id = longer.quote_id
                and quotes.article_id <> longer.article_id
                and length(quotes.exact) < length(longer.exact) - 3
            inner join {self.articles} as articles on quotes.article_id = articles.article_id
        """


class ExpectNoLabelFromTomorrow(RuleBetweenSources):
    """Expect nobody to have labelled on a day that was yet to come when the labels were loaded.

    For a table of facts with labelled_on, file and line.

    `loads`: the loads, with loaded_at.
    """

    sentence: ClassVar[str] = "No label is of a day that is yet to come."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    loads: TableName = TableName("raw.loads")

    def candidates(self) -> str:
        """Return each fact whose day of labelling is given; a zone may be a day ahead."""
        return f"""
            select
                claim_id, fact_id, article_id,
                true as is_compared,
                labelled_on::date > (select max(loaded_at)::date + 1 from {self.loads}) as is_broken,
                concat(fact_id, ' was labelled on ', labelled_on) as detail,
                concat(file, ':', line) as file_line,
            from {ROWS}
            where labelled_on is not null
        """


class ExpectTimesToBeWorded(RuleBetweenSources):
    """Expect a time that leaves out the day of publication to be in the words: a year, a month, or a word of time.

    For a table of facts with fact_id, as_of, as_of_earliest_on and as_of_latest_on.

    `evidence`: the sentence of each fact, with fact_id and context_text.
    `articles`: the articles, with article_id and published_on.
    """

    sentence: ClassVar[str] = "A figure of another day than the article's says so."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    evidence: TableName = TableName("intermediate.int_evidence__located")
    articles: TableName = TableName("marts.articles")

    def candidates(self) -> str:
        """Return each fact that is said to hold for another time than the day of publication."""
        days = "mon|tues|wednes|thurs|fri|satur|sun|week|month|year"
        past = rf"\b(last|previous|previously|earlier|before|ago|since|then|formerly|yesterday|{days})(day)?s?\b"
        future = rf"\b(next|later|until|soon|tomorrow|coming|will|would|could|expected|planned|{days})(day)?s?\b"
        return f"""
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                evidence.context_text is not null as is_compared,
                not regexp_matches(lower(evidence.context_text), if(said_on > published_on, '{future}', '{past}'))
                    and not contains(evidence.context_text, strftime(said_on, '%Y'))
                    and not contains(evidence.context_text, strftime(said_on, '%B')) as is_broken,
                concat(
                    facts.fact_id, ' is of ', facts.as_of, ', ', articles.article_id, ' of ', articles.published_on,
                    ', and its sentence tells no such time'
                ) as detail,
                concat(facts.file, ':', facts.line) as file_line,
            from (
                select *, coalesce(as_of_earliest_on, as_of_latest_on)::date as said_on
                from {ROWS}
                where as_of is not null
            ) as facts
            inner join {self.articles} as articles on facts.article_id = articles.article_id
            left join {self.evidence} as evidence on facts.fact_id = evidence.fact_id
            where facts.as_of_earliest_on > articles.published_on or facts.as_of_latest_on < articles.published_on
        """


class ExpectTimeToBeGivenWhereNeeded(RuleBetweenSources):
    """Expect what changes with time to have a time, and what does not to have none.

    For a table of facts with attribute, as_of and article_id.

    `attributes`: the attributes, with attribute and over_time.
    `articles`: the articles, with article_id and published_on: a dated article gives its facts their day.
    """

    sentence: ClassVar[str] = (
        "What changes with time says for when it holds, and what does not change says nothing of it."
    )
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "info"

    attributes: TableName = TableName("staging.stg_attributes")
    articles: TableName = TableName("marts.articles")

    def candidates(self) -> str:
        """Return each fact whose attribute is known."""
        return f"""
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                true as is_compared,
                case
                    when attributes.over_time = 'fixed' then facts.as_of is not null
                    else facts.as_of is null and articles.published_on is null
                end as is_broken,
                concat(
                    facts.fact_id, ': ', attributes.attribute, ' is ', attributes.over_time, ', and as_of is ',
                    coalesce(facts.as_of, 'empty in an article without a day')
                ) as detail,
                concat(facts.file, ':', facts.line) as file_line,
            from {ROWS} as facts
            inner join {self.attributes} as attributes on facts.attribute = attributes.attribute
            inner join {self.articles} as articles on facts.article_id = articles.article_id
        """


class ExpectDatelinesToFit(RuleBetweenSources):
    """Expect a day in an article's dateline to be the day of its publication.

    For a table of passages with article_id, reason, passage_start and passage_end.

    `articles`: the texts, with article_id, text and published_on.
    """

    sentence: ClassVar[str] = "A dateline has the day of publication."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    articles: TableName = TableName("intermediate.int_articles__newest")

    def candidates(self) -> str:
        """Return each dateline with a day that can be read; not compared where the article has no day."""
        months = "January|February|March|April|May|June|July|August|September|October|November|December"
        days = r"\d{4}-\d\d-\d\d|\d{1,2}-\d{1,2}-\d{4}"
        days += rf"|\d{{1,2}} (?:{months}),? \d{{4}}|(?:{months}) \d{{1,2}},? \d{{4}}"
        forms = "['%Y-%m-%d', '%d-%m-%Y', '%d %B %Y', '%d %B, %Y', '%B %d, %Y', '%B %d %Y']"
        return f"""
            with datelines as (
                select
                    articles.article_id, articles.published_on,
                    substr(articles.text, passage_start + 1, passage_end - passage_start) as passage,
                from {{batch}} as passages
                inner join {self.articles} as articles on passages.article_id = articles.article_id
                where passages.reason = 'dateline' and passages.passage_start is not null
            ),
            dated as (
                select
                    *, list_filter(list_transform(
                        regexp_extract_all(passage, '{days}'), lambda day: try_strptime(day, {forms})::date
                    ), lambda day: day is not null) as days,
                from datelines
            )
            select
                null as claim_id, null as fact_id, article_id,
                published_on is not null as is_compared,
                not list_contains(days, published_on) as is_broken,
                concat(article_id, ' is of ', published_on, ', and its dateline reads "', passage, '"') as detail,
            from dated
            where array_length(days) > 0
        """


class ExpectCreditLinesToBeRead(RuleBetweenSources):
    """Expect a line that gives credit to agencies to have been read as a credit, or to be in the list of articles.

    For a table of articles with article_id.

    `articles`: the texts, with article_id and text.
    `credited`: who is credited, with article_id.
    """

    sentence: ClassVar[str] = "Whom a credit line names is credited."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    articles: TableName = TableName("intermediate.int_articles__newest")
    credited: TableName = TableName("intermediate.int_articles__credited")

    def candidates(self) -> str:
        """Return each article with such a line."""
        names = r"\binputs? from|\b(from|by) (news )?agencies|\bagency inputs?|\bwire (reports?|services?)"
        credit = rf"(?i)[^\n]*({names})[^\n]*"
        return f"""
            with lines as (
                select article_id, regexp_extract(text, '{credit}') as line from {self.articles}
            )
            select
                null as claim_id, null as fact_id, lines.article_id,
                true as is_compared,
                lines.article_id not in (select article_id from {self.credited}) as is_broken,
                concat(lines.article_id, ' has the line "', trim(lines.line), '", and credits nobody') as detail,
            from {{batch}} as batch
            inner join lines on batch.article_id = lines.article_id
            where lines.line <> ''
        """
