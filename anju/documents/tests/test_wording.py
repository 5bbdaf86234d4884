from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.documents import wording
from anju.documents.wording import NumberForm


def test_a_day_has_no_zeros_in_front() -> None:
    assert wording.day(date(2021, 8, 5)) == "2021年8月5日"
    assert wording.month(date(2021, 8, 5)) == "2021年8月"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (17372, NumberForm.PLAIN, "17372"),
        (17372, NumberForm.GROUPED, "17,372"),
        (17372, NumberForm.WAN, "1.74万"),
        (96513, NumberForm.WAN, "9.65万"),
        (100_000, NumberForm.WAN, "10万"),
        (Decimal("98.50"), NumberForm.PLAIN, "98.5"),
        (Decimal("1E+3"), NumberForm.PLAIN, "1000"),
        (0, NumberForm.PLAIN, "0"),
    ],
)
def test_a_number_stands_in_its_form(value: int | Decimal, form: NumberForm, text: str) -> None:
    assert wording.number(value, form) == text
    assert wording.shows(text, value)


def test_another_number_does_not_show_the_value() -> None:
    assert not wording.shows("17373", 17372)
    assert not wording.shows("1.73万", 17372)


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_a_plain_number_reads_back(value: int) -> None:
    assert wording.value_of(wording.number(value)) == value
    assert wording.value_of(wording.number(value, NumberForm.GROUPED)) == value


@pytest.mark.parametrize("text", ["", "万", "一二", "1.2.3", "１２", "12人"])
def test_a_text_that_is_no_number_has_no_value(text: str) -> None:
    assert wording.value_of(text) is None


@pytest.mark.parametrize(
    ("count", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")]
)
def test_ordinals_are_chinese_numerals(count: int, text: str) -> None:
    assert wording.numeral(count) == text
    assert wording.point(count) == f"{text}是"


def test_a_document_number_has_six_cornered_brackets() -> None:
    assert wording.document_number("平发改函", 2021, 15) == "平发改函〔2021〕15号"


@given(st.text())
def test_a_printable_text_has_no_controls_and_stays_as_it_is(text: str) -> None:
    clean = wording.printable(text)
    assert all(ord(c) >= 0x20 and c not in "\u202e\u200f" and not 0xD800 <= ord(c) <= 0xDFFF for c in clean)
    assert wording.printable(clean) == clean


def test_a_direction_override_in_a_name_is_dropped() -> None:
    assert wording.printable("何\u202e清源\x00\n委员") == "何清源 委员"
