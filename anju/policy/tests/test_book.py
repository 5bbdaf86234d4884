"""Dated values: the value in force on a day, and files that hide nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.policy.book import Book, Dated, read
from anju.policy.strict import Malformed

GOOD = """
id: fee
title: 试验收费
values:
  price:
    - {from: 2021-07-01, value: 50, source: 试验文〔2021〕2号}
    - {from: 2020-01-01, value: 30, source: 试验文〔2020〕1号}
"""


@pytest.fixture
def write(tmp_path: Path) -> "Writer":
    return Writer(tmp_path)


class Writer:
    """Writes texts into fresh files: books are read once for each path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, text: str) -> Path:
        path = self.folder / f"book{len(list(self.folder.iterdir()))}.yaml"
        path.write_text(text, encoding="utf-8")
        return path


@pytest.mark.parametrize(
    ("day", "price"),
    [(date(2020, 1, 1), 30), (date(2021, 6, 30), 30), (date(2021, 7, 1), 50), (date(2030, 1, 1), 50)],
)
def test_a_value_holds_from_its_day_until_the_next_one(write: Writer, day: date, price: int) -> None:
    assert read(write(GOOD)).on(day)["price"] == price


def test_before_the_first_day_there_is_no_value(write: Writer) -> None:
    with pytest.raises(LookupError, match="no price in force on 2019-12-31"):
        _ = read(write(GOOD)).on(date(2019, 12, 31))["price"]


def test_a_page_remembers_which_value_was_used_and_its_document(write: Writer) -> None:
    page = read(write(GOOD)).on(date(2021, 8, 31))
    _ = page["price"]
    assert page.used == [("price", Dated(date(2021, 7, 1), 50, "试验文〔2021〕2号"))]


@given(st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, unique=True), st.integers(0, 4000))
def test_the_latest_value_of_the_past_is_in_force(days: list[date], later: int) -> None:
    book = Book("b", "b", {"x": tuple(Dated(day, day, "s") for day in days)})
    day = min(days) + timedelta(later)
    assert book.on(day)["x"] == max(held for held in days if held <= day)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("title: 试验收费", "title: 试验收费\ntitle: 再写一次"),
            "line 4: key 'title' stands already in line 3",
        ),
        (("values:", "prices:"), "unknown key 'prices'"),
        (("title: 试验收费\n", ""), "key 'title' is missing"),
        ((", source: 试验文〔2021〕2号", ""), "line 6: price: each value has exactly from"),
        (("from: 2020-01-01", "from: 2021-07-01"), "line 7: price: two values hold from 2021-07-01"),
        (("  price:\n", "  price: 50\n  other:\n"), "line 5: price: needs a list"),
        (("试验文〔2021〕2号", "' '"), "source of 50 is empty"),
        (("from: 2021-07-01", "from: 去年七月"), "exactly from"),
        (("values:", "values: ["), "not readable as YAML"),
        (("value: 50", "value: 50, value: 60"), "stands already"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_its_place(
    write: Writer, change: tuple[str, str], said: str
) -> None:
    path = write(GOOD.replace(*change))
    with pytest.raises(Malformed, match=said) as refusal:
        read(path)
    assert str(path) in str(refusal.value)


def test_a_file_of_something_else_is_refused(write: Writer) -> None:
    with pytest.raises(Malformed, match="expected keys and values"):
        read(write("- a\n- b\n"))
