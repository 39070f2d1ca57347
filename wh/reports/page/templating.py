"""Fills the page's templates: everything is escaped, and control characters are made visible."""

import base64
import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from wh.explaining import Account
from wh.reports.page.charts import masked

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def fill(template: str, values: Mapping[str, object]) -> str:
    """Return a template with its values."""
    return _template(template).render(values)


def script() -> str:
    """Return the page's script."""
    return _text("page.js")


def style() -> str:
    """Return the page's style sheet."""
    return _text("style.css")


def digest(text: str) -> str:
    """Return the hash by which the page's own policy knows its script from any other."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    texts = {path.name: path.read_text(encoding="utf-8") for path in _folder().iterdir() if path.name.endswith(".html")}
    environment = Environment(
        loader=DictLoader(texts),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        lstrip_blocks=True,
    )
    environment.filters["day"] = day_words
    environment.filters["shortened"] = shortened
    # once for all: of a large warehouse ten thousand templates are filled
    environment.globals["parts"] = environment.get_template("parts.html").module
    return environment


def _alike(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))


def _folder() -> Any:
    return files("wh.reports.page") / "templates"


def _text(name: str) -> str:
    return str((_folder() / name).read_text(encoding="utf-8"))


def _printable(value: object) -> object:
    return _seen(masked(value)) if isinstance(value, str) and not isinstance(value, Markup) else value


def _seen(text: str) -> str:
    return text if text.isprintable() else _CONTROL.sub("\ufffd", text)


def visible(text: str) -> str:
    """Return a text that holds no secret as markup, its control characters made visible."""
    return escape(_seen(text))


@lru_cache(maxsize=1 << 15)
def markup(text: str) -> str:
    """Return a text as a template would write it: without secrets, escaped, its control characters made visible."""
    return visible(masked(text))


def quoted(account: Account) -> tuple[str, str, str]:
    """Return the sentence of an account, its evidence between what stands before and behind, without secrets.

    The sentence is looked at whole: a secret may begin before the evidence and end in it.
    """
    return _quoted(account.sentence, account.start, account.end)


@lru_cache(maxsize=1 << 16)
def _quoted(text: str, start: int, end: int) -> tuple[str, str, str]:
    shown = masked(text)
    if shown != text:
        before = _alike(text, shown)
        behind = min(_alike(text[::-1], shown[::-1]), len(text) - before, len(shown) - before)
        longer = len(shown) - len(text)
        if start > before:
            start = start + longer if start >= len(text) - behind else before
        if end > before:
            end = max(end, len(text) - behind) + longer
    return shown[:start], shown[start:end], shown[end:]


def day_words(day: date | None) -> str:
    """Return a day as a person would write it."""
    return "" if day is None else f"{day.day} {day:%b %Y}"


@lru_cache(maxsize=1 << 12)
def time_words(as_of: str) -> str:
    """Return a time in EDTF as a person would say it."""
    first, between, last = as_of.partition("/")
    if not between:
        return f"as of {_edtf(first)}"
    if last == "..":
        return f"from {_edtf(first)} on"
    return f"until {_edtf(last)}" if first == ".." else f"between {_edtf(first)} and {_edtf(last)}"


def _edtf(time: str) -> str:
    """Return a day or a month in words, anything else as it is."""
    with suppress(ValueError):
        if len(time) == 10:
            return day_words(date.fromisoformat(time))
        if len(time) == 7:
            return f"{date.fromisoformat(f'{time}-01'):%b %Y}"
    return time


def shortened(text: str, length: int = 300) -> str:
    """Return the text without secrets, cut behind a whole word where it is longer than so many characters."""
    return cut(masked(text), length)


def cut(text: str, length: int) -> str:
    """Return the text, cut behind a whole word where it is longer than so many characters."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(maxsplit=1)[0].rstrip(",;:") + " …"
