"""What is wrong with a template, said with its place in the file as written and the culprit underlined."""

import re

from wh.errors import ModelError, WhError, closest
from wh.scope import Returned, Scope
from wh.templates import FAULTS, Place, SyntaxFault, Text, missing_name, places, sentence
from wh.world import Written

CAUGHT = (*FAULTS, SyntaxFault, Returned, WhError)


def explained(cause: Exception, scope: Scope) -> Exception:
    """Return the ModelError for what was raised while a scope's text was carried out; a bug is returned as it is."""
    if isinstance(cause, SyntaxFault):
        return syntax_error(cause)
    if isinstance(cause, WhError):
        return cause if cause.at is not None else _placed(cause, cause, scope)
    passed = places(cause)
    if isinstance(cause, Returned):
        error = ModelError("`return` stands outside of a macro.", way_out="the value itself, without `return`")
    elif (name := missing_name(cause)) is not None:
        scope.suspect = name
        error = _no_such_name(name, cause, scope, passed)
    elif passed or isinstance(cause, TypeError):
        what = passed[-1].text.what if passed else named(scope.written)
        error = ModelError(
            f"The Jinja of the {what} cannot be carried out: {sentence(cause)}.",
            way_out="mend the expression at that place",
        )
    else:
        return cause
    return _placed(error, cause, scope)


def syntax_error(cause: SyntaxFault) -> ModelError:
    """Return the ModelError for a text that jinja2 cannot read."""
    place = cause.place
    message, _, looking_for = cause.message.partition(". Jinja was looking for the following tags: ")
    expected = re.findall(r"'(\w+)'", looking_for.partition(". The innermost")[0])
    word = re.match(r"\w+", place.text.source[place.offset :])
    start, length = place.offset, len(word[0]) if word else 1
    source = place.text.source
    opened = source.rfind("{{", 0, place.offset)
    is_open = "end of print statement" in message and "\n" in source[opened : place.offset]
    if is_open:
        start, length = opened, _up_to_line_end(source, opened, place.offset)
    if expected:
        start, length = place.start, _up_to_line_end(source, place.start, place.end)
    shown, picture = _shown(place.text, start, length)
    if expected:
        is_at_end = message.startswith("unexpected end")
        found = "a statement is never closed" if is_at_end else f"`{word[0] if word else ''}` closes nothing here"
        return ModelError(
            f"The Jinja of the {place.text.what} is broken: {found}.{picture}",
            at=shown,
            way_out=f"`{{% {expected[-1]} %}}` " + ("where it ends" if is_at_end else "before it, or in its place"),
        )
    if is_open:
        return ModelError(
            f"The Jinja of the {place.text.what} is broken: braces are opened and not closed.{picture}",
            at=shown,
            way_out="`}}` where they end",
        )
    return ModelError(
        f"The Jinja of the {place.text.what} is broken: {message}.{picture}",
        at=shown,
        way_out="mend the Jinja at that place",
    )


def named(written: Written) -> str:
    """Return what is rendered, such as 'model `claims`'."""
    return f"{written.kind} `{written.name}`"


def _no_such_name(name: str, cause: Exception, scope: Scope, passed: list[Place]) -> ModelError:
    what = passed[-1].text.what if passed else named(scope.written)
    return ModelError(f"The {what} uses what is not there: {sentence(cause)}.", way_out=_instead(name, cause, scope))


def _instead(name: str, cause: Exception, scope: Scope) -> str:
    if str(cause) != f"'{name}' is undefined":
        return "a property that it has"
    if scope.world.dialect == "dbt" and re.search(rf"\b{re.escape(name)}\s*\.\s*\w+\s*\(", scope.written.source):
        return f"`dbt deps`, which puts the package `{name}` into dbt_packages/"
    near = closest(name, scope.known_names())
    return f"`{near}`, the closest name" if near else _ALL_NAMES


def _placed(error: WhError, cause: Exception, scope: Scope) -> WhError:
    """Give an error its place: the innermost text that it passed through, and the model that led there."""
    passed = places(cause)
    if not passed:
        error.at = f"{scope.written.shown}:{scope.written.first_line}"
        return error
    inner, outer = passed[-1], passed[0]
    offset, length = _culprit(inner, scope.suspect)
    error.at, picture = _shown(inner.text, offset, length)
    error.message += picture
    if inner.text.what != named(scope.written):
        called_at = f" at {_shown(outer.text, outer.start, 1)[0]}" if inner.text != outer.text else ""
        error.message += f"\n  called for the {named(scope.written)}{called_at}"
    error.args = (error.message,)
    return error


def _culprit(place: Place, suspect: str | None) -> tuple[int, int]:
    """Return offset and length of what is at fault: the suspect if the braces name it, else all between them."""
    source = place.text.source
    if suspect:
        word = re.compile(rf"(?<!\w){re.escape(suspect)}(?!\w)")
        found = word.search(source, place.offset, place.end) or word.search(source, place.start, place.end)
        if found:
            return found.start(), len(suspect)
    return place.start, _up_to_line_end(source, place.start, place.end)


def _up_to_line_end(source: str, start: int, end: int) -> int:
    """Return how much to underline: up to the end, but not beyond the line."""
    line_end = source.find("\n", start)
    return max(min(end, line_end if line_end >= 0 else len(source)) - start, 1)


def _shown(text: Text, offset: int, length: int) -> tuple[str, str]:
    """Return `file:line:column`, and the line with the culprit underlined."""
    line_start = text.source.rfind("\n", 0, offset) + 1
    line_end = text.source.find("\n", offset)
    line = text.source[line_start : line_end if line_end >= 0 else len(text.source)]
    if text.at is not None:
        return text.at, f"\n  {line.strip()}"
    number = text.source.count("\n", 0, offset) + text.first_line
    before = offset - line_start
    column = before + (text.indent if line_start == 0 else 0) + 1
    blank = re.sub(r"[^\t]", " ", line[:before])
    picture = f"\n  {number:>4} | {line}\n       | {blank}{'^' * length}"
    return f"{text.shown}:{number}:{column}", picture


_ALL_NAMES = "a macro of macros/, or one of dbt's names such as ref, source, config, var, this, is_incremental"
