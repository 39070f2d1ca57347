"""Rules on two labellers of one article: how well they agree, and what was decided where they do not."""

from typing import ClassVar

from wh.rules.bridge import pydantic
from wh.rules.expectation import RuleBetweenSources, TableName


class ExpectDoubleLabelsToBeAdjudicated(RuleBetweenSources):
    """Expect what two labellers read differently to be decided: until then neither reading counts.

    For a table of differences between labellers with claim_id, fact_id, other_fact_id, article_id, differs_in, value,
    other_value, labelled_by, other_labelled_by, exact, state, file, line, other_file and other_line.
    """

    sentence: ClassVar[str] = "Where two labellers differ, somebody has decided."
    asked_by: ClassVar[tuple[str, ...]] = ("UCDP GED codebook", "ACLED codebook")
    own_severity: ClassVar[str] = "warning"

    def candidates(self) -> str:
        """Return each two labels of one thing that differ."""
        return """
            select
                claim_id, fact_id, article_id,
                true as is_compared,
                state in ('open', 'contradictory') as is_broken,
                concat(
                    '"', exact, '" is ', coalesce(value, 'not said'), ' to ', labelled_by, ' (', fact_id, ') and ',
                    coalesce(other_value, 'not said'), ' to ', other_labelled_by, ' (', other_fact_id,
                    '), who differ in ', differs_in, ': neither counts ',
                    case
                        when state = 'contradictory' then 'since two rows of adjudications.csv decide otherwise'
                        else 'until a row of adjudications.csv decides'
                    end,
                    '; the label of ', other_labelled_by, ' is at ', other_file, ':', other_line
                ) as detail,
                concat(file, ':', line) as file_line,
            from {batch}
            where other_fact_id is not null
        """


class ExpectLabellersToSeeTheSame(RuleBetweenSources):
    """Expect what one labeller of an article labelled to be labelled by the other as well, or to be decided on.

    For a table of differences between labellers with claim_id, fact_id, other_fact_id, article_id, value, labelled_by,
    other_labelled_by, exact, state, file and line.
    """

    sentence: ClassVar[str] = "What one labeller of an article sees the other sees too."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "info"

    def candidates(self) -> str:
        """Return each label that another labeller of its article does not have."""
        return """
            select
                claim_id, fact_id, article_id,
                true as is_compared,
                state = 'unmatched' as is_broken,
                concat(
                    fact_id, ' ("', exact, '": ', coalesce(value, 'not said'), ') is labelled by ', labelled_by,
                    ' and not by ', other_labelled_by
                ) as detail,
                concat(file, ':', line) as file_line,
            from {batch}
            where other_fact_id is null
        """


class ExpectOneOfTwoLabelsToCount(RuleBetweenSources):
    """Expect of two labels of one thing that differ at most one to count, and none before there is a decision.

    For a table of differences between labellers with claim_id, fact_id, other_fact_id, article_id, decision and state.

    `facts`: the facts, with fact_id and is_live.
    """

    sentence: ClassVar[str] = "Of two labels that differ only the adjudicated one counts."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    facts: TableName = TableName("marts.facts")

    def candidates(self) -> str:
        """Return each two labels of one thing that differ."""
        return f"""
            select
                labels.claim_id, labels.fact_id, labels.article_id,
                true as is_compared,
                case
                    when labels.state in ('open', 'contradictory') then one.is_live or other.is_live
                    when labels.decision = 'both' then false
                    when labels.decision in ('neither', 'relabelled') then one.is_live or other.is_live
                    else one.is_live and other.is_live
                end as is_broken,
                concat(
                    case when one.is_live then labels.fact_id end,
                    case when one.is_live and other.is_live then ' and ' end,
                    case when other.is_live then labels.other_fact_id end,
                    ' counts, and what was decided of the two is ', coalesce(labels.decision, 'nothing')
                ) as detail,
            from {{batch}} as labels
            inner join {self.facts} as one on labels.fact_id = one.fact_id
            inner join {self.facts} as other on labels.other_fact_id = other.fact_id
        """


class ExpectAdjudicationsToBeNeeded(RuleBetweenSources):
    """Expect each decision between two labels to be on labels that do differ.

    For a table of adjudications with fact_id, other_fact_id, file and line.

    `labels`: the facts of articles that two people labelled, with fact_id, unit_id (one for labels of one thing),
    standing_fact_id (one for those that say the same), adjudicated_fact_id, claim_id and article_id.
    `differences`: the differences between labellers, with fact_id and other_fact_id.
    """

    sentence: ClassVar[str] = "Each adjudication is of labels that differ."
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)
    own_severity: ClassVar[str] = "warning"

    labels: TableName = TableName("intermediate.int_labels__merged")
    differences: TableName = TableName("marts.labelling_differences")

    def candidates(self) -> str:
        """Return each adjudication."""
        return f"""
            with told as (
                select
                    adjudications.*,
                    labels.claim_id,
                    labels.article_id,
                    case
                        when labels.fact_id is null then concat(
                            adjudications.fact_id,
                            ' is in no article that somebody else labelled, or its words are gone'
                        )
                        when adjudications.other_fact_id is not null and others.fact_id is null then concat(
                            adjudications.other_fact_id,
                            ' is in no article that somebody else labelled, or its words are gone'
                        )
                        when labels.adjudicated_fact_id is not null
                            then concat('the row ', labels.adjudicated_fact_id, ' decides already')
                        when labels.standing_fact_id = others.standing_fact_id then 'both say the same'
                        when labels.unit_id <> others.unit_id then 'their words or their claims are apart'
                        when adjudications.other_fact_id is null
                            and differences.fact_id is null then 'each labeller of the article has it'
                    end as lacks,
                from {{batch}} as adjudications
                left join {self.labels} as labels on adjudications.fact_id = labels.fact_id
                left join {self.labels} as others on adjudications.other_fact_id = others.fact_id
                left join (
                    select distinct fact_id from {self.differences} where other_fact_id is null
                ) as differences on labels.standing_fact_id = differences.fact_id
            )
            select
                claim_id, fact_id, article_id,
                true as is_compared,
                lacks is not null as is_broken,
                concat(
                    'nothing is left to decide on ', concat_ws(' and ', fact_id, other_fact_id), ': ', lacks
                ) as detail,
                concat(file, ':', line) as file_line,
            from told
        """


class ExpectLabellersToAgree(RuleBetweenSources):
    """Expect labellers to agree, by Krippendorff's alpha, wherever enough was labelled twice to tell.

    For a table of agreement with attribute, aspect, metric, labellers, unit_count, expected_disagreement and alpha.

    `min_alpha`: 0.8 is what Krippendorff asks for, 0.667 the least from which he draws tentative conclusions.
    `min_units`: how many things two labellers must have labelled.
    `min_by_chance`: in how many of them chance would have made them differ, where they either do or do not.
    """

    sentence: ClassVar[str] = "Labellers agree well beyond chance."
    asked_by: ClassVar[tuple[str, ...]] = ("Krippendorff, Content Analysis", "UCDP GED codebook")
    own_severity: ClassVar[str] = "warning"
    is_agreement: ClassVar[bool] = True
    thresholds: ClassVar[tuple[str, ...]] = ("mostly", "min_alpha", "min_units", "min_by_chance")

    min_alpha: float = pydantic.Field(0.8, ge=-1, le=1)
    min_units: int = pydantic.Field(10, ge=2)
    min_by_chance: float = pydantic.Field(5, ge=0)

    def candidates(self) -> str:
        """Return each attribute and question; not compared where too little was labelled twice, or all is the same.

        What all say alike has no alpha, and is no candidate.
        """
        return f"""
            with told as (
                select
                    *, unit_count * expected_disagreement as by_chance
                from {{batch}}
                where alpha is not null
            )
            select
                null as claim_id, null as fact_id, null as article_id,
                unit_count >= {self.min_units} and (metric <> 'nominal' or by_chance >= {self.min_by_chance})
                    as is_compared,
                alpha < {self.min_alpha} as is_broken,
                concat(
                    aspect, ' of ', attribute, ', ', unit_count, ' times by ', labellers, ': alpha ',
                    printf('%.3f', alpha),
                    case
                        when unit_count < {self.min_units} then ', of too few to tell'
                        when metric = 'nominal' and by_chance < {self.min_by_chance}
                            then ', and chance would hardly have made them differ'
                        else ', and {self.min_alpha} is the least'
                    end
                ) as detail,
            from told
        """
