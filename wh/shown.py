"""The text of a tree of HTML or XML as a reader sees it, block by block, and such blocks set out as one text.

A tree is looked at and left as it is. What it hides, and scripts and the like, show nothing.
"""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wh.formats import Passage
from wh.markup import read_html, written

Telling = Callable[[str, str], str | None]
"""What an element tells of all in it, by its name and its attributes as they are written; None is nothing."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that stands by itself on a page, and what the nearest element around it tells that tells anything.

    A text that stands beside blocks, in no block of its own, is told of by what they are all in.
    """

    text: str
    told: str | None


def tells_nothing(name: str, attributes: str) -> None:
    """Tell nothing of what is in an element."""


def visible_blocks(root: Any, telling: Telling = tells_nothing) -> list[Block]:
    """Return the text that a page, or a part of one, shows, in its order, a block an entry.

    The library writes the tree out, and the tags are read: to hold a tree's elements one by one takes thrice as long.
    """
    markup = written(root)
    for space in _SPACES:
        markup = markup.replace(space, " ")
    parts = _TAG.split(markup)
    found: list[Block] = []
    run = [parts[0]]  # the text of the block that is open
    told: str | None = None  # of all that comes now
    of_run: str | None = None
    around: list[
        tuple[str | None, bool]
    ] = []  # of each element that is open: what was told before, whether it is a block
    unseen = 0  # how many elements are open from one on that is not shown
    for closing, name, attributes, text in zip(*(parts[at::4] for at in (1, 2, 3, 4)), strict=True):
        if name is None:  # a comment and the like
            run.append("" if unseen else text)
            continue
        if closing:
            if unseen:
                unseen -= 1
            else:
                told, is_block = around.pop()
                if is_block:
                    _end(run, of_run, found)
                    of_run = told
        elif attributes.endswith("/"):  # an element with nothing in it
            if name == "br" and not unseen:
                run.append("\n")
            elif name in _BLOCKS and not unseen:
                _end(run, of_run, found)
                of_run = told
        elif unseen:
            unseen += 1
        else:
            is_block, is_unseen, tells = _opened(name, attributes, telling)
            if is_unseen:
                unseen = 1
            else:
                around.append((told, is_block))
                told = tells or told
                if is_block:
                    _end(run, of_run, found)
                    of_run = told
        if not unseen and text:
            run.append(text)
    _end(run, of_run, found)
    return found


def _end(run: list[str], told: str | None, found: list[Block]) -> None:
    """End the block that is open: what it shows is found, with white space as a browser shows it."""
    if run:
        text = "".join(run)
        run.clear()
        if text.isspace() or not text:
            return
        if "&" in text:
            text = html.unescape(text)
        if "\n" in text:
            text = "\n".join(line.strip(" ") for line in text.split("\n")).strip("\n")
        if "  " in text:
            text = _TWO_SPACES.sub(" ", text)
        if text := text.strip(" "):
            found.append(Block(text, told))


@lru_cache(maxsize=4096)
def _opened(name: str, attributes: str, telling: Telling) -> tuple[bool, bool, str | None]:
    """Return of an element whether it is a block, whether it is not shown, and what it tells."""
    may_be_hidden = "hidden=" in attributes or "display:" in attributes
    is_unseen = name in _UNSEEN or (may_be_hidden and _HIDDEN.search(attributes) is not None)
    return name in _BLOCKS, is_unseen, telling(name, attributes)


def set_out(parts: Iterable[tuple[str, str | None]]) -> tuple[str, tuple[Passage, ...]]:
    """Return parts as one text, an empty line between two, and as passages those that have a reason not to be read."""
    texts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    at = 0
    for text, reason in parts:
        end = at + len(text)
        if reason:
            if spans and spans[-1][1] + 2 == at and spans[-1][2] == reason:
                spans[-1] = (spans[-1][0], end, reason)
            else:
                spans.append((at, end, reason))
        texts.append(text)
        at = end + 2
    return "\n\n".join(texts), tuple(Passage(*span) for span in spans)


def text_of_html(text: str) -> str:
    """Return the text that a part of a page shows, with an empty line between two blocks."""
    if "<" not in text and "&" not in text:
        return text.strip()
    return "\n\n".join(block.text for block in visible_blocks(read_html(f"<div>{text}</div>")))


# as the library writes XML: no text and no value of an attribute has a bare < or >
_TAG = re.compile(r"<(?:!--.*?--|\?.*?\?|!.*?|(/?)(?:[^\s/>:]+:)?([^\s/>:]+)([^>]*))>", re.DOTALL)
_SPACES = ("\n", "\t", "\r", "\f", "&#13;")
_TWO_SPACES = re.compile(" {2,}")
_HIDDEN = re.compile(r"""\shidden=|\sstyle="[^"]*display:\s?none""")
_UNSEEN = frozenset(
    (
        *("script", "style", "template", "noscript", "head", "svg", "iframe", "object", "select", "textarea"),
        *("audio", "canvas", "embed", "math", "video"),
    )
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "button", "caption", "dd", "details", "dialog", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "tr", "ul"),
        *("block", "bq", "hl2", "media", "media-caption"),  # of NITF
    )
)
