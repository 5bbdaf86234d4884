"""What the hand-in page says of a month that is over: a look at that month's last day, which changes no finding of today."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from anju.accounts.codes import Field, RoleName
from anju.accounts.scope import Scope, acting
from anju.checks import actions as checks
from anju.checks.models import Finding, Run
from anju.employment import actions
from anju.employment.codes import LedgerState
from anju.employment.models import Ledger, Line
from anju.kernel.month import Month
from anju.registry.models import Membership
from anju.web import round_checks
from anju.web.tests.conftest import HERE, Two, signed_in
from tests import builders

TODAY = timezone.localdate()
LAST_MONTH = Month.of(TODAY).plus(-1)


def county_acts(done: Callable[[], Any]) -> Any:
    with acting(scope=Scope.everything(), actor="test"):
        return done()


@pytest.fixture
def ledger(two: Two) -> Ledger:
    """The month before, opened for one place and confirmed line by line; a clerk and a town officer sit there."""
    with acting(scope=Scope.everything(), actor="test"):
        for name, role, place in (
            ("clerk_here", RoleName.CLERK, HERE),
            ("town_here", RoleName.TOWN, HERE[:9]),
        ):
            builders.user(name, role=role, place=place)
        actions.open_month(month=LAST_MONTH, by="t", on=LAST_MONTH.last)
        found = Ledger.objects.get(place=HERE)
        lines = list(Line.objects.filter(ledger=found).values_list("pk", flat=True))
        actions.confirm_unchanged(ledger=found.pk, lines=lines, source="phone", by="t", on=TODAY)
    return found


def headless(start: date, *, head_since: date | None = None) -> Any:
    """A household that has no head; or had none until a day."""
    home = builders.household(HERE, start=start)
    son = builders.person(home, relation="son", education="junior", stop=head_since,
                          stop_reason="corrected" if head_since else "")  # fmt: skip
    if head_since:
        Membership.objects.create(
            person=son, household=home, place_id=HERE, relation="head", education="junior", health="healthy",
            labour="ordinary", start=head_since, start_reason="corrected",
        )  # fmt: skip
    return home


def traces() -> tuple[Any, ...]:
    """Everything that the checks keep."""

    def read() -> tuple[Any, ...]:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from checks_findingevent")
            return list(Finding.objects.order_by("pk").values()), Run.objects.count(), cursor.fetchone()

    return tuple(county_acts(read))


def test_opening_the_page_of_an_old_ledger_writes_nothing(ledger: Ledger) -> None:
    def stand() -> int:
        home = headless(TODAY)
        checks.run(place=HERE, on=TODAY, by="t")
        found = Finding.objects.get(subject=home.pk, rule="28_no_head")
        checks.accept(finding=found.pk, why="正在办理", by="town", on=TODAY)
        return int(found.pk)

    accepted, before = county_acts(stand), traces()
    for name in ("clerk_here", "town_here", "county"):
        assert signed_in(name).get(f"/rounds/{ledger.pk}/checks/").status_code == 200
    assert traces() == before
    county_acts(lambda: checks.run(place=HERE, on=TODAY, by="t"))
    kept = county_acts(lambda: Finding.objects.get(pk=accepted))
    assert (kept.cleared_on, kept.accepted_why) == (None, "正在办理")


def test_handing_in_an_old_ledger_leaves_the_findings_of_today(ledger: Ledger) -> None:
    home = county_acts(lambda: headless(TODAY))  # came after the month: no matter of its ledger
    county_acts(lambda: checks.run(place=HERE, on=TODAY, by="t"))
    signed_in("clerk_here").post(f"/rounds/{ledger.pk}/hand-in/")
    assert county_acts(lambda: Ledger.objects.get(pk=ledger.pk).state) == LedgerState.HANDED_IN
    standing = county_acts(lambda: Finding.objects.get(subject=home.pk, rule="28_no_head"))
    assert standing.cleared_on is None


def test_what_was_wrong_in_the_month_blocks_though_it_is_right_today_until_the_town_accepts_it(
    ledger: Ledger,
) -> None:
    home = county_acts(lambda: headless(LAST_MONTH.first, head_since=TODAY))
    clerk, town = signed_in("clerk_here"), signed_in("town_here")
    page = clerk.get(f"/rounds/{ledger.pk}/checks/").text
    way_out = f"/checks/rules/28_no_head/{home.pk}/?on={LAST_MONTH.last}&amp;place={HERE}"
    assert way_out in page
    assert clerk.post(f"/rounds/{ledger.pk}/hand-in/").status_code == 409
    address = way_out.replace("&amp;", "&")
    assert clerk.post(address, {"why": "想要认可"}).status_code == 200
    assert town.post(address, {"why": "户主已于本月登记"}).status_code == 302
    assert "28_no_head" not in clerk.get(f"/rounds/{ledger.pk}/checks/").text
    county_acts(lambda: checks.run(place=HERE, on=TODAY, by="t"))
    assert "28_no_head" not in clerk.get(f"/rounds/{ledger.pk}/checks/").text
    clerk.post(f"/rounds/{ledger.pk}/newcomers/")
    lines = county_acts(
        lambda: list(Line.objects.filter(ledger=ledger, state="unconfirmed").values_list("pk", "version"))
    )
    told = [f"{pk}-{version}" for pk, version in lines]
    clerk.post(f"/rounds/{ledger.pk}/confirm/", {"line": told, "source": "visit"})
    clerk.post(f"/rounds/{ledger.pk}/hand-in/")
    assert county_acts(lambda: Ledger.objects.get(pk=ledger.pk).state) == LedgerState.HANDED_IN


def test_the_checks_of_today_run_when_a_ledger_is_handed_in(ledger: Ledger) -> None:
    home = county_acts(lambda: headless(TODAY))
    signed_in("clerk_here").post(f"/rounds/{ledger.pk}/hand-in/")
    assert county_acts(lambda: Finding.objects.get(subject=home.pk, rule="28_no_head").first_seen) == TODAY


def test_an_accepted_finding_blocks_no_old_ledger_either(ledger: Ledger) -> None:
    def stand() -> Any:
        home = headless(LAST_MONTH.first)
        checks.run(place=HERE, on=TODAY, by="t")
        return Finding.objects.get(subject=home.pk, rule="28_no_head")

    found = county_acts(stand)
    assert county_acts(lambda: round_checks.blocking_sentences(HERE, LAST_MONTH, opens=frozenset(Field)))
    county_acts(lambda: checks.accept(finding=found.pk, why="正在办理", by="town", on=TODAY))
    assert not county_acts(lambda: round_checks.blocking_sentences(HERE, LAST_MONTH, opens=frozenset(Field)))
    ended = TODAY + timedelta(days=400)
    assert county_acts(
        lambda: [
            one
            for one in round_checks.findings(HERE, LAST_MONTH, on=ended, opens=frozenset(Field))
            if one.blocking
        ]
    )


@pytest.mark.parametrize(
    ("person", "form"),
    [
        ({"phone": ""}, "corrected/?person="),
        ({"willing": None}, "state/?person="),
    ],
)
def test_a_finding_leads_to_the_form_that_has_the_field(
    ledger: Ledger, two: Two, person: dict[str, Any], form: str
) -> None:
    def stand() -> Any:
        somebody = builders.person(
            two.here, relation="son", **{"willing": True, "phone": "13912345678"} | person
        )
        builders.job(somebody)
        return somebody

    somebody = county_acts(stand)
    page = signed_in("clerk_here").get(f"/rounds/{ledger.pk}/checks/").text
    assert f"/households/{two.here.pk}/changes/{form}{somebody.pk}" in page


def test_a_household_without_a_head_leads_to_the_change_of_its_head(ledger: Ledger) -> None:
    home = county_acts(lambda: headless(LAST_MONTH.first))
    page = signed_in("clerk_here").get(f"/rounds/{ledger.pk}/checks/").text
    assert f'href="/households/{home.pk}/changes/head/"' in page


def test_what_the_line_holds_leads_to_the_line(ledger: Ledger, two: Two) -> None:
    def stand() -> int:
        job = builders.person(two.here, relation="son", phone="13912345678")
        builders.job(job, employer="")
        actions.top_up(by="t", on=TODAY, place=HERE)
        return Line.objects.get(person=job, ledger=ledger).pk

    line = county_acts(stand)
    page = signed_in("clerk_here").get(f"/rounds/{ledger.pk}/checks/").text
    assert f"/rounds/lines/{line}/?next=" in page
