"""Words in printed names that are no names: titles, particles, marks of generation."""

from wh.people.tables import words_of_kind

MEN = words_of_kind("man")
"""Titles of men."""
WOMEN = words_of_kind("woman")
"""Titles of women."""
TITLES = MEN | WOMEN | words_of_kind("title")
OFFICES = words_of_kind("office")
"""Titles that say, wherever they stand, that what is before them is no name: Russian President Vladimir Putin."""
HONOURS = words_of_kind("honour")
"""Letters behind a name."""
ARTICLES = words_of_kind("article")
"""The Arabic article in its many spellings."""
LINEAGE = words_of_kind("lineage")
"""Son or daughter of."""
PARTICLES = LINEAGE | ARTICLES | words_of_kind("particle")
LEADING = words_of_kind("leading")
"""Particles that may stand first, before a lone surname: von der Leyen."""
SERVANTS = words_of_kind("servant")
"""The first word of names such as Abd al-Rahman, which are one name."""

GENERATIONS = {
    **dict.fromkeys(("jr", "junior", "jnr"), "jr"),
    **dict.fromkeys(("sr", "senior", "snr"), "sr"),
    **dict(zip(("ii", "iii", "iv", "vi", "vii", "viii"), "234678", strict=True)),
    **dict(zip(("xii", "xiii", "xiv", "xv", "xvi", "xxiii"), ("12", "13", "14", "15", "16", "23"), strict=True)),
}
"""Marks of generation and what they say; `i`, `v`, `x` and `xi` are initials or names."""
