"""Flats, real-estate certificates and residence booklets of the households."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from anju.demo.county import County
from anju.demo.people.households import Household
from anju.demo.people.persons import days_after
from anju.demo.tables import Book, Row, Tab
from anju.demo.targets import ANCHOR, YEAR_END

UNITS, FLOORS, DOORS = 2, 6, 2
VACANT = 0.015
CERTIFIED_BY_ANCHOR = 0.83  # of the certificates of the end of the year
_BOOKLETS_FROM = date(2021, 4, 20)  # the neighbouring county's rule is of 6 April 2021 (domain.md §1.10)
_PAPER_HEADS = ("不动产权证号", "登记日期", "居住簿编号", "发放日期")
_ENDS = (("登记日期", "不动产权证号"), ("发放日期", "居住簿编号"))


def _doors() -> Iterator[tuple[str, str, str]]:
    """Building, unit and room, one after another without end."""
    building = 0
    while True:
        building += 1
        for unit in range(1, UNITS + 1):
            for floor in range(1, FLOORS + 1):
                for door in range(1, DOORS + 1):
                    yield f"{building}号楼", str(unit), f"{floor}{door:02d}"


def _area(rng: Random, persons: int) -> float:
    """Floor space in square metres within the red line of 25 for each person (domain.md §1.3)."""
    step = min(max(persons, 1), 5)
    return round(25.0 * step - rng.uniform(0.4, 3.0), 2)


def _certificates(county: County, rng: Random) -> dict[str, Row]:
    """Number and day of the certificates by household: exactly the published count by the end of the year."""
    ours = [household for household in county.households if household.fyp13]
    chosen = rng.sample(ours, min(len(ours), county.targets.year_end["estate_certificates"]))
    papers: dict[str, Row] = {}
    for serial, household in enumerate(chosen, start=1):
        early = rng.random() < CERTIFIED_BY_ANCHOR
        first = max(date(2018, 5, 1), household.start + timedelta(days=60))
        window = (first, ANCHOR) if early and first < ANCHOR else (ANCHOR + timedelta(days=1), YEAR_END)
        issued = days_after(rng, *window)
        papers[household.number] = (f"陕（{issued.year}）平利县不动产权第{serial:07d}号", issued)
    return papers


def _booklet(household: Household, serial: int, rng: Random) -> Row:
    """Number and day of a household's booklet: everybody has one by the end of the year."""
    issued = days_after(rng, max(_BOOKLETS_FROM, household.start + timedelta(days=3)), YEAR_END)
    return f"PLJZ{household.site.town.code[-3:]}{serial:06d}", min(issued, YEAR_END)


def allocate(county: County) -> Book:
    """Give every concentrated household a flat, write its address, and hand out certificates and booklets."""
    rng = Random(county.seed + 3)
    certificates = _certificates(county, rng)
    doors: dict[str, Iterator[tuple[str, str, str]]] = {}
    flats: list[Row] = []
    papers: list[Row] = []
    for serial, household in enumerate(county.households, start=1):
        paper = (*certificates.get(household.number, (None, None)), *_booklet(household, serial, rng))
        site = household.site
        if not site.concentrated:
            household.address = (
                f"{site.town.name}{household.origin[3:]}" if rng.random() < 0.5 else f"{site.town.name}自建房"
            )
            papers.append((household.number, *paper))
            continue
        building, unit, room = next(doors.setdefault(site.code, _doors()))
        household.address = f"{site.town.name}{site.name}{building}{unit}单元{room}室"
        area = _area(rng, len(household.present()) or len(household.members))
        if household.start <= county.as_of:
            flats.append((site.name, building, unit, room, area, household.number, *paper))
        else:
            flats.append((site.name, building, unit, room, area, None, None, None, None, None))
    flats += _vacant(county, doors, rng)
    heads = ("安置点名称", "楼栋", "单元", "房号", "建筑面积", "户编号", *_PAPER_HEADS)
    return Book(
        "住房与权证台账.xlsx",
        [
            Tab("住房", heads, flats, ends=_ENDS),
            Tab("居住簿与权证", ("户编号", *_PAPER_HEADS), papers, ends=_ENDS),
        ],
    )


def _vacant(county: County, doors: dict[str, Iterator[tuple[str, str, str]]], rng: Random) -> list[Row]:
    """Flats that nobody lives in yet."""
    rows: list[Row] = []
    for site in county.sites:
        if site.code in doors:
            for _ in range(round(site.households * VACANT)):
                rows.append((site.name, *next(doors[site.code]), _area(rng, rng.randint(2, 4)), *[None] * 5))
    return rows
