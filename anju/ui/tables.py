"""Tables whose sorting, filters and page live in the address, so that a page can be bookmarked and sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

Text = str | Promise
SHORT, DIGITS, WIDE = (
    8,
    12,
    10,
)  # characters and digits that do not wrap; columns above which a table scrolls sideways


@dataclass(frozen=True, slots=True)
class Address:
    """A path with its query words; changing a word gives another address."""

    path: str
    words: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, request: HttpRequest) -> "Address":
        """The address of a request, without words that were left empty."""
        words = ((key, value) for key, values in request.GET.lists() for value in values)
        return cls(request.path, tuple((key, value) for key, value in words if value))

    def but(self, **changes: str | int | None) -> "Address":
        """The same address with these words changed; None drops one."""
        kept = tuple((key, value) for key, value in self.words if key not in changes)
        added = tuple((key, str(value)) for key, value in changes.items() if value is not None)
        return Address(self.path, kept + added)

    def at(self, path: str) -> "Address":
        """The same words at another path."""
        return Address(path, self.words)

    def get(self, key: str) -> str:
        """The word's value, empty where it is not there."""
        return next((value for name, value in self.words if name == key), "")

    def __str__(self) -> str:
        return f"{self.path}?{urlencode(self.words)}" if self.words else self.path


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the word that sorts by it, its head, and how it is set."""

    name: str
    title: Text
    numeric: bool = False
    sortable: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed value; `tone` (ok, info, warn, bad) makes it a badge, `share` (0-100) draws a bar before it."""

    text: Text
    href: str = ""
    tone: str = ""
    share: int | None = None

    @property
    def short(self) -> bool:
        """Whether the text is better left on one line."""
        text = str(self.text)
        return len(text) <= (DIGITS if text.isascii() else SHORT)


@dataclass(frozen=True, slots=True)
class Head:
    """A head as the template needs it: where a click leads, and the direction in force (aria-sort)."""

    title: Text
    numeric: bool
    href: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A page of rows. `size` 0 means that all rows are here; `export` is the address of the whole list as a file."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    address: Address
    total: int | None = None
    page: int = 1
    size: int = 0
    order: str = ""
    export: str = ""
    caption: Text = ""
    empty: Text = ""
    cards: bool = True

    @property
    def heads(self) -> list[Head]:
        """The heads with their sort links: a second click turns the direction."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if not column.sortable:
            return Head(column.title, column.numeric)
        order = self.address.get("sort") or self.order
        rising, falling = column.name, f"-{column.name}"
        direction = {rising: "ascending", falling: "descending"}.get(order, "")
        href = self.address.but(sort=falling if order == rising else rising, page=None)
        return Head(column.title, column.numeric, str(href), direction)

    @property
    def wide(self) -> bool:
        """Whether the table has more columns than a desktop shows at once."""
        return len(self.columns) > WIDE

    @property
    def count(self) -> int:
        """How many rows the whole list has."""
        return len(self.rows) if self.total is None else self.total

    @property
    def pages(self) -> int:
        """How many pages the whole list has, at least one."""
        return max(1, -(-self.count // self.size)) if self.size else 1

    @property
    def previous(self) -> str:
        """Address of the page before, empty on the first."""
        return str(self.address.but(page=self.page - 1 if self.page > 2 else None)) if self.page > 1 else ""

    @property
    def next(self) -> str:
        """Address of the next page, empty on the last."""
        return str(self.address.but(page=self.page + 1)) if self.page < self.pages else ""


Row = TypeVar("Row")
Records = TypeVar("Records", bound="QuerySet[Any]")


def in_order(found: Records, word: str, columns: Mapping[str, str]) -> Records:
    """Records sorted by a word of a list (falling with a minus before it); an unknown word leaves them as they are."""
    column = columns.get(word.removeprefix("-"))
    if column is None:
        return found
    order = F(column).desc(nulls_last=True) if word.startswith("-") else F(column).asc(nulls_last=True)
    return found.order_by(order, "pk")


def rows_in_order(rows: Sequence[Row], word: str, keys: Mapping[str, Callable[[Row], Any]]) -> list[Row]:
    """The same for rows that are here already; what is not known stands last."""
    key = keys.get(word.removeprefix("-"))
    if key is None:
        return list(rows)
    known = sorted((row for row in rows if key(row) is not None), key=key, reverse=word.startswith("-"))
    return [*known, *(row for row in rows if key(row) is None)]


def page_of(address: Address) -> int:
    """The page that an address asks for; 1 for anything that is no page number."""
    text = address.get("page")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1
