"""Figures inside a .docx: content controls, and the part that says where each came from.

The control's tag holds code, day and close, so that a figure keeps its proof when a paragraph is copied elsewhere;
a custom XML part holds value, unit and definition version beside it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree

from anju.documents import wording
from anju.documents.letter import Cited
from anju.documents.render import wordxml as w

FIRST_ID = 610_001
TAG_MOST = 64  # Word refuses longer tags
NAMESPACE = "urn:anju:citations:1"
_PART = "/customXml/item%d.xml"
_ATTRIBUTES = ("id", "code", "name", "value", "unit", "asOf", "close", "definition")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cited figure at its place in the document."""

    identity: int
    paragraph: int
    cited: Cited


def tag_of(cited: Cited) -> str:
    """`employed_persons|2021-08-31|2021-08 v1`."""
    tag = f"{cited.code}|{cited.as_of.isoformat()}|{cited.close}"
    if len(tag) > TAG_MOST:
        raise ValueError(f"tag of {len(tag)} characters, Word takes {TAG_MOST}: {tag}")
    return tag


def control(mark: Mark) -> w.Element:
    """The content control of a figure."""
    run = w.text_run(mark.cited.text, w.hinted())
    alias = wording.printable(mark.cited.name)
    return w.content_control(run, alias=alias, tag=tag_of(mark.cited), identity=mark.identity)


def attach(document: Any, marks: list[Mark]) -> None:
    """Write the part that describes every figure."""
    root = etree.Element(f"{{{NAMESPACE}}}citations", nsmap={"anju": NAMESPACE})
    for mark in marks:
        c = mark.cited
        values = (
            mark.identity,
            c.code,
            wording.printable(c.name),
            c.value,
            c.unit,
            c.as_of,
            c.close,
            c.definition,
        )
        attributes = {name: str(value) for name, value in zip(_ATTRIBUTES, values, strict=True)}
        etree.SubElement(root, f"{{{NAMESPACE}}}figure", attributes)
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package = document.part.package
    part = Part(package.next_partname(_PART), "application/xml", blob, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def read_citations(data: bytes) -> list[Cited]:
    """The figures of a .docx as they stand in it now, in reading order.

    `text` is what the page shows today, `value` what was cited: a changed number shows as a difference of the two.
    Figures whose description is gone keep code, day and close from their tag.
    """
    document: Any = Document(BytesIO(data))
    described = _described(document)
    found = []
    for control_ in document.element.body.iter(qn("w:sdt")):
        tag = control_.find(qn("w:sdtPr")).find(qn("w:tag"))
        if tag is None or tag.get(qn("w:val")).count("|") != 2:
            continue
        found.append(_cited(control_, tag.get(qn("w:val")), described))
    return found


def _cited(control_: w.Element, tag: str, described: dict[str, dict[str, str]]) -> Cited:
    code, as_of, close = tag.split("|")
    text = "".join(t.text or "" for t in control_.iter(qn("w:t")))
    more = described.get(tag, {})
    value = more.get("value") or wording.value_of(text) or 0
    return Cited(
        code=code,
        name=more.get("name", ""),
        text=text,
        value=Decimal(value),
        unit=more.get("unit", ""),
        as_of=date.fromisoformat(as_of),
        close=close,
        definition=more.get("definition", ""),
    )


def _described(document: Any) -> dict[str, dict[str, str]]:
    """Descriptions by tag."""
    found: dict[str, dict[str, str]] = {}
    for relation in document.part.rels.values():
        if relation.reltype != RELATIONSHIP_TYPE.CUSTOM_XML:
            continue
        root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
        for figure in root.iter(f"{{{NAMESPACE}}}figure"):
            words = {name: figure.get(name, "") for name in _ATTRIBUTES}
            found["|".join((words["code"], words["asOf"], words["close"]))] = words
    return found
