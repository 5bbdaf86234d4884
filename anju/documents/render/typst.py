"""The letter as PDF and as page pictures by typst: on every machine, from the wheel alone.

Data reaches the template as JSON strings, never as markup; the template reads no file and no package.
"""

import json
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from anju.documents import layout as gb
from anju.documents import wording
from anju.documents.letter import Cited, Letter, Paragraph
from anju.documents.render import wordpage
from anju.kernel.refused import Refused

TEMPLATE = Path(__file__).with_name("letter.typ")
FONT_FOLDER = Path(sys.prefix) / "share" / "anju" / "fonts"  # `run.py setup` puts the open typefaces there
PREVIEW_PPI = 110.0
_LENGTHS = {
    "page_width": gb.PAGE_WIDTH, "page_height": gb.PAGE_HEIGHT, "top": gb.TOP, "bottom": gb.BOTTOM, "left": gb.LEFT,
    "right": gb.RIGHT, "type_width": gb.TYPE_WIDTH, "head_top": gb.HEAD_TOP, "head_line_gap": gb.HEAD_LINE_GAP,
    "head_line": gb.HEAD_LINE, "imprint_thick": gb.IMPRINT_THICK, "imprint_thin": gb.IMPRINT_THIN,
    "page_number_drop": gb.PAGE_NUMBER_DROP, "note_head_top": gb.NOTE_HEAD_TOP, "note_line_gap": gb.NOTE_LINE_GAP,
    "note_line_width": gb.NOTE_LINE_WIDTH, "note_line_bottom": gb.NOTE_LINE_BOTTOM,
    "demo_top": gb.DEMO_TOP, "note_line_thick": gb.NOTE_LINE_THICK, "note_line_thin": gb.NOTE_LINE_THIN,
}  # fmt: skip
_NUMBERS = {
    "size_body": gb.SIZE_BODY, "size_title": gb.SIZE_TITLE, "size_small": gb.SIZE_SMALL, "size_mark": gb.SIZE_MARK,
    "pitch": gb.PITCH, "advance": gb.ADVANCE, "tracking": gb.TRACKING, "blank_before_number": gb.BLANK_BEFORE_NUMBER,
    "blank_before_title": gb.BLANK_BEFORE_TITLE, "blank_before_addressee": gb.BLANK_BEFORE_ADDRESSEE,
    "blank_before_annex": gb.BLANK_BEFORE_ANNEX, "red": gb.RED, "grey": gb.GREY, "ink_top": gb.INK_TOP, "ink_bottom": gb.INK_BOTTOM, "body_slack": gb.BODY_SLACK,
    "dash_rise": gb.DASH_RISE, "demo_line": gb.DEMO_LINE,
    "imprint_pitch": gb.IMPRINT_PITCH, "imprint_pad": gb.IMPRINT_PAD,
}  # fmt: skip
_FACES = {
    "song_title": gb.SONG_TITLE, "fangsong": gb.FANGSONG, "kaiti": gb.KAITI, "heiti": gb.HEITI, "song": gb.SONG,
    "latin": gb.LATIN,
}  # fmt: skip


def render(letter: Letter, *, font_folder: Path = FONT_FOLDER) -> bytes:
    """The PDF as bytes; the same letter gives the same bytes on the same fonts."""
    made = _compiler(letter, font_folder).compile(
        format="pdf", timestamp=datetime.combine(letter.signed_on, time(), UTC)
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


def pages(letter: Letter, *, font_folder: Path = FONT_FOLDER, ppi: float = PREVIEW_PPI) -> list[bytes]:
    """Each page as a PNG picture, for the preview."""
    made = _compiler(letter, font_folder).compile(format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made or [])


def _compiler(letter: Letter, font_folder: Path) -> typst.Compiler:
    """A compiler that sees the template and the fonts, nothing else."""
    folders: list[Path] = [font_folder] if font_folder.is_dir() else []
    fonts = typst.Fonts(font_paths=folders)
    data = {"letter": _letter(letter), "layout": _layout(letter, fonts)}
    inputs = {name: json.dumps(value, ensure_ascii=False) for name, value in data.items()}
    return typst.Compiler(TEMPLATE.read_bytes(), font_paths=fonts, sys_inputs=inputs)


def _layout(letter: Letter, fonts: typst.Fonts) -> dict[str, Any]:
    """The layout numbers, and of each face the families that this machine has, the other faces' after its own."""
    present = set(fonts.families())
    if not present.intersection(gb.FANGSONG.families + gb.HEITI.families):
        raise Refused(
            "这台机器没有可用的中文字体，无法生成 PDF。请运行 python3 run.py setup 安装随程序提供的开源字体。"
        )
    spare = [family for face in (gb.FANGSONG, gb.HEITI) for family in face.families]
    faces = {
        name: [family for family in dict.fromkeys([*face.families, *spare]) if family in present]
        for name, face in _FACES.items()
    }
    faces["latin"] = [family for family in gb.LATIN.families if family in present]
    lengths = {name: float(length) for name, length in _LENGTHS.items()}
    return lengths | _NUMBERS | faces | {"head_size": gb.head_size(letter.head_text)}


def _letter(letter: Letter) -> dict[str, Any]:
    """The letter as plain data with clean texts."""
    clean = wording.printable
    imprint = [line.split("：", 1) for line in letter.imprint()]
    printed = [clean(letter.printed_by), f"{wording.day(letter.printed_on)}印发"] if letter.printed_on else []
    ordinals = len(letter.annexes) > 1
    return {
        "form": letter.form.value,
        "mark": clean(letter.mark_text),
        "head": clean(letter.head_text),
        "unit": clean(letter.unit),
        "number": clean(letter.number),
        "signers": [clean(name) for name in letter.signers],
        "title": [clean(line) for line in letter.title],
        "addressee": clean(letter.addressee_line),
        "blocks": _blocks(letter),
        "annexes": [clean(f"{i}. {name}" if ordinals else name) for i, name in enumerate(letter.annexes, 1)],
        "note": clean(letter.note),
        "dated": wording.day(letter.signed_on),
        "date": [letter.signed_on.year, letter.signed_on.month, letter.signed_on.day],
        "imprint": [{"label": f"{label}：", "names": clean(names)} for label, names in imprint],
        "printed": printed if letter.form.value == "document" else [],
        "demo": letter.demo,
        "demo_text": wordpage.DEMO_TEXT,
        "subject": clean(letter.subject),
    } | _signature(letter)


def _signature(letter: Letter) -> dict[str, float]:
    """Blank lines above the unit, and characters right of unit and date."""
    place = gb.signature(letter.unit, wording.day(letter.signed_on), sealed=letter.sealed)
    return {"signature_blank": place.blank, "unit_right": place.unit_right, "date_right": place.date_right}


def _blocks(letter: Letter) -> list[dict[str, Any]]:
    """All paragraphs down to the contact line; the last holds on to the signature (no page with a signature alone)."""
    paragraphs = [*letter.paragraphs, *([Paragraph((letter.contact,))] if letter.contact else [])]
    blocks = [_block(block) for block in paragraphs]
    if blocks:
        blocks[-1]["keep"] = True
    return blocks


def _block(block: Paragraph) -> dict[str, Any]:
    """A paragraph; a heading holds on to what follows."""
    runs = [{"text": run.text} if isinstance(run, Cited) else wording.printable(run) for run in block.runs]
    heading = bool(block.lead) and not block.runs
    return {"lead": wording.printable(block.lead), "level": block.level or 0, "runs": runs, "keep": heading}
