"""Import the files in loaders/ and gather what they declare.

Refuses a loader that cannot be imported, two that read the same files, and a reference to what no loader reads.
"""

import importlib.util
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from wh.annotations import AnnotationFormat
from wh.errors import InputError, closest
from wh.formats import ArticleFormat
from wh.kinds import DECLARED_IN, DescriptionKind, Kinds, LabelKind, RecordKind
from wh.packaged import packaged_loaders


def discover(files: Sequence[Path], root: Path) -> Kinds:
    """Return the kinds that the loader files of the project in `root` declare, in the order of the files.

    What an installed package brings replaces a built-in loader of its name, and gives way to the project's own.
    """
    found: dict[str, tuple[_Loader, _Declared]] = {}
    loaders = _loaders(files, root)
    for loader in loaders:
        for kind in _declared(loader):
            for claim in (kind.file,) if isinstance(kind, LabelKind) else kind.claims:
                if claim in found:
                    raise InputError(
                        f"Two loaders read `{claim}`: {found[claim][0].name} and {loader.name}.",
                        at=loader.shown,
                        way_out="one loader for each kind of file; one of your own replaces a built-in by its name",
                    )
                found[claim] = loader, kind
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
        records=tuple(kind for _, kind in found.values() if isinstance(kind, RecordKind)),
        formats=_by_suffix([kind for _, kind in found.values() if isinstance(kind, ArticleFormat)]),
        annotations=tuple(dict.fromkeys(kind for _, kind in found.values() if isinstance(kind, AnnotationFormat))),
    )
    own = {each.file.stem: each.shown for each in loaders if each.file and each.file.is_relative_to(root)}
    _check_references(kinds, {claim: loader.shown for claim, (loader, _) in found.items()}, own)
    return kinds


@dataclass(frozen=True, slots=True)
class _Loader:
    """A module of loaders: its name and place as a person knows them, and what imports it."""

    name: str
    shown: str
    file: Path | None
    load: Callable[[], types.ModuleType]


def _loaders(files: Sequence[Path], root: Path) -> list[_Loader]:
    own = {path.stem for path in files if path.is_relative_to(root)}
    packaged = [each for each in packaged_loaders() if each.name not in own]
    names = {each.name for each in packaged}
    kept = [path for path in files if path.stem in own or path.stem not in names]
    return [
        *(_Loader(path.name, _show(path, root), path, partial(_run, path)) for path in kept),
        *(_Loader(each.module, each.package, each.file, partial(import_module, each.module)) for each in packaged),
    ]


def _by_suffix(formats: Sequence[ArticleFormat]) -> dict[str, tuple[ArticleFormat, ...]]:
    suffixes = sorted({suffix for each in formats for suffix in each.suffixes})
    return {suffix: tuple(dict.fromkeys(each for each in formats if suffix in each.suffixes)) for suffix in suffixes}


def _check_references(kinds: Kinds, places: dict[str, str], own: dict[str, str]) -> None:
    known = {"articles", "operands"}
    for kind in kinds.labels:
        known |= {kind.table} if len(kind.key) == 1 else set()
        known |= {f"{kind.table}.{field.name}" for field in kind.fields}
    for kind in (*kinds.labels, kinds.description):
        for target in sorted({target for field in kind.fields for target in field.refers_to} - known):
            if instead := own.get(target.split(".")[0]):
                raise InputError(
                    f"`{target}` is referred to, and the file of that name does not read it, but replaces what would.",
                    at=instead,
                    way_out="another name for the file",
                )
            near = closest(target, known)
            raise InputError(
                f"`{kind.record.__name__}` refers to `{target}`, which no loader reads.",
                at=places[kind.file],
                way_out=f"`{near}`, the closest name" if near else "a loader for it",
            )


_Declared = LabelKind | ArticleFormat | AnnotationFormat


def _declared(loader: _Loader) -> list[_Declared]:
    values = list(vars(_import(loader)).values())
    formats = [value for value in values if isinstance(value, ArticleFormat | AnnotationFormat)]
    return [
        *(vars(value)[DECLARED_IN] for value in values if isinstance(value, type) and DECLARED_IN in vars(value)),
        *formats,
    ]


def _import(loader: _Loader) -> types.ModuleType:
    try:
        return loader.load()
    except (Exception, SystemExit) as error:  # whatever it does, it is the file's fault
        line = error.lineno if isinstance(error, SyntaxError) else _line_in(loader.file, error)
        raise InputError(
            f"The loader `{loader.name}` cannot be imported: {str(error) or type(error).__name__}.",
            at=f"{loader.shown}:{line or 1}",
            way_out="the loaders beside it as a model",
        ) from error


def _run(path: Path) -> types.ModuleType:
    name = f"wh_loaders.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError("it is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # while it runs: dataclasses look their own module up
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules[name]
    return module


def _line_in(path: Path | None, error: BaseException) -> int | None:
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
