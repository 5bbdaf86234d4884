"""Grids of the concentrated sites: buildings in their order, eight to a grid."""

from random import Random

from anju.demo.people import names
from anju.demo.tables import Book, Row, Tab
from anju.kernel.identity import FEMALE, MALE

BUILDINGS = 8  # about 190 households
HEADS = ("安置区名称", "网格序号", "网格名称", "网格类型", "网格长", "楼栋")


def grids(homes: Book, seed: int) -> Book:
    """One line for each building of the flats' workbook."""
    rng = Random(seed + 11)
    buildings: dict[str, list[str]] = {}
    for row in homes.tabs[0].rows:
        known = buildings.setdefault(row[0], [])
        if row[1] not in known:
            known.append(row[1])
    rows: list[Row] = []
    for site, numbers in buildings.items():
        for first in range(0, len(numbers), BUILDINGS):
            serial = first // BUILDINGS + 1
            leader = names.surname(rng) + names.given(rng, rng.choice((MALE, FEMALE)), 1980)
            rows += [
                (site, serial, f"{site}{serial}号网格", "基础网格", leader, number)
                for number in numbers[first : first + BUILDINGS]
            ]
    return Book("网格台账.xlsx", [Tab("网格台账", HEADS, rows)])
