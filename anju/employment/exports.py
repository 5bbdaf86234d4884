"""The real sheets of the provincial system for a place and month (domain.md §2.2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anju.kernel.month import Month
from anju.ui.exports import Value


@dataclass(frozen=True)
class OutSheet:
    """A sheet: its code in addresses, its title, its heads."""

    code: str
    title: str
    heads: Sequence[str]


SHEETS: tuple[OutSheet, ...] = ()


def rows(code: str, place: str, month: Month) -> Iterator[Sequence[Value]]:
    """The rows of a sheet."""
    return iter(())
