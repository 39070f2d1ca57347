"""A .md file: one article as Markdown, with what describes it in a YAML front matter, if it has one.

The keys are the manifest's columns. Nothing else of the Markdown is interpreted: the text is kept as it stands.
"""

from collections.abc import Iterator

from wh.encodings import decode_plain
from wh.errors import InputError
from wh.kinds import ArticleFile, Found, Said, articles

MOST_BRACKETS = 1_000
"""How many brackets a front matter may open."""


@articles(".md", ".markdown")
def markdown(file: ArticleFile) -> Iterator[Found]:
    """Yield what follows the front matter, and what the front matter says."""
    decoded = decode_plain(file.read(), file.charset)
    lines = decoded.text.split("\n")
    if lines[0].rstrip() != "---":
        yield Found(decoded.text, encoding=decoded.encoding)
        return
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise InputError(
            "The front matter is opened here and never closed.", at="line 1", way_out="a line `---` at its end"
        )
    says = _read_front_matter(lines[1:end])
    yield Found("\n".join(lines[end + 1 :]), line=end + 2, says=says, encoding=decoded.encoding)


def _read_front_matter(lines: list[str]) -> tuple[Said, ...]:
    import yaml  # only here: most articles have no front matter

    if sum(line.count("[") + line.count("{") for line in lines) > MOST_BRACKETS:
        raise _unreadable("it is nested too deep", 2)  # which takes the library the square of its depth
    try:
        front = yaml.compose("\n".join(lines), Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        raise _unreadable(f"{error.problem}", line) from None
    except yaml.reader.ReaderError as error:
        line = "\n".join(lines)[: error.position].count("\n") + 2
        raise _unreadable("it holds a character that no text has", line) from None
    except RecursionError:
        raise _unreadable("it is nested too deep", 2) from None
    if front is None:
        return ()
    if not isinstance(front, yaml.MappingNode):
        raise _unreadable("it has no keys", 2)
    said = []
    for key, value in front.value:
        if not isinstance(value, yaml.ScalarNode):
            raise _unreadable(f"`{key.value}` holds more than one value", key.start_mark.line + 2)
        said.append(Said(str(key.value), value.value.strip(), key.start_mark.line + 2))
    return tuple(said)


def _unreadable(why: str, line: int) -> InputError:
    return InputError(
        f"The front matter cannot be read: {why}.",
        at=f"line {line}",
        way_out="one line `key: value` a key, the value in quotation marks if it holds a colon",
    )
