"""Fills the page's templates: everything is escaped, and control characters are made visible."""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from wh.explaining import Account
from wh.reports.page.charts import masked, said

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def fill(template: str, values: Mapping[str, object]) -> str:
    """Return a template with its values."""
    return _environment().get_template(template).render(values)


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
def _environment() -> Environment:
    texts = {path.name: path.read_text(encoding="utf-8") for path in _folder().iterdir() if path.name.endswith(".html")}
    environment = Environment(
        loader=DictLoader(texts),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    environment.filters["time"] = _time
    environment.globals["said"] = said
    environment.globals["quoted"] = quoted
    environment.filters["shortened"] = _shortened
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
    if isinstance(value, str) and not isinstance(value, Markup):
        return _CONTROL.sub("\ufffd", masked(value))
    return value


def quoted(account: Account) -> tuple[str, str, str]:
    """Return the sentence of an account, its evidence between what stands before and behind, without secrets.

    The sentence is looked at whole: a secret may begin before the evidence and end in it.
    """
    text, start, end = account.sentence, account.start, account.end
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


def _day(day: date | None) -> str:
    return "" if day is None else f"{day.day} {day:%b %Y}"


def _time(as_of: str) -> str:
    """Return a time in EDTF as a person would say it."""
    first, between, last = as_of.partition("/")
    if not between:
        return f"as of {first}"
    if last == "..":
        return f"from {first} on"
    return f"until {last}" if first == ".." else f"between {first} and {last}"


def _shortened(text: str, length: int = 300) -> str:
    """Return the text without secrets, cut behind a whole word where it is longer than so many characters."""
    text = masked(text)
    if len(text) <= length:
        return text
    return text[:length].rsplit(maxsplit=1)[0].rstrip(",;:") + " …"
