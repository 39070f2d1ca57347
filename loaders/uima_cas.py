"""A UIMA CAS as INCEpTION exports it, as JSON (0.4) or as XMI: the spans of its layers, and the relations between them.

The layer is the label, its features are attributes. A relation layer is a link from governor to dependent, called by
its `label`, else by its layer; so is a slot of a span, called by its role. Layers of grammar are left out. It is read
without its type system: what a feature is, its value shows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wh.errors import InputError
from wh.kinds import (
    Annotation,
    AnnotationFile,
    Document,
    Link,
    Marked,
    Unusable,
    annotations,
    objects,
    text_of,
    texts_of,
    whole,
)
from wh.markup import first_element, read_xml

_GRAMMAR = ("uima.", "de.tudarmstadt.ukp.", "org.dkpro.", "xmi.")
_NAMED = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
_HOUSEKEEPING = ("begin", "end", "sofa", "identifier")


@dataclass(frozen=True, slots=True)
class _Node:
    """A feature structure: its type, what it says, and the ids of those that it leads to, by feature."""

    id: str
    type: str
    says: Mapping[str, Any]
    leads: Mapping[str, Sequence[str]]


def _is_cas(file: AnnotationFile) -> bool:
    if file.name.lower().endswith(".json"):
        read = file.first()
        return isinstance(read, dict) and ("%TYPES" in read or "%FEATURE_STRUCTURES" in read or _is_older(read))
    try:
        return first_element(file.content[:65_536]).upper() == "XMI"
    except InputError:
        return True  # an .xmi file that is broken is said to be broken


@annotations(".json", ".xmi", recognise=_is_cas, ignores=("TypeSystem.xml", "typesystem.xml"))
def uima_cas(file: AnnotationFile) -> Iterator[Marked]:
    """Yield each span of a layer, each relation and each slot."""
    is_json = file.name.lower().endswith(".json")
    if is_json and _is_older(file.json()):
        raise InputError(
            "It is a CAS as JSON from before 0.4.", way_out="exporting it as UIMA CAS JSON 0.4.0, or as XMI"
        )
    nodes = list(_of_json(file.json()) if is_json else _of_xmi(file.content))
    by_id = {node.id: node for node in nodes}
    texts = {node.id: text_of(node.says, "sofaString") for node in nodes if node.type == "uima.cas.Sofa"}
    told = {name: value for node in nodes if node.type.endswith(_TELLING) for name, value in node.says.items()}
    for node in (node for node in nodes if node.type == _NAMED or not node.type.startswith(_GRAMMAR)):
        if node.leads.get("Governor") and node.leads.get("Dependent"):
            named = node.says.get("label") or node.says.get("value") or _short(node.type)
            yield Link(str(named), node.leads["Governor"][0], node.leads["Dependent"][0])
        elif whole(node.says.get("begin")) is not None:
            text = texts.get(next(iter(node.leads.get("sofa", ())), ""))
            slots = list(_slots(node, by_id))
            yield _span(node, Document(_name(told), text=text), told, {feature for feature, _ in slots})
            yield from (link for _, link in slots)
        elif "begin" in node.says:
            yield Unusable(0, "The span does not say where it begins.", "exporting it again", record=node.id)


def _is_older(read: Mapping[str, Any]) -> bool:
    return "_context" in read and "_views" in read


_TELLING = (".DocumentMetaData", ".CASMetadata")
"""What says which document it is, and whose work."""


def _span(node: _Node, document: Document, told: Mapping[str, Any], slots: set[str]) -> Annotation:
    value = node.says.get("value") if node.type == _NAMED else None
    label = str(value) if value else _short(node.type)
    left = {*_HOUSEKEEPING, *slots, *(("value",) if value else ())}
    changed = told.get("lastChangedOnDisk")
    return Annotation(
        document,
        label,
        start=whole(node.says.get("begin")),
        end=whole(node.says.get("end")),
        attributes={name: texts_of(value) for name, value in node.says.items() if name not in left},
        labeller=text_of(told, "username"),
        created_at=_day(changed) if changed else None,
        tool_id=node.id,
    )


def _slots(node: _Node, by_id: Mapping[str, _Node]) -> Iterator[tuple[str, Link]]:
    """Yield a link for each slot that a span has filled, and the feature that has it."""
    for feature, ids in node.leads.items():
        for slot in (by_id[id_] for id_ in ids if id_ in by_id):
            if slot.leads.get("target") and "begin" not in slot.says:
                yield feature, Link(str(slot.says.get("role") or feature), node.id, slot.leads["target"][0])


def _of_json(cas: Mapping[str, Any]) -> Iterator[_Node]:
    for each in objects(cas, "%FEATURE_STRUCTURES"):
        leads = {name[1:]: texts_of(value) for name, value in each.items() if name.startswith("@")}
        says = {name: value for name, value in each.items() if name[:1] not in tuple("@%^#")}
        yield _Node(str(each.get("%ID")), str(each.get("%TYPE")), says, leads)


def _of_xmi(content: bytes) -> Iterator[_Node]:
    read = read_xml(content)
    if read.fault:
        raise read.fault
    elements = [element for element in read.root if isinstance(element.tag, str)]
    ids = {element.get(_XMI_ID) for element in elements}
    for element in elements:
        says: dict[str, Any] = {}
        leads: dict[str, Sequence[str]] = {}
        for name, value in element.attrib.items():
            if name in ("sofa", "Governor", "Dependent", "target"):
                leads[name] = (value,)
            elif name in ("begin", "end"):
                says[name] = int(value) if value.isdecimal() else None
            elif not name.startswith("{"):
                says[name] = value
                if value and set(value.split()) <= ids:  # a slot, unless the layer has a number there
                    leads[name] = value.split()
        for child in element:
            says[_local(child.tag)] = (*says.get(_local(child.tag), ()), child.text or "")
        yield _Node(element.get(_XMI_ID) or "", _type(element.tag), says, leads)


_XMI_ID = "{http://www.omg.org/XMI}id"


def _type(tag: str) -> str:
    """Return the name of a type: the namespace `http:///webanno/custom.ecore` is that of webanno.custom."""
    space, _, name = tag.removeprefix("{").rpartition("}")
    path = space.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    return f"{path}.{name}" if path else name


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _name(told: Mapping[str, Any]) -> str | None:
    names = (told.get(name) for name in ("sourceDocumentName", "documentTitle", "documentId"))
    return next((str(name) for name in names if name), None)


def _day(milliseconds: object) -> str | None:
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None
