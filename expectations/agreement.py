"""Rules between accounts: what two sources say of one thing, and what was decided where they differ."""

from typing import Any, ClassVar

from wh.rules.bridge import pydantic
from wh.rules.expectation import RuleAnswer, RuleBetweenSources, TableName, folded, interval, sql_list


class ExpectSourcesToAgree(RuleBetweenSources):
    """Expect the accounts of each claim to be able to be true together, or the difference to be ruled on.

    For the table of claims. The intervals of attributes that do not change are held against each other anew.

    `facts`: the facts, with claim_id, low, high, stance and is_live.
    `attributes`: the attributes, with over_time and is_single_valued.
    `disagreements`: what does not hold, and what was decided.
    """

    sentence: ClassVar[str] = "What sources say of one claim can all be true, or was ruled on."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = (
        "OHCHR Manual on Human Rights Monitoring",
        "UCDP GED codebook",
        "Verification Handbook",
    )

    facts: TableName = TableName("marts.facts")
    attributes: TableName = TableName("staging.stg_attributes")
    disagreements: TableName = TableName("marts.disagreements")

    def candidates(self) -> str:
        """Return each claim that two articles make, or two voices in one; not compared if they speak of two times.

        Of a claim that one fact or none asserts there is nothing to compare.
        """
        return f"""
            with apart as (
                select facts.claim_id, max(facts.low) > min(facts.high) as is_apart
                from {self.facts} as facts
                where facts.is_live and facts.stance = 'asserts'
                group by facts.claim_id
            ),
            found as (
                select
                    claim_id,
                    bool_or(state <> 'ruled') as is_open,
                    string_agg(
                        concat(disagreement_id, ' (', state, '): ', detail), ' / ' order by disagreement_id
                    ) filter (where state <> 'ruled') as detail,
                from {self.disagreements}
                where rule in ('sources_agree', 'status_agree', 'counts_do_not_fall') and claim_id is not null
                group by claim_id
            )
            select
                claims.claim_id, null as fact_id, null as article_id,
                claims.agreement <> 'not_comparable' as is_compared,
                coalesce(
                    found.is_open,
                    claims.agreement = 'disputed'
                        or (
                            attributes.over_time = 'fixed' and attributes.is_single_valued
                            and coalesce(apart.is_apart, false)
                        )
                ) as is_broken,
                case
                    when claims.agreement = 'not_comparable' then 'the accounts speak of different times'
                    else coalesce(found.detail, concat(
                        claims.agreement, ': ', claims.article_count, ' articles give ',
                        coalesce({interval("claims.low", "claims.high")}, claims.value_text)
                    ))
                end as detail,
            from {{batch}} as claims
            left join apart on claims.claim_id = apart.claim_id
            left join found on claims.claim_id = found.claim_id
            left join {self.attributes} as attributes on claims.attribute = attributes.attribute
            where (claims.agreement <> 'single' and claims.support > 1)
                or claims.agreement = 'disputed' or found.claim_id is not null
        """


class ExpectDisagreementsToBeRuled(RuleBetweenSources):
    """Expect no disagreement to be in a state that still asks for a decision.

    For the table of disagreements, with rule, severity, state, claim_id and detail, and where it has them decision and
    expires_on (the last day on which a ruling counts).

    `states`: the states that break the rule: open, expired, stale. With stale goes a ruling that decides nothing: one
    that prefers a fact which takes no part leaves its disagreement open.
    `of_rules`: only the disagreements that these rules found; empty means all.
    `except_rules`: not those that these rules found.
    `of_severity`: only the disagreements of this severity.
    """

    sentence: ClassVar[str] = "Each disagreement is ruled on, and each ruling still fits one."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("IFCN Code of Principles", "Berkeley Protocol")

    states: list[str] = ["open", "expired", "stale"]  # noqa: RUF012  # pydantic gives each rule a list of its own
    of_rules: list[str] = []  # noqa: RUF012
    except_rules: list[str] = []  # noqa: RUF012
    of_severity: str | None = None

    @pydantic.validator("states", each_item=True)
    def _known_state(cls, state: str) -> str:  # noqa: N805  # a validator is given the class
        if state not in ("open", "expired", "stale"):
            raise ValueError(f"{state!r} is not open, expired or stale")
        return state

    def candidates(self) -> str:
        """Return each disagreement that the rule is about."""
        only = [f"rule in {sql_list(self.of_rules)}"] if self.of_rules else []
        only += [f"rule not in {sql_list(self.except_rules)}"] if self.except_rules else []
        only += [f"severity in {sql_list([self.of_severity])}"] if self.of_severity else []
        misses = f"state in {sql_list(self.states)}"
        if "stale" in self.states:
            misses += " or (state = 'open' and decision is not null)"
        return f"""
            select
                claim_id, null as fact_id, null as article_id,
                true as is_compared,
                {misses} as is_broken,
                concat(
                    disagreement_id, ' (', rule, ', ', state,
                    coalesce(case when state = 'expired' then ' on ' || expires_on end, ''), '): ', detail
                ) as detail,
            from (
                select told.*
                from (select null::date as expires_on, null::varchar as decision) as none
                -- a name that the batch lacks is found one level up, as null
                cross join lateral (
                    select disagreement_id, rule, severity, state, claim_id, detail, expires_on, decision
                    from {{batch}}
                ) as told
            )
            where {" and ".join(only) or "true"}
        """


class ExpectQuotationToBeVerbatim(RuleBetweenSources):
    """Expect each quotation to stand in its article word for word.

    For the table of quotations, with exact and is_verbatim (whether it stands in quotation marks), and quote_state
    (ambiguous, orphaned) where it has one.

    `articles`: the texts in use, a row an article, with article_id and text.
    `in_quotation_marks`: whether it must stand in quotation marks, too.
    `labels`: the words that were sought, a row a quotation, with quote_id, exact_from and exact_to; none if left out.
    """

    sentence: ClassVar[str] = "Each quotation stands in its article word for word."
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism", "AP Stylebook")

    articles: TableName = TableName("intermediate.int_articles__newest")
    in_quotation_marks: bool = True
    labels: TableName | None = None

    def candidates(self) -> str:
        """Return each quotation; one whose words were not found was compared, and is broken."""
        marked = "quotes.is_verbatim" if self.in_quotation_marks else "true"
        labels = self.labels or "(select null::varchar as quote_id, null as exact_from, null as exact_to)"
        return f"""
            with labels as (
                select quote_id, max(exact_from) as exact_from, max(nullif(exact_to, '')) as exact_to
                from {labels} as labels
                group by quote_id
            ),
            found as (
                select
                    quotes.quote_id, quotes.article_id, quotes.exact, {marked} as is_marked,
                    articles.text is not null as is_in_use,
                    contains({folded("articles.text")}, {folded("quotes.exact")}) as is_in_text,
                    quotes.quote_state, articles.text, labels.exact_from, labels.exact_to,
                from (
                    select told.*
                    from (select null::varchar as quote_state) as none
                    -- a name that the batch lacks is found one level up, as null
                    cross join lateral (
                        select quote_id, article_id, exact, is_verbatim, quote_state from {{batch}}
                    ) as told
                ) as quotes
                left join {self.articles} as articles on quotes.article_id = articles.article_id
                left join labels on quotes.quote_id = labels.quote_id
            )
            select
                null as claim_id, null as fact_id, article_id,
                is_in_use as is_compared,
                not coalesce(is_in_text and is_marked, false) as is_broken,
                concat(
                    quote_id, ': ',
                    case
                        when not is_in_use then 'its article is not in use'
                        when exact is null then concat(
                            case quote_state
                                when 'orphaned' then 'its words are not in the article'
                                when 'ambiguous' then 'its words are in the article more than once'
                                else 'its words are not in the article, or are there more than once'
                            end,
                            ': "' || exact_from || '"', ' … "' || exact_to || '"'
                        )
                        when is_in_text then concat('"', exact, '" does not stand in quotation marks')
                        else concat('"', exact, '" is not in the article')
                    end
                ) as detail,
                case
                    when exact is not null then case when not is_in_text then exact end
                    when not contains({folded("text")}, {folded("exact_from")}) then exact_from
                    when not contains({folded("text")}, {folded("exact_to")}) then exact_to
                end as sought,
                text as sought_in,
            from found
        """


class ExpectQuotationAlikeInOutlets(RuleBetweenSources):
    """Expect what one speaker said to be quoted alike wherever it is quoted, or the difference to be ruled on.

    For the table of quotations, with quote_group_id (the quotation that its like are held against), exact and
    is_verbatim. A quotation may be shorter than another.

    `disagreements`: what does not hold, and what was decided.
    """

    sentence: ClassVar[str] = "The same quotation reads alike in each article."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("Reuters Handbook of Journalism", "BBC Editorial Guidelines")

    disagreements: TableName = TableName("marts.disagreements")

    def candidates(self) -> str:
        """Return each quotation with the one that it is held against; not compared without quotation marks."""
        return f"""
            with words as (
                select
                    quote_id, article_id, quote_group_id, exact, coalesce(is_verbatim, false) as is_verbatim,
                    trim(regexp_replace({folded("exact")}, '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')) as words,
                from {{batch}}
            )
            select
                null as claim_id, null as fact_id, one.article_id,
                one.is_verbatim and lead.is_verbatim as is_compared,
                not contains(one.words, lead.words) and not contains(lead.words, one.words)
                    and not exists (
                        from {self.disagreements} as ruled
                        where ruled.rule = 'quotation_alike' and ruled.state = 'ruled'
                            and contains(ruled.detail, one.article_id) and contains(ruled.detail, lead.article_id)
                            and contains({folded("ruled.detail")}, trim({folded("one.exact")}, '"'))
                    ) as is_broken,
                concat(
                    lead.article_id, ' (', lead.quote_id, '): "', lead.exact, '"; ',
                    one.article_id, ' (', one.quote_id, '): "', one.exact, '"',
                    case when not (one.is_verbatim and lead.is_verbatim) then ', not in quotation marks' else '' end
                ) as detail,
            from words as one
            inner join words as lead on one.quote_group_id = lead.quote_id and one.article_id <> lead.article_id
        """


class ExpectEnoughCompared(RuleBetweenSources):
    """Expect a rule to have compared at least a share of what it is about: the coverage beside its agreement.

    For the table of that rule.

    `of_type`: the type of the rule, as in a suite.
    `of_kwargs`: the parameters of the rule, as in the suite.
    `min_share`: the share of the candidates that must be compared, from 0 to 1.
    """

    sentence: ClassVar[str] = "Enough was compared for the rule beside this one to mean something."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("OHCHR Human Rights Indicators", "Every Casualty Standards")

    thresholds: ClassVar[tuple[str, ...]] = ("min_share",)

    of_type: str
    of_kwargs: dict[str, Any] = {}  # noqa: RUF012  # pydantic gives each rule a dict of its own
    min_share: float = pydantic.Field(ge=0, le=1)

    def candidates(self) -> str:
        """Return what the rule of that type is about."""
        return self._beside().question()

    def answer_of(self, answer: RuleAnswer) -> RuleAnswer:
        """Compare each candidate, and break at those that the other rule left out, if they are too many."""
        left_out = answer.candidate_count - answer.compared_count
        is_enough = answer.compared_count >= self.min_share * answer.candidate_count
        return answer._replace(
            compared_count=answer.candidate_count,
            broken_count=0 if is_enough else left_out,
            broken_rows=answer.uncompared_rows,
        )

    def _beside(self) -> RuleBetweenSources:
        from great_expectations.expectations.registry import get_expectation_impl

        rule = get_expectation_impl(self.of_type)(**self.of_kwargs)
        if not isinstance(rule, RuleBetweenSources):
            raise TypeError(f"{self.of_type} does not say what it compared")
        return rule
