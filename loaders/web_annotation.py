"""A .json or .jsonld file of W3C Web Annotations, one, a page or a list of them, or rows as Hypothesis exports them.

The first tag is the label; a tag or a comment such as `value=8..9` says a column, any other comment is the note. An
annotation that links one to another has both of their ids: the one as its body and the other as its target, or both as
its targets.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wh.kinds import Annotation, AnnotationFile, Document, Link, Marked, Unusable, annotations, text_of, texts_of, whole

_Node = Mapping[str, Any]


def _is_web_annotation(file: AnnotationFile) -> bool:
    items = list(_items(file.first()))
    return bool(items) and "target" in items[0] and ("body" in items[0] or "tags" in items[0] or "type" in items[0])


@annotations(".json", ".jsonld", recognise=_is_web_annotation)
def web_annotation(file: AnnotationFile) -> Iterator[Marked]:
    """Yield each annotation and each link."""
    items = list(_items(file.json()))
    ids = {str(item["id"]) for item in items if "id" in item}
    for number, item in enumerate(items, 1):
        label, attributes = _said(item)
        links = [str(end) for body in _listed(item.get("body")) if (end := _address(body)) in ids]
        targets = _listed(item.get("target"))
        if not targets:
            yield Unusable(number, "The annotation has no target.", "exporting it again")
        if len(targets) == 2 and all(_address(target) in ids for target in targets):
            yield Link(label or "", str(_address(targets[0])), str(_address(targets[1])))
            continue
        for target in targets:
            if links and _address(target) in ids:
                yield from (Link(label or "", link, str(_address(target))) for link in links)
            elif label is None:
                yield Unusable(number, "The annotation has no tag, which would be its label.", "a tag such as `fact`")
            else:
                yield _annotation(item, target, label, attributes)


def _annotation(item: _Node, target: Any, label: str, attributes: Mapping[str, tuple[str, ...]]) -> Annotation:
    selectors = list(_selectors(target))
    quote = next((each for each in selectors if each.get("type") == "TextQuoteSelector"), {})
    position = next((each for each in selectors if each.get("type") == "TextPositionSelector"), {})
    named = item.get("article_id") or item.get("document_id")
    return Annotation(
        Document(named if isinstance(named, str) else None, _address(target) or text_of(item, "uri")),
        label,
        start=whole(position.get("start")),
        end=whole(position.get("end")),
        words=text_of(quote, "exact"),
        attributes=attributes,
        labeller=_creator(item),
        created_at=text_of(item, "created"),
        tool_id=str(item["id"]) if "id" in item else None,
        prefix=text_of(quote, "prefix"),
        suffix=text_of(quote, "suffix"),
    )


def _items(value: Any) -> Iterator[_Node]:
    """Yield the annotations of a list, of a collection or a page of them, or of a search."""
    if isinstance(value, list):
        for each in value:
            yield from _items(each)
    elif isinstance(value, dict):
        for within in ("items", "rows", "annotations", "first", "@graph"):
            if isinstance(value.get(within), list | dict):
                yield from _items(value[within])
                return
        if "target" in value:
            yield value


def _said(item: _Node) -> tuple[str | None, dict[str, tuple[str, ...]]]:
    """Return the label of an annotation, and what else its tags and comments say."""
    bodies = [body for body in _listed(item.get("body")) if isinstance(body, dict) and "value" in body]
    tags = [*texts_of(item.get("tags")), *(str(body["value"]) for body in bodies if body.get("purpose") == "tagging")]
    comments = [str(body["value"]) for body in bodies if body.get("purpose") != "tagging"]
    comments += texts_of(item.get("text"))
    told: dict[str, tuple[str, ...]] = {}
    label = None
    for tag in tags:
        name, is_said, text = tag.partition("=")
        if is_said and re.fullmatch(r"[\w ]+", name):
            told[name.strip()] = (*told.get(name.strip(), ()), text.strip())
        elif label is None:
            label = tag
        else:
            told["tag"] = (*told.get("tag", ()), tag)
    for line in (line.strip() for comment in comments for line in comment.splitlines()):
        name, is_said, text = line.partition("=")
        key = name.strip() if is_said and re.fullmatch(r"\w+", name.strip()) else "note"
        if line:
            told[key] = (*told.get(key, ()), line if key == "note" else text.strip())
    return label, told


def _selectors(target: Any) -> Iterator[_Node]:
    for selector in _listed(target.get("selector")) if isinstance(target, dict) else ():
        if isinstance(selector, dict):
            yield selector
            if isinstance(selector.get("refinedBy"), dict):
                yield selector["refinedBy"]


def _address(node: Any) -> str | None:
    """Return what a body or a target is: an address of its own, or that of what it is a part of."""
    if isinstance(node, dict):
        source = node.get("source", node.get("id"))
        return _address(source) if isinstance(source, dict) else source if isinstance(source, str) else None
    return node if isinstance(node, str) else None


def _creator(item: _Node) -> str | None:
    said = item.get("creator", item.get("user"))
    if isinstance(said, dict):
        said = said.get("nickname") or said.get("name") or said.get("id")
    return str(said).removeprefix("acct:") if said else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
