"""Import the files in loaders/ and gather what they declare.

Refuses a loader that cannot be imported, two that read the same files, and a reference to what no loader reads.
"""

import importlib.util
import sys
import types
from collections.abc import Sequence
from pathlib import Path

from wh.errors import InputError, closest
from wh.kinds import DECLARED_IN, ArticleFormat, DescriptionKind, Kinds, LabelKind


def discover(files: Sequence[Path], root: Path) -> Kinds:
    """Return the kinds that the loader files of the project in `root` declare, in the order of the files."""
    found: dict[str, tuple[Path, LabelKind | ArticleFormat]] = {}
    for path in files:
        for kind in _declared(path, root):
            for claim in kind.suffixes if isinstance(kind, ArticleFormat) else (kind.file,):
                if claim in found:
                    raise InputError(
                        f"Two loaders read `{claim}`: {found[claim][0].name} and {path.name}.",
                        at=_show(path, root),
                        way_out="one loader for each kind of file; one of your own replaces a built-in by its name",
                    )
                found[claim] = path, kind
    described = [kind for _, kind in found.values() if isinstance(kind, DescriptionKind)]
    if len(described) != 1:
        raise InputError(
            f"{len(described)} loaders describe articles; it takes one.",
            at="loaders/",
            way_out="the built-in manifest.py alone",
        )
    kinds = Kinds(
        labels=tuple(kind for _, kind in found.values() if type(kind) is LabelKind),
        description=described[0],
        formats={claim: kind for claim, (_, kind) in found.items() if isinstance(kind, ArticleFormat)},
    )
    _check_references(kinds, {claim: _show(path, root) for claim, (path, _) in found.items()})
    return kinds


def _check_references(kinds: Kinds, places: dict[str, str]) -> None:
    known = {"articles", "operands"}
    for kind in kinds.labels:
        known |= {kind.table} if len(kind.key) == 1 else set()
        known |= {f"{kind.table}.{field.name}" for field in kind.fields}
    for kind in (*kinds.labels, kinds.description):
        for target in sorted({target for field in kind.fields for target in field.refers_to} - known):
            near = closest(target, known)
            raise InputError(
                f"`{kind.record.__name__}` refers to `{target}`, which no loader reads.",
                at=places[kind.file],
                way_out=f"`{near}`, the closest name" if near else "a loader for it",
            )


def _declared(path: Path, root: Path) -> list[LabelKind | ArticleFormat]:
    values = list(vars(_import(path, root)).values())
    formats = [value for value in values if isinstance(value, ArticleFormat)]
    return [
        *(vars(value)[DECLARED_IN] for value in values if isinstance(value, type) and DECLARED_IN in vars(value)),
        *formats,
    ]


def _import(path: Path, root: Path) -> types.ModuleType:
    name = f"wh_loaders.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise InputError(f"`{path.name}` is no Python file.", at=_show(path, root), way_out="a file ending in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # while it runs: dataclasses look their own module up
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # whatever it does, it is the file's fault
        line = error.lineno if isinstance(error, SyntaxError) else _line_in(path, error)
        raise InputError(
            f"The loader `{path.name}` cannot be imported: {str(error) or type(error).__name__}.",
            at=f"{_show(path, root)}:{line or 1}",
            way_out="the loaders beside it as a model",
        ) from error
    finally:
        del sys.modules[name]
    return module


def _line_in(path: Path, error: BaseException) -> int | None:
    """Return the last line of the file itself that the error passed through."""
    lines: list[int] = []
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(path):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return lines[-1] if lines else None


def _show(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else f"(built-in) loaders/{path.name}"
