"""The paragraph styles of a letter in Word: each element of GB/T 9704-2012 is a named style that officers can use."""

from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from anju.documents import layout as gb
from anju.documents.layout import Face
from anju.documents.render import wordxml as w

CHARACTER_TWIPS = round(gb.SIZE_BODY * 20) + gb.WORD_TRACKING_TWIPS


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. Blank lines before it in lines, indents in characters of its size, pitch and space after in points."""

    ident: str
    name: str
    face: Face = gb.FANGSONG
    size: float = gb.SIZE_BODY
    align: str = "left"
    blank: float = 0
    first: float = 0
    left: float = 0
    right: float = 0
    hanging: float = 0
    snap: bool = True
    keep: bool = False
    pitch: float = gb.WORD_PITCH_TWIPS / 20
    after: float = 0
    level: int | None = None
    colour: str = ""


STYLES = (
    Style("GwMark", "公文类别", gb.HEITI, align="right", snap=False),
    Style("GwHead", "公文红头", gb.SONG_TITLE, gb.SIZE_HEAD_MOST, "center", snap=False, colour=gb.RED),
    Style("GwNumber", "公文文号", align="center", blank=gb.BLANK_BEFORE_NUMBER, snap=False),
    Style(
        "GwTitle",
        "公文标题",
        gb.SONG_TITLE,
        gb.SIZE_TITLE,
        "center",
        gb.BLANK_BEFORE_TITLE,
        snap=False,
        keep=True,
    ),
    Style("GwAddressee", "公文主送", blank=gb.BLANK_BEFORE_ADDRESSEE, keep=True),
    Style("GwBody", "公文正文", align="both", first=gb.INDENT),
    Style("GwHeading1", "公文一级标题", gb.HEITI, align="both", first=gb.INDENT, keep=True, level=0),
    Style("GwHeading2", "公文二级标题", gb.KAITI, align="both", first=gb.INDENT, keep=True, level=1),
    Style("GwAnnex", "公文附件说明", first=gb.INDENT, blank=gb.BLANK_BEFORE_ANNEX),
    Style("GwSignature", "公文署名", align="right", keep=True),
    Style("GwDate", "公文成文日期", align="right", keep=True),
    Style("GwNote", "公文附注", first=gb.INDENT),
    Style(
        "GwImprint",
        "公文版记",
        gb.FANGSONG,
        gb.SIZE_SMALL,
        left=gb.EDGE + 3,
        hanging=3,
        right=gb.EDGE,
        snap=False,
        pitch=gb.IMPRINT_PITCH,
        after=gb.IMPRINT_PAD,
    ),
    Style("GwPageNumber", "公文页码", gb.SONG, gb.SIZE_SMALL, snap=False),
    Style("GwDemo", "演示标记", gb.HEITI, gb.SIZE_MARK, "center", snap=False, colour=gb.GREY),
)


def install(styles: Any) -> None:
    """Add every style to a python-docx document's styles and make the defaults Chinese and free of theme fonts."""
    root = styles.element
    defaults = root.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
    defaults[:] = [w.run_properties(gb.FANGSONG, gb.SIZE_BODY)]
    for style in STYLES:
        root.append(_style(style))


def _style(style: Style) -> w.Element:
    made = w.element("style", type="paragraph", customStyle=1, styleId=style.ident)
    made.append(w.element("name", val=style.name))
    made.append(w.element("qFormat"))
    made.append(_paragraph_properties(style))
    tracking = gb.WORD_TRACKING_TWIPS if style.size == gb.SIZE_BODY else 0
    made.append(w.run_properties(style.face, style.size, colour=style.colour, tracking=tracking))
    return made


def _paragraph_properties(style: Style) -> w.Element:
    made = w.element("pPr")
    if style.keep:
        made.append(w.element("keepNext"))
    for switch in ("widowControl", "overflowPunct", "autoSpaceDE", "autoSpaceDN") + (
        () if style.snap else ("snapToGrid",)
    ):
        made.append(w.element(switch, val=0))
    made.append(_spacing(style))
    made.append(_indent(style))
    made.append(w.element("jc", val=style.align))
    if style.level is not None:
        made.append(w.element("outlineLvl", val=style.level))
    w.ordered(made)
    return made


def _spacing(style: Style) -> w.Element:
    before = round(style.blank * gb.WORD_PITCH_TWIPS)
    return w.lines(round(style.pitch * 20), before=before, after=round(style.after * 20))


def _indent(style: Style) -> w.Element:
    """Indents in twips; the letters' tracking narrows a body character."""
    character = CHARACTER_TWIPS if style.size == gb.SIZE_BODY else round(style.size * 20)
    values = {"left": style.left, "right": style.right}
    values |= {"hanging": style.hanging} if style.hanging else {"firstLine": style.first}
    return w.element("ind", **{side: round(count * character) for side, count in values.items()})
