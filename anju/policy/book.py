"""A book of dated values: asked for a day, it gives the value in force and remembers that it was used."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from anju.policy import strict
from anju.policy.strict import Malformed

PACKAGE = Path(__file__).resolve().parent.parent
_KEYS = frozenset({"id", "title", "values"})
_VALUE_KEYS = {"from", "value", "source"}


@dataclass(frozen=True)
class Dated:
    """A value, the first day on which it holds, and the document that set it."""

    since: date
    value: Any
    source: str


@dataclass
class Page:
    """The book opened at a day; `used` lists what was read from it."""

    book: "Book"
    day: date
    used: list[tuple[str, Dated]] = field(default_factory=list)

    def __getitem__(self, name: str) -> Any:
        """The value in force; raises LookupError where none was in force on the day."""
        held = [dated for dated in self.book.values[name] if dated.since <= self.day]
        if not held:
            raise LookupError(f"{self.book.title}: no {name} in force on {self.day}")
        latest = max(held, key=lambda dated: dated.since)
        self.used.append((name, latest))
        return latest.value


@dataclass(frozen=True)
class Book:
    """All values of one rule file."""

    id: str
    title: str
    values: dict[str, tuple[Dated, ...]]

    def on(self, day: date) -> Page:
        """Open the book at a day."""
        return Page(self, day)


def _dated(place: str, name: str, entry: Any) -> Dated:
    if not isinstance(entry, dict) or entry.keys() != _VALUE_KEYS or not isinstance(entry["from"], date):
        raise Malformed(f"{place}: {name}: each value has exactly from (a date), value, source")
    if not str(entry["source"]).strip():
        raise Malformed(f"{place}: {name}: the source of {entry['value']!r} is empty")
    return Dated(entry["from"], entry["value"], str(entry["source"]))


def _series(path: Path, name: str, entries: Any, lines: dict[str, int]) -> tuple[Dated, ...]:
    """All values of one name; a day on which two begin is refused."""
    place = f"{path}, line {lines[f'values.{name}']}"
    if not isinstance(entries, list) or not entries:
        raise Malformed(f"{place}: {name}: needs a list of dated values")
    found: dict[date, Dated] = {}
    for number, entry in enumerate(entries):
        place = f"{path}, line {lines[f'values.{name}.{number}']}"
        dated = _dated(place, name, entry)
        if dated.since in found:
            raise Malformed(f"{place}: {name}: two values hold from {dated.since}; keep one of them")
        found[dated.since] = dated
    return tuple(found.values())


@cache
def read(path: Path) -> Book:
    """Read a book once; raises Malformed."""
    held, lines = strict.load(path, _KEYS, _KEYS)
    if not isinstance(held["values"], dict):
        raise Malformed(f"{path}, line {lines['values']}: values: needs names with dated values")
    values = {str(name): _series(path, str(name), entries, lines) for name, entries in held["values"].items()}
    return Book(str(held["id"]), str(held["title"]), values)


def named(name: str) -> Book:
    """The book called `domain/book`; raises OSError where there is none, Malformed where it cannot be taken."""
    domain, title = name.split("/")
    return read(PACKAGE / domain / "policy" / f"{title}.yaml")


def value(name: str, entry: str, day: date) -> Any:
    """The value of `domain/book` in force on a day; raises LookupError where none was."""
    return named(name).on(day)[entry]
