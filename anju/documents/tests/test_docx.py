"""The layout numbers, read back from the XML of the .docx."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from anju.documents import layout as gb
from anju.documents import wording
from anju.documents.letter import Form, Letter, Paragraph
from anju.documents.render import citations, docx, wordpage
from anju.documents.tests.made import cited, letter

TWIPS_PER_MM = 1440 / 25.4


def body_of(made: Letter) -> Any:
    return Document(BytesIO(docx.render(made)))


def part(made: Letter, name: str) -> Any:
    with ZipFile(BytesIO(docx.render(made))) as file:
        return etree.fromstring(file.read(name))


def styled(document: Any, style: str) -> list[Any]:
    return [p for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.style == style]


def attribute(element: Any, name: str) -> str:
    return str(element.get(qn(f"w:{name}")))


@pytest.mark.parametrize("form", list(Form))
def test_page_and_type_area_are_those_of_the_standard(form: Form) -> None:
    section = body_of(replace(letter(), form=form)).sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin,
             section.left_margin, section.right_margin)  # fmt: skip
    assert [round(size.mm) for size in sizes] == [210, 297, 37, 35, 28, 26]


def test_the_body_has_twenty_two_lines_of_twenty_eight_characters() -> None:
    document = body_of(letter())
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    pitch = int(attribute(grid, "linePitch"))
    style = next(s for s in document.styles if s.style_id == "GwBody")
    spacing, run = style.element.pPr.find(qn("w:spacing")), style.element.rPr
    assert (attribute(spacing, "line"), attribute(spacing, "lineRule")) == (str(pitch), "exact")
    assert gb.TYPE_HEIGHT * TWIPS_PER_MM // pitch == 22
    size = int(attribute(run.find(qn("w:sz")), "val")) * 10
    tracking = int(attribute(run.find(qn("w:spacing")), "val"))
    assert gb.TYPE_WIDTH * TWIPS_PER_MM // (size + tracking) == 28
    assert size == 320  # 3号
    indent = int(attribute(style.element.pPr.find(qn("w:ind")), "firstLine"))
    assert indent == 2 * (size + tracking)


@pytest.mark.parametrize(
    ("style", "face", "points"),
    [
        ("GwHead", "方正小标宋简体", gb.SIZE_HEAD_MOST),
        ("GwTitle", "方正小标宋简体", 22),
        ("GwBody", "仿宋_GB2312", 16),
        ("GwHeading1", "黑体", 16),
        ("GwHeading2", "楷体_GB2312", 16),
        ("GwImprint", "仿宋_GB2312", 14),
        ("GwPageNumber", "宋体", 14),
    ],
)
def test_each_element_names_its_official_typeface(style: str, face: str, points: float) -> None:
    found = next(s for s in body_of(letter()).styles if s.style_id == style).element.rPr
    assert attribute(found.find(qn("w:rFonts")), "eastAsia") == face
    assert int(attribute(found.find(qn("w:sz")), "val")) == points * 2


def test_title_head_and_imprint_leave_the_grid_and_no_style_controls_widows() -> None:
    ours = {s.style_id: s.element.pPr for s in body_of(letter()).styles if s.style_id.startswith("Gw")}
    off = {name for name, pr in ours.items() if pr.find(qn("w:snapToGrid")) is not None}
    assert {"GwHead", "GwTitle", "GwNumber", "GwImprint"} <= off
    assert "GwBody" not in off
    assert all(attribute(pr.find(qn("w:widowControl")), "val") == "0" for pr in ours.values())


def test_the_red_line_hangs_four_millimetres_under_the_number() -> None:
    number = styled(body_of(letter()), "GwNumber")[0]
    rule = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert attribute(rule, "color") == gb.RED
    below_ink = int(attribute(rule, "space")) + gb.BODY_SLACK
    assert below_ink == pytest.approx(gb.HEAD_LINE_GAP.pt, abs=0.5)


def test_the_red_head_is_thirty_five_millimetres_below_the_type_areas_top() -> None:
    made = letter()
    spacing = styled(body_of(made), "GwHead")[0]._p.pPr.find(qn("w:spacing"))
    size = gb.head_size(made.head_text)
    ink = gb.WORD_PITCH_TWIPS / 20 + int(attribute(spacing, "before")) / 20
    ink += 0.8 * int(attribute(spacing, "line")) / 20 - gb.INK_TOP * size
    assert ink == pytest.approx(gb.HEAD_TOP.pt, abs=1)


def test_page_numbers_stand_at_the_right_on_odd_and_at_the_left_on_even_pages() -> None:
    document = body_of(letter())
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = (
        f.paragraphs[0] for f in (document.sections[0].footer, document.sections[0].even_page_footer)
    )
    assert [attribute(p._p.pPr.find(qn("w:jc")), "val") for p in (odd, even)] == ["right", "left"]
    for paragraph in (odd, even):
        assert paragraph.text.startswith("— ")
        assert [t.text.strip() for t in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]


def test_the_imprint_floats_at_the_foot_with_thick_and_thin_lines() -> None:
    table = body_of(replace(letter(), reported_to=("县政协提案委员会",))).tables[0]
    place = table._tbl.tblPr.find(qn("w:tblpPr"))
    assert (attribute(place, "vertAnchor"), attribute(place, "tblpYSpec")) == ("margin", "bottom")
    assert table._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w")) == str(gb.TYPE_WIDTH.twips)
    sides = [(row.cells[0]._tc.tcPr.find(qn("w:tcBorders"))) for row in table.rows]
    tops = [int(attribute(side.find(qn("w:top")), "sz")) / 8 / 72 * 25.4 for side in sides]
    bottom = int(attribute(sides[-1].find(qn("w:bottom")), "sz")) / 8 / 72 * 25.4
    assert tops == pytest.approx([0.35, 0.25, 0.25], abs=0.03)
    assert bottom == pytest.approx(0.35, abs=0.03)
    assert [row.cells[0].text for row in table.rows] == [
        "抄报：县政协提案委员会。",
        "抄送：县人力资源和社会保障局，县民政局。",
        "平利县发展和改革局办公室\t2021年9月6日印发",
    ]


def test_the_letter_form_has_two_red_lines_of_170_mm_and_no_number_on_its_first_page() -> None:
    document = body_of(replace(letter(), form=Form.NOTE))
    section = document.sections[0]
    assert section.different_first_page_header_footer
    head, foot = section.first_page_header.paragraphs[-1], section.first_page_footer.paragraphs[-1]
    for paragraph, kind in ((head, "thickThinSmallGap"), (foot, "thinThickSmallGap")):
        rule, indent = (paragraph._p.pPr.find(qn(tag)) for tag in ("w:pBdr", "w:ind"))
        assert attribute(rule.find(qn("w:bottom")), "val") == kind
        outside = -int(attribute(indent, "left")) - int(attribute(indent, "right"))
        assert outside / TWIPS_PER_MM == pytest.approx(170 - 156, abs=0.1)
    assert not list(foot._p.iter(qn("w:instrText")))
    assert section.footer_distance.mm == pytest.approx(20, abs=0.5)
    rows = [row.cells[0] for row in document.tables[0].rows]
    assert all(cell._tc.tcPr.find(qn("w:tcBorders")) is None for cell in rows)
    assert not any("印发" in cell.text for cell in rows)


def test_the_head_of_the_letter_form_is_thirty_millimetres_from_the_edge() -> None:
    made = replace(letter(), form=Form.NOTE)
    section = body_of(made).sections[0]
    demo, head = section.first_page_header.paragraphs
    above = int(attribute(demo._p.pPr.find(qn("w:spacing")), "line"))
    spacing = head._p.pPr.find(qn("w:spacing"))
    ink = section.header_distance.pt + (above + int(attribute(spacing, "before"))) / 20
    ink += 0.8 * int(attribute(spacing, "line")) / 20 - gb.INK_TOP * gb.head_size(made.head_text)
    assert ink == pytest.approx(gb.NOTE_HEAD_TOP.pt, abs=1)


def test_two_signers_share_a_line_and_a_third_begins_another() -> None:
    lines = styled(body_of(replace(letter(), signers=("周明德", "王树人", "李建成"))), "GwNumber")
    assert [line.text for line in lines] == ["\t\t签发人：周明德　王树人", "\t平发改发〔2021〕15号\t李建成"]


def test_every_figure_is_a_content_control_that_reads_back() -> None:
    made = letter(paragraphs=5)
    data = docx.render(made)
    assert citations.read_citations(data) == [figure for _, figure in made.citations()]
    controls = list(Document(BytesIO(data)).element.body.iter(qn("w:sdt")))
    assert len({attribute(c.find(qn("w:sdtPr")).find(qn("w:id")), "val") for c in controls}) == 5
    first = controls[0].find(qn("w:sdtPr"))
    assert attribute(first.find(qn("w:alias")), "val") == "就业人口"
    assert attribute(first.find(qn("w:tag")), "val") == "figure_0|2021-08-31|2021-08 v1"


def test_a_number_changed_by_hand_shows_as_text_beside_the_value_cited() -> None:
    document = body_of(letter())
    control = next(document.element.body.iter(qn("w:sdt")))
    next(control.iter(qn("w:t"))).text = "999"
    out = BytesIO()
    document.save(out)
    found = citations.read_citations(out.getvalue())[0]
    assert (found.text, found.value) == ("999", Decimal(1000))


def test_a_figure_without_its_description_keeps_code_day_and_close() -> None:
    document = body_of(letter())
    for key, relation in list(document.part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.CUSTOM_XML:
            del document.part.rels[key]
    out = BytesIO()
    document.save(out)
    found = citations.read_citations(out.getvalue())[0]
    assert (found.code, found.as_of, found.close, found.value) == (
        "figure_0",
        date(2021, 8, 31),
        "2021-08 v1",
        Decimal(1000),
    )


def test_a_tag_longer_than_word_takes_is_refused_loudly() -> None:
    with pytest.raises(ValueError, match="Word takes"):
        citations.tag_of(cited(code="x" * 60))


def test_the_document_says_chinese_who_and_when() -> None:
    core = body_of(letter()).core_properties
    assert (core.language, core.author, core.title) == (
        "zh-CN",
        "平利县发展和改革局",
        "对县政协九届六次会议第51号提案的复函",
    )
    assert core.created.date() == date(2021, 9, 6)
    langs = {attribute(lang, "eastAsia") for lang in part(letter(), "word/styles.xml").iter(qn("w:lang"))}
    assert langs == {"zh-CN"}


@pytest.mark.parametrize("demo", [True, False])
def test_invented_data_is_marked_on_every_page_and_real_data_is_not(demo: bool) -> None:
    section = body_of(replace(letter(), demo=demo)).sections[0]
    for header in (section.header, section.even_page_header):
        assert (wordpage.DEMO_TEXT in header.paragraphs[0].text) is demo


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(max_size=60))
def test_hostile_texts_survive_in_word(name: str, text: str) -> None:
    made = replace(letter(), addressees=(name,), blocks=(Paragraph((text, cited(name=name))),), unit=name)
    document = body_of(made)
    texts = [p.text for p in document.paragraphs]
    assert wording.printable(f"{name}：") in texts
    assert any(t.startswith(wording.printable(text)) for t in texts)
