"""Any sequence of changes keeps what must hold, and the past stays as it was."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.kernel.refused import Refused
from anju.registry import actions
from anju.registry.actions import NewPerson
from anju.registry.codes import Relation
from anju.registry.models import Change, Household, Membership
from tests import builders

pytestmark = pytest.mark.usefixtures("county")

ON, FIRST = date(2021, 12, 31), date(2019, 1, 1)
KINDS = (
    "birth", "death", "marry_in", "marry_out", "move_in", "move_out", "rehouse", "split", "merge", "head", "state",
    "household", "day",
    "revert", "bride",
)  # fmt: skip
OTHER_SITE = "610926100002"
Step = tuple[str, int, int, int]
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 7), st.integers(0, 9), st.integers(0, 40)),
    min_size=1,
    max_size=14,
)


def population(day: date) -> set[tuple[Any, ...]]:
    """Who is where as what on a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, household_id, place, relation, labour from registry_membership "
            "where start <= %(day)s and (stop is null or stop > %(day)s)",
            {"day": day},
        )
        return set(cursor.fetchall())


def wish(step: Step, day: date) -> Any:
    """The change that a step means for the households as they stand; choices wrap around."""
    kind, which, who, _days = step
    open_ = list(Household.objects.filter(stop=None).order_by("pk"))
    home, other = open_[which % len(open_)], open_[(which + 1) % len(open_)]
    people = list(
        Membership.objects.filter(household=home, stop=None).order_by("pk").values_list("person", flat=True)
    )
    theirs = (
        Membership.objects.filter(household=other, stop=None).order_by("-pk").values_list("person", flat=True)
    )
    person, heir = people[who % len(people)], people[(who + 1) % len(people)]
    head = heir if len(people) > 1 else None
    there = OTHER_SITE if home.place_id == builders.SITE else builders.SITE
    comer = NewPerson("李来", builders.id_number(date(1990, 1, 1)))
    labour = ("weak", "lost", "ordinary")[who % 3]
    w: dict[str, Any] = {"household": home.pk, "about": builders.notice(home, day), "by": "t", "on": ON}
    done: dict[str, Callable[[], Any]] = {
        "birth": lambda: actions.register_birth(
            child=NewPerson("邹小", builders.id_number(day)), relation="other", **w),
        "death": lambda: actions.register_death(person=person, head=head, **w),
        "marry_in": lambda: actions.marry_in(person=comer, relation="other", **w),
        "move_in": lambda: actions.move_in(person=comer, relation="other", **w),
        "bride": lambda: actions.marry_in(person=theirs[0], relation="other", **w),
        "marry_out": lambda: actions.marry_out(person=person, head=head, **w),
        "move_out": lambda: actions.move_out(persons=people[: who + 1], head=people[-1], **w),
        "rehouse": lambda: actions.rehouse(place=there, **w),
        "split": lambda: actions.split(persons=[person], head=person, remaining_head=head, **w),
        "merge": lambda: actions.merge(other=other.pk, relations={}, **w),
        "head": lambda: actions.change_head(head=person, **w),
        "state": lambda: actions.change_state(person=person, state={"labour": labour}, **w),
        "household": lambda: actions.change_household(
            state={"household_class": ("lifted", "ordinary")[who % 2]}, **w),
        "day": lambda: _moved_day(person, who, w),
        "revert": _revert,
    }  # fmt: skip
    return done[kind]


def _moved_day(person: int, days: int, words: dict[str, Any]) -> Any:
    """The day on which the person's present spell began was wrong by some days."""
    was = Membership.objects.get(person=person, stop=None).start
    return actions.correct_day(
        person=person, was=was, now=was + timedelta(days=days - 4), together=bool(days % 2), **words
    )


def _revert() -> Any:
    last = Change.objects.filter(reverted_on=None).order_by("-pk").first()
    version = Household.objects.get(pk=last.household_id).version if last else 0
    return actions.revert(change=last.pk if last else 0, version=version, why="登错了", by="t", on=ON)


def lasts(member: Membership, other: Membership) -> bool:
    return member.start < (other.stop or date.max) and other.start < (member.stop or date.max)


def check_what_must_hold() -> None:
    spells = list(Membership.objects.order_by("person", "start"))
    for one, after in pairwise(spells):
        assert one.person_id != after.person_id or not lasts(one, after)
    for home in Household.objects.all():
        open_ = [spell for spell in spells if spell.household_id == home.pk and spell.stop is None]
        heads = [spell for spell in open_ if spell.relation == Relation.HEAD]
        assert len(heads) == (1 if open_ else 0)
        assert (home.stop is None) == bool(open_)
        assert all(spell.place_id == home.place_id == spell.person.place_id for spell in open_)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_of_changes_keeps_the_invariants_and_the_past(steps: list[Step]) -> None:
    with transaction.atomic():
        builders.site()
        builders.site(OTHER_SITE)
        for place in (builders.SITE, OTHER_SITE):
            home = builders.household(place)
            for relation, year in (("head", 1960), ("spouse", 1962), ("son", 1985), ("daughter", 1988)):
                born = builders.id_number(date(year, 1, 1), female=relation in ("spouse", "daughter"))
                builders.person(home, relation=relation, id_number=born)
        day = FIRST
        for step in steps:
            day += timedelta(days=step[3])
            if not Household.objects.filter(stop=None).exists():
                break
            _one_step(step, day)
        transaction.set_rollback(True)


def _one_step(step: Step, day: date) -> None:
    past = [day - timedelta(days=back) for back in (1, 30, 200)]
    before = [population(one) for one in past]
    done = wish(step, day)
    undone = Change.objects.filter(reverted_on=None).order_by("-pk").first() if step[0] == "revert" else None
    try:
        with transaction.atomic():
            done()
    except Refused:
        return
    check_what_must_hold()
    if step[0] == "day" or (undone is not None and undone.kind == "dates"):
        return  # a corrected day is another past
    seen = [one for one in past if undone is None or one < undone.day]
    assert [population(one) for one in seen] == before[len(past) - len(seen) :]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(step=st.tuples(st.sampled_from(KINDS[:-2]), st.integers(0, 7), st.integers(0, 9), st.integers(0, 40)))
def test_a_change_taken_back_leaves_everything_as_it_was(step: Step) -> None:
    with transaction.atomic():
        builders.site()
        builders.site(OTHER_SITE)
        for _ in range(2):
            home = builders.household()
            for relation, year in (("head", 1960), ("spouse", 1962), ("son", 1985)):
                builders.person(home, relation=relation, id_number=builders.id_number(date(year, 1, 1)))
        before = _everything()
        try:
            with transaction.atomic():
                change = wish(step, date(2021, 6, 1))()
        except Refused:
            change = None
        if change:
            version = Household.objects.get(pk=change.household_id).version
            actions.revert(change=change.pk, version=version, why="登错了", by="t", on=ON)
            assert _everything() == before
        transaction.set_rollback(True)


def _everything() -> list[Any]:
    tables = {
        "registry_household": "id, place, number, flat_id, start, stop, address",
        "registry_person": "id, place, name, id_digest, birth_date",
        "registry_householdpast": "id, place, household_id, household_class, start, stop",
        "registry_membership": "id, place, person_id, household_id, relation, labour, start, stop, stop_reason",
    }
    found: list[Any] = []
    with connection.cursor() as cursor:
        for table, columns in tables.items():
            cursor.execute(f"select {columns} from {table} order by id")
            found.append(cursor.fetchall())
    return found
