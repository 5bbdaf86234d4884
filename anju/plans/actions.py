"""The only writer of plans."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from anju.audit.actions import record
from anju.audit.models import Act
from anju.intake.actions import Plan, merge
from anju.kernel.refused import Refused
from anju.plans.codes import Sense
from anju.plans.models import Goal
from anju.regions.models import Place


def record_items(plan: Plan) -> None:
    """Write the planned things of a sheet."""
    merge(plan)


def record_goals(plan: Plan) -> None:
    """Write the targets of a sheet."""
    merge(plan)


@dataclass(frozen=True)
class Wanted:
    """What a figure is to reach, and the document that says so."""

    sense: Sense
    value: Decimal
    document: str


@transaction.atomic
def set_goal(*, place: str, year: int, code: str, wanted: Wanted, why: str, by: str) -> Goal:
    """Set or change the target of a figure at a place for a year; what stood before stays in the history.

    Raises Refused for a place outside the scope, a value below nothing, a target without its document.
    """
    if not Place.objects.filter(code=place).exists():
        raise Refused("没有这个地方，或不在您的管辖范围内。请重新选择范围。")
    if wanted.value < 0:
        raise Refused("目标值不能是负数。请改正后再保存。")
    if not wanted.document.strip():
        raise Refused("请写明下达目标的文件（名称或文号）。")
    goal = Goal.objects.select_for_update().filter(place_id=place, year=year, code=code).first()
    before = {"value": str(goal.value), "sense": goal.sense} if goal else None
    goal = goal or Goal(place_id=place, year=year, code=code)
    goal.sense, goal.value, goal.document = wanted.sense, wanted.value, wanted.document.strip()
    goal.save()
    detail = {"before": before, "after": {"value": str(wanted.value), "sense": str(wanted.sense)}}
    record(
        act=Act.GOAL_SET, by=by, target=f"goal:{place}:{year}:{code}", why=why or goal.document, detail=detail
    )
    return goal


@transaction.atomic
def drop_goal(*, goal: int, why: str, by: str) -> None:
    """Take a target away that was set by mistake; the history keeps it. Raises Refused without a reason."""
    held = Goal.objects.select_for_update().filter(pk=goal).first()
    if held is None:
        raise Refused("没有这个目标，或已被撤销。请刷新页面。")
    if not why.strip():
        raise Refused("请写明撤销目标的理由。")
    detail = {"before": {"value": str(held.value), "sense": held.sense}, "after": None}
    record(
        act=Act.GOAL_SET, by=by, target=f"goal:{held.place_id}:{held.year}:{held.code}", why=why.strip(), detail=detail
    )  # fmt: skip
    held.delete()
