"""Grids of sites, and which buildings lie in them; flats, households and people follow their building."""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.refused import Refused
from anju.regions.models import GRID_DIGITS, SITE_DIGITS, Level, Place
from anju.registry.models import Building, Grid, Site

_ALIGN = (
    """update registry_flat f set grid = b.grid from registry_building b
       where b.id = f.building_id and f.place = any(%s) and f.grid is distinct from b.grid""",
    """update registry_allocation a set grid = f.grid from registry_flat f
       where f.id = a.flat_id and f.place = any(%s) and a.grid is distinct from f.grid""",
    """update registry_occupation o set grid = f.grid from registry_flat f
       where f.id = o.flat_id and f.place = any(%s) and o.grid is distinct from f.grid""",
    """update registry_household h set grid = t.grid
       from (select h.id, f.grid from registry_household h left join registry_flat f on f.id = h.flat_id
             where h.place = any(%s)) t
       where t.id = h.id and h.grid is distinct from t.grid""",
    """update registry_membership m set grid = h.grid from registry_household h
       where h.id = m.household_id and m.stop is null and m.place = any(%s) and m.grid is distinct from h.grid""",
    """update registry_person p set grid = m.grid from registry_membership m
       where m.person_id = p.id and m.stop is null and m.place = any(%s) and p.grid is distinct from m.grid""",
)


def align(places: Sequence[str]) -> None:
    """Let flats, households, open memberships and persons of these sites lie in the grid of their building."""
    with connection.cursor() as cursor:
        for statement in _ALIGN:
            cursor.execute(statement, [list(places)])


@transaction.atomic
def make_grid(*, site: str, serial: int, name: str, kind: str, leader: str, by: str, on: date) -> Grid:
    """A new grid of a site: its code is that of the site and three digits. It begins without buildings."""
    if not Site.objects.filter(pk=site).exists():
        raise Refused("没有这个安置区，或不在您的管辖范围内。")
    if not 1 <= serial <= 999:
        raise Refused("网格序号应为1至999。")
    if not name.strip():
        raise Refused("请填写网格名称。")
    code = f"{site}{serial:03d}"
    if Place.objects.filter(pk=code).exists():
        raise Refused(f"序号 {serial} 的网格已经存在。请用下一个序号。")
    place = Place.objects.create(code=code, name=name.strip(), level=Level.GRID, parent_id=site)
    grid = Grid.objects.create(place=place, kind=kind, leader=leader.strip())
    detail = {"name": place.name, "on": on.isoformat()}
    record(act=Act.RECORD_CHANGED, by=by, target=f"grid:{code}", why="新建网格", detail=detail)
    return grid


@transaction.atomic
def assign_grid(*, buildings: Sequence[int], grid: str, by: str, on: date) -> int:
    """Put buildings into a grid of their site (an empty code takes them out of any); gives how many changed."""
    found = list(Building.objects.select_for_update(of=("self",)).filter(pk__in=buildings))
    if not found or len(found) < len(set(buildings)):
        raise Refused("请选择楼栋；有的楼栋不存在，或不在您的管辖范围内。")
    if grid:
        if len(grid) != GRID_DIGITS or not Grid.objects.filter(pk=grid).exists():
            raise Refused("没有这个网格，或不在您的管辖范围内。")
        if any(building.place_id != grid[:SITE_DIGITS] for building in found):
            raise Refused("网格只能包含本安置区的楼栋。请重新选择。")
    changed = [building.pk for building in found if (building.grid_id or "") != grid]
    Building.objects.filter(pk__in=changed).update(grid=grid or None)
    align(sorted({building.place_id for building in found}))
    if changed:
        detail = {"buildings": changed, "on": on.isoformat()}
        record(act=Act.RECORD_CHANGED, by=by, target=f"grid:{grid}", why="划分网格", detail=detail)
    return len(changed)
