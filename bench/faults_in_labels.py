"""Single faults in the labels of the five reports: what a tired person types, and what a spreadsheet does."""

from collections.abc import Mapping

from planting import Fault, Plant, add, both, change, change_all, double, drop, recode, swap, write

_RELEASE = "belarus-release-2025-12-13/belarus/prisoners_released"


def _fact(name: str, fact_id: str, /, **cells: str) -> Fault:
    return Fault(name, "labels", fact_id, change("labels/facts.csv", {"fact_id": fact_id}, **cells))


def _row(name: str, culprit: str, file: str, row: Mapping[str, str], /, **cells: str) -> Fault:
    return Fault(name, "labels", culprit, change(f"labels/{file}", row, **cells))


def _other(name: str, culprit: str, plant: Plant) -> Fault:
    return Fault(name, "labels", culprit, plant)


FIGURES = (
    _fact("a digit of a value changed", "slug-political-prisoners-held", value="1228"),
    _fact("two digits of a value transposed", "comments-days-imprisoned", value="1631"),
    _fact("a digit of a date changed", "aljazeera-imprisoned-since", value="2020-07"),
    _fact("`more than` dropped", "comments-september-released", value="50"),
    _fact("`about` put before an exact figure", "headlines-released-to-lithuania", value="~9"),
    _fact("the upper end of a range dropped", "comments-released-to-lithuania", value="8"),
    _fact("a value that is no number", "comments-released-allied", value="six people"),
    _fact("the wrong unit", "comments-days-imprisoned", unit="weeks"),
    _fact("the unit left out", "comments-population", unit=""),
    _fact("a unit that nobody knows", "comments-kalesnikava-sentence", unit="yaers"),
    _fact("a boolean turned round", "comments-policies-unchanged", value="true"),
    _fact("a text that the words do not say", "comments-bialiatski-taken-to", value="Poland"),
)

ABOUT = (
    _fact("the wrong scope", "headlines-released-to-ukraine", scope_id="to-lithuania"),
    _fact("the scope left out", "comments-released-foreign", scope_id=""),
    _fact("the wrong attribute", "comments-population", attribute="political_prisoners_held"),
    _fact("an attribute of another kind of value", "comments-kalesnikava-charge", attribute="sentence_length"),
    _fact("the wrong person as subject", "comments-znak-released", subject_id="viktar-babaryka"),
    _fact("the wrong event", "comments-september-released", event_id="belarus-release-2025-12-13"),
    _fact("an unknown scope", "comments-released-us", scope_id="us-citizen"),
    _fact("as_of a year too early", "slug-political-prisoners-held", as_of="2024-12"),
    _fact("as_of after publication", "slug-described-bandits", as_of="2026-05"),
    _fact("as_of that ends before it begins", "slug-described-bandits", as_of="2025-12-13/2025-12-01"),
    _fact("labelled on a day that is yet to come", "comments-airport-closed", labelled_on="2062-11-21"),
)

WHO = (
    _fact("a source that the article does not name", "slug-political-prisoners-held",
          source_id="norwegian-nobel-committee"),
    _fact("another speaker of the same article", "comments-days-imprisoned", source_id="john-coale"),
    _fact("via dropped", "comments-days-imprisoned", via_id=""),
    _fact("via dropped beside a chain", "aljazeera-kalesnikava-happy", via_id=""),
    _fact("via the wrong agency", "headlines-release-expected", via_id="associated-press"),
    _other("the chain of hands turned round", "aljazeera-kalesnikava-happy",
           swap("labels/fact_chain.csv", {"fact_id": "aljazeera-kalesnikava-happy", "position": "1"},
                {"fact_id": "aljazeera-kalesnikava-happy", "position": "3"}, "source_id")),
    _row("the owner of an agency dropped", "reuters", "sources.csv", {"source_id": "reuters"}, owner_id=""),
    _row("two that own each other", "reuters", "sources.csv", {"source_id": "thomson-reuters"}, owner_id="reuters"),
    _row("a named source marked as anonymous", "viasna", "sources.csv", {"source_id": "viasna"}, kind="anonymous"),
    _row("an outlet marked as a person", "al-jazeera", "sources.csv", {"source_id": "al-jazeera"}, kind="person"),
    _row("a speaker who is another person", "natalya-eismont", "sources.csv", {"source_id": "natalya-eismont"},
         person_id="maria-kalesnikava"),
    _other("a source entered twice", "john-coale",
           double("labels/sources.csv", {"source_id": "john-coale"}, source_id="coale-envoy")),
)  # fmt: skip

STANCE = (
    _fact("a stance flipped where others assert", "slug-agreed-potash", stance="denies"),
    _fact("a stance flipped where nobody else speaks", "comments-znak-released", stance="denies"),
    _fact("a denial turned into an assertion", "slug-political-prisoners-denied", stance="asserts"),
    _fact("an unconfirmed word turned into a denial", "comments-swap-with-ukraine-unconfirmed", stance="denies"),
    _other("a retraction dropped", "comments-stefanovic-retracted",
           drop("labels/facts.csv", {"fact_id": "comments-stefanovic-retracted"})),
    _fact("a retraction aimed at another fact", "comments-stefanovic-retracted",
          target_fact_id="comments-znak-released"),
    _fact("a retraction of nothing", "comments-stefanovic-retracted", target_fact_id=""),
    _fact("a target that is not there", "comments-stefanovic-retracted", target_fact_id="comments-stefanovic-freed"),
    _fact("a correction of another claim", "comments-released-ukrainian", target_fact_id="comments-released-allied"),
    _fact("a source takes back another's word", "comments-stefanovic-retracted", source_id="natalya-eismont"),
)  # fmt: skip

ROWS = (
    _other("a row entered twice", "comments-lukashenko-age",
           double("labels/facts.csv", {"fact_id": "comments-lukashenko-age"})),
    _other("a fact doubled under a new id", "comments-lukashenko-age-2",
           double("labels/facts.csv", {"fact_id": "comments-lukashenko-age"}, fact_id="comments-lukashenko-age-2")),
    _other("two labellers who do not agree", "comments-lukashenko-age-2",
           double("labels/facts.csv", {"fact_id": "comments-lukashenko-age"}, fact_id="comments-lukashenko-age-2",
                  value="70", labelled_by="second desk")),
    _other("a figure's fact dropped", "comments-belarus-123",
           drop("labels/facts.csv", {"fact_id": "comments-released-allied"})),
    _other("a fact dropped that is no figure", "comments-znak-released",
           drop("labels/facts.csv", {"fact_id": "comments-znak-released"})),
    _other("the end of the file cut off", "data/labels/facts.csv:371",
           recode("labels/facts.csv", lambda text: text[: text.rindex(b"lithuania-emergency-2025-12")])),
    _other("a column's name misspelt", "facts.csv",
           recode("labels/facts.csv", lambda text: text.replace(b",exact,", b",exakt,", 1))),
)  # fmt: skip

EVIDENCE = (
    _fact("evidence that is not unique", "devdiscourse-bialiatski-released", exact="Bialiatski"),
    _fact("evidence that is not there", "comments-manner", exact="Lukashenko pardonned 123"),
    _fact("evidence from another sentence", "comments-znak-released",
          exact="Most of the freed prisoners were transported"),
    _fact("evidence from an excluded passage", "comments-against-naivety", exact="what of the ties to Moscow"),
    _other("the words that tell two places apart dropped", "aljazeera-potash-producer-again",
           drop("labels/evidence.csv", {"edition": "digest"})),
    _row("the words that tell two places apart wrong", "aljazeera-potash-producer-again", "evidence.csv",
         {"edition": "digest"}, prefix="the former Soviet republic is a"),
    _other("a listed phrase dropped", "comments-most-to-ukraine", drop("labels/phrases.csv", {
        "value": "true", "phrase": "Most of the freed prisoners"})),
    _other("an excluded passage dropped", "comments-belarus-123",
           drop("labels/excluded_passages.csv", {"edition": "digest", "exact_from": "10 Comments"})),
    _row("an excluded passage that swallows a paragraph", "comments-emergency", "excluded_passages.csv",
         {"edition": "digest", "exact_from": "Check the facts"}, exact_from="Elsewhere things are no better"),
    _row("an excluded passage that is not there", "comments-belarus-123", "excluded_passages.csv",
         {"edition": "digest", "exact_from": "Hear this article read aloud"}, exact_from="Hear this articel"),
)  # fmt: skip

PEOPLE = (
    _row("a birth moved by ten years", "alexander-lukashenko", "people.csv", {"person_id": "alexander-lukashenko"},
         born_on="1964-08-30/1964-08-31"),
    _row("a birth after the person's acts", "maria-kalesnikava", "people.csv", {"person_id": "maria-kalesnikava"},
         born_on="2022-04-24"),
    _row("a death before the person's acts", "john-coale", "people.csv", {"person_id": "john-coale"},
         died_on="2020-03-01"),
    _row("a death before the birth", "maxim-znak", "people.csv", {"person_id": "maxim-znak"}, died_on="1980"),
    _row("two people with one wikidata id", "donald-trump", "people.csv", {"person_id": "donald-trump"},
         wikidata_id="Q7747"),
    _row("a person's name respelled", "tatsiana-khomich", "people.csv", {"person_id": "tatsiana-khomich"},
         name="Tatiana Homitsch"),
    _row("a mention of the wrong person", "viktar-babaryka", "mentions.csv",
         {"article_id": "slug-belarus-123", "person_id": "viktar-babaryka"}, person_id="maxim-znak"),
    _row("a mention that is not printed", "Maxim Znok", "mentions.csv", {"person_id": "maxim-znak"},
         exact="Maxim Znok"),
    _row("a role that nobody printed", "natalya-eismont", "mentions.csv", {"person_id": "natalya-eismont"},
         role="minister of foreign trade"),
    _other("two people merged", "Maxim Znak", add(
        "labels/person_judgements.csv", name_a="Maxim Znak", name_b="Viktar Babaryka", judgement="positive",
        reason="one man", decided_by="desk", decided_on="2026-11-21")),
    _row("one person split in two", "Maria Kolesnikova", "person_judgements.csv", {"name_a": "Maria Kalesnikava"},
         judgement="negative"),
    _other("a person entered twice", "viktar-babaryka-2", double(
        "labels/people.csv", {"person_id": "viktar-babaryka"}, person_id="viktar-babaryka-2")),
)  # fmt: skip

QUOTES = (
    _row("a quotation altered", "comments-q-icy-water", "quotes.csv", {"quote_id": "comments-q-icy-water"},
         exact_from="It feels like I fell"),
    _row("a quotation cut short", "slug-q-eu-sanctions", "quotes.csv", {"quote_id": "slug-q-eu-sanctions"},
         exact_to="democratic transition"),
    _row("a quotation given to another", "comments-q-industry", "quotes.csv", {"quote_id": "comments-q-industry"},
         source_id="natalya-eismont"),
    _row("a quotation given to one who is not in the article", "headlines-q-fair-trade", "quotes.csv",
         {"quote_id": "headlines-q-fair-trade"}, source_id="natalya-eismont"),
    _row("a quotation said to another agency", "headlines-q-fair-trade", "quotes.csv",
         {"quote_id": "headlines-q-fair-trade"}, said_to_id="associated-press"),
    _row("a quotation that runs on past its mark", "comments-q-milestone", "quotes.csv",
         {"quote_id": "comments-q-milestone"}, exact_to="in Washington"),
)  # fmt: skip

RELATIONS = (
    _other("a part of a sum left out", "freed-by-country", drop("labels/relations.csv", {
        "relation_id": "freed-by-country", "operand": f"{_RELEASE}/to-ukraine"})),
    _row("the whole of a sum changed", "freed-by-country", "relations.csv",
         {"relation_id": "freed-by-country", "role": "whole"}, operand=f"{_RELEASE}/foreign-nationals"),
    _row("an operand that nobody claims", "us-among-foreigners", "relations.csv",
         {"relation_id": "us-among-foreigners", "role": "part"}, operand=f"{_RELEASE}/us-citizen"),
    _other("the roles of a `before` swapped", "jailed-before-freed",
           swap("labels/relations.csv", {"relation_id": "jailed-before-freed", "role": "earlier"},
                {"relation_id": "jailed-before-freed", "role": "later"}, "operand")),
    _other("the roles of an `at_most` swapped", "expected-within-held",
           swap("labels/relations.csv", {"relation_id": "expected-within-held", "role": "smaller"},
                {"relation_id": "expected-within-held", "role": "larger"}, "operand")),
    _other("the roles of a `part_of` swapped", "allied-among-foreigners",
           swap("labels/relations.csv", {"relation_id": "allied-among-foreigners", "role": "whole"},
                {"relation_id": "allied-among-foreigners", "role": "part"}, "operand")),
    Fault("a sum made a `part_of`", "labels", "freed-by-country",
          change_all("labels/relations.csv", {"relation_id": "freed-by-country"}, kind="part_of")),
    _other("a relation dropped", "bialiatski-days", recode("labels/relations.csv", lambda text: b"".join(
        line for line in text.splitlines(keepends=True) if not line.startswith(b"bialiatski-days")))),
)  # fmt: skip

CATALOGUE = (
    _row("a level made fixed", "political_prisoners_held", "attributes.csv",
         {"attribute": "political_prisoners_held"}, over_time="fixed"),
    _row("a fixed count made a level", "prisoners_released", "attributes.csv",
         {"attribute": "prisoners_released"}, over_time="level"),
    _row("a count made a text", "population", "attributes.csv", {"attribute": "population"}, value_kind="text"),
    _row("a tolerance of 1,000 per cent", "potash_export_share_before_sanctions", "attributes.csv",
         {"attribute": "potash_export_share_before_sanctions"}, tolerance="10"),
    _row("several values made single", "destination", "attributes.csv", {"attribute": "destination"},
         single_valued="true"),
    _row("a factor of a unit wrong", "decades", "units.csv", {"unit": "decades"}, factor="100"),
    _row("an event's day moved back", "belarus-release-2025-12-13", "events.csv",
         {"event_id": "belarus-release-2025-12-13"}, happened_on="2025-11-13"),
    _row("an event's day after its reports", "minsk-talks-2025-12", "events.csv",
         {"event_id": "minsk-talks-2025-12"}, happened_on="2025-12-30/2025-12-31"),
    _row("an event's year wrong", "belarus-election-2020", "events.csv", {"event_id": "belarus-election-2020"},
         happened_on="2025-01-26"),
    _row("a scope within itself", "to-ukraine", "scopes.csv", {"scope_id": "all"}, within_scope_id="to-ukraine"),
    _row("a scope within the wrong one", "us-citizens", "scopes.csv", {"scope_id": "us-citizens"},
         within_scope_id="to-ukraine"),
)  # fmt: skip

RULINGS = (
    _other("a ruling removed", "sources_agree-da3feb5c47",
           drop("labels/rulings.csv", {"disagreement_id": "sources_agree-da3feb5c47"})),
    _row("a ruling of another id", "sources_agree-da3feb5c48", "rulings.csv",
         {"disagreement_id": "sources_agree-da3feb5c47"}, disagreement_id="sources_agree-da3feb5c48"),
    _row("a ruling that has expired", "status_confirmed-8b1838ad8c", "rulings.csv",
         {"disagreement_id": "status_confirmed-8b1838ad8c"}, expires_on="2026-06-30"),
    _row("a ruling for one who takes no part", "status_agree-6e3eaadf7c", "rulings.csv",
         {"disagreement_id": "status_agree-6e3eaadf7c"}, fact_id="comments-population"),
    _row("a ruling without a reason", "age_matches_birth-678edd5c1e", "rulings.csv",
         {"disagreement_id": "age_matches_birth-678edd5c1e"}, reason=""),
    _row("a birth moved under a ruling", "age_matches_birth-678edd5c1e", "people.csv",
         {"person_id": "alexander-lukashenko"}, born_on="1954-09-30"),
    _fact("another speaker under a ruling", "slug-political-prisoners-exist", source_id="ales-bialiatski"),
)  # fmt: skip

_AGE = {"fact_id": "comments-lukashenko-age"}
_DECISIONS = "fact_id,other_fact_id,decision,reason,decided_by,decided_on\n"

LABELLERS = (
    _other("a second labeller who says the same, and a decision between the two", "data/labels/adjudications.csv:2",
           both(
               double("labels/facts.csv", _AGE, fact_id="second-age", labelled_by="second desk"),
               write("labels/adjudications.csv",
                     f"{_DECISIONS}second-age,comments-lukashenko-age,prefer,the words say so,eva,2026-11-22\n"))),
    _other("two decisions between two labellers that contradict each other", "comments-lukashenko-age", both(
        double("labels/facts.csv", _AGE, fact_id="second-age", labelled_by="second desk", stance="denies"),
        write("labels/adjudications.csv",
              f"{_DECISIONS}second-age,comments-lukashenko-age,prefer,the words say so,eva,2026-11-22\n"
              "comments-lukashenko-age,second-age,prefer,the words say so,eva,2026-11-22\n"))),
    _other("a fact that a second labeller overlooked", "comments-population",
           double("labels/facts.csv", _AGE, fact_id="second-age", labelled_by="second desk")),
    _other("a decision on a label that was taken out", "data/labels/adjudications.csv:2",
           write("labels/adjudications.csv", f"{_DECISIONS}comments-lukashenko-ages,,neither,gone,eva,2026-11-22\n")),
)  # fmt: skip

FAULTS = (
    *FIGURES, *ABOUT, *WHO, *STANCE, *ROWS, *EVIDENCE, *PEOPLE, *QUOTES, *RELATIONS, *CATALOGUE, *RULINGS,
    *LABELLERS,
)  # fmt: skip
