"""Rules on how well a claim is sourced: who says it, credit, denials, and corrections."""

from typing import ClassVar

from wh.rules.bridge import pydantic
from wh.rules.expectation import ROWS, RuleBetweenSources, TableName, forgiven, sql_list

_FIGURES = ["count", "quantity", "share", "duration"]


class RuleOnFigures(RuleBetweenSources):
    """A rule on the claims that are numbers.

    For the table of claims, with claim_id, value_kind and support.

    `value_kinds`: the kinds of values that count as figures.
    `at_least`: how many there must be.
    """

    own_severity: ClassVar[str] = "warning"
    thresholds: ClassVar[tuple[str, ...]] = ("mostly", "at_least")

    value_kinds: list[str] = _FIGURES
    at_least: int = pydantic.Field(2, ge=1)

    def where(self) -> str:
        """Return SQL for which claims the rule is about."""
        return f"value_kind in {sql_list(self.value_kinds)} and support > 0"


class ExpectIndependentOrigins(RuleOnFigures):
    """Expect a figure to come from several origins of which none had it from another.

    It reads origin_count_low and origin_count_high.
    """

    sentence: ClassVar[str] = "A figure has {at_least} independent origins."
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = (
        "OHCHR Manual on Human Rights Monitoring",
        "Airwars methodology",
        "Berkeley Protocol",
        "BBC Editorial Guidelines",
    )

    def candidates(self) -> str:
        """Return each figure; not compared where it is open how many origins it has."""
        return f"""
            select
                claim_id, null as fact_id, null as article_id,
                origin_count_low >= {self.at_least} or origin_count_high < {self.at_least} as is_compared,
                origin_count_high < {self.at_least} as is_broken,
                concat(
                    claim_id, ' has ', origin_count_low,
                    case when origin_count_high > origin_count_low then concat(' to ', origin_count_high) else '' end,
                    case when origin_count_high = 1 then ' independent origin' else ' independent origins' end
                ) as detail,
            from {{batch}}
            where {self.where()}
        """


class ExpectFiguresToBeCorroborated(RuleOnFigures):
    """Expect a figure to stand in several articles.

    It reads article_count. A record of a structured source is its own article: a figure that records alone state has
    one by nature, and is left out.

    `facts`: the facts, with claim_id, evidence_state and is_live; none, if no figure is of records.
    """

    sentence: ClassVar[str] = "A figure stands in {at_least} articles."
    asked_by: ClassVar[tuple[str, ...]] = ("Airwars methodology", "ACLED codebook", "BBC Editorial Guidelines")

    facts: TableName | None = TableName("marts.facts")

    def where(self) -> str:
        """Return SQL for which claims the rule is about: those that records alone state are not among them."""
        if self.facts is None:
            return super().where()
        told = f"select claim_id from {self.facts} where is_live and evidence_state is distinct from 'record'"
        return f"{super().where()} and claim_id in ({told})"

    def candidates(self) -> str:
        """Return each figure."""
        return f"""
            select
                claim_id, null as fact_id, null as article_id,
                true as is_compared,
                article_count < {self.at_least} as is_broken,
                concat(
                    claim_id, ' stands in ', article_count,
                    case when article_count = 1 then ' article alone' else ' articles' end
                ) as detail,
            from {{batch}}
            where {self.where()}
        """


class ExpectNamedOrigins(RuleBetweenSources):
    """Expect a claim not to rest on sources alone that nobody names.

    For a table of facts with claim_id, origin_id, stance and is_live.

    `sources`: the sources, with source_id and kind.
    """

    sentence: ClassVar[str] = "Somebody who is named stands for each claim."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = (
        "Reuters Handbook of Journalism",
        "IFCN Code of Principles",
        "BBC Editorial Guidelines",
    )

    sources: TableName = TableName("staging.stg_sources")

    def candidates(self) -> str:
        """Return each claim that a live fact asserts; not compared where only an unknown outlet stands for it."""
        return f"""
            with origins as (
                select
                    facts.claim_id, facts.origin_id,
                    facts.origin_id like 'article:%' as is_unknown,
                    coalesce(sources.kind, '') = 'anonymous' as is_anonymous,
                from {{batch}} as facts
                left join {self.sources} as sources on facts.origin_id = sources.source_id
                where facts.is_live and facts.stance = 'asserts'
            )
            select
                claim_id, null as fact_id, null as article_id,
                bool_or(not is_unknown and not is_anonymous) or bool_and(is_anonymous) as is_compared,
                bool_and(is_anonymous) as is_broken,
                concat(
                    claim_id, ' rests on ', string_agg(distinct origin_id, ', ' order by origin_id),
                    case when bool_and(is_anonymous) then ', none of whom is named' else ' alone' end
                ) as detail,
            from origins
            group by claim_id
        """


class ExpectOutletsNotToContradictThemselves(RuleBetweenSources):
    """Expect an outlet not to say in its own voice what cannot both be true, unless it was ruled on.

    For a table of facts with claim_id, fact_id, article_id, outlet_id, source_id, attribute, exact, low, high,
    earliest_on, latest_on, value_text, as_of, stance and is_live. An article of an unknown outlet is its own.

    `attributes`: the attributes, with over_time and is_single_valued.
    `disagreements`: what was decided on claims, with claim_id and state; none means that nothing was.
    """

    sentence: ClassVar[str] = "No outlet contradicts itself."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("IFCN Code of Principles", "Reuters Handbook of Journalism")

    attributes: TableName = TableName("staging.stg_attributes")
    disagreements: TableName | None = TableName("marts.disagreements")

    def candidates(self) -> str:
        """Return what an outlet says of a claim for each time; not compared where it says one thing for that time."""
        return f"""
            with told as (
                select
                    facts.*, coalesce(facts.outlet_id, facts.article_id) as voice,
                    case when attributes.over_time <> 'fixed' then coalesce(facts.as_of, facts.article_id) end
                        as moment,
                from {{batch}} as facts
                inner join {self.attributes} as attributes on facts.attribute = attributes.attribute
                where facts.is_live and facts.stance = 'asserts' and facts.source_id is null
                    and coalesce(attributes.is_single_valued, true)
            ),
            said as (
                select
                    claim_id, voice, count(*) as fact_count,
                    max(fact_id) as fact_id, max_by(article_id, fact_id) as article_id,
                    coalesce(max(low) > min(high), false) or coalesce(max(earliest_on) > min(latest_on), false)
                        or count(distinct lower(value_text)) > 1 as is_apart,
                    string_agg(concat('"', exact, '" (', fact_id, ')'), ' and ' order by fact_id) as words,
                from told
                group by claim_id, voice, moment
            )
            select
                claim_id, fact_id, article_id,
                fact_count > 1 as is_compared,
                is_apart and not {forgiven("claim_id", self.disagreements)} as is_broken,
                concat(voice, ' says ', words) as detail,
            from said
            -- what is said once, for one time, is nothing to compare
            qualify sum(fact_count) over (partition by claim_id, voice) > 1
        """


class ExpectDenialsToBeShown(RuleBetweenSources):
    """Expect whoever denies a claim to be shown with it.

    For a table of facts with claim_id, fact_id, article_id, source_id, exact, stance and is_live.

    `claims`: the claims, with claim_id and dissent_count.
    `claim_sources`: the claims by source, with claim_id and article_id.
    """

    sentence: ClassVar[str] = "A denial is shown with the claim that it denies."
    asked_by: ClassVar[tuple[str, ...]] = ("BBC Editorial Guidelines", "Airwars methodology", "IFCN Code of Principles")

    claims: TableName = TableName("marts.claims")
    claim_sources: TableName = TableName("marts.claim_sources")

    def candidates(self) -> str:
        """Return each live denial."""
        return f"""
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                true as is_compared,
                coalesce(claims.dissent_count, 0) = 0
                    or not exists (
                        from {self.claim_sources} as shown
                        where shown.claim_id = facts.claim_id and shown.article_id = facts.article_id
                    ) as is_broken,
                concat(
                    coalesce(facts.source_id, facts.article_id), ' denies it ("', facts.exact,
                    '"), and the claim does not show it'
                ) as detail,
            from {{batch}} as facts
            left join {self.claims} as claims on facts.claim_id = claims.claim_id
            where facts.stance = 'denies' and facts.is_live
        """


class ExpectWireTextToBeCredited(RuleBetweenSources):
    """Expect who reuses another's text to give credit for it.

    For a table of who leans on whom, with outlet_id, leans_on_id, reason, example_article_id, example_words and
    is_directed.

    `credits`: the reasons that are a credit.
    """

    sentence: ClassVar[str] = "Reused text is credited to whose it is."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = ("AP Stylebook", "Reuters Handbook of Journalism")

    credits: list[str] = ["credits", "cites", "through"]  # noqa: RUF012  # pydantic gives each rule a list of its own

    def candidates(self) -> str:
        """Return each outlet that reuses another's text; not compared where it is open who had it first."""
        return f"""
            select
                null as claim_id, null as fact_id, reused.example_article_id as article_id,
                coalesce(reused.is_directed, false) as is_compared,
                not exists (
                    from {{batch}} as credited
                    where credited.outlet_id = reused.outlet_id and credited.leans_on_id = reused.leans_on_id
                        and credited.reason in {sql_list(self.credits)}
                ) as is_broken,
                concat(
                    reused.outlet_id, ' has words of ', reused.leans_on_id, ' without credit: "', reused.example_words,
                    '"'
                ) as detail,
            from {{batch}} as reused
            where reused.reason = 'reuses text'
        """


class ExpectCorrectionsToBeNoted(RuleBetweenSources):
    """Expect an article that changes or withdraws a fact in a later version to say so.

    For a table of facts by version, with fact_id, article_id, edition, version and change.

    `texts`: the versions, with article_id, edition, version and text.
    `words`: beginnings of words of which one stands in a note on a correction.
    """

    sentence: ClassVar[str] = "An article that changes what it said notes the correction."
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    asked_by: ClassVar[tuple[str, ...]] = (
        "IFCN Code of Principles",
        "Reuters Handbook of Journalism",
        "BBC Editorial Guidelines",
    )

    texts: TableName = TableName("staging.stg_article_versions")
    words: list[str] = ["correct", "clarif", "amend", "updated", "earlier version", "retract"]  # noqa: RUF012

    def candidates(self) -> str:
        """Return each fact that a version changed or withdrew; not compared without the version's text."""
        noted = " or ".join(f"contains(lower(texts.text), '{word}')" for word in self._plain_words())
        return f"""
            select
                facts.claim_id, facts.fact_id, facts.article_id,
                texts.text is not null as is_compared,
                not ({noted}) as is_broken,
                concat(
                    facts.article_id, ' version ', facts.version, ' (', facts.edition, '): ', facts.fact_id, ' is ',
                    facts.change, ', and no word says so'
                ) as detail,
            from {ROWS} as facts
            left join {self.texts} as texts
                on (facts.article_id, facts.edition, facts.version) = (texts.article_id, texts.edition, texts.version)
            where facts.change in ('changed', 'withdrawn')
        """

    def _plain_words(self) -> list[str]:
        return [word.lower().replace("'", "''") for word in self.words]
