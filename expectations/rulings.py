"""Rules on rulings: that each is reasoned, and that what it was made on is still so."""

from typing import ClassVar

from wh.rules.bridge import pydantic
from wh.rules.expectation import RuleBetweenSources, TableName


class ExpectRulingsToBeReasoned(RuleBetweenSources):
    """Expect each ruling to say who decided it, when and why, and to end after it began.

    For a table of rulings with disagreement_id, decision, fact_id, reason, decided_by, decided_on, expires_on, file
    and line.

    `min_words`: how many words a reason has.
    """

    sentence: ClassVar[str] = "Each ruling says who decided, when and why."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("IFCN Code of Principles", "Berkeley Protocol")
    thresholds: ClassVar[tuple[str, ...]] = ("mostly", "min_words")

    min_words: int = pydantic.Field(3, ge=1)

    def candidates(self) -> str:
        """Return each ruling."""
        reason = f"coalesce(array_length(string_split(trim(reason), ' ')), 0) >= {self.min_words}"
        return f"""
            with told as (
                select
                    *,
                    concat_ws(
                        ', ',
                        case when not ({reason}) then 'no reason' end,
                        case when decided_by is null then 'nobody who decided' end,
                        case when decided_on is null then 'no day' end,
                        case when decision = 'prefer' and fact_id is null then 'no fact that is preferred' end,
                        case when expires_on <= decided_on then 'an end before its beginning' end
                    ) as lacks,
                from {{batch}}
            )
            select
                null as claim_id, null as fact_id, null as article_id,
                true as is_compared,
                lacks <> '' as is_broken,
                concat('the ruling on ', disagreement_id, ' has ', lacks) as detail,
                file || ':' || line as file_line,
            from told
        """


class ExpectRulingsToStandOnTheirGrounds(RuleBetweenSources):
    """Expect what a ruling was made on to be so still: the labels of the facts, births and days that it rests on.

    For a table of rulings with disagreement_id, decided_on, file and line. A disagreement is told by its rule and its
    facts, whatever they say: a birth that is moved under a ruling leaves it in force, and its reason may be false. A
    ruling that has a later day or another reason was made anew.

    `newest`: the ruling on each disagreement that counts, with disagreement_id, ruling_md5, file and line.
    `grounds`: what each rests on now, with disagreement_id, ruling_md5, thing_id, aspect and said.
    `grounds_before`: the same, as it was in the first published build that had the ruling, with its build_id.
    `disagreements`: the disagreements, with disagreement_id, claim_id and state.
    """

    sentence: ClassVar[str] = "What a ruling was made on is so still."
    own_severity: ClassVar[str] = "warning"
    asked_by: ClassVar[tuple[str, ...]] = ("claimhouse",)

    newest: TableName = TableName("intermediate.int_rulings__newest")
    grounds: TableName = TableName("intermediate.int_rulings__grounds")
    grounds_before: TableName = TableName("quality.ruling_grounds")
    disagreements: TableName = TableName("marts.disagreements")

    def candidates(self) -> str:
        """Return each ruling in force of which it is known what it was made on."""
        key = "disagreement_id, ruling_md5"
        return f"""
            with known as (
                select {key} from {self.grounds} intersect select {key} from {self.grounds_before}
            ),
            paired as (
                select
                    {key}, thing_id, aspect, now.said as said_now, before.said as said_before,
                    count(now.aspect) over of_thing = 0 as is_gone,
                    count(before.aspect) over of_thing = 0 as is_new,
                    now.aspect is not null and before.aspect is not null as is_in_both,
                from (from {self.grounds} semi join known using ({key})) as now
                full outer join (from {self.grounds_before} semi join known using ({key})) as before
                    using ({key}, thing_id, aspect)
                window of_thing as (partition by {key}, thing_id)
            ),
            moved as (
                select distinct
                    {key}, thing_id,
                    case
                        when is_gone then concat(thing_id, ' took part and does no more')
                        when is_new then concat(thing_id, ' takes part and did not')
                        when aspect = 'words' then concat('the words of ', thing_id, ' are others')
                        else concat(
                            thing_id, case when aspect <> 'day' then concat(': ', aspect) end,
                            ' was ', coalesce(said_before, 'not said'), ' and is ', coalesce(said_now, 'not said')
                        )
                    end as words,
                from paired
                -- an aspect that only one of two engines knows says nothing
                where is_gone or is_new or (is_in_both and said_now is distinct from said_before)
            ),
            told as (
                select {key}, string_agg(words, '; ' order by thing_id, words) as words from moved group by {key}
            )
            select
                disagreements.claim_id, null as fact_id, null as article_id,
                true as is_compared,
                told.words is not null as is_broken,
                concat(
                    'what the ruling of ', rulings.decided_on, ' on ', rulings.disagreement_id,
                    ' was made on has changed: ', told.words,
                    '. Look again: a later decided_on, or another reason, says that it holds'
                ) as detail,
                concat(rulings.file, ':', rulings.line) as file_line,
            from {{batch}} as rulings
            inner join {self.newest} as newest
                on rulings.disagreement_id = newest.disagreement_id
                and rulings.file = newest.file and rulings.line = newest.line
            inner join known on newest.disagreement_id = known.disagreement_id and newest.ruling_md5 = known.ruling_md5
            inner join {self.disagreements} as disagreements
                on rulings.disagreement_id = disagreements.disagreement_id and disagreements.state = 'ruled'
            left join told on newest.disagreement_id = told.disagreement_id and newest.ruling_md5 = told.ruling_md5
        """
