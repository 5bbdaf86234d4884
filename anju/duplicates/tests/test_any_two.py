"""Whatever two records hold: a merge loses no job and nothing that was reported, and undone it gives back every row."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.duplicates.actions import approve, ask_merge, undo
from anju.duplicates.tests.cases import AT, ledger, number, suspected
from anju.employment.models import Job, Ledger, Line, Training
from anju.kernel.refused import Refused
from anju.registry.models import Household, Membership, Person
from tests import builders

FIRST = date(2019, 1, 1)
SITES = ("610926100001", "610926100002")
days = st.integers(0, 900)
spans = st.lists(
    st.tuples(days, st.integers(1, 400), st.sampled_from(["migrant", "self_run"])),
    max_size=3,
    unique_by=lambda s: (s[0], s[2]),
)
courses = st.lists(st.tuples(days, st.sampled_from(["刺绣", "家政"])), max_size=2, unique=True)
moves = st.lists(st.integers(1, 300), min_size=1, max_size=3)
sides = st.sampled_from([0, 1])


def record(
    site: str,
    serial: str,
    steps: list[int],
    open_: bool,
    jobs: list[tuple[int, int, str]],
    held: list[tuple[int, str]],
) -> Person:
    """A person who went through households one after the other, with jobs and courses."""
    start = FIRST
    home = builders.household(site, start=start)
    person = builders.person(
        home, name="邹试安", pinyin="zoushian", id_number=number(serial=serial), phone=f"139000{serial}00"
    )
    for step in steps[1:]:
        spell = Membership.objects.get(person=person, stop__isnull=True)
        start += timedelta(days=step)
        Membership.objects.filter(pk=spell.pk).update(stop=start, stop_reason="changed")
        home = builders.household(site, start=start)
        builders._member(person, home, relation="head", start=start)
    if not open_:
        Membership.objects.filter(person=person, stop__isnull=True).update(
            stop=start + timedelta(days=steps[0]), stop_reason="moved_out"
        )
    for day, length, channel in jobs:
        begun = FIRST + timedelta(days=day)
        builders.job(person, start=begun, stop=begun + timedelta(days=length), channel=channel)
    for day, content in held:
        Training.objects.create(
            person=person, place_id=site, kind="1", content=content, start=FIRST + timedelta(days=day)
        )
    return person


def hand_in(persons: list[Person], months: list[int]) -> None:
    """Ledgers of both places for these months, accepted, each with a line of its person."""
    for person in persons:
        for number_ in months:
            month = date(2020, number_ + 1, 1)
            held = Ledger.objects.create(
                place_id=person.place_id, month=month, state="accepted", opened_on=month, confirmed_on=month,
                confirmed_by="c",
            )  # fmt: skip
            Line.objects.create(ledger=held, person=person, month=month, place_id=person.place_id)


@pytest.fixture
def towns(county: None) -> None:
    for site in SITES:
        builders.site(site)
    builders.user("town", role="town", place=SITES[0][:9])
    builders.user("head", role="head")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    one=st.tuples(moves, st.booleans(), spans, courses), other=st.tuples(moves, st.booleans(), spans, courses),
    survivor=sides, household=sides, taken=sides, reported=st.lists(st.integers(0, 11), max_size=3, unique=True),
)  # fmt: skip
def test_a_merge_loses_no_work_and_can_be_undone(
    towns: None, one: tuple, other: tuple, survivor: int, household: int, taken: int, reported: list[int]
) -> None:
    with transaction.atomic():
        persons = [record(SITES[0], "123", *one), record(SITES[1], "153", *other)]
        hand_in(persons, reported)
        pair, ids = suspected(*persons), [person.pk for person in persons]
        before, jobs = ledger(), set(Job.objects.values_list("start", "channel"))
        choice = dict.fromkeys(("number", "phone", "name"), ids[taken]) | {"household": ids[household]}
        told = ""
        try:
            asked = ask_merge(
                pair=pair.pk, survivor=ids[survivor], choice=choice, why="核对过", by="town", at=AT
            )
        except Refused as refusal:
            told = str(refusal)
        else:
            merge = approve(merge=asked.pk, by="head", at=AT)
            assert set(Job.objects.values_list("start", "channel")) == jobs
            assert all(ledger_.lines.count() == 1 for ledger_ in Ledger.objects.all())
            assert not Job.objects.exclude(person=ids[survivor]).exists()
            assert Membership.objects.filter(stop__isnull=True).count() <= 1
            assert all(
                home.stop or home.memberships.filter(stop__isnull=True)
                for home in Household.objects.all()
                if home.pk in _left(before)
            )
            undo(merge=merge.pk, why="核对有误", by="town", on=AT.date())
            assert ledger() == before
        assert not told or "在户时间交错" in told  # the only refusal that such ledgers may meet
        assert ledger() == before
        transaction.set_rollback(True)


def _left(before: Mapping[str, Any]) -> set[int]:
    """Households that had a member when the merge was asked for."""
    rows = before["registry.membership"]
    return {row["household_id"] for row in rows if row["stop"] is None}
