"""Pages of the checks: no finding tells a post what it does not see; filters, order, exceptions, counts, the way to a page."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from anju.accounts.codes import Field, RoleName
from anju.accounts.scope import Scope, acting
from anju.audit.models import Access
from anju.checks import actions, rulebook
from anju.checks.models import Finding, Run
from anju.kernel.month import Month
from anju.registry.models import Person
from anju.web import round_checks
from anju.web.tests.conftest import HERE, THERE, Two, signed_in
from tests import builders

TODAY = timezone.localdate()
TELLING = sorted(rulebook.hidden(frozenset()))
SEES_ALL = ("town", "county", "clerk_here")
SEES_LESS = ("grid_here", "head")


def finding(rule: str, subject: int, kind: str = "person", place: str = HERE, **fields: Any) -> Finding:
    run = Run.objects.create(place_id=place, on=TODAY, by="t", at=timezone.now())
    severity = rulebook.rules()[rule].severity.value
    return Finding.objects.create(
        place_id=place, rule=rule, severity=severity, kind=kind, subject=subject, run=run,
        **{"first_seen": TODAY, "last_seen": TODAY} | fields,
    )  # fmt: skip


@pytest.fixture
def found(two: Two) -> dict[str, Finding]:
    """A finding of each rule that tells something personal, and one that does not; people of all posts."""
    with acting(scope=Scope.everything(), actor="test"):
        for name, role, place in (
            ("clerk_here", RoleName.CLERK, HERE), ("grid_here", RoleName.GRID, HERE), ("head", RoleName.HEAD, builders.COUNTY),
        ):  # fmt: skip
            builders.user(name, role=role, place=place)
        made = {rule: finding(rule, two.zou.pk) for rule in TELLING if rule != "5_12_007"}
        return made | {
            "5_12_007": finding("5_12_007", two.here.pk, "household"),
            "2_01_014": finding("2_01_014", two.zou.pk),
        }


def sentence(rule: str) -> str:
    return rulebook.rules()[rule].zh


@pytest.mark.parametrize("name", SEES_LESS)
def test_a_finding_tells_no_post_what_it_does_not_see(name: str, found: dict[str, Finding], two: Two) -> None:
    client = signed_in(name)
    pages = [
        "/checks/",
        f"/persons/{two.zou.pk}/",
        f"/households/{two.here.pk}/",
        f"/checks/?place={HERE}&sort=-since",
    ]
    for address in [*pages, *(f"/checks/?rule={rule}" for rule in TELLING)]:
        page = client.get(address).text
        assert [rule for rule in TELLING if sentence(rule) in page or f">{rule}" in page] == [], address
        assert [rule for rule in TELLING if f"rule={rule}" in page and f"rule={rule}" not in address] == [], (
            address
        )
    assert "共 1 条" in client.get("/checks/").text
    for rule in TELLING:
        assert client.get(f"/checks/{found[rule].pk}/").status_code == 404
        assert client.post(f"/checks/{found[rule].pk}/", {"why": "想要认可"}).status_code == 404
        assert client.get(f"/checks/rules/{rule}/{found[rule].subject}/").status_code == 404
        assert "待处理" not in client.get(f"/checks/rules/{rule}/").text
    assert client.get(f"/checks/{found['2_01_014'].pk}/").status_code == 200


@pytest.mark.parametrize("name", SEES_ALL)
def test_posts_that_see_the_fields_see_their_findings(name: str, found: dict[str, Finding], two: Two) -> None:
    client = signed_in(name)
    page = client.get("/checks/").text
    assert [rule for rule in TELLING if sentence(rule) not in page] == []
    assert sentence("5_01_004") in client.get(f"/persons/{two.zou.pk}/").text
    assert sentence("5_12_007") in client.get(f"/households/{two.here.pk}/").text
    assert "待处理" in client.get("/checks/rules/5_01_004/").text


def test_the_hand_in_list_leaves_out_what_the_post_does_not_see(found: dict[str, Finding], two: Two) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        Person.objects.filter(pk=two.zou.pk).update(phone_masked="")
        two.zou.jobs.update(income_fen=100)
        told = [
            {one.rule for one in round_checks.findings(HERE, Month.of(TODAY), on=TODAY, opens=opens)}
            for opens in (frozenset[Field](), frozenset(Field))
        ]
    assert "1111_12" in told[1] - told[0]
    assert "2_01_014" in told[0]


def order(page: str, *words: str) -> list[str]:
    """These words in the order in which the list of the page shows them."""
    body = page[page.index("<tbody>") :]
    return sorted(words, key=body.index)


def test_the_list_is_filtered_sorted_and_counted_by_its_address(two: Two) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        finding("2_01_014", two.zou.pk, first_seen=TODAY - timedelta(days=9))
        finding("28_no_head", two.here.pk, "household")
        finding("5_01_005", two.xiao.pk, place=THERE, first_seen=TODAY - timedelta(days=3))
    client, rules = signed_in("county"), ("2_01_014", "28_no_head", "5_01_005")
    marks = [f">{rule}<" for rule in rules]
    for sort, wanted in {
        "since": [0, 2, 1], "-since": [1, 2, 0], "rule": [1, 0, 2], "-rule": [2, 0, 1], "place": [1, 0, 2],
        "severity": [1, 0, 2], "nonsense": [1, 0, 2],
    }.items():  # fmt: skip
        page = client.get(f"/checks/?sort={sort}").text
        assert order(page, *marks) == [marks[n] for n in wanted], sort
        assert "共 3 条" in page
    page = client.get(f"/checks/?sort=-since&place={THERE}").text
    assert "共 1 条" in page
    assert "sort=-since" in page  # the heads and the export keep the address
    assert f"/checks/export/?sort=-since&amp;place={THERE}" in page
    assert "28_no_head" not in client.get("/checks/?severity=doubt").text.split("<tbody>")[1]


def test_findings_stand_under_the_name_of_their_community_with_a_link(
    found: dict[str, Finding], two: Two
) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        builders.community(HERE, name="长安集镇社区")
    page = signed_in("county").get("/checks/").text
    row = page[page.index("长安集镇社区") - 200 :]
    assert f"place={HERE}" in row[:200]


def test_exceptions_show_who_until_when_and_why(found: dict[str, Finding]) -> None:
    town = signed_in("town")
    pk = found["2_01_014"].pk
    assert "最长到" in town.get(f"/checks/{pk}/").text
    late = actions.longest_until(TODAY) + timedelta(days=1)
    refused = town.post(f"/checks/{pk}/", {"why": "本人没有手机", "until": late.isoformat()})
    assert (refused.status_code, "认可最长到" in refused.text) == (422, True)
    assert town.post(f"/checks/{pk}/", {"why": "本人没有手机"}).status_code == 302
    page = town.get("/checks/?state=accepted").text
    for word in ("本人没有手机", "town", actions.longest_until(TODAY).isoformat()):
        assert word in page
    exported = town.get("/checks/export/?state=accepted&why=核对")
    assert exported.status_code == 200
    assert (
        signed_in("clerk_here").post(f"/checks/{found['5_01_004'].pk}/", {"why": "想要认可"}).status_code
        == 200
    )
    with acting(scope=Scope.everything(), actor="test"):
        assert Finding.objects.get(pk=found["5_01_004"].pk).accepted_on is None


def test_an_exception_for_a_day_on_which_nothing_is_wrong_is_not_there(two: Two) -> None:
    town = signed_in("town")
    assert town.get(f"/checks/rules/28_no_head/{two.here.pk}/?on=2021-08-31").status_code == 404
    assert town.get(f"/checks/rules/28_checksum/{two.zou.pk}/").status_code == 404
    assert town.get(f"/checks/rules/nonsense/{two.zou.pk}/").status_code == 404
    assert town.get(f"/checks/rules/28_no_head/{two.there.pk}/").status_code == 404


def test_the_longest_term_of_an_exception_ends_on_a_day_that_there_is() -> None:
    assert actions.longest_until(date(2021, 8, 31)) == date(2022, 2, 28)
    assert actions.longest_until(date(2021, 3, 15)) == date(2021, 9, 15)


def test_looks_at_findings_are_written_down_with_the_persons_and_without_hidden_ones(
    found: dict[str, Finding], two: Two
) -> None:
    for name, rows in (("town", len(TELLING) + 1), ("grid_here", 1)):
        signed_in(name).get("/checks/")
        look = Access.objects.filter(target="checks", actor=name).latest("id")
        assert (look.persons[-1], look.rows) == (two.zou.pk, rows)
    signed_in("town").get(f"/checks/{found['5_12_008'].pk}/")
    assert Access.objects.filter(target="checks", actor="town").latest("id").persons == [two.zou.pk]
