"""The door to jinja2: compiles a text, carries it out, and knows for each piece of the result where it was written.

Names are looked up when they are used, with whoever is being rendered then: so a macro is compiled once, and what it
names are the names of the model that calls it. Refuses inheritance and inclusion: a model is one file.
"""

import hashlib
import io
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any, NoReturn, TypeVar

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.lexer import TokenStream
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.utils import missing

from wh.bytecode import Bytecode
from wh.scope import NOT_THERE, Scope

# what an expression of a template can raise that is its author's fault, and no bug of ours
FAULTS = (*(jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError),)

Piece = tuple[int, bool, Any]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Text:
    """A text as written: where its first character stands, and what it is, such as 'model `claims`'."""

    source: str
    shown: str
    first_line: int = 1
    what: str = "text"
    # how far from the beginning of its line the text begins
    indent: int = 0
    # what to say of its place where neither its line nor its column can be told, as of a value in YAML
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An offset in a text that was being carried out, and the braces around it, from `start` to `end`."""

    text: Text
    offset: int
    start: int
    end: int


class SyntaxFault(Exception):  # noqa: N818  # a fault of a text, said by whoever knows whose it is
    """A text that jinja2 cannot read, with the place where it stopped."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


class _Lenient(jinja2.Undefined):
    """What is not there, in dbt's manner: false and empty; but a name that nobody ever gives is not printed."""

    __slots__ = ()

    def __str__(self) -> str:
        if self._undefined_hint is None and self._undefined_obj is missing:
            self._fail_with_undefined_error()
        return ""


class _Tokens(TokenStream):
    """The tokens of a text; what jinja2 takes for the number of a line is one more than an offset.

    So each node of the parsed template, each statement compiled from it and each error knows its exact place.
    """

    spans: list[tuple[int, int]]


class _Environment(jinja2.Environment):
    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        spans: list[tuple[int, int]] = []
        tokens = list(_with_offsets(self, source, spans, state))
        stream = _Tokens(self.lexer.wrap(iter(tokens), name, filename), name, filename)
        stream.spans = spans
        return stream


def _with_offsets(
    environment: jinja2.Environment, source: str, spans: list[tuple[int, int]], state: str | None
) -> Iterator[tuple[int, str, str]]:
    at, opened = 0, 0
    try:
        for _, kind, value in environment.lexer.tokeniter(source, None, None, state):
            while not source.startswith(value, at):
                at += 1  # white space that `-` has trimmed away
            if kind.endswith("_begin"):
                opened = at
            yield at + 1, kind, value
            at += len(value)
            if kind.endswith("_end"):
                spans.append((opened, opened + len(source[opened:at].rstrip())))
    except jinja2.TemplateSyntaxError as cause:
        # the lexer alone counts in lines; it stopped at the first character that it did not yield
        message = str(cause.message).partition(" at ")[0] if "unexpected char" in str(cause.message) else cause.message
        is_open = str(message).startswith("Missing end")
        at = opened if is_open else at + len(source[at:]) - len(source[at:].lstrip())
        raise jinja2.TemplateSyntaxError(str(message), at + 1) from cause


class _Parser(Parser):
    """Reads dbt's `{% test %}` as well, and knows which statement was not closed."""

    def __init__(self, environment: jinja2.Environment, source: str) -> None:
        super().__init__(environment, source)
        self.opened: list[int] = []
        for tag in ("test", "data_test"):
            self.extensions[tag] = _parse_test

    def _refuse(self) -> NoReturn:
        self.fail(f"`{self.stream.current.value}` takes a text from elsewhere, and a model is one text")

    parse_extends = parse_block = parse_include = parse_import = parse_from = _refuse

    def parse_statement(self) -> nodes.Node | list[nodes.Node]:
        self.opened.append(self.stream.current.lineno)
        parsed = super().parse_statement()
        self.opened.pop()
        return parsed


def _parse_test(parser: Parser) -> nodes.Node:
    tag = next(parser.stream)
    macro = nodes.Macro(lineno=tag.lineno)
    macro.name = parser.parse_assign_target(name_only=True).name
    parser.parse_signature(macro)
    macro.body = parser.parse_statements((f"name:end{tag.value}",), drop_needle=True)
    return macro


class _PieceByPiece(CodeGenerator):
    """Compiles what a text puts out piece by piece: (offset, whether it is copied from the text, what).

    A name that the text itself sets somewhere, `assigned`, is known as one where it is not set.
    """

    is_native = False
    assigned: frozenset[str] = frozenset()

    def visit_Name(self, node: nodes.Name, frame: Frame) -> None:  # noqa: N802  # jinja2's own name
        if node.ctx == "load" and node.name in self.assigned:
            ref = frame.symbols.ref(node.name)
            hint = f"'{node.name}' is not set here"
            self.write(f"(undefined({hint!r}, name={node.name!r}) if {ref} is missing else {ref})")
        else:
            super().visit_Name(node, frame)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802  # jinja2's own name
        if frame.buffer is not None:
            super().visit_Output(node, frame)
            return
        for child in node.nodes:
            is_copied = isinstance(child, nodes.TemplateData)
            self.writeline(f"yield ({child.lineno - 1}, {is_copied}, ", child)
            if isinstance(child, nodes.TemplateData):
                self.write(repr(child.data))
            elif self.is_native:
                self.visit(child, frame)
            else:
                self.write("str(")
                self.visit(child, frame)
                self.write(")")
            self.write(")")

    def start_write(self, frame: Frame, node: nodes.Node | None = None) -> None:
        if frame.buffer is None and node is not None:
            self.writeline(f"yield ({node.lineno - 1}, False, ", node)
        else:
            super().start_write(frame, node)

    def end_write(self, frame: Frame) -> None:
        if frame.buffer is None:
            self.write(")")
        else:
            super().end_write(frame)


class _Native(_PieceByPiece):
    is_native = True


# whose names hold now
_scope: ContextVar[Scope] = ContextVar("scope")


class _Context(Context):
    def resolve_or_missing(self, key: str) -> Any:
        if key in self.vars:
            return self.vars[key]
        found = _scope.get().find(key)
        return self.parent.get(key, missing) if found is NOT_THERE else found


@dataclass(frozen=True, slots=True)
class Compiled:
    """A text as compiled by jinja2, ready to be carried out any number of times."""

    text: Text
    spans: tuple[tuple[int, int], ...]
    lines: tuple[tuple[int, int], ...]
    root: Callable[[Context], Iterator[Piece]]
    environment: jinja2.Environment

    def pieces(self) -> list[Piece]:
        """Carry the text out; what came from an expression has the offset of its opening brace."""
        return [
            piece if piece[1] else (self._span(piece[0])[0], False, piece[2]) for piece in self.root(self._context())
        ]

    def macro(self) -> Callable[..., Any]:
        """Return the macro that the text is; its names are those of whoever calls it."""
        context = self._context()
        for _ in self.root(context):
            pass
        found: Callable[..., Any] = context.vars[_ANY_MACRO]
        return found

    def place(self, python_line: int) -> Place:
        """Return the place that stands behind a line of the compiled Python."""
        index = bisect_right(self.lines, python_line, key=lambda pair: pair[1]) - 1
        offset = self.lines[max(index, 0)][0] - 1 if self.lines else 0
        return Place(self.text, offset, *self._span(offset))

    def _context(self) -> Context:
        return _Context(self.environment, self.environment.globals, None, {})

    def _span(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self.spans, offset, key=lambda span: span[0]) - 1
        return self.spans[index] if index >= 0 else (offset, offset)


class Templates:
    """Compiles texts of one dialect; `is_lenient` takes what is not there as false and empty, as dbt does."""

    def __init__(self, *, is_lenient: bool = False, kept: Path | None = None) -> None:
        """`kept` is the file that holds what earlier runs compiled."""
        self._environment = _environment(_PieceByPiece, is_lenient=is_lenient)
        self._native = _environment(_Native, is_lenient=is_lenient)
        self._bytecode = Bytecode(kept, _version())

    def compile(self, text: Text, *, is_native: bool = False) -> Compiled:
        """Return the text compiled, or raise a SyntaxFault; a native one puts out values as they are."""
        environment = self._native if is_native else self._environment
        return _compile(environment, text, self._bytecode)

    def compile_macro(self, text: Text) -> Compiled:
        """Return a text that is one macro or test compiled, under a name that hides no other macro."""
        return _compile(self._environment, text, self._bytecode, is_unnamed=True)

    def is_missing(self, value: Any) -> bool:
        """Return whether a value stands for a name or property that is not there."""
        return isinstance(value, jinja2.Undefined)

    def check(self, text: Text) -> None:
        """Raise a SyntaxFault if the text cannot be read."""
        key = _key(text, "read")
        if self._bytecode.find(key) is None:
            _parse(self._environment, text)
            self._bytecode.add(key, None)

    def keep(self) -> None:
        """Keep what was compiled for the next run."""
        self._bytecode.keep()


def scope() -> Scope:
    """Return whose names hold now."""
    return _scope.get()


def carried_out(function: Callable[[], _T], names: Scope) -> _T:
    """Call what carries out a text or a macro, while the names of that scope hold."""
    token = _scope.set(names)
    try:
        return function()
    finally:
        _scope.reset(token)


def places(error: BaseException) -> list[Place]:
    """Return the places in texts that the error passed through, the outermost first."""
    found: list[Place] = []
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        compiled = trace.tb_frame.f_globals.get(_COMPILED)
        if compiled is not None:
            found.append(compiled.place(trace.tb_lineno))
        trace = trace.tb_next
    return found


def missing_name(cause: BaseException) -> str | None:
    """Return the name or property that was used and is not there, if that is what was raised."""
    if not isinstance(cause, jinja2.UndefinedError):
        return None
    quoted = re.findall(r"'([^']*)'", str(cause.message))
    return quoted[-1] if quoted else ""


def sentence(cause: BaseException) -> str:
    """Return what a library says of a fault, fit to end with our full stop."""
    text = str(getattr(cause, "message", None) or cause).rstrip(".")
    text = re.sub(r"(?:[\w<>]+\.)*_*(\w+)\(\)", r"`\1`", text)  # Python names a function with its surroundings
    text = re.sub(r"^'[^']* object' has no attribute '([^']*)'$", r"the property '\1'", text)
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


_SET = re.compile(r"\{%[-+]?\s*set\s+([\w\s,]+)")
_ANY_MACRO = "__macro"
_COMPILED = "__compiled__"


def _environment(generator: type[CodeGenerator], *, is_lenient: bool) -> jinja2.Environment:
    environment = _Environment(
        undefined=_Lenient if is_lenient else jinja2.StrictUndefined,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.code_generator_class = generator
    environment.context_class = _Context
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False}
    environment.filters.update(_FILTERS)
    return environment


def _version() -> str:
    """Return what compiles a text: another version of it may compile it otherwise."""
    return f"{sys.version} {jinja2.__version__} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"


def _key(text: Text, how: str) -> str:
    return f"{how} {hashlib.sha256(text.source.encode(errors='surrogatepass')).hexdigest()}"


def _compile(environment: jinja2.Environment, text: Text, bytecode: Bytecode, *, is_unnamed: bool = False) -> Compiled:
    key = _key(text, f"{environment.code_generator_class.__name__}{' macro' * is_unnamed}")
    code, spans = bytecode.find(key) or (None, ())
    if code is None:
        code, spans = _code(environment, text, is_unnamed=is_unnamed)
        bytecode.add(key, code, spans)
    module: dict[str, Any] = {"environment": environment}
    exec(code, module)
    lines = [pair.split("=") for pair in module["debug_info"].split("&") if pair]
    compiled = Compiled(
        text=text,
        spans=spans,
        lines=tuple((int(offset), int(line)) for offset, line in lines),
        root=module["root"],
        environment=environment,
    )
    module[_COMPILED] = compiled
    return compiled


def _code(
    environment: jinja2.Environment, text: Text, *, is_unnamed: bool
) -> tuple[CodeType, tuple[tuple[int, int], ...]]:
    tree, spans = _parse(environment, text)
    changed = _unnamed(tree) if is_unnamed else tree
    # the compiler would walk the whole tree thrice for what the parser has refused
    vars(changed).update(find=lambda _: None, find_all=lambda _: ())
    stream = io.StringIO()
    generator = environment.code_generator_class(environment, None, None, stream, optimized=False)
    if isinstance(generator, _PieceByPiece):
        generator.assigned = frozenset(
            name for found in _SET.findall(text.source) for name in re.findall(r"\w+", found)
        )
    try:
        generator.visit(changed)
    except jinja2.TemplateSyntaxError as cause:
        raise _fault(cause, text, spans) from cause
    return compile(stream.getvalue(), "<template>", "exec"), tuple(spans)


def _parse(environment: jinja2.Environment, text: Text) -> tuple[nodes.Template, list[tuple[int, int]]]:
    spans: list[tuple[int, int]] = []
    parser: _Parser | None = None
    try:
        parser = _Parser(environment, text.source)
        spans = parser.stream.spans  # type: ignore[attr-defined]  # the stream is ours
        tree = parser.parse()
    except jinja2.TemplateSyntaxError as cause:
        is_open = parser is not None and parser.opened and str(cause.message).startswith("Unexpected end of template")
        if is_open and parser is not None:
            cause.lineno = parser.opened[-1]
        raise _fault(cause, text, spans) from cause
    # set_environment would walk the tree for what only extensions ask for
    tree.environment = environment
    return tree, spans


def _fault(cause: jinja2.TemplateSyntaxError, text: Text, spans: Sequence[tuple[int, int]]) -> SyntaxFault:
    offset = cause.lineno - 1
    index = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    start, end = spans[index] if index >= 0 else (offset, offset)
    return SyntaxFault(sentence(cause), Place(text, offset, start, end))


def _unnamed(tree: nodes.Template) -> nodes.Template:
    macro = tree.find(nodes.Macro)
    if macro is not None:
        macro.name = _ANY_MACRO
    return tree


def _as_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).strip().lower() in ("true", "false"):
        return str(value).strip().lower() == "true"
    raise ValueError(f"{value!r} is neither true nor false")


def _as_number(value: Any) -> int | float:
    if isinstance(value, int | float):
        return value
    text = str(value).strip()
    return int(text) if text.lstrip("+-").isdigit() else float(text)


def _as_native(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    import ast

    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return value


_FILTERS: dict[str, Callable[..., Any]] = {
    "as_bool": _as_bool,
    "as_number": _as_number,
    "as_native": _as_native,
    "as_text": str,
}
