"""Changes through the interface: the same actions, refusals and versions as on the pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from anju.accounts.codes import RoleName
from anju.api.tests.test_gate import call, issued
from anju.registry.models import Change, Household, Membership
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
OTHER_SITE = "610926200001"


@pytest.fixture
def token() -> str:
    builders.place_tree(builders.SITE, OTHER_SITE)
    return issued(role=RoleName.CLERK, place=builders.SITE)


def notice(household: Household, **words: Any) -> dict[str, Any]:
    household.refresh_from_db()
    day = timezone.localdate() - timedelta(days=10)
    return {
        "day": day.isoformat(),
        "version": household.version,
        "reason": "群众报告",
        "later": "证件在派出所",
    } | words


def test_a_birth_brings_a_child_and_the_next_version(token: str) -> None:
    family = builders.family(members=2)
    born = timezone.localdate() - timedelta(days=10)
    child = {"name": "邹小安", "id_number": builders.id_number(born)}
    body = notice(family, child=child, relation="son")
    status, said, _ = call(token, f"/households/{family.pk}/birth/", body, key="birth-1")
    assert status == 200, said
    assert said["version"] == body["version"] + 1
    assert Membership.objects.filter(household=family, stop__isnull=True).count() == 3
    again = call(token, f"/households/{family.pk}/birth/", body, key="birth-1")
    assert again[1] == said
    assert Change.objects.count() == 1


def test_the_second_of_two_writers_is_told_and_nothing_is_overwritten(token: str) -> None:
    family = builders.family(members=3)
    child = family.memberships.get(relation="son").person_id
    body = notice(family, person=child, health="chronic")
    assert call(token, f"/households/{family.pk}/state/", body)[0] == 200
    status, said, _ = call(token, f"/households/{family.pk}/state/", body | {"health": "disabled"})
    assert status == 409
    assert said["detail"]
    assert Membership.objects.get(person=child, stop__isnull=True).health == "chronic"


def test_a_change_may_be_taken_back_while_nothing_newer_stands_on_it(token: str) -> None:
    family = builders.family(members=3)
    child = family.memberships.get(relation="son").person_id
    made = call(token, f"/households/{family.pk}/state/", notice(family, person=child, health="chronic"))[1]
    status, back, _ = call(
        token, f"/changes/{made['id']}/revert/", {"version": made["version"], "why": "登错了"}
    )
    assert (status, back["reverted_on"] is not None) == (200, True)
    assert Membership.objects.get(person=child, stop__isnull=True).health == "healthy"
    assert (
        call(token, f"/changes/{made['id']}/revert/", {"version": back["version"], "why": "登错了"})[0] == 409
    )


def test_a_household_of_another_place_cannot_be_changed(token: str) -> None:
    far = builders.family(OTHER_SITE, members=3)
    child = far.memberships.get(relation="son").person_id
    assert call(token, f"/households/{far.pk}/state/", notice(far, person=child, health="chronic"))[0] in {
        404,
        409,
    }
    assert Membership.objects.get(person=child, stop__isnull=True).health == "healthy"


def test_a_misspelt_name_is_refused_instead_of_passed_over(token: str) -> None:
    family = builders.family(members=3)
    child = family.memberships.get(relation="son").person_id
    assert (
        call(token, f"/households/{family.pk}/state/", notice(family, person=child, heath="chronic"))[0]
        == 422
    )
