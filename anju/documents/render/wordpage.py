"""Page, grid, headers and footers of a letter in Word: page numbers, the red lines of the letter form, 演示数据."""

from copy import deepcopy
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Emu

from anju.documents import layout as gb
from anju.documents import wording
from anju.documents.letter import Form, Letter
from anju.documents.render import wordxml as w

_EMU_PER_MM = 36_000
_DEMO_LINE_TWIPS = round(gb.DEMO_LINE * 20)
_NUMBER_LINE_TWIPS = 320
_DASH_DROP = gb.Length(3.3, "middle of the dash below the top of its line of 16 points")
_COMPATIBILITY = "http://schemas.microsoft.com/office/word"
DEMO_TEXT = "演示数据　不作公文使用"


def set_up(document: Any, letter: Letter) -> None:
    """Page size, margins, grid, settings, headers and footers."""
    section = document.sections[0]
    _margins(section)
    _grid(section)
    _settings(document)
    first = letter.form is Form.NOTE
    section.different_first_page_header_footer = first
    section.header_distance = _emu(gb.DEMO_TOP)
    section.footer_distance = _emu(_footer_distance(letter.form))
    for odd, header, footer in (
        (True, section.header, section.footer),
        (False, section.even_page_header, section.even_page_footer),
    ):
        _fill(header, [_demo(letter)])
        _fill(footer, [_page_number(odd=odd, form=letter.form)])
    if first:
        _fill(section.first_page_header, _note_head(letter))
        _fill(section.first_page_footer, [_note_foot()])


def imprint_table(paragraphs: list[w.Element], *, ruled: bool) -> w.Element:
    """The imprint: a table that floats at the foot of the type area.

    Anchored to the page's edge at the left, because LibreOffice lets a table as wide as the text float only so.
    """
    table, properties, grid = w.element("tbl"), w.element("tblPr"), w.element("tblGrid")
    properties.extend(
        [
            w.element("tblpPr", leftFromText=0, rightFromText=0, vertAnchor="margin", horzAnchor="page",
                      tblpX=gb.LEFT.twips, tblpYSpec="bottom"),
            w.element("tblOverlap", val="never"),
            w.element("tblW", w=gb.TYPE_WIDTH.twips, type="dxa"),
            w.element("tblLayout", type="fixed"),
            _no_cell_margins(),
        ]
    )  # fmt: skip
    grid.append(w.element("gridCol", w=gb.TYPE_WIDTH.twips))
    table.extend([properties, grid])
    for index, paragraph in enumerate(paragraphs):
        borders = _rules(first=index == 0, last=index == len(paragraphs) - 1) if ruled else None
        table.append(_imprint_row(paragraph, borders))
    return table


def imprint_paragraph(children: list[w.Element], *, printed: bool = False) -> w.Element:
    """A paragraph of the imprint; the last one has the printing unit at the left and its day at the right."""
    character = round(gb.SIZE_SMALL * 20)
    if not printed:
        return _paragraph("GwImprint", *children)
    tabs = w.element("tabs")
    tabs.append(w.element("tab", val="right", pos=gb.TYPE_WIDTH.twips - gb.EDGE * character))
    indent = w.element("ind", left=gb.EDGE * character, right=gb.EDGE * character, hanging=0)
    return _paragraph("GwImprint", *children, properties=(tabs, indent))


def _no_cell_margins() -> w.Element:
    margins = w.element("tblCellMar")
    margins.extend([w.element(side, w=0, type="dxa") for side in ("top", "left", "bottom", "right")])
    return margins


def _imprint_row(paragraph: w.Element, borders: w.Element | None) -> w.Element:
    row, cell, properties = w.element("tr"), w.element("tc"), w.element("tcPr")
    fixed = w.element("trPr")
    fixed.append(w.element("cantSplit"))
    properties.append(w.element("tcW", w=gb.TYPE_WIDTH.twips, type="dxa"))
    if borders is not None:
        properties.append(borders)
    cell.extend([properties, paragraph])
    row.extend([fixed, cell])
    return row


def _rules(*, first: bool, last: bool) -> w.Element:
    """Thick above the first and below the last line, thin between."""
    made = w.element("tcBorders")
    made.append(w.border("top", gb.IMPRINT_THICK if first else gb.IMPRINT_THIN))
    made.append(w.border("bottom", gb.IMPRINT_THICK if last else gb.IMPRINT_THIN))
    return made


def _emu(length: float) -> Emu:
    return Emu(round(length * _EMU_PER_MM))


def _margins(section: Any) -> None:
    section.page_width, section.page_height = _emu(gb.PAGE_WIDTH), _emu(gb.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = _emu(gb.TOP), _emu(gb.BOTTOM)
    section.left_margin, section.right_margin = _emu(gb.LEFT), _emu(gb.RIGHT)
    section.gutter = Emu(0)


def _grid(section: Any) -> None:
    """22 lines on the page. Character pitch is in the styles: LibreOffice and Word read a character grid differently."""
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(w.element("docGrid", type="lines", linePitch=gb.WORD_PITCH_TWIPS))


def _settings(document: Any) -> None:
    """Odd and even pages differ; Chinese; the layout rules of current Word, not those of 2007."""
    document.settings.odd_and_even_pages_header_footer = True
    root = document.settings.element
    for tag in ("w:compat", "w:themeFontLang"):
        for old in root.findall(qn(tag)):
            root.remove(old)
    compat = w.element("compat")
    compat.append(w.element("compatSetting", name="compatibilityMode", uri=_COMPATIBILITY, val=15))
    after = next(
        child for child in root if child.tag in {qn("w:rsids"), qn("w:clrSchemeMapping"), _math("mathPr")}
    )
    after.addprevious(compat)
    mapping = root.find(qn("w:clrSchemeMapping"))
    mapping.addprevious(w.element("themeFontLang", val="en-US", eastAsia="zh-CN"))


def _math(tag: str) -> str:
    return "{http://schemas.openxmlformats.org/officeDocument/2006/math}" + tag


def _footer_distance(form: Form) -> float:
    """Millimetres from the page's edge to the foot of the footer, the same on all pages of a section."""
    return _number_foot() if form is Form.DOCUMENT else float(gb.NOTE_LINE_BOTTOM) - gb.MM_PER_INCH / 72


def _number_foot() -> float:
    """Millimetres from the page's edge to the foot of the page number's line."""
    line = _NUMBER_LINE_TWIPS / 20 * gb.MM_PER_INCH / 72
    return gb.BOTTOM - gb.PAGE_NUMBER_DROP + _DASH_DROP - line


def _fill(part: Any, paragraphs: list[w.Element]) -> None:
    """Give a header or footer its own paragraphs in place of the empty one."""
    part.is_linked_to_previous = False
    part._element[:] = paragraphs


def _paragraph(style: str, *children: w.Element, properties: tuple[w.Element, ...] = ()) -> w.Element:
    made, own = w.element("p"), w.element("pPr")
    own.append(w.element("pStyle", val=style))
    own.extend(properties)
    w.ordered(own)
    made.append(own)
    made.extend(children)
    return made


def _demo(letter: Letter) -> w.Element:
    """The mark of invented data, above the type area; an empty line of the same height without it."""
    runs = [w.text_run(DEMO_TEXT, w.hinted())] if letter.demo else []
    return _paragraph("GwDemo", *runs, properties=(w.lines(_DEMO_LINE_TWIPS),))


def _page_number(*, odd: bool, form: Form) -> w.Element:
    """— 1 — one character inside: at the right on odd pages, at the left on even ones."""
    face = w.run_properties(gb.SONG, gb.SIZE_SMALL, latin=gb.SONG)
    edge = round(gb.SIZE_SMALL * 20 * gb.EDGE)
    below = round((_number_foot() - _footer_distance(form)) / gb.MM_PER_INCH * 72 * 20)
    return _paragraph(
        "GwPageNumber",
        w.text_run("— ", deepcopy(face)),
        *w.field_runs("PAGE", face),
        w.text_run(" —", deepcopy(face)),
        properties=(
            w.lines(_NUMBER_LINE_TWIPS, after=below),
            w.element("ind", **({"right": edge} if odd else {"left": edge})),
            w.element("jc", val="right" if odd else "left"),
        ),
    )


def _note_head(letter: Letter) -> list[w.Element]:
    """Letter form, first page: the unit's name 30 mm from the edge, thick over thin line."""
    size = gb.head_size(letter.head_text)
    used = gb.DEMO_TOP.twips + _DEMO_LINE_TWIPS + size * (0.8 * gb.HEAD_LEADING - gb.INK_TOP) * 20
    before = w.lines(round(size * gb.HEAD_LEADING * 20), before=round(gb.NOTE_HEAD_TOP.twips - used))
    rule = w.element("pBdr")
    rule.append(
        _double(
            "bottom",
            "thickThinSmallGap",
            round(gb.NOTE_LINE_GAP.pt - (0.2 * gb.HEAD_LEADING - gb.INK_BOTTOM) * size),
        )
    )
    head = w.text_run(
        wording.printable(letter.head_text), w.run_properties(gb.SONG_TITLE, size, colour=gb.RED)
    )
    return [_demo(letter), _paragraph("GwHead", head, properties=(before, rule, _outside()))]


def _note_foot() -> w.Element:
    """Letter form, first page: thin over thick line 20 mm from the page's foot."""
    rule = w.element("pBdr")
    rule.append(_double("bottom", "thinThickSmallGap", 0))
    return _paragraph("GwPageNumber", properties=(rule, w.lines(20), _outside()))


def _double(side: str, kind: str, space: int) -> w.Element:
    return w.border(side, gb.NOTE_LINE_THICK, kind=kind, space=space, colour=gb.RED)


def _outside() -> w.Element:
    """Indents that make a line of 170 mm out of the type area's 156."""
    out = -gb.Length((gb.NOTE_LINE_WIDTH - gb.TYPE_WIDTH) / 2, "10.1").twips
    return w.element("ind", left=out, right=out)
