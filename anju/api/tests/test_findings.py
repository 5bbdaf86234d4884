"""Findings through the interface: by role, in an order, accepted by somebody until a day."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from anju.accounts.codes import ROLES, Field, RoleName
from anju.accounts.scope import Scope, acting
from anju.api import actions as api
from anju.checks import actions, rulebook
from anju.checks.models import Finding, Run
from tests import builders

TODAY = timezone.localdate()
TELLING = sorted(rulebook.hidden(frozenset()))


@pytest.fixture
def found(db: None) -> dict[str, int]:
    """A finding of each rule that tells something personal, and one that does not, all of one person."""
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        person = builders.person(builders.household())
        run = Run.objects.create(place_id=builders.SITE, on=TODAY, by="t", at=timezone.now())
        return {
            rule: Finding.objects.create(
                place_id=builders.SITE, rule=rule, severity="doubt", kind="person", subject=person.pk, run=run,
                first_seen=TODAY, last_seen=TODAY,
            ).pk
            for rule in (*TELLING, "2_01_014")
        }  # fmt: skip


@pytest.fixture
def headers(found: dict[str, int]) -> dict[str, str]:
    """A system of the town."""
    with acting(scope=Scope.everything(), actor="test"):
        made = api.register_system(
            name="镇系统", owner="测试", role=RoleName.TOWN, place=builders.TOWN, by="t", on=TODAY
        )
    return {"Authorization": f"Bearer {made.token}"}


def accept(pk: int, headers: dict[str, str]) -> Any:
    return Client().post(
        f"/api/v1/findings/{pk}/accept/",
        '{"why": "本人没有手机"}',
        content_type="application/json",
        headers=headers,
    )


def test_no_system_is_told_what_its_role_does_not_see(
    found: dict[str, int], headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def listed(words: str = "") -> tuple[set[str], int]:
        answer = Client().get(f"/api/v1/findings/?size=50{words}", headers=headers).json()
        return {one["rule"] for one in answer["items"]}, answer["total"]

    assert listed() == (set(found), len(found))
    monkeypatch.setitem(ROLES, RoleName.TOWN, replace(ROLES[RoleName.TOWN], fields=frozenset({Field.NAME})))
    assert listed() == ({"2_01_014"}, 1)
    for rule in TELLING:
        assert listed(f"&rule={rule}") == (set(), 0)
        assert accept(found[rule], headers).status_code == 404
    assert accept(found["2_01_014"], headers).status_code == 200


def test_findings_come_in_an_order_and_say_who_accepted_until_when(
    found: dict[str, int], headers: dict[str, str]
) -> None:
    answer = accept(found["2_01_014"], headers).json()
    assert answer["accepted_until"] == actions.longest_until(TODAY).isoformat()
    assert answer["accepted_by"]
    rows = Client().get("/api/v1/findings/?sort=-rule&severity=doubt", headers=headers).json()["items"]
    assert [one["rule"] for one in rows] == sorted(TELLING, reverse=True)
    held = Client().get("/api/v1/findings/?state=accepted", headers=headers).json()["items"]
    assert [one["id"] for one in held] == [found["2_01_014"]]
