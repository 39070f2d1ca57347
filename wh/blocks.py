"""The named blocks of a file, such as its macros: a quick scan that compiles nothing.

Refuses a block that is never closed, and one that ends without having begun.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wh.errors import ModelError

_KINDS = ("macro", "test", "data_test", "materialization", "snapshot", "docs")


@dataclass(frozen=True, slots=True)
class Block:
    """A named block of a file, such as a macro: its text with its tags, and the offset of it in the file.

    `inside` is the offset in `text` at which the block's own tag ends, and `end` that at which its end tag begins.
    """

    kind: str
    name: str
    text: str
    offset: int
    inside: int
    end: int
    shown: str
    first_line: int
    # how far from the beginning of its line it begins
    indent: int
    package: str

    @property
    def body(self) -> str:
        """What stands between the two tags."""
        return self.text[self.inside : self.end]

    @property
    def sha256(self) -> str:
        """The hash of the block's own text: another macro of the file does not count."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def plain_lines(text: str) -> str:
    """Return the text with every line end as one character and without a byte order mark."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def blocks_in(
    text: str, shown: str, package: str, kinds: Sequence[str] = _KINDS, *, is_strict: bool = False
) -> Iterator[Block]:
    """Yield the outermost blocks of those kinds, in the order of the file.

    What stands between them is left alone; `is_strict` refuses Jinja there, which nobody would read.
    """
    text = plain_lines(text)
    opened: re.Match[str] | None = None
    kind, depth = "", 0
    for tag in _TAG.finditer(text):
        word = tag["word"]
        if word is None or (opened is None and word not in kinds and not is_strict and word[3:] not in kinds):
            continue
        if opened is None and word in kinds:
            opened, kind, depth = tag, word, 1
        elif opened is not None and word == kind:
            depth += 1
        elif opened is not None and word == f"end{kind}":
            depth -= 1
            if depth == 0:
                yield _block(kind, text, opened, tag, shown, package)
                opened = None
        elif opened is None and word.startswith("end") and word[3:] in kinds:
            raise ModelError(
                f"Here ends a {word[3:]} that never began.",
                at=_place(text, tag.start(), shown),
                way_out=f"take out `{tag[0].strip()}`, or begin the {word[3:]} above it",
            )
        elif opened is None and is_strict:
            raise ModelError(
                f"This `{word}` stands outside of any macro, where nobody reads it.",
                at=_place(text, tag.start(), shown),
                way_out="the same inside of the macro that needs it",
            )
    if opened is not None:
        raise ModelError(
            f"This {kind} is never closed.",
            at=_place(text, opened.start(), shown),
            way_out=f"`{{% end{kind} %}}` where it ends",
        )


def _block(kind: str, text: str, opened: re.Match[str], closed: re.Match[str], shown: str, package: str) -> Block:
    name = re.match(r"\w+", opened["rest"].strip())
    if name is None:
        raise ModelError(
            f"This {kind} has no name.",
            at=_place(text, opened.start(), shown),
            way_out=f"`{{% {kind} its_name %}}`" if kind in ("snapshot", "docs") else f"`{{% {kind} its_name() %}}`",
        )
    start = opened.start()
    return Block(
        kind=kind,
        name=name[0],
        text=text[start : closed.end()],
        offset=start,
        inside=opened.end() - start,
        end=closed.start() - start,
        shown=shown,
        first_line=text.count("\n", 0, start) + 1,
        indent=start - (text.rfind("\n", 0, start) + 1),
        package=package,
    )


def _place(text: str, offset: int, shown: str) -> str:
    line_start = text.rfind("\n", 0, offset) + 1
    return f"{shown}:{text.count(chr(10), 0, offset) + 1}:{offset - line_start + 1}"


# comments and raw text hide what looks like a tag in them, and strings what looks like an end of one; a group is kept
# from trying again by (?>...), since Python before 3.11.5 reads (...)*+ wrongly (python/cpython#106052)
_TAG = re.compile(
    r"""\{\#.*?\#\}
    | \{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw\s*[-+]?%\}
    | \{%[-+]?\s*(?P<word>\w+)(?P<rest>(?>(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?![-+]?%\})[^"'])*))[-+]?%\}
    | \{\{(?>(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?!\}\})[^"'])*)\}\}""",
    flags=re.DOTALL | re.VERBOSE,
)
