"""The English words of days: months, weekdays, units, parts; nothing is read here."""


def listed(words: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(words.split())


MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("january", "february", "march", "april", "may", "june"),
            *("july", "august", "september", "october", "november", "december"),
        ),
        start=1,
    )
}
SHORT_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
MONTH_NAMES = tuple(name.capitalize() for name in MONTHS)
ALSO_A_WORD = ("may", "march", "august")
"""Months that in small letters are other words."""
ALSO_A_NAME = ("may", "april", "june", "august")

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = {name.lower(): number for number, name in enumerate(WEEKDAY_NAMES)}
SHORT_WEEKDAYS = {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "weds": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
NAMED_WEEKDAYS = frozenset(
    ("black", "good", "bloody", "super", "ash", "palm", "easter", "cyber", "fat", "shrove", "holy", "maundy", "blue")
)
"""What before a weekday makes it a feast or an event of its own."""
HABITS = frozenset(("every", "each", "any", "most", "alternate"))

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which each begins in the north."""

UNITS = {
    "day": "day",
    "days": "day",
    "night": "day",
    "nights": "day",
    "week": "week",
    "weeks": "week",
    "weekend": "weekend",
    "weekends": "weekend",
    "fortnight": "fortnight",
    "fortnights": "fortnight",
    "month": "month",
    "months": "month",
    "quarter": "quarter",
    "quarters": "quarter",
    "year": "year",
    "years": "year",
    "decade": "decade",
    "decades": "decade",
    "century": "century",
    "centuries": "century",
    "hour": "hour",
    "hours": "hour",
    "minute": "minute",
    "minutes": "minute",
}
PARTS_OF_DAY = ("morning", "afternoon", "evening", "night", "lunchtime", "midday", "noon", "midnight", "dawn", "dusk")
NIGHTS = ("night", "overnight")

DASHES = ("-", "‐", "‑", "‒", "–", "—", "−")
APOSTROPHES = ("'", "’", "‘", "`", "´")
COUPLES = {"couple": (2, 2), "few": (2, 6), "several": (3, 9)}

BEHIND_A_DATE = listed(
    "and or to of in on at when as that but with for from by after before until till while where which who whose"
    " because amid since during over under up about against between through if than then so said says is was were has"
    " had have will would could should may might onwards onward the a an his her its their he she it they we i"
    " following into without despite although though also not only"
)
"""Words before which a date stands for itself: another word behind "the August 2020" is what it dates."""
