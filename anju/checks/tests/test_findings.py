"""Findings: kept from run to run, cleared, accepted with a reason, in the way of a hand-in only while they stand."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anju.accounts.scope import Scope, acting
from anju.audit.models import Event
from anju.checks import actions, queries
from anju.checks.models import Finding
from anju.checks.queries import Wanted
from anju.kernel.refused import Refused
from anju.registry.models import Household, Membership, Person
from anju.tasks.models import Task
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
ON = date(2021, 8, 31)
OTHER = "610926200001"


def headless(place: str = builders.SITE) -> Person:
    """A household without a head, against which nothing else is to be said."""
    home = builders.household(place, old_house_reclaimed=True)
    return builders.person(home, relation="son", education="junior", willing=True)


@pytest.fixture
def finding() -> Finding:
    """A household without a head, which stands in the way."""
    builders.site()
    headless()
    actions.run(place=builders.SITE, on=ON, by="t")
    return Finding.objects.get()


def test_a_finding_keeps_its_identity_and_is_cleared_when_it_is_put_right(finding: Finding) -> None:
    actions.run(place=builders.SITE, on=ON + timedelta(days=3), by="t")
    again = Finding.objects.get()
    assert (again.pk, again.first_seen, again.last_seen) == (finding.pk, ON, ON + timedelta(days=3))
    Membership.objects.update(relation="head")
    actions.run(place=builders.SITE, on=ON + timedelta(days=3), by="t")
    assert Finding.objects.get().cleared_on == ON + timedelta(days=3)


def test_a_run_over_one_place_leaves_the_findings_of_others(finding: Finding) -> None:
    builders.site(OTHER)
    actions.run(place=OTHER, on=ON, by="t")
    assert Finding.objects.get().cleared_on is None
    actions.run(place=builders.COUNTY, on=ON, by="t", rules=["28_heads"])
    assert Finding.objects.get().cleared_on is None


def test_what_blocks_raises_a_task_until_it_is_gone(finding: Finding) -> None:
    assert Task.objects.get(kind="check_findings").settled_on is None
    assert queries.blocking(builders.SITE, ON).count() == 1
    actions.accept(finding=finding.pk, why="户主在外，正在办理变更", by="town", on=ON)
    assert queries.blocking(builders.SITE, ON).count() == 0
    assert Task.objects.get(kind="check_findings").settled_on == ON
    actions.withdraw(finding=finding.pk, by="town", on=ON)
    assert queries.blocking(builders.SITE, ON).count() == 1


def test_an_acceptance_ends_on_its_day(finding: Finding) -> None:
    actions.accept(finding=finding.pk, why="正在办理", by="town", on=ON, until=date(2021, 9, 15))
    assert queries.blocking(builders.SITE, date(2021, 9, 14)).count() == 0
    assert queries.blocking(builders.SITE, date(2021, 9, 15)).count() == 1


def test_an_acceptance_needs_a_reason_and_a_day_to_come(finding: Finding) -> None:
    with pytest.raises(Refused, match="理由"):
        actions.accept(finding=finding.pk, why=" ", by="town", on=ON)
    with pytest.raises(Refused, match="晚于今天"):
        actions.accept(finding=finding.pk, why="正在办理", by="town", on=ON, until=ON)
    with pytest.raises(Refused, match="没有被认可"):
        actions.withdraw(finding=finding.pk, by="town", on=ON)


def test_some_rules_take_no_exception(finding: Finding) -> None:
    Finding.objects.update(rule="28_heads")
    with pytest.raises(Refused, match="必须改正"):
        actions.accept(finding=finding.pk, why="没关系", by="town", on=ON)


def test_there_is_no_rule_of_another_name() -> None:
    builders.place_tree()
    with pytest.raises(Refused, match="nonsense"):
        actions.run(place=builders.SITE, on=ON, by="t", rules=["nonsense"])


def test_findings_of_another_scope_are_not_there(finding: Finding) -> None:
    with acting(scope=Scope((OTHER,)), actor="stranger"):
        assert queries.finding(finding.pk) is None
        with pytest.raises(Refused):
            actions.accept(finding=finding.pk, why="想要认可", by="stranger", on=ON)


def test_a_page_of_findings_takes_a_constant_number_of_queries(finding: Finding) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            queries.told(list(queries.findings(Wanted(), ON)[:50]))
        counts.append(len(asked))
        for _ in range(10):
            headless()
        actions.run(place=builders.SITE, on=ON, by="t")
    assert counts[0] == counts[1]
    assert dict(queries.counts(Wanted(), ON)) == {"28_no_head": 21}
    at = queries.by_place(Wanted(), ON)[0]
    assert (at.place, at.blocking, at.total) == (builders.SITE, 21, 21)


def move(finding: Finding) -> None:
    for model in (Household, Membership, Person):
        model.objects.update(place=OTHER)


def test_a_finding_follows_a_household_that_moved_and_keeps_its_acceptance(finding: Finding) -> None:
    builders.site(OTHER)
    actions.accept(finding=finding.pk, why="正在办理", by="town", on=ON)
    move(finding)
    actions.run(place=builders.COUNTY, on=ON, by="t")
    again = Finding.objects.get()
    assert (again.pk, again.place_id, again.accepted_why) == (finding.pk, OTHER, "正在办理")


def test_the_new_site_can_check_though_it_cannot_see_the_finding_of_the_old_one(finding: Finding) -> None:
    builders.site(OTHER)
    move(finding)
    with acting(scope=Scope((OTHER,)), actor="clerk"):
        actions.run(place=OTHER, on=ON, by="clerk")
        assert Finding.objects.get().place_id == OTHER
    actions.run(place=builders.COUNTY, on=ON, by="t")
    assert Finding.objects.get(cleared_on__isnull=True).place_id == OTHER


def test_a_run_over_the_county_tells_each_site_and_settles_what_is_put_right() -> None:
    for code in (builders.SITE, OTHER):
        builders.site(code)
        headless(code)
    actions.run(place=builders.COUNTY, on=ON, by="t")
    open_ones = Task.objects.filter(kind="check_findings", settled_on__isnull=True)
    assert set(open_ones.values_list("place", flat=True)) == {builders.SITE, OTHER}
    Membership.objects.filter(place=OTHER).update(relation="head")
    actions.run(place=builders.COUNTY, on=ON, by="t")
    assert [one.place_id for one in open_ones.all()] == [builders.SITE]


def test_an_acceptance_that_ended_raises_the_task_again_and_can_be_renewed(finding: Finding) -> None:
    actions.accept(finding=finding.pk, why="正在办理", by="town", on=ON, until=date(2021, 9, 15))
    actions.run(place=builders.SITE, on=date(2021, 9, 20), by="t")
    assert Task.objects.filter(kind="check_findings", settled_on__isnull=True).count() == 1
    finding.refresh_from_db()
    assert not finding.accepted_at(date(2021, 9, 20))
    actions.accept(
        finding=finding.pk, why="仍在办理", by="town", on=date(2021, 9, 20), until=date(2021, 10, 15)
    )
    assert queries.blocking(builders.SITE, date(2021, 9, 20)).count() == 0


def test_a_look_at_a_past_day_changes_nothing_of_today(finding: Finding) -> None:
    assert actions.look(place=builders.SITE, on=ON) == {"28_no_head": 1}
    assert actions.look(place=builders.SITE, on=date(2015, 1, 1)) == {}
    again = Finding.objects.get()
    assert (again.cleared_on, again.last_seen, again.run_id) == (None, ON, finding.run_id)


def test_a_second_run_of_the_day_writes_nothing_about_what_stands(finding: Finding) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from checks_findingevent")
        written = cursor.fetchone()
        actions.run(place=builders.COUNTY, on=ON, by="t")
        cursor.execute("select count(*) from checks_findingevent")
        assert cursor.fetchone() == written == (1,)


def test_a_run_of_a_day_before_the_last_one_is_refused(finding: Finding) -> None:
    for place in (builders.SITE, builders.COUNTY):
        with pytest.raises(Refused, match="只能查看"):
            actions.run(place=place, on=date(2021, 8, 1), by="t")
    again = Finding.objects.get()
    assert (again.last_seen, again.cleared_on) == (ON, None)


def test_the_chain_of_acts_names_no_rule_that_tells_a_personal_field(finding: Finding) -> None:
    actions.accept(finding=finding.pk, why="户主在外", by="town", on=ON)
    assert (Event.objects.latest("id").detail["rule"], Event.objects.latest("id").why) == (
        "28_no_head",
        "户主在外",
    )
    actions.withdraw(finding=finding.pk, by="town", on=ON)
    Finding.objects.update(rule="5_01_004")
    actions.accept(finding=finding.pk, why="特困供养已停", by="town", on=ON)
    told = Event.objects.latest("id")
    assert "5_01_004" not in str(told.detail)
    assert "特困" not in told.why
    assert told.target == f"finding:{finding.pk}"
