"""Pieces of WordprocessingML that python-docx has no words for. Pure XML; knows no letter.

Element order follows the schema sequences of ECMA-376: Word calls a file with another order damaged.
"""

from collections.abc import Iterable
from copy import deepcopy

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from anju.documents.layout import LATIN, Face

Element = etree._Element

_EIGHTHS_PER_MM = 8 * 72 / 25.4
_STYLE_PROPERTY_ORDER = (
    "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "pBdr", "shd", "tabs", "suppressAutoHyphens",
    "kinsoku", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid", "spacing", "ind", "jc",
    "outlineLvl",
)  # fmt: skip


def element(tag: str, **values: str | int) -> Element:
    """A `w:` element with `w:` attributes."""
    made: Element = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def run_properties(
    face: Face, size: float, *, colour: str = "", tracking: int = 0, latin: Face = LATIN
) -> Element:
    """Fonts by name, size in points, zh-CN. The hint keeps “ ” — … in the Chinese face."""
    made = element("rPr")
    made.append(
        element(
            "rFonts", hint="eastAsia", ascii=latin.word, eastAsia=face.word, hAnsi=latin.word, cs=latin.word
        )
    )
    if colour:
        made.append(element("color", val=colour))
    if tracking:
        made.append(element("spacing", val=tracking))
    made.append(element("sz", val=round(size * 2)))
    made.append(element("szCs", val=round(size * 2)))
    made.append(element("lang", val="en-US", eastAsia="zh-CN"))
    return made


def text_run(text: str, properties: Element | None = None) -> Element:
    """A run of text; blanks at its ends are kept."""
    made = element("r")
    if properties is not None:
        made.append(properties)
    content = element("t")
    content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    content.text = text
    made.append(content)
    return made


def hinted() -> Element:
    """Run properties that only say: punctuation here is Chinese."""
    made = element("rPr")
    made.append(element("rFonts", hint="eastAsia"))
    return made


def mark_run(tag: str, properties: Element | None = None) -> Element:
    """A run that holds one empty mark: `tab` or `br`."""
    made = element("r")
    if properties is not None:
        made.append(properties)
    made.append(element(tag))
    return made


def field_runs(code: str, properties: Element) -> Iterable[Element]:
    """A complex field (PAGE) with its three marks."""
    for kind in ("begin", "instr", "separate", "shown", "end"):
        run = element("r")
        run.append(deepcopy(properties))
        if kind == "instr":
            instruction = element("instrText")
            instruction.text = f" {code} "
            run.append(instruction)
        elif kind == "shown":
            shown = element("t")
            shown.text = "1"
            run.append(shown)
        else:
            run.append(element("fldChar", fldCharType=kind))
        yield run


def content_control(run: Element, *, alias: str, tag: str, identity: int) -> Element:
    """A plain-text content control round a run: Word shows `alias`, programs read `tag`."""
    made, properties, content = element("sdt"), element("sdtPr"), element("sdtContent")
    properties.extend([element("alias", val=alias), element("tag", val=tag), element("id", val=identity)])
    properties.append(element("text"))
    content.append(run)
    made.extend([properties, content])
    return made


def border(
    side: str, millimetres: float, *, kind: str = "single", space: int = 0, colour: str = "000000"
) -> Element:
    """One side of a paragraph border; `space` in points (31 at most), thickness in whole eighths of a point."""
    return element(side, val=kind, sz=max(2, round(millimetres * _EIGHTHS_PER_MM)), space=space, color=colour)


def ordered(properties: Element) -> None:
    """Put paragraph properties into the order of the schema."""
    rank = {qn(f"w:{name}"): index for index, name in enumerate(_STYLE_PROPERTY_ORDER)}
    properties[:] = sorted(properties, key=lambda child: rank.get(child.tag, -1))


def lines(pitch_twips: int, *, before: int = 0, after: int = 0) -> Element:
    """Exact line pitch with space before and after, all in twips."""
    return element("spacing", before=before, after=after, line=pitch_twips, lineRule="exact")
