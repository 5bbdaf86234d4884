"""Both PDFs, read back page by page: typst's, and LibreOffice's of the very .docx."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from anju.documents import wording
from anju.documents.letter import Form, Letter, Paragraph
from anju.documents.render import docx, fonts, office, typst
from anju.documents.tests.made import cited, letter
from anju.kernel.refused import Refused

PNG = b"\x89PNG\r\n"
Print = Callable[[Letter], bytes]


def by_office(made: Letter) -> bytes:
    return office.render(docx.render(made), font_folder=typst.FONT_FOLDER)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text().replace(" ", "").replace("\n", "") for page in PdfReader(BytesIO(pdf)).pages]


PRINTERS = [
    pytest.param(typst.render, id="typst"),
    pytest.param(
        by_office,
        id="office",
        marks=pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed here"),
    ),
]


@pytest.mark.parametrize("print_", PRINTERS)
@pytest.mark.parametrize("form", list(Form))
def test_every_figure_stands_on_a4_pages_in_order(print_: Print, form: Form) -> None:
    made = replace(letter(paragraphs=12), form=form)
    reader = PdfReader(BytesIO(print_(made)))
    for page in reader.pages:
        assert float(page.mediabox.width) == pytest.approx(595.3, abs=0.2)
        assert float(page.mediabox.height) == pytest.approx(841.9, abs=0.2)
    text = "".join(page.extract_text() for page in reader.pages).replace(" ", "").replace("\n", "")
    places = [text.find(figure.text) for _, figure in made.citations()]
    assert all(place > 0 for place in places)
    assert places == sorted(places)


@pytest.mark.parametrize("print_", PRINTERS)
def test_the_imprint_stands_once_on_the_last_page_and_pages_are_numbered(print_: Print) -> None:
    made = letter(paragraphs=12)
    read = pages(print_(made))
    assert ["县人力资源和社会保障局" in page for page in read] == [False] * (len(read) - 1) + [True]
    assert all(f"—{number}—" in page for number, page in enumerate(read, 1))
    assert made.unit in read[-1]
    assert "类别：A" in read[0]


@pytest.mark.parametrize("print_", PRINTERS)
def test_no_page_holds_a_signature_alone(print_: Print) -> None:
    for paragraphs in range(5, 9):
        last = pages(print_(letter(paragraphs=paragraphs)))[-1]
        assert "2021年9月6日" in last
        assert "联系单位及电话" in last


@pytest.mark.parametrize("print_", PRINTERS)
def test_a_full_page_has_twenty_two_lines(print_: Print) -> None:
    reader = PdfReader(BytesIO(print_(letter(paragraphs=14))))
    lines = [line for line in reader.pages[1].extract_text().splitlines() if line.strip()]
    assert len(lines) == 22 + 1  # and the page number


@pytest.mark.parametrize("print_", PRINTERS)
def test_the_first_page_of_the_letter_form_has_no_number(print_: Print) -> None:
    read = pages(print_(replace(letter(paragraphs=12), form=Form.NOTE)))
    assert "—1—" not in read[0]
    assert "—2—" in read[1]
    assert "印发" not in read[-1]


@pytest.mark.parametrize("print_", PRINTERS)
@pytest.mark.parametrize("demo", [True, False])
def test_invented_data_is_marked_on_every_page(print_: Print, demo: bool) -> None:
    read = pages(print_(replace(letter(paragraphs=8), demo=demo)))
    assert [("演示数据" in page) for page in read] == [demo] * len(read)


def test_the_same_letter_gives_the_same_pdf() -> None:
    assert typst.render(letter()) == typst.render(letter())


def test_each_page_has_its_picture() -> None:
    made = letter(paragraphs=8)
    pictures = typst.pages(made, ppi=40)
    assert len(pictures) == len(PdfReader(BytesIO(typst.render(made))).pages)
    assert all(picture.startswith(PNG) for picture in pictures)


HOSTILE = [
    '#panic("x")',
    "*粗* _斜_ $x^2$",
    '"; #read("/etc/passwd")',
    "\\u{41}#sys.inputs",
    "<w:br/>&amp;]]>",
    "= 标题",
    "{persons}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_data_is_printed_as_it_stands(text: str) -> None:
    made = replace(letter(), unit=text, addressees=(text,), blocks=(Paragraph((text, cited(name=text))),))
    read = "".join(pages(typst.render(made)))
    assert read.count(text.replace(" ", "")) >= 2
    assert "root:" not in read


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=30), st.text(max_size=60))
def test_hostile_texts_never_break_the_pdf(name: str, text: str) -> None:
    made = replace(
        letter(), head=name, unit=name, addressees=(name,), blocks=(Paragraph((text, cited(name=name))),)
    )
    assert typst.render(made).startswith(b"%PDF")


def test_rare_characters_of_names_have_a_glyph() -> None:
    made = replace(letter(), addressees=("垚堃喆旻玥䶮委员",))
    assert "垚堃喆旻玥䶮委员" in "".join(pages(typst.render(made)))


def test_a_machine_without_office_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    with pytest.raises(Refused, match="没有找到 LibreOffice"):
        by_office(letter())


def test_an_office_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(office, "program", lambda: str(slow))
    with pytest.raises(Refused, match="1 秒内没有完成"):
        office.render(b"", font_folder=tmp_path, timeout=1)


def test_an_office_that_makes_nothing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "soffice"
    broken.write_text("#!/bin/sh\necho 'source file could not be loaded' >&2\n")
    broken.chmod(0o755)
    monkeypatch.setattr(office, "program", lambda: str(broken))
    with pytest.raises(Refused, match="source file could not be loaded"):
        office.render(b"", font_folder=tmp_path)


def test_official_names_lead_to_open_typefaces() -> None:
    text = fonts.fontconfig(Path("/a & b"), Path("/cache"))
    assert "<family>仿宋_GB2312</family>" in text
    assert "<dir>/a &amp; b</dir>" in text
    assert wording.printable(text.replace("\n", "")) == text.replace("\n", "")
