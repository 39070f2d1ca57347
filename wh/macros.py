"""The macros of a project and its packages: found by a quick scan, compiled when they are first called.

A macro is known by its own text alone, whatever else its file has. Refuses two macros of one name in one package.
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wh.blocks import Block, blocks_in
from wh.errors import ModelError
from wh.scope import Returned

if TYPE_CHECKING:
    from wh.templates import Templates, Text

_TESTS = ("test", "data_test")
_OVERRIDING = re.compile(r"\{%[-+]?\s*macro\s+(?:ref|source|config|var|this)\b")


class Macro:
    """One macro or generic test; called, it takes its names from whoever is being rendered."""

    def __init__(self, block: Block, library: "Library") -> None:
        self.block = block
        self._library = library

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Return the macro's text, or what it gives by `return`."""
        from wh.templates import scope

        caller = scope()
        caller.macros[self.key] = self.sha256
        caller.packages.append(self.block.package)
        try:
            return self._compiled(*arguments, **named)
        except Returned as given:
            return given.value
        finally:
            caller.packages.pop()

    @property
    def name(self) -> str:
        """The name by which it is called; that of a test begins with `test_`."""
        return f"test_{self.block.name}" if self.block.kind in _TESTS else self.block.name

    @cached_property
    def key(self) -> str:
        """The name, with its package unless that is the root project."""
        return self.name if self.block.package == self._library.root else f"{self.block.package}.{self.name}"

    @cached_property
    def sha256(self) -> str:
        """The hash of its own text."""
        return self.block.sha256

    @property
    def text(self) -> "Text":
        """The macro as a text of its file."""
        from wh.templates import Text

        what = f"test `{self.block.name}`" if self.block.kind in _TESTS else f"macro `{self.block.name}`"
        return Text(self.block.text, self.block.shown, self.block.first_line, what, self.block.indent)

    @cached_property
    def _compiled(self) -> Any:
        found = self._library.templates.compile_macro(self.text).macro()
        found.name = self.name  # type: ignore[attr-defined]  # jinja2's own macro, which says it in its errors
        return found


class Given(Macro):
    """A macro that gives one value, whatever it is called with: a unit test puts it in place of another."""

    def __init__(self, macro: Macro | None, library: "Library", value: Any) -> None:
        block = macro.block if macro else Block("macro", "given", "", 0, 0, 0, "", 1, 0, library.root)
        super().__init__(block, library)
        self._value = value

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Return the value; where it is a function, what that gives."""
        return self._value(*arguments, **named) if callable(self._value) else self._value


class Library:
    """All macros, by package; the files are scanned when a macro is first looked for."""

    def __init__(
        self,
        files: Mapping[str, Sequence[tuple[str, str]]],
        root: str,
        search_order: Mapping[str, Sequence[str]],
        *,
        is_strict: bool,
        kept: Path | None = None,
    ) -> None:
        """`files` has for each package (path as shown, text); `is_strict` refuses what dbt leaves alone.

        `kept` is the file that holds what earlier runs compiled.
        """
        self.root = root
        self._files = files
        self._search_order = search_order
        self._is_strict = is_strict
        self._kept = kept

    @cached_property
    def templates(self) -> "Templates":
        """What compiles the texts: jinja2 is imported with the first text that needs it."""
        from wh.templates import Templates

        return Templates(is_lenient=not self._is_strict, kept=self._kept)

    def keep(self) -> None:
        """Keep what was compiled for the next run, if anything was."""
        if "templates" in vars(self):
            self.templates.keep()

    @cached_property
    def override_literals(self) -> bool:
        """Whether a macro of the project stands for one of the names that are read without jinja2."""
        return any(_OVERRIDING.search(text) for _, text in self._files.get(self.root, ()))

    @cached_property
    def packages(self) -> dict[str, dict[str, Macro]]:
        """The macros of each package by name."""
        found: dict[str, dict[str, Macro]] = {self.root: {}}
        for package, files in self._files.items():
            macros = found.setdefault(package, {})
            for shown, text in files:
                for macro in self._in_file(text, shown, package):
                    other = macros.get(macro.name)
                    if other is not None:
                        raise _twice(macro, other)
                    macros[macro.name] = macro
        return found

    def with_values(self, values: Mapping[str, Any]) -> "Library":
        """Return the same macros, some of which give a value at once; each is named with its package or without."""
        other = copy.copy(self)
        other.override_literals = True
        other.packages = {package: dict(macros) for package, macros in self.packages.items()}
        for key, value in values.items():
            package, _, name = key.rpartition(".")
            macros = other.packages.setdefault(package or self.root, {})
            macros[name] = Given(macros.get(name), other, value)
        return other

    def find(self, name: str, package: str) -> Macro | None:
        """Return the macro that a bare name means: the project's own before one of the package that asks."""
        found = self.packages[self.root].get(name)
        return found or self.packages.get(package, {}).get(name)

    def of_package(self, package: str) -> dict[str, Macro] | None:
        """Return the macros of one package by name, or None if there is no such package."""
        return self.packages.get(package)

    def search_order(self, namespace: str | None) -> Sequence[str]:
        """Return the packages in which `adapter.dispatch` looks: the project, then the one that was named."""
        if namespace is not None and namespace in self._search_order:
            return self._search_order[namespace]
        return [self.root, namespace or "dbt"] if namespace != self.root else [self.root]

    def test(self, name: str, package: str | None) -> Macro | None:
        """Return the generic test of that name."""
        for one in [package] if package else self.packages:
            found = self.packages.get(one, {}).get(f"test_{name}")
            if found is not None:
                return found
        return None

    def render(self, text: str) -> str:
        """Return a text with its Jinja carried out, with the names of whoever is being rendered."""
        from wh.templates import Text

        pieces = self.templates.compile(Text(text, "`render`", what="text of `render`")).pieces()
        return "".join(piece[2] for piece in pieces)

    def names(self) -> list[str]:
        """Return the name of every macro, with its package unless that is the root project."""
        return sorted(macro.key for macros in self.packages.values() for macro in macros.values())

    def of_root(self) -> Iterator[Macro]:
        """Yield the project's own macros."""
        yield from self.packages[self.root].values()

    def _in_file(self, text: str, shown: str, package: str) -> Iterator[Macro]:
        for block in blocks_in(text, shown, package, is_strict=self._is_strict):
            if block.kind == "materialization":
                if package == self.root:
                    raise ModelError(
                        f"The materialization `{block.name}` is the project's own, and such are not understood.",
                        at=f"{shown}:{block.first_line}:{block.indent + 1}",
                        way_out="one of table, view, incremental and ephemeral",
                    )
            elif block.kind in ("macro", *_TESTS):
                yield Macro(block, self)


def _twice(macro: Macro, other: Macro) -> ModelError:
    return ModelError(
        f"The {macro.block.kind} `{macro.block.name}` is written twice.",
        at=f"{macro.block.shown}:{macro.block.first_line}:{macro.block.indent + 1}",
        way_out=f"another name for one of the two; the other is at {other.block.shown}:{other.block.first_line}",
    )
