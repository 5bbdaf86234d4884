"""Tables: the address carries sorting, filters and page."""

from django.http import QueryDict
from django.test import RequestFactory

from anju.ui.tables import Address, Cell, Column, Table, page_of


def address(query: str) -> Address:
    return Address.of(RequestFactory().get(f"/list/?{query}"))


def table(query: str = "", *, page: int = 1, total: int = 120) -> Table:
    columns = (Column("name", "姓名", sortable=True), Column("age", "年龄", numeric=True))
    return Table(
        columns, [(Cell("a"), Cell("1"))], address(query), total=total, page=page, size=50, order="name"
    )


def test_an_address_changes_one_word_and_keeps_the_others() -> None:
    changed = address("town=1&sort=name&page=3").but(sort="-age", page=None)
    assert QueryDict(str(changed).split("?")[1]).dict() == {"town": "1", "sort": "-age"}


def test_words_left_empty_are_dropped_so_that_addresses_stay_short() -> None:
    assert str(address("town=&sex=1")) == "/list/?sex=1"
    assert str(address("")) == "/list/"


def test_a_second_click_turns_the_direction() -> None:
    first, second = table().heads[0], table("sort=-name").heads[0]
    assert (first.direction, first.href) == ("ascending", "/list/?sort=-name")
    assert (second.direction, second.href) == ("descending", "/list/?sort=name")


def test_a_column_that_does_not_sort_has_no_link() -> None:
    assert table().heads[1].href == ""


def test_pages_lead_forth_and_back_and_end() -> None:
    assert [table(page=at).pages for at in (1, 3)] == [3, 3]
    assert (table(page=1).previous, table(page=1).next) == ("", "/list/?page=2")
    assert (table("page=2", page=2).previous, table("page=2", page=2).next) == ("/list/", "/list/?page=3")
    assert table(page=3).next == ""


def test_no_number_of_a_page_breaks_the_list() -> None:
    assert [page_of(address(f"page={text}")) for text in ("7", "0", "-1", "x", "²", "99999999999")] == [
        7,
        1,
        1,
        1,
        1,
        1,
    ]
