"""Flats of a site with who lives there, and its grids, on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from anju.registry.models import Allocation, Building, Flat, Grid, Occupation

UNKNOWN, FREE = "unknown", "free"  # words of the filter: never looked at, not allocated

_FLATS = """
select f.id, b.number, f.unit, f.room, f.area_m2, a.household_id, coalesce(h.number, ''), coalesce(p.name_masked, ''),
       coalesce(k.members, 0), a.start, a.handed_over_on, coalesce(o.state, ''), o.seen_on,
       exists (select from registry_household g where g.id = a.household_id) as opens
from registry_flat f
join registry_building b on b.id = f.building_id
left join registry_allocation a on a.flat_id = f.id and a.start <= %(day)s and (a.stop is null or a.stop > %(day)s)
left join lateral (select number from registry_household_then where id = a.household_id) h on true
left join (select household_id, count(*) as members, max(person_id) filter (where relation = 'head') as head
           from registry_membership
           where place = %(place)s and start <= %(day)s and (stop is null or stop > %(day)s)
           group by household_id) k on k.household_id = a.household_id
left join lateral (select name_masked from registry_person_then where id = k.head) p on true
left join (select distinct on (flat_id) flat_id, state, seen_on from registry_occupation
           where place = %(place)s and seen_on <= %(day)s order by flat_id, seen_on desc) o on o.flat_id = f.id
where f.place = %(place)s and (%(building)s = '' or b.number = %(building)s)
order by length(b.number), b.number, length(f.unit), f.unit, length(f.room), f.room
"""


@dataclass(frozen=True)
class FlatRow:
    """A flat on a day: the household to which it is allocated, and what was found there last.

    `opens` says whether the page of the household does: of one that moved away it does not.
    """

    id: int
    building: str
    unit: str
    room: str
    area_m2: Decimal
    household: int | None
    number: str
    head: str
    members: int
    allocated_on: date | None
    handed_over_on: date | None
    state: str
    seen_on: date | None
    opens: bool

    def fits(self, state: str) -> bool:
        """Whether the flat is of the state that a filter asks for."""
        if state == FREE:
            return self.household is None
        return not state or self.state == ("" if state == UNKNOWN else state)


@dataclass(frozen=True)
class GridRow:
    """A grid with the buildings, households and persons in it now."""

    grid: Grid
    buildings: Sequence[str]
    households: int
    persons: int


def flats_of(place: str, on: date, *, building: str = "", state: str = "") -> list[FlatRow]:
    """The flats of a site in the order in which one walks through it."""
    with connection.cursor() as cursor:
        cursor.execute(_FLATS, {"place": place, "day": on, "building": building})
        rows = [FlatRow(*row) for row in cursor.fetchall()]
    return [row for row in rows if row.fits(state)]


def buildings_of(place: str) -> list[Building]:
    """The buildings of a site, 2号楼 before 10号楼."""
    found = Building.objects.filter(place=place).select_related("grid")
    return sorted(found, key=lambda building: (len(building.number), building.number))


def flat(pk: int) -> Flat | None:
    """The flat of an id, None where the scope has none."""
    return Flat.objects.select_related("building", "place").filter(pk=pk).first()


def allocations_of(flat: int) -> QuerySet[Allocation]:
    """To whom a flat was given, the latest first; the household may have moved out of sight."""
    return Allocation.objects.filter(flat=flat).order_by("-start")


def occupations_of(flat: int) -> QuerySet[Occupation]:
    """What was found at a flat, the latest first."""
    return Occupation.objects.filter(flat=flat).order_by("-seen_on")


_GRID_COUNTS = """
select g.place, (select count(*) from registry_household h where h.grid = g.place and h.stop is null),
       (select count(*) from registry_membership m where m.grid = g.place and m.stop is null)
from registry_grid g where g.place like %s
"""


def grids_of(place: str) -> list[GridRow]:
    """The grids of a site."""
    grids = Grid.objects.filter(place__code__startswith=place).select_related("place").order_by("place")
    buildings: dict[str, list[str]] = {}
    for building in buildings_of(place):
        buildings.setdefault(building.grid_id or "", []).append(building.number)
    with connection.cursor() as cursor:
        cursor.execute(_GRID_COUNTS, [f"{place}%"])
        counts = {code: (households, persons) for code, households, persons in cursor.fetchall()}
    return [GridRow(grid, buildings.get(grid.pk, []), *counts.get(grid.pk, (0, 0))) for grid in grids]
