"""Small numbers of people are not shown, and cannot be worked out from what is shown. Pure.

A number below the threshold is suppressed; where that leaves a single hole beside a known total, the smallest of the
others is suppressed with it (GB/T 37964-2019, de-identification of tables).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.figures import Number

PEOPLE = ("person", "household")
"""Kinds of keys that are people."""


@dataclass(frozen=True)
class Cell:
    """A number as it is shown: hidden where people could be told from it."""

    value: Number | None
    hidden: bool = False


def of_people(item: Indicator, known: Catalogue) -> bool:
    """Whether an indicator counts people or households, or adds up something of theirs, or is a ratio of such."""
    parts = [known.get(code) for code in item.ratio] if item.ratio else [item]
    return any(part.key in PEOPLE or part.dataset in _OF_PEOPLE for part in parts)


_OF_PEOPLE = frozenset({"linkage", "training", "job", "person_month", "entitlement", "land_right", "booklet_request",
                        "certificate", "disability", "monitoring", "work_year", "since_lock"})  # fmt: skip


def small(value: Number | None, least: int) -> bool:
    """Whether a number of people is too small to be shown; nobody at all is no secret."""
    return value is not None and 0 < abs(Decimal(value)) < least


def shown(values: Mapping[str, Number | None], least: int) -> dict[str, Cell]:
    """The numbers of the parts of a total that is known, by place: small ones hidden, and never exactly one of them."""
    hidden = {place for place, value in values.items() if small(value, least)}
    others = sorted(
        (place for place, value in values.items() if place not in hidden and value),
        key=lambda place: (Decimal(values[place] or 0), place),
    )
    if len(hidden) == 1 and others:
        hidden.add(others[0])
    return {
        place: Cell(None if place in hidden else value, place in hidden) for place, value in values.items()
    }


def ratio(value: Number | None, top: Number | None, bottom: Number | None, least: int) -> Cell:
    """A ratio, hidden where either side is too small, or where the rest of the bottom is."""
    rest = None if top is None or bottom is None else Decimal(bottom) - Decimal(top)
    hidden = (
        small(top, least) or small(bottom, least) or (rest is not None and rest > 0 and small(rest, least))
    )
    return Cell(None if hidden else value, hidden)


def total(
    parts: tuple[Number | None, Number | None, Number | None], below: Sequence[Cell], least: int
) -> Cell:
    """A total (value, top, bottom) over cells that are shown: hidden where small, or beside exactly one hidden cell."""
    value, top, bottom = parts
    cell = ratio(value, top, bottom, least) if bottom is not None else Cell(value, small(value, least))
    if cell.hidden or sum(one.hidden for one in below) == 1:
        return Cell(None, hidden=True)
    return cell
