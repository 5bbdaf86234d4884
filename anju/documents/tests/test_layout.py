import pytest

from anju.documents import layout as gb
from anju.documents import wording


@pytest.mark.parametrize(
    ("length", "millimetres"),
    [
        (gb.PAGE_WIDTH, 210),
        (gb.PAGE_HEIGHT, 297),
        (gb.TOP, 37),
        (gb.LEFT, 28),
        (gb.RIGHT, 26),
        (gb.BOTTOM, 35),
        (gb.TYPE_WIDTH, 156),
        (gb.TYPE_HEIGHT, 225),
        (gb.HEAD_TOP, 35),
        (gb.HEAD_LINE_GAP, 4),
        (gb.IMPRINT_THICK, 0.35),
        (gb.IMPRINT_THIN, 0.25),
        (gb.PAGE_NUMBER_DROP, 7),
        (gb.NOTE_HEAD_TOP, 30),
        (gb.NOTE_LINE_WIDTH, 170),
        (gb.NOTE_LINE_BOTTOM, 20),
    ],
)
def test_the_table_has_the_numbers_of_2012(length: gb.Length, millimetres: float) -> None:
    assert length == millimetres
    assert length.clause


def test_twenty_two_lines_of_twenty_eight_characters_fill_the_type_area() -> None:
    assert gb.WORD_PITCH_TWIPS * gb.LINES <= gb.TYPE_HEIGHT.twips < gb.WORD_PITCH_TWIPS * (gb.LINES + 1)
    character = gb.SIZE_BODY * 20 + gb.WORD_TRACKING_TWIPS
    assert character * gb.CHARACTERS <= gb.TYPE_WIDTH.twips < character * (gb.CHARACTERS + 1)
    assert pytest.approx(gb.TYPE_WIDTH.pt) == (gb.SIZE_BODY + gb.TRACKING) * gb.CHARACTERS


@pytest.mark.parametrize(
    "head", ["县政府文件", "平利县发展和改革局文件", "平利县易地扶贫搬迁工作领导小组办公室文件"]
)
def test_a_red_head_stays_inside_the_type_area(head: str) -> None:
    size = gb.head_size(head)
    assert size * wording.width(head) <= gb.TYPE_WIDTH.pt
    assert size <= gb.SIZE_HEAD_MOST


def test_a_sealed_unit_is_centred_over_its_date() -> None:
    place = gb.signature("平利县发展和改革局", "2021年9月6日", sealed=True)
    unit_middle = place.unit_right + wording.width("平利县发展和改革局") / 2
    date_middle = place.date_right + wording.width("2021年9月6日") / 2
    assert unit_middle == date_middle
    assert place.date_right == 4


def test_without_a_seal_the_date_starts_two_characters_after_the_unit() -> None:
    place = gb.signature("平利县发展和改革局", "2021年9月6日", sealed=False)
    unit_left = place.unit_right + wording.width("平利县发展和改革局")
    date_left = place.date_right + wording.width("2021年9月6日")
    assert unit_left - date_left == 2
    assert place.unit_right == 2
