"""The words of a generated world: sentences that bear a figure out, and sentences between them that say nothing.

Two sentences between figures are drawn apart, so that reports written on their own share few runs of words.
"""

import random

PLACES = (
    "Arlen", "Bressa", "Calder", "Dunmore", "Estrin", "Farro", "Galen", "Hestia", "Ilmen", "Jorvik", "Kestra", "Lunde",
    "Marrow", "Nexa", "Orlov Point", "Pellin", "Quarry Bay", "Rosk", "Sarno", "Tilde", "Umbra", "Vesper", "Wend",
)  # fmt: skip
CAUSES = (
    "a gas leak", "a drone strike", "a collapsed dam", "an overloaded ferry", "a warehouse fire", "a signal failure",
    "an artillery duel", "a burst pipeline", "a landslide", "a contested eviction",
)  # fmt: skip
# What stands before and after the figure; each version is one sentence's beginning.
VERSIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "killed": (
        ("the dead number", "in all"),
        ("the incident left", "people dead in all"),
        ("altogether", "people lost their lives"),
        ("the overall death toll stood at", ""),
    ),
    "killed/civilians": (
        ("civilians among the dead came to", ""),
        ("of those killed,", "were civilians"),
        ("counted as dead civilians were", "people"),
    ),
    "killed/fighters": (
        ("fighters among the dead came to", ""),
        ("of those killed,", "bore arms"),
        ("armed men made up", "of the dead"),
    ),
    "injured": (
        ("hospitals treated", "wounded"),
        ("the injured came to", ""),
        ("another", "people were hurt"),
    ),
    "arrested": (
        ("police detained", "people"),
        ("arrests numbered", "by evening"),
        ("officers took", "into custody"),
    ),
    "displaced": (
        ("families of", "people left their homes"),
        ("shelters took in", "people"),
        ("displaced from the area were", "residents"),
    ),
    "measure_a": (("rescuers found", "survivors"), ("survivors found so far came to", ""), ("teams saved", "people")),
    "measure_b": (("medics on the spot were", "strong"), ("a force of", "medics came"), ("clinics sent", "medics")),
    "measure_c": (("those who dug came to", ""), ("some had help from", "volunteers"), ("joined by", "volunteers")),
    "measure_d": (("soldiers at the cordon were", ""), ("the army sent", "soldiers"), ("troops in place:", "soldiers")),
    "measure_e": (("children taken to safety were", ""), ("a school gave up", "children"), ("buses took", "children")),
    "cause": (("investigators blamed", ""), ("the cause was", ""), ("it began with", "")),
}  # fmt: skip
_SUBJECTS = (
    "residents", "an official at the scene", "the regional council", "neighbours", "a shopkeeper", "a bus driver",
    "the harbour office", "a teacher", "local clergy", "engineers", "a night watchman", "market traders",
    "the water board", "students", "a retired nurse", "the night shift", "farmers", "a union organiser",
)  # fmt: skip
_VERBS = (
    "remembered", "described", "questioned", "recorded", "welcomed", "doubted", "watched", "feared", "discussed",
    "avoided", "praised", "repeated", "denied", "noticed", "reported", "ignored", "expected", "mourned",
)  # fmt: skip
_ADJECTIVES = (
    "heavy", "sudden", "familiar", "bitter", "quiet", "uneasy", "slow", "bright", "narrow", "patient", "hollow",
    "distant", "crowded", "careful", "restless", "shallow", "stubborn", "faded", "sharp", "empty",
)  # fmt: skip
_NOUNS = (
    "smoke", "traffic", "silence", "rain", "promises", "sirens", "meetings", "letters", "repairs", "queues", "rumours",
    "warnings", "lanterns", "barriers", "footsteps", "speeches", "timetables", "shutters", "radios", "blankets",
    "ambulances", "bulletins", "candles", "checkpoints",
)  # fmt: skip
_WHERE = (
    "near the old bridge", "outside the town hall", "along the ring road", "at the bus depot", "by the river",
    "behind the mill", "on the eastern bank", "under the viaduct", "in the upper quarter", "at the crossing",
    "around the stadium", "next to the clinic", "across the square", "beyond the orchard", "at the railway yard",
)  # fmt: skip
_WHEN = (
    "before dawn", "through the night", "towards noon", "for hours", "as the light went", "after the first alarm",
    "until the wind turned", "during the long wait", "once the roads reopened", "while the crews rested",
    "late in the afternoon", "between the shifts",
)  # fmt: skip
_JOINED_BY = (
    "as", "while", "even though", "and meanwhile", "at the very hour when", "which is why", "although", "just after",
    "and it was then that", "so much so that", "whereas", "not long before",
)  # fmt: skip


def filler(chance: random.Random, *, is_clause: bool = False) -> str:
    """Return a sentence, or a clause to end one with, that claims nothing which is labelled."""
    said = (
        f"{chance.choice(_SUBJECTS)} {chance.choice(_VERBS)} the {chance.choice(_ADJECTIVES)} {chance.choice(_NOUNS)}"
        f" {chance.choice(_WHERE)} {chance.choice(_WHEN)}"
    )
    return f"{chance.choice(_JOINED_BY)} {said}" if is_clause else f"{said[0].upper()}{said[1:]}."
