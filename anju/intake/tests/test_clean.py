"""Tolerant reading, strict storing: many spellings, one value."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.intake.clean import clean
from anju.intake.sheet import Column, Kind
from anju.kernel import identity

WIDE = str.maketrans({str(digit): chr(0xFF10 + digit) for digit in range(10)} | {"-": "－", "/": "／"})
DAY = date(2021, 8, 5)


def read(kind: Kind, text: str | None, **words: Any) -> tuple[Any, bool]:
    """The clean value of one cell, and whether it is unreadable."""
    values, bad = clean(pl.Series([text], dtype=pl.String), Column("x", "x", kind, **words))
    return values.to_list()[0], bad.to_list()[0]


@pytest.mark.parametrize(
    "text",
    ["2021-08-05", "2021/8/5", "2021.8.5", "20210805", "2021年8月5日", "44413", "2021-08-05 00:00:00", "２０２１－８－５",
     " 2021 年 8 月 5 日 ", "2021-08-05T08:30", "2021/08/05 8:30:01"],
)  # fmt: skip
def test_a_date_is_read_in_every_usual_spelling(text: str) -> None:
    assert read(Kind.DATE, text) == (DAY, False)


@pytest.mark.parametrize(
    "text", ["2021-02-30", "2021-08", "八月五日", "1899-01-01", "2300-01-01", "5", "2021-13-01"]
)
def test_what_names_no_day_is_unreadable(text: str) -> None:
    assert read(Kind.DATE, text) == (None, True)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_survives_every_spelling(day: date) -> None:
    spelt = [
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
    ]
    spelt += [text.translate(WIDE) for text in spelt]
    values, bad = clean(pl.Series(spelt), Column("x", "x", Kind.DATE))
    assert set(values) == {day}
    assert not bad.any()


@given(st.dates(date(1928, 1, 1), date(2118, 12, 31)))
def test_a_serial_number_of_excel_is_its_day(day: date) -> None:
    assert read(Kind.DATE, str((day - date(1899, 12, 30)).days)) == (day, False)


@given(st.text(max_size=24))
def test_no_text_breaks_the_reading_of_any_kind(text: str) -> None:
    for kind in Kind:
        value, bad = read(kind, text, choices=(("a", "甲"),))
        assert not (bad and value is not None)


@pytest.mark.parametrize("text", [None, "", " ", "　", "\n"])
def test_an_empty_cell_is_empty_and_not_wrong(text: str | None) -> None:
    for kind in Kind:
        assert read(kind, text) == (None, False)


@pytest.mark.parametrize(("text", "month"), [("2021-08", 8), ("2021年8月", 8), ("202108", 8), ("2021.8", 8), ("2021/12", 12),
                                             ("2021-08-31 00:00:00", 8), ("44413", 8)])  # fmt: skip
def test_a_month_is_stored_as_its_first_day(text: str, month: int) -> None:
    assert read(Kind.MONTH, text) == (date(2021, month, 1), False)


def test_a_month_that_may_be_january_or_october_is_not_guessed() -> None:
    assert read(Kind.MONTH, "2021.1") == (None, True)


@pytest.mark.parametrize(("text", "value"), [("是", True), ("1", True), ("√", True), ("✓", True), ("有", True), ("否", False),
                                             ("2", False), ("×", False), ("无", False), (" 是 ", True)])  # fmt: skip
def test_yes_and_no_are_read_in_every_usual_spelling(text: str, value: bool) -> None:
    assert read(Kind.BOOL, text) == (value, False)


@given(st.integers(-(10**11), 10**11))
def test_a_number_survives_separators_and_width(number: int) -> None:
    for text in (str(number), f"{number:,}", f"{number}.0", str(number).translate(WIDE)):
        assert read(Kind.INT, text) == (number, False)


@given(st.integers(0, 10**10))
def test_yuan_become_fen_exactly(fen: int) -> None:
    yuan = Decimal(fen) / 100
    assert read(Kind.MONEY, f"{yuan:.2f}") == (fen, False)
    assert read(Kind.MONEY, f"{yuan:,.2f}元") == (fen, False)


@pytest.mark.parametrize("text", ["3.5", "1,23", "12人", "一百"])
def test_half_numbers_are_unreadable(text: str) -> None:
    assert read(Kind.INT, text) == (None, True)


@given(st.from_regex(r"[0-9]{17}[0-9Xx]", fullmatch=True))
def test_an_id_is_normalised_as_the_kernel_does_it(number: str) -> None:
    for text in (
        number,
        f"{number[:6]} {number[6:14]}-{number[14:]}",
        f"'{number.translate(WIDE)}",
        number.lower(),
    ):
        assert read(Kind.ID, text)[0] == identity.normalise(number)


def test_a_code_is_found_by_label_or_code_whatever_the_spaces() -> None:
    choices = (("1", "男"), ("2", "女"), ("c", "长期慢性病+残疾"))
    for text, code in ((" 男 ", "1"), ("2", "2"), ("长期慢性病＋ 残疾", "c"), ("C", "c")):
        assert read(Kind.CODE, text, choices=choices) == (code, False)
    assert read(Kind.CODE, "其他", choices=choices) == (None, True)


def test_few_distinct_values_are_read_as_each_one_is() -> None:
    texts = ["2021-08-05", None, "x", "44413"] * 40
    values, bad = clean(pl.Series(texts), Column("x", "x", Kind.DATE))
    assert values.to_list() == [DAY, None, None, DAY] * 40
    assert bad.to_list() == [False, False, True, False] * 40
