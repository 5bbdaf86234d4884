"""A day of the roster was recorded wrongly: whatever began or ended on it moves to the right one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from anju.kernel.refused import Refused
from anju.registry import rules
from anju.registry.actions.case import About, Case, finish, opened
from anju.registry.actions.obstacles import refuse_overlaps
from anju.registry.codes import ChangeKind, Relation
from anju.registry.models import Allocation, Change, Membership


@transaction.atomic
def correct_day(
    *,
    household: int,
    person: int,
    was: date,
    now: date,
    about: About,
    by: str,
    on: date,
    together: bool = False,
) -> Change:
    """What began or ended for a person on the day `was` did so on `now`: both sides move, so that no gap opens.

    `together` moves the day for everybody of the household with whom it happened then, and for the household itself.
    """
    concerned = _on_that_day(household, person, was, together=together)
    homes = sorted({spell.household_id for spell in concerned} - {household})
    case = opened(household, *homes, about=about, by=by, on=on, closed=True)
    spells = list(concerned.select_for_update(of=("self",)).select_related("person", "household"))
    if not any(spell.person_id == person and spell.household_id == household for spell in spells):
        raise Refused("此人在这一户没有这一天开始或结束的在户记录。请刷新后重新选择。")
    if was == now:
        raise Refused("没有要更正的内容：日期与台账一致。")
    if now > on:
        raise Refused(f"更正后的日期（{now}）不能晚于今天。请核对日期。")
    fitting = {home.pk: _heads_fit(home.pk) for home in case.households}
    if together:
        _move_household(case, was, now)
    _move(case, spells, was, now)
    refuse_overlaps([spell.pk for spell in spells], [], "更正这个日期")
    for home in case.households:
        if fitting[home.pk] and not _heads_fit(home.pk):
            raise Refused(
                f"更正后户 {home.number} 有的日子没有户主，或有两名户主。请勾选“同一天的其他成员一并更正”，或核对日期。"
            )
    return finish(case, ChangeKind.DATES, list(dict.fromkeys(spell.person_id for spell in spells)))


def _on_that_day(household: int, person: int, was: date, *, together: bool) -> QuerySet[Membership]:
    """The spells that began or ended on a day, of a person or of everybody of the household with whom one did."""
    that_day = Membership.objects.filter(Q(start=was) | Q(stop=was))
    others = that_day.filter(household=household).values_list("person_id", flat=True) if together else ()
    return that_day.filter(person__in={person, *others}).order_by("start", "pk")


def _move(case: Case, spells: Sequence[Membership], was: date, now: date) -> None:
    """Move the ends of the spells; those that end make room for those that begin, or the other way round."""
    for spell in sorted(spells, key=lambda one: one.start, reverse=now > was):
        wanted = {name: now for name in ("start", "stop") if getattr(spell, name) == was}
        start, stop = wanted.get("start", spell.start), wanted.get("stop", spell.stop)
        if stop is not None and stop <= start:
            raise Refused(f"更正后这一段在户时间没有一天（{start} 起，{stop} 止）。请核对日期。")
        home = next(one for one in case.households if one.pk == spell.household_id)
        if start < home.start:
            raise Refused(
                f"更正后的日期早于户 {home.number} 的搬迁日期（{home.start}）。请核对日期，或一并更正本户的搬迁日期。"
            )
        if start < spell.person.birth_date:
            raise Refused(f"更正后的日期（{start}）早于 {spell.person.name_masked} 的出生日期。请核对日期。")
        case.journal.change(spell, **wanted)


def _move_household(case: Case, was: date, now: date) -> None:
    """The household's own day, and what hangs on it: its flat, its former state."""
    home = case.main
    wanted = {name: now for name in ("start", "stop") if getattr(home, name) == was}
    early = home.memberships.filter(start__gt=was, start__lt=now)
    if "start" in wanted and early.exists():
        raise Refused("更正后的搬迁日期晚于本户有的成员的起始日期。请核对日期。")
    if wanted:
        case.journal.change(home, **wanted)
    allocations = Allocation.objects.select_for_update(of=("self",)).filter(household=home)
    hanging: list[Any] = [*allocations, *home.past.select_for_update(of=("self",))]
    for row in hanging:
        moved = {name: now for name in ("start", "stop") if getattr(row, name) == was}
        start, stop = moved.get("start", row.start), moved.get("stop", row.stop)
        if moved and (stop is None or stop > start):
            case.journal.change(row, **moved)
    refuse_overlaps([], list(allocations.values_list("pk", flat=True)), "更正这个日期")


def _heads_fit(household: int) -> bool:
    """Whether a household has one head on each day on which it has members."""
    spells = Membership.objects.filter(household=household).values_list("start", "stop", "relation")
    return rules.one_head([(start, stop, relation == Relation.HEAD) for start, stop, relation in spells])
