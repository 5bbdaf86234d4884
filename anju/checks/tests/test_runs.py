"""Properties of runs: twice changes nothing, what is accepted stays accepted for its term, an import checks what it touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.checks import actions, queries
from anju.checks.models import Finding, Run
from anju.checks.queries import ACCEPTED, CLEARED, OPEN, Spot, Wanted
from anju.intake.models import Batch
from anju.registry.models import Household, Membership
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
FIRST = date(2021, 8, 2)
OTHER = "610926200001"
BREAK, MEND, ACCEPT, WITHDRAW, RUN, WAIT = "break", "mend", "accept", "withdraw", "run", "wait"
STEPS = st.lists(
    st.tuples(
        st.sampled_from((BREAK, MEND, ACCEPT, WITHDRAW, RUN, WAIT)), st.integers(0, 2), st.integers(1, 40)
    ),
    max_size=12,
)


def headless(place: str = builders.SITE, **fields: Any) -> Household:
    home = builders.household(place, old_house_reclaimed=True, **fields)
    builders.person(home, relation="son", education="junior", willing=True)
    return home


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def written() -> tuple[int, list[Any]]:
    """How often findings were written, and what they are."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from checks_findingevent")
        return cursor.fetchone()[0], list(Finding.objects.order_by("pk").values())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_between_runs_a_second_run_changes_nothing_and_exceptions_hold_their_term(
    steps: list[tuple[str, int, int]],
) -> None:
    with taken_back():
        builders.site()
        homes = [headless().pk for _ in range(3)]
        day, broken, until = FIRST, set(homes), dict[int, date]()
        for step, which, days in [*steps, (RUN, 0, 0)]:
            home = homes[which]
            standing = Finding.objects.filter(subject=home, cleared_on__isnull=True).first()
            if step in (BREAK, MEND):
                Membership.objects.filter(household=home).update(relation="son" if step == BREAK else "head")
                (broken.add if step == BREAK else broken.discard)(home)
            elif step == ACCEPT and standing:
                until[home] = day + timedelta(days=days)
                actions.accept(finding=standing.pk, why="正在办理", by="t", on=day, until=until[home])
            elif step == WITHDRAW and standing and standing.accepted_on:
                actions.withdraw(finding=standing.pk, by="t", on=day)
                until.pop(home, None)
            elif step == WAIT:
                day += timedelta(days=days)
            elif step == RUN:
                actions.run(place=builders.SITE, on=day, by="t")
                before = written()
                actions.run(place=builders.COUNTY, on=day, by="t")
                assert written() == before
                held = {home for home, end in until.items() if end > day}
                found = {state: set(queries.findings(Wanted(state), day).values_list("subject", flat=True))
                         for state in (OPEN, ACCEPTED, CLEARED)}  # fmt: skip
                assert found[OPEN] == broken - held
                assert found[ACCEPTED] == held
                assert (
                    set(queries.blocking(builders.SITE, day).values_list("subject", flat=True))
                    == broken - held
                )
                pairs = Finding.objects.filter(cleared_on__isnull=True).values_list("rule", "subject")
                assert len(pairs) == len(set(pairs)) == len(broken)


def test_what_comes_back_within_the_term_of_its_exception_is_the_same_finding_accepted() -> None:
    builders.site()
    home = headless()
    actions.run(place=builders.SITE, on=FIRST, by="t")
    pk = actions.accept(finding=Finding.objects.get().pk, why="正在办理", by="town", on=FIRST).pk
    member = Membership.objects.filter(household=home)
    for day, relation, cleared in ((3, "head", True), (5, "son", False)):
        member.update(relation=relation)
        actions.run(place=builders.SITE, on=FIRST + timedelta(days=day), by="t")
        again = Finding.objects.get()
        assert (again.pk, again.accepted_by, again.cleared_on is not None) == (pk, "town", cleared)
    member.update(relation="head")
    late = date(2022, 3, 1)
    actions.run(place=builders.SITE, on=late, by="t")
    member.update(relation="son")
    actions.run(place=builders.SITE, on=late, by="t")  # the term is over: a finding of its own, not accepted
    assert set(Finding.objects.filter(cleared_on__isnull=True).values_list("accepted_by", flat=True)) == {""}


def test_what_is_accepted_for_a_past_month_alone_is_kept_as_cleared_and_can_be_withdrawn() -> None:
    builders.site()
    home = headless()
    spot = Spot("28_no_head", home.pk, builders.SITE, FIRST)
    Membership.objects.filter(household=home).update(stop=date(2021, 9, 1), stop_reason="corrected")
    on = date(2021, 9, 3)
    accepted = actions.accept_seen(spot=spot, why="户主已登记", by="town", on=on)
    actions.run(place=builders.SITE, on=on, by="t")
    seen = queries.sightings(place=builders.SITE, on=FIRST)
    assert queries.accepted_among(seen, on) == {("28_no_head", home.pk)}
    assert queries.tally(on) == {OPEN: 0, ACCEPTED: 1, CLEARED: 0}
    actions.withdraw(finding=accepted.pk, by="town", on=on)
    assert queries.accepted_among(seen, on) == set()
    assert queries.tally(on) == {OPEN: 0, ACCEPTED: 0, CLEARED: 1}


def batch() -> int:
    made = Batch.objects.create(
        upload="u", sheet="roster", filename="a.xlsx", sm3="0" * 64, size=1, place_id=builders.COUNTY, received_by="t",
        received_at="2021-08-02T00:00:00Z",
    )  # fmt: skip
    return int(made.pk)


def test_an_import_checks_the_sites_that_it_wrote_to_and_no_others() -> None:
    for code in (builders.SITE, OTHER):
        builders.site(code)
        headless(code)
    wrote = batch()
    Membership.objects.filter(place=OTHER).update(batch=wrote)
    runs = actions.run_touched(batches=[wrote], on=FIRST, by="t")
    assert [run.place_id for run in runs] == [OTHER]
    assert set(Finding.objects.values_list("place", flat=True)) == {OTHER}
    assert actions.run_touched(batches=[batch()], on=FIRST, by="t") == []


def test_an_import_that_wrote_to_many_sites_checks_what_holds_them_all_at_once() -> None:
    wrote = batch()
    for n in range(actions.SITE_BY_SITE + 1):
        code = f"6109261000{n + 1:02d}"
        builders.site(code)
        headless(code, batch_id=wrote)
    runs = actions.run_touched(batches=[wrote], on=FIRST, by="t")
    assert [(run.place_id, run.found) for run in runs] == [(builders.TOWN, actions.SITE_BY_SITE + 1)]
    builders.site(OTHER)
    headless(OTHER, batch_id=wrote)
    runs = actions.run_touched(batches=[wrote], on=FIRST, by="t")
    assert [run.place_id for run in runs] == [builders.COUNTY]
    assert Run.objects.count() == 2
