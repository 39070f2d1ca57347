"""Read one printed phrase into a value: an EDTF date, a figure with its qualifier, the numbers in some words.

Pure functions of a text. It never guesses: what has two meanings, or none on these closed lists, is refused by name.
What the words of an article give (`Phrase`) is read by `wh.figures`.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

from wh.errors import InputError, closest

# --- Days and dates -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date or period in the EDTF subset of this project; an open end is None, days are inclusive."""

    text: str
    earliest: date | None
    latest: date | None

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `2021`, `2021-03`, `2021-03-09`, `A/B`, `A/..`, `../B`, `195X`, `19XX`, `2021-XX`, each with ~ ? or %.

        A day that a spreadsheet rewrote (`13/12/2025`) becomes ISO where only one reading is possible.
        """
        if is_rewritten_day(text):
            day = read_day(text)
            return cls(day.isoformat(), day, day)
        sides = text.split("/")
        if len(sides) == 1:
            return cls(text, *_edtf_days(text, whole=text))
        if len(sides) > 2 or "" in sides or sides == ["..", ".."]:
            raise _not_edtf(text)
        earliest = None if sides[0] == ".." else _edtf_days(sides[0], whole=text)[0]
        latest = None if sides[1] == ".." else _edtf_days(sides[1], whole=text)[1]
        if earliest and latest and latest < earliest:
            raise InputError(f"The period `{text}` ends before it begins.", way_out=f"`{sides[1]}/{sides[0]}`")
        return cls(text, earliest, latest)


def read_day(text: str) -> date:
    """Read one calendar day: `2025-12-13`, or as a spreadsheet rewrote it where only one reading is possible."""
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text, re.ASCII):
        return _calendar_day(int(match[1]), int(match[2]), int(match[3]), text)
    if match := _REWRITTEN_DAY.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if first <= 12 and second <= 12 and first != second:
            one, other = date(year, second, first), date(year, first, second)
            raise InputError(
                f"`{text}` is two days: {_in_words(one)} or {_in_words(other)} {year}.", way_out=f"`{one}` or `{other}`"
            )
        day, month = (second, first) if second > 12 else (first, second)
        return _calendar_day(year, month, day, text)
    raise InputError(f"`{text}` is not a day.", way_out="year, month and day, as in `2025-12-13`")


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B}"


def is_rewritten_day(text: str) -> bool:
    """Tell whether `text` looks like a day that a spreadsheet wrote in its own manner."""
    return _REWRITTEN_DAY.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was published: the day where it was, and the instant if an hour and its zone are said.

    `local` is an hour that is printed without its zone: what instant it is, its outlet's zone tells.
    """

    text: str
    on: date
    utc: datetime | None
    local: str | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `2025-12-13`, `2025-12-13T22:20+05:30`, or `2025-12-13T22:20` in the zone of its outlet."""
        if is_rewritten_day(text) or re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            day = read_day(text)
            return cls(day.isoformat(), day, None)
        match = _INSTANT.fullmatch(text)
        if not match:
            raise InputError(
                f"`{text}` is neither a day nor a time with its zone.",
                way_out="`2025-12-13` or `2025-12-13T22:20+05:30`",
            )
        day = read_day(match["day"])
        try:
            instant = datetime.fromisoformat(text)
            utc = instant.astimezone(UTC) if match["zone"] else None
        except (ValueError, OverflowError):
            raise InputError(f"`{text}` is a time that no clock shows.", way_out=f"the day alone, `{day}`") from None
        return cls(text, day, utc, None if utc else instant.isoformat())

    def require_zone(self, zone: "Zone | None") -> None:
        """Refuse an hour without its zone where the outlet's is not known either: it is never guessed."""
        if self.local is not None and zone is None:
            raise InputError(
                f"`{self.text}` gives an hour without its zone.",
                way_out=f"`{self.text}+00:00` with the right zone, the day alone, `{self.on}`,"
                " or the outlet's time_zone in data/labels/sources.csv",
            )


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone by its name in the IANA database, such as `Asia/Kolkata`."""

    text: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a name of the database; an offset or an abbreviation is refused, for it knows no summer time."""
        from zoneinfo import available_timezones  # read from disk, only where a zone is named

        names = available_timezones() - {"localtime", "Factory"}
        if text in names and ("/" in text or text == "UTC"):
            return cls(text)
        # the signs of Etc/GMT+5 are the other way round: nobody is led to them
        folded = {name.lower(): name for name in sorted(names) if ("/" in name and name[:4] != "Etc/") or name == "UTC"}
        cities = {name.rpartition("/")[2]: name for name in folded}
        wanted = text.lower().replace(" ", "_")
        near = closest(wanted, folded) or closest(wanted, cities)
        raise InputError(
            f"There is no time zone `{text}`.",
            way_out=f"`{folded[cities.get(near, near)]}`, the closest name"
            if near
            else "a name such as `Asia/Kolkata`",
        )


_REWRITTEN_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_INSTANT = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(?P<zone>Z|[+-]\d\d:?\d\d)?", re.ASCII)
_EDTF_LEVELS = re.compile(r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(-(?P<month>\d\d|XX)(-(?P<day>\d\d|XX))?)?[~?%]?", re.ASCII)


_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 2)}
"""The seasons of EDTF, and the months that they have in the north."""


def _months_of_season(year: int, season: str) -> str:
    first, last = _SEASONS[season]
    return f"{year:04}-{first:02}/{year + (last < first):04}-{last:02}"


def _edtf_days(side: str, whole: str) -> tuple[date, date]:
    match = _EDTF_LEVELS.fullmatch(side)
    if not match:
        raise _not_edtf(whole)
    year, month, day = match["year"], match["month"], match["day"]
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if first_year == 0:
        raise InputError(f"There is no year 0 in `{whole}`.", way_out="a year from 0001 to 9999")
    if "X" in year and month:
        raise _not_edtf(whole)
    if month in (None, "XX"):
        if day not in (None, "XX"):
            raise _not_edtf(whole)
        return date(first_year, 1, 1), date(last_year, 12, 31)
    if day is None and month in _SEASONS:
        raise InputError(
            f"`{side}` is a season, which has other months in the north than in the south.",
            way_out=f"the months that are meant, as `{_months_of_season(first_year, month)}`",
        )
    if day in (None, "XX"):
        first = _calendar_day(first_year, int(month), 1, whole)
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    only = _calendar_day(first_year, int(month), int(day), whole)
    return only, only


def _calendar_day(year: int, month: int, day: int, text: str) -> date:
    if not 1 <= month <= 12:
        raise InputError(f"There is no month {month} in `{text}`.", way_out="a month from 01 to 12")
    if year == 0:
        raise InputError(f"There is no year 0 in `{text}`.", way_out="a year from 0001 to 9999")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise InputError(
            f"There is no day {day} in {date(year, month, 1):%B %Y}, as `{text}` says.",
            way_out=f"a day from 01 to {last}, or the month alone, `{year:04}-{month:02}`",
        )
    return date(year, month, day)


def _not_edtf(text: str) -> InputError:
    return InputError(
        f"`{text}` is not a date.",
        way_out="`2021`, `2021-03`, `2021-03-09`, `2021/2022`, `2021/..`, `../2021`, `195X` or `2021-XX`,"
        " with ~ or ? behind it if it is not sure",
    )


# --- Numbers and figures --------------------------------------------------------------------------------------


def read_number(text: str) -> float:
    """Read `123`, `1,227`, `1 227`, `-3`, `9.5` or `1e6`; a comma before one or two digits is refused."""
    if not _NUMBER.fullmatch(text):
        dotted = re.fullmatch(r"-?\d+,\d+", text)
        raise InputError(
            f"`{text}` is not a number.", way_out=f"`{text.replace(',', '.')}`" if dotted else "a number such as `9.5`"
        )
    return float(re.sub(r"[,\s\u2019']", "", text))


def read_whole_number(text: str) -> int:
    """Read a number without a fraction."""
    number = read_number(text)
    if not number.is_integer():
        raise InputError(f"`{text}` is not a whole number.", way_out=f"`{round(number)}`")
    if abs(number) > _LARGEST_WHOLE_NUMBER:
        raise InputError(f"`{text}` is too large a number.", way_out=f"a number up to {_LARGEST_WHOLE_NUMBER:,}")
    return int(number)


def read_flag(text: str) -> bool:
    """Read `true` or `false`, in any letter case, since spreadsheets write TRUE."""
    if text.lower() not in ("true", "false"):
        raise InputError(f"`{text}` is neither `true` nor `false`.", way_out="`true` or `false`")
    return text.lower() == "true"


@dataclass(frozen=True, slots=True)
class Value:
    """A value as printed and every reading of it; the attribute's kind decides which one counts.

    `qualifier` is exact, between, more_than, at_least, less_than, at_most, about or vague; None if no figure is read.
    Bounds are as printed: `>50` has low 50 and no high. A share written with % is a number from 0 to 1. A vague value
    is its word, so many times: `several hundred` is 100 times several.
    """

    text: str
    low: float | None = None
    high: float | None = None
    qualifier: str | None = None
    word: str | None = None
    earliest: date | None = None
    latest: date | None = None
    times: float | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a cell; a text that is neither figure nor date is a value too, so nothing is refused here."""
        if text in ("TRUE", "FALSE", "True", "False"):  # a spreadsheet's hand, never a labeller's
            return cls(text.lower())
        try:
            edtf = Edtf.read(text)
        except InputError:
            edtf = Edtf(text, None, None)
        low, high, qualifier = _read_figure(text) or (None, None, None)
        word, times = (None, None) if qualifier else _read_vague(text)
        qualifier = "vague" if word else qualifier
        return cls(edtf.text, low, high, qualifier, word, edtf.earliest, edtf.latest, times)

    def require_kind(self, kind: str, unit: str | None) -> None:
        """Refuse a value that does not read as `kind` (count, quantity, share, date, duration, text, boolean).

        A count must be whole, unless it is printed in a unit: 9.5 million.
        """
        if kind == "date":
            Edtf.read(self.text)
        elif kind == "boolean":
            read_flag(self.text)
        elif kind in FIGURE_KINDS:
            self._require_figure(kind, unit)

    def _require_figure(self, kind: str, unit: str | None) -> None:
        if self.qualifier is None:
            raise InputError(f"`{self.text}` is not a {kind}.", way_out=_figure_way_out(self.text))
        if self.low is not None and self.high is not None and self.high < self.low:
            raise InputError(f"`{self.text}` ends below its start.", way_out="the smaller number first, as in `8..9`")
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        if kind == "count" and unit is None and not all(bound.is_integer() for bound in bounds):
            thousands = re.fullmatch(r"[<>=~]*\d{1,3}(\.\d{3})+", self.text)
            raise InputError(
                f"`{self.text}` is not a count: it is not whole.",
                way_out=f"`{self.text.replace('.', '')}`, if the dot parts thousands"
                if thousands
                else "an attribute of the kind `quantity`",
            )


FIGURE_KINDS = frozenset({"count", "quantity", "share", "duration"})
"""The kinds of value that are read as numbers."""

_NUMBER = re.compile(
    r"-?(\d{1,3}(,\d{3})+|\d{1,3}([ \u00a0\u2009\u202f\u2019']\d{3})+|\d+)(\.\d+)?([eE][+-]?\d{1,2})?", re.ASCII
)
_LARGEST_WHOLE_NUMBER = 2**31 - 1  # a whole number is an INTEGER in the raw schema
_QUALIFIERS = {">=": "at_least", ">": "more_than", "<=": "at_most", "<": "less_than", "~": "about", "": "exact"}


def _read_vague(text: str) -> tuple[str | None, float | None]:
    """Return the vague word that the whole text is, and how many times it is meant."""
    from wh import figures  # a build that loads nothing does without

    figure = figures.read(text.replace("_", " "))
    if figure is None or figure.word is None or len(figure.text) < len(text):
        return None, None
    return figure.word, figure.times


def _read_figure(text: str) -> tuple[float | None, float | None, str] | None:
    """Return low, high and qualifier, or None where the text is no number."""
    if text.count("..") == 1:
        low, high = (_number_or_share(side.strip()) for side in text.split(".."))
        return None if low is None or high is None else (low, high, "between")
    sign = next(sign for sign in _QUALIFIERS if text.startswith(sign))
    number = _number_or_share(text.removeprefix(sign).strip())
    if number is None:
        return None
    qualifier = _QUALIFIERS[sign]
    low = None if qualifier in ("less_than", "at_most") else number
    high = None if qualifier in ("more_than", "at_least") else number
    return low, high, qualifier


def _number_or_share(text: str) -> float | None:
    digits = text.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(digits):
        return None
    return round(read_number(digits) / 100, 15) if text.endswith("%") else read_number(digits)


def _figure_way_out(text: str) -> str:
    from wh import figures

    if near := closest(text.lower(), figures.VAGUE_WORDS):
        return f"`{near}`, the closest vague word"
    if re.fullmatch(r"\d+,\d+", text):
        return f"`{text.replace(',', '.')}`"
    figure = figures.read(text)
    is_all = figure and not re.search(r"\d", text[: figure.start] + text[figure.end :])
    example = figure.value if figure and is_all else "123"
    return f"`{example}`, or with its qualifier: `8..9`, `>50`, `>=50`, `<50`, `<=50`, `~20`, `20%`, `dozens`"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A few printed words, every number in them, and every figure that they give, in the order of the text.

    The lists from `values` on have one entry a figure: what a labeller would write, its qualifier, its bounds as they
    stand, in `units` (None of a count), the vague word and how many times it is meant, and on which `sides` of its
    number it lies: `below` for "nearly" and for "up to several hundred", `near` for "just over".
    """

    text: str
    numbers: tuple[float, ...] = ()
    values: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    lows: tuple[float | None, ...] = ()
    highs: tuple[float | None, ...] = ()
    units: tuple[str | None, ...] = ()
    words: tuple[str | None, ...] = ()
    times: tuple[float | None, ...] = ()
    sides: tuple[str | None, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """Read the figures; a phrase without any is a phrase too, so nothing is refused here."""
        from wh import figures  # as above

        found = figures.read_all(text)
        return cls(
            text,
            figures.numbers_in(text),
            tuple(each.value for each in found),
            tuple(each.qualifier for each in found),
            tuple(each.stated_low for each in found),
            tuple(each.stated_high for each in found),
            tuple(each.unit for each in found),
            tuple(each.word for each in found),
            tuple(each.times for each in found),
            tuple("near" if each.is_near else each.side for each in found),
        )


# --- Text -----------------------------------------------------------------------------------------------------


def decode(content: bytes) -> str:
    """Decode UTF-8, without byte order mark, with every line end as a line feed; else name the line and the byte."""
    if _is_utf16(content[:64]):
        raise InputError("The file is UTF-16, not UTF-8.", at="line 1", way_out=_SAVE_AS_UTF8)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        read = error.object  # without the byte order mark
        line = read.count(b"\n", 0, error.start) + 1
        byte = error.start - read.rfind(b"\n", 0, error.start)
        raise InputError(
            f"The file is not UTF-8: byte {byte} of line {line} is 0x{read[error.start]:02x}.",
            at=f"line {line}",
            way_out=_SAVE_AS_UTF8,
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_utf16(start: bytes) -> bool:
    """Whether it begins with the mark of UTF-16, or is written like it: every other byte is 0."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return len(start) > 3 and not (any(start[::2]) and any(start[1::2]))


_SAVE_AS_UTF8 = "saving it again as UTF-8 (in a spreadsheet: `CSV UTF-8`; in an editor: encoding `UTF-8`)"
