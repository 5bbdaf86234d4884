"""All workbooks of the demo county, in the order in which they are imported."""

from pathlib import Path

from anju.demo.county import County
from anju.demo.rows import boards, bodies, homes, labour, mistakes, roster
from anju.demo.tables import Book, Progress
from anju.demo.tables import write as write_book


def books(county: County) -> list[Book]:
    """The workbooks that the county holds; the flats come first, because addresses depend on them."""
    homes_book = homes.allocate(county)
    return [
        *roster.places(county),
        roster.communities(county),
        roster.people(county),
        homes_book,
        labour.operators(county),
        labour.jobs(county),
        labour.training(county),
        labour.contracts(county),
        labour.confirmations(county),
        bodies.estates(county),
        bodies.staff(county),
        bodies.mediation(county),
        boards.appraisals(county),
        boards.stars(county),
        boards.plans(county),
        boards.proposals(county),
    ]


def write(county: County, folder: Path, progress: Progress | None = None) -> list[Path]:
    """Write every workbook, and the one with deliberate errors; the paths of those to import, in order."""
    tell = progress or (lambda *_: None)
    made = books(county)
    paths = []
    for done, book in enumerate(made):
        tell(book.filename, done, len(made))
        paths.append(write_book(book, folder, county.as_of))
    mistakes.write(county, folder)
    tell("", len(made), len(made))
    return paths
