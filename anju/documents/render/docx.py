"""The letter as a Word document in the exact layout of GB/T 9704-2012. This file is the document itself.

The .docx names the official typefaces; which machine has them is not our business here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from anju.documents import layout as gb
from anju.documents import wording
from anju.documents.letter import Cited, Form, Letter, Paragraph
from anju.documents.render import citations, wordpage, wordstyles
from anju.documents.render import wordxml as w

_TWIPS_PER_POINT = 20
_HEAD_INK_DROP = (
    0.8 * gb.HEAD_LEADING - gb.INK_TOP
)  # ink of the head below its line's top, in parts of its size


@dataclass
class _Page:
    """The document body under construction and the citations written so far."""

    body: Any
    letter: Letter
    cited: list[citations.Mark]

    def add(self, style: str, *children: w.Element, properties: tuple[w.Element, ...] = ()) -> w.Element:
        """Append a paragraph of a style before the section's properties."""
        made = w.element("p")
        own = w.element("pPr")
        own.append(w.element("pStyle", val=style))
        own.extend(properties)
        w.ordered(own)
        made.append(own)
        made.extend(children)
        self.body.insert(len(self.body) - 1, made)
        return made


def render(letter: Letter) -> bytes:
    """The .docx as bytes."""
    document: Any = Document()
    wordstyles.install(document.styles)
    wordpage.set_up(document, letter)
    page = _Page(document.element.body, letter, [])
    if letter.form is Form.DOCUMENT:
        _red_head(page)
    else:
        _number_right(page)
    _title(page)
    _text(page)
    _signature(page)
    _imprint(page)
    citations.attach(document, page.cited)
    _properties(document, letter)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _red_head(page: _Page) -> None:
    """Class mark in the first line's right corner, the unit's mark, number and signers, the red line."""
    letter = page.letter
    page.add("GwMark", *_texts(letter.mark_text))
    size = gb.head_size(letter.head_text)
    drop = gb.HEAD_TOP.pt * _TWIPS_PER_POINT - gb.WORD_PITCH_TWIPS - size * _HEAD_INK_DROP * _TWIPS_PER_POINT
    line = w.lines(round(size * gb.HEAD_LEADING * _TWIPS_PER_POINT), before=round(drop))
    run = w.text_run(letter.head_text, w.run_properties(gb.SONG_TITLE, size, colour=gb.RED))
    page.add("GwHead", run, properties=(line,))
    rows = [letter.signers[i : i + 2] for i in range(0, len(letter.signers), 2)]
    for index, row in enumerate(rows[:-1]):
        before = gb.BLANK_BEFORE_NUMBER * gb.WORD_PITCH_TWIPS if index == 0 else 0
        page.add(
            "GwNumber",
            *_signer_row("", index, row),
            properties=(_number_tabs(), w.lines(gb.WORD_PITCH_TWIPS, before=before)),
        )
    _number_line(page, rows)


def _number_line(page: _Page, rows: list[tuple[str, ...]]) -> None:
    """The document number: centred, or left with the signers at the right; the red separator hangs below it."""
    rule = w.element("pBdr")
    rule.append(
        w.border("bottom", gb.HEAD_LINE, space=round(gb.HEAD_LINE_GAP.pt - gb.BODY_SLACK), colour=gb.RED)
    )
    properties = [rule]
    children = _texts(page.letter.number)
    if rows:
        children = _signer_row(page.letter.number, len(rows) - 1, rows[-1])
        properties += [_number_tabs(), w.element("jc", val="left")]
    if len(rows) > 1:
        properties.append(w.lines(gb.WORD_PITCH_TWIPS))
    page.add("GwNumber", *children, properties=tuple(properties))


def _number_tabs() -> w.Element:
    """Tab stops one character inside both edges: indents would shorten the red line."""
    edge = round(gb.SIZE_BODY * _TWIPS_PER_POINT * gb.EDGE)
    tabs = w.element("tabs")
    tabs.append(w.element("tab", val="left", pos=edge))
    tabs.append(w.element("tab", val="right", pos=gb.TYPE_WIDTH.twips - edge))
    return tabs


def _signer_row(number: str, index: int, names: tuple[str, ...]) -> list[w.Element]:
    """Number at the left, 签发人：in 仿宋 on the first row and the names in 楷体 at the right."""
    label = "签发人：" if index == 0 else ""
    kaiti = w.run_properties(gb.KAITI, gb.SIZE_BODY, tracking=gb.WORD_TRACKING_TWIPS)
    return [
        w.mark_run("tab"),
        *_texts(number),
        w.mark_run("tab"),
        *_texts(label),
        w.text_run("　".join(names), kaiti),
    ]


def _number_right(page: _Page) -> None:
    """Letter form: the number stands at the right edge under the first red line (10.1), the class at the left."""
    tabs = w.element("tabs")
    tabs.append(w.element("tab", val="right", pos=gb.TYPE_WIDTH.twips))
    mark = page.letter.mark_text
    heiti = w.run_properties(gb.HEITI, gb.SIZE_BODY, tracking=gb.WORD_TRACKING_TWIPS)
    children = [*([w.text_run(wording.printable(mark), heiti)] if mark else []), w.mark_run("tab")]
    properties = (tabs, w.element("jc", val="left"), w.lines(gb.WORD_PITCH_TWIPS))
    page.add("GwNumber", *children, *_texts(page.letter.number), properties=properties)


def _title(page: _Page) -> None:
    """Title in its hand-broken lines, then the addressees."""
    children: list[w.Element] = []
    for index, line in enumerate(page.letter.title):
        children += ([w.mark_run("br")] if index else []) + _texts(line)
    page.add("GwTitle", *children)
    if page.letter.addressee_line:
        page.add("GwAddressee", *_texts(page.letter.addressee_line))


def _text(page: _Page) -> None:
    """Body, thanks and contact; the last paragraph holds on to the signature (no page with a signature alone)."""
    paragraphs = [*page.letter.paragraphs]
    if page.letter.contact:
        paragraphs.append(Paragraph((page.letter.contact,)))
    annexes = page.letter.annexes
    for number, block in enumerate(paragraphs, 1):
        last = number == len(paragraphs) and not annexes
        keep = (w.element("keepNext"),) if last else ()
        page.add(_style_of(block), *_runs(page, number, block), properties=keep)
    for index, name in enumerate(annexes):
        label = "附件：" if index == 0 else "　　　"
        ordinal = f"{index + 1}. " if len(annexes) > 1 else ""
        own = (
            (w.element("keepNext"),) if index == 0 else (w.element("keepNext"), w.lines(gb.WORD_PITCH_TWIPS))
        )
        page.add("GwAnnex", *_texts(f"{label}{ordinal}{name}"), properties=own)


def _style_of(block: Paragraph) -> str:
    """A lead alone is a heading with its own style; everything else is body."""
    if block.level in (1, 2) and not block.runs:
        return f"GwHeading{block.level}"
    return "GwBody"


def _runs(page: _Page, number: int, block: Paragraph) -> list[w.Element]:
    """Lead in its face, text, and each figure inside a content control."""
    face = gb.FACE_OF_LEVEL[block.level or 4]
    lead = w.run_properties(face, gb.SIZE_BODY, tracking=gb.WORD_TRACKING_TWIPS)
    made = [w.text_run(wording.printable(block.lead), lead)] if block.lead else []
    for run in block.runs:
        if isinstance(run, Cited):
            mark = citations.Mark(identity=citations.FIRST_ID + len(page.cited), paragraph=number, cited=run)
            page.cited.append(mark)
            made.append(citations.control(mark))
        else:
            made += _texts(run)
    return made


def _signature(page: _Page) -> None:
    """Unit and date. With a seal the unit is centred over the date, without it both stand at the right (7.3.5)."""
    letter, dated = page.letter, wording.day(page.letter.signed_on)
    place = gb.signature(letter.unit, dated, sealed=letter.sealed)
    before = w.lines(gb.WORD_PITCH_TWIPS, before=place.blank * gb.WORD_PITCH_TWIPS)
    page.add("GwSignature", *_texts(letter.unit), properties=(before, _right(place.unit_right)))
    page.add("GwDate", *_texts(dated), properties=(_right(place.date_right),))
    if letter.note:
        page.add("GwNote", *_texts(f"（{letter.note}）"))


def _right(characters: float) -> w.Element:
    return w.element("ind", right=round(characters * wordstyles.CHARACTER_TWIPS))


def _imprint(page: _Page) -> None:
    """版记 as a floating table at the foot of the last page, lines as wide as the type area (7.4); none in letter form."""
    letter = page.letter
    ruled = letter.form is Form.DOCUMENT
    rows = [wordpage.imprint_paragraph(_texts(line)) for line in letter.imprint()]
    if ruled and letter.printed_by and letter.printed_on:
        printed = f"{wording.day(letter.printed_on)}印发"
        children = [*_texts(letter.printed_by), w.mark_run("tab"), *_texts(printed)]
        rows.append(wordpage.imprint_paragraph(children, printed=True))
    if rows:
        page.body.insert(len(page.body) - 1, wordpage.imprint_table(rows, ruled=ruled))
    page.add("GwImprint", properties=(w.lines(_TWIPS_PER_POINT),))  # the table's anchor, one point high


def _texts(text: str) -> list[w.Element]:
    """One run of clean text in the paragraph's own face, or none for an empty text."""
    clean = wording.printable(text)
    return [w.text_run(clean, w.hinted())] if clean else []


def _properties(document: Any, letter: Letter) -> None:
    """Core properties; made at the start of the day of signing, so that they name no machine time."""
    core = document.core_properties
    core.title, core.author = wording.printable(letter.title_text), wording.printable(letter.unit)
    core.subject = wording.printable(letter.subject)
    core.keywords = wording.printable(letter.number)
    core.category = "复函"
    core.comments = "演示数据，不作公文使用" if letter.demo else ""
    core.language = "zh-CN"
    core.last_modified_by = core.author
    core.created = core.modified = datetime.combine(letter.signed_on, time(), UTC).replace(tzinfo=None)


def sections_of(data: bytes) -> list[w.Element]:
    """Section properties of a .docx, for reading the layout back."""
    document: Any = Document(BytesIO(data))
    return list(document.element.body.iter(qn("w:sectPr")))
