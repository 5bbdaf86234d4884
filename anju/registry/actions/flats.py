"""Flats in use: keys handed over, what was found there, and the old houses reclaimed."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.refused import Refused
from anju.registry.actions.journal import judge
from anju.registry.models import Allocation, Flat, Household, Occupation, Reclamation


@transaction.atomic
def hand_over(*, flat: int, day: date, by: str, on: date) -> Allocation:
    """The keys of an allocated flat were handed over on a day."""
    found = Allocation.objects.select_for_update().filter(flat=flat, stop__isnull=True).first()
    if found is None:
        raise Refused("这套住房还没有分配，或不在您的管辖范围内。请先登记搬移。")
    if found.handed_over_on:
        raise Refused(f"这套住房已于 {found.handed_over_on} 交房。")
    if not found.start <= day <= on:
        raise Refused(f"交房日期应在分配日期（{found.start}）与今天之间。")
    found.handed_over_on = day
    found.save(update_fields=["handed_over_on"])
    record(act=Act.RECORD_CHANGED, by=by, target=f"flat:{flat}", why="交房", detail={"day": day.isoformat()})
    return found


@transaction.atomic
def record_occupation(
    *, flat: int, state: str, how: str, day: date, by: str, on: date, note: str = ""
) -> Occupation:
    """What was found at a flat on a day; a second look on the same day corrects the first.

    Who has the flat on a day counts as living there when the latest finding until then says so (`queries.standing`).
    """
    found = Flat.objects.select_for_update(of=("self",)).filter(pk=flat).first()
    if found is None:
        raise Refused("没有这套住房，或不在您的管辖范围内。")
    if day > on:
        raise Refused("核查日期不能晚于今天。")
    seen = Occupation.objects.filter(flat=found, seen_on=day).first() or Occupation(flat=found, seen_on=day)
    seen.grid_id = found.grid_id
    seen.place_id, seen.state, seen.how, seen.note, seen.seen_by = (
        found.place_id,
        state,
        how,
        note.strip(),
        by,
    )
    judge(seen)
    seen.save()
    detail = {"state": state, "how": how, "day": day.isoformat()}
    record(act=Act.RECORD_CHANGED, by=by, target=f"flat:{flat}", why="入住核查", detail=detail)
    return seen


@transaction.atomic
def record_reclamation(
    *, household: int, demolished_on: date, area_m2: Decimal, by: str, on: date, reclaimed_on: date | None = None,
    document: str = "",
) -> Reclamation:  # fmt: skip
    """The old house was torn down; with `reclaimed_on` its land is accepted as reclaimed. Said again, it is corrected."""
    home = Household.objects.select_for_update().filter(pk=household).first()
    if home is None:
        raise Refused("没有这一户，或不在您的管辖范围内。")
    if demolished_on > on or (reclaimed_on or on) > on:
        raise Refused("拆除和验收日期不能晚于今天。")
    if reclaimed_on and reclaimed_on < demolished_on:
        raise Refused("复垦验收日期不能早于拆除日期。")
    if area_m2 <= 0:
        raise Refused("复垦面积必须大于零。")
    found = Reclamation.objects.filter(household=home).first() or Reclamation(household=home)
    found.place_id, found.demolished_on, found.reclaimed_on = home.place_id, demolished_on, reclaimed_on
    found.area_m2, found.document = area_m2, document.strip()
    judge(found)
    found.save()
    if home.old_house_reclaimed != bool(reclaimed_on):
        home.old_house_reclaimed = bool(reclaimed_on)
        home.save(update_fields=["old_house_reclaimed"])
    detail = {"demolished_on": demolished_on.isoformat(), "reclaimed": bool(reclaimed_on)}
    record(act=Act.RECORD_CHANGED, by=by, target=f"household:{household}", why="拆旧复垦", detail=detail)
    return found
