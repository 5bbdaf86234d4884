"""All workbooks of the demo county, in the order in which they are imported."""

from collections.abc import Callable, Iterator
from pathlib import Path

from anju.demo.county import County
from anju.demo.rows import boards, bodies, entitlements, grids, homes, labour, mistakes, roster
from anju.demo.tables import Book, Progress
from anju.demo.tables import write as write_book

_AFTER_HOMES: tuple[Callable[[County], Book], ...] = (
    labour.operators,
    labour.jobs,
    labour.training,
    labour.contracts,
    labour.confirmations,
    bodies.estates,
    bodies.staff,
    bodies.mediation,
    boards.appraisals,
    boards.stars,
    boards.plans,
    boards.goals,
    boards.proposals,
    entitlements.insurance,
    entitlements.assistance,
    entitlements.monitoring,
    entitlements.land,
    entitlements.accounts,
)
COUNT = 6 + len(_AFTER_HOMES)
"""How many workbooks there are: places, sites, communities, roster, flats, grids, and the others."""


def books(county: County) -> Iterator[Book]:
    """The workbooks that the county holds, each made when it is wanted.

    Flats are given out first, because the addresses of the roster depend on them, and follow it in order.
    """
    homes_book = homes.allocate(county)
    yield from roster.places(county)
    yield roster.communities(county)
    yield roster.people(county)
    yield homes_book
    yield grids.grids(homes_book, county.seed)
    for make in _AFTER_HOMES:
        yield make(county)


def write(county: County, folder: Path, progress: Progress | None = None) -> list[Path]:
    """Write every workbook, and the one with deliberate errors; the paths of those to import, in order."""
    tell = progress or (lambda *_: None)
    paths = []
    for done, book in enumerate(books(county)):
        tell(book.filename, done, COUNT)
        paths.append(write_book(book, folder, county.as_of))
    mistakes.write(county, folder)
    tell("", COUNT, COUNT)
    return paths
