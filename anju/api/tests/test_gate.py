"""The gate of the interface: tokens, rights, scope, rate, repeated calls, failures."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.api import actions
from anju.api.models import Reply, System
from anju.api.views import RIGHTS
from anju.audit.models import Act, Event
from anju.kernel.refused import Refused
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
OTHER_SITE = "610926200001"


def issued(*, role: str = RoleName.BUREAU, place: str = builders.COUNTY, name: str = "县大数据平台") -> str:
    return actions.register_system(
        name=name, owner="县大数据局", role=role, place=place, by="admin", on=timezone.localdate()
    ).token


def call(token: str, path: str, body: Any = None, *, key: str = "") -> tuple[int, Any, Any]:
    headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
    client, address = Client(), f"/api/v1{path}"
    if body is None:
        answer = client.get(address, headers=headers)
    else:
        answer = client.post(address, json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content), answer.headers


@pytest.fixture
def token() -> str:
    builders.place_tree(builders.SITE, OTHER_SITE)
    return issued()


def test_a_system_knows_who_it_is(token: str) -> None:
    status, said, _ = call(token, "/me/")
    assert (status, said["system"], said["place"]) == (200, "县大数据平台", builders.COUNTY)


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer anju_guess", "Basic YTpi", "Bearer anju_" + "x" * 4000]
)
def test_a_forged_token_opens_nothing(token: str, given: str) -> None:
    answer = Client().get("/api/v1/me/", headers={"Authorization": given})
    assert answer.status_code == 401
    assert "WWW-Authenticate" in answer.headers


def test_a_session_of_the_pages_does_not_open_the_interface(token: str, client: Client) -> None:
    client.force_login(builders.user())
    assert client.get("/api/v1/me/").status_code == 401


def test_a_renewed_stopped_or_outdated_token_opens_nothing(token: str) -> None:
    today = timezone.localdate()
    system = System.objects.get()
    second = actions.renew_token(system=system, by="admin", on=today).token
    assert (call(token, "/me/")[0], call(second, "/me/")[0]) == (401, 200)
    actions.stop_system(system=system, by="admin", on=today)
    assert call(second, "/me/")[0] == 401
    with pytest.raises(Refused):
        actions.stop_system(system=system, by="admin", on=today)
    third = actions.renew_token(system=system, by="admin", on=today - timedelta(days=400)).token
    assert call(third, "/me/")[0] == 401


def test_the_token_is_kept_nowhere_in_clear(token: str) -> None:
    system = System.objects.get()
    assert token not in str(vars(system))
    assert all(token not in str(vars(event)) for event in Event.objects.all())


def test_a_list_is_scoped_and_masked(token: str) -> None:
    near, far = builders.household(builders.SITE), builders.household(OTHER_SITE)
    mine, other = builders.person(near), builders.person(far)
    clerk = issued(role=RoleName.CLERK, place=builders.SITE, name="社区平台")
    assert call(token, "/persons/")[1]["total"] == 2
    status, said, _ = call(clerk, "/persons/")
    assert (status, said["total"], [row["id"] for row in said["items"]]) == (200, 1, [mine.pk])
    assert mine.name not in json.dumps(said, ensure_ascii=False)
    assert call(clerk, f"/persons/{other.pk}/")[0] == 404
    assert call(clerk, f"/households/{far.pk}/")[0] == 404
    assert call(clerk, f"/persons/?place={OTHER_SITE}")[1]["total"] == 0
    assert call(clerk, f"/figures/?scope={OTHER_SITE}")[0] == 404


def test_a_right_that_the_role_lacks_is_refused_with_those_who_have_it(token: str) -> None:
    auditor = issued(role=RoleName.AUDITOR, name="审计平台")
    status, said, _ = call(auditor, "/persons/")
    assert status == 403
    assert "社区经办人" in said["remedy"]
    assert call(auditor, "/audit/")[0] == 200


def test_a_reveal_needs_a_reason_and_is_on_the_chain(token: str) -> None:
    someone = builders.person(builders.household())
    assert call(token, f"/persons/{someone.pk}/reveal/", {})[0] == 422
    status, said, _ = call(token, f"/persons/{someone.pk}/reveal/", {"why": "核对低保信息"})
    assert (status, said["id_number"]) == (200, someone.id_number)
    assert Event.objects.filter(act=Act.SECRET_REVEALED, why="核对低保信息").count() == 1


def test_a_repeated_call_gets_the_same_answer_and_does_nothing_twice(token: str) -> None:
    someone = builders.person(builders.household())
    path, body = f"/persons/{someone.pk}/reveal/", {"why": "核对低保信息"}
    first, again = call(token, path, body, key="k-1"), call(token, path, body, key="k-1")
    assert first[:2] == again[:2]
    assert again[2]["Idempotency-Replayed"] == "true"
    assert Event.objects.filter(act=Act.SECRET_REVEALED).count() == 1


def test_a_key_is_good_for_one_call_only(token: str) -> None:
    someone = builders.person(builders.household())
    path = f"/persons/{someone.pk}/reveal/"
    assert call(token, path, {"why": "核对低保信息"}, key="k-1")[0] == 200
    assert call(token, path, {"why": "另一个事由"}, key="k-1")[0] == 409


def test_a_failed_call_leaves_its_key_free(token: str) -> None:
    someone = builders.person(builders.household())
    assert call(token, "/persons/999999/reveal/", {"why": "核对低保信息"}, key="k-1")[0] == 404
    assert not Reply.objects.exists()
    assert call(token, f"/persons/{someone.pk}/reveal/", {"why": "核对低保信息"}, key="k-1")[0] == 200


def test_kept_answers_lie_sealed(token: str) -> None:
    someone = builders.person(builders.household())
    call(token, f"/persons/{someone.pk}/reveal/", {"why": "核对低保信息"}, key="k-1")
    raw = Reply.objects.extra(select={"raw": "body"}).values_list("raw", flat=True)[0]
    assert someone.name.encode() not in bytes(raw)


def test_too_many_calls_a_minute_are_told_to_wait(token: str, settings: Any) -> None:
    settings.ANJU_API_RATE = 3
    answers = [call(token, "/me/") for _ in range(5)]
    assert [answer[0] for answer in answers].count(429) >= 1
    assert answers[-1][0] != 429 or 1 <= int(answers[-1][2]["Retry-After"]) <= 60


@pytest.mark.parametrize("key", ["é", "a" * 101])
def test_an_odd_key_is_refused(token: str, key: str) -> None:
    someone = builders.person(builders.household())
    answer = Client().post(
        f"/api/v1/persons/{someone.pk}/reveal/", json.dumps({"why": "核对低保信息"}), content_type="application/json",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
    )  # fmt: skip
    assert answer.status_code == 400


def test_an_oversized_call_is_refused(token: str) -> None:
    someone = builders.person(builders.household())
    status, said, _ = call(token, f"/persons/{someone.pk}/reveal/", {"why": "长" * 3_000_000})
    assert (status, said["status"]) == (413, 413)


def test_only_desks_that_a_machine_may_stand_in_for_are_given_out(token: str) -> None:
    for role in (RoleName.ADMINISTRATOR, RoleName.RESIDENT, "nonsense"):
        with pytest.raises(Refused):
            issued(role=role, name=f"系统{role}")
    with pytest.raises(Refused):
        issued()


def test_a_failure_inside_takes_everything_back(token: str) -> None:
    before = Event.objects.count()
    with acting(scope=Scope.everything(), actor="test"):
        assert call(token, "/persons/999999/reveal/", {"why": "核对低保信息"})[0] == 404
    assert Event.objects.count() == before


def test_every_operation_asks_for_a_right() -> None:
    assert RIGHTS
    assert all(RIGHTS.values())


@pytest.mark.parametrize("path", ["/persons/?page=0", "/persons/?size=100000", "/persons/?on=2021-13-01",
                                  "/figures/?scope=610926'--", "/persons/?q=%00"])  # fmt: skip
def test_a_malformed_question_is_told_where_and_why(token: str, path: str) -> None:
    status, said, _ = call(token, path)
    assert status == 422
    assert said["errors"]


def test_the_figures_are_those_of_the_pages(token: str) -> None:
    builders.person(builders.household())
    held = {
        row["code"]: row["value"] for row in call(token, f"/figures/?as_of={date(2021, 8, 31)}&live=true")[1]
    }
    assert held["persons"] == 1
    assert call(token, "/figures/persons/records/?live=true")[1]["total"] == 1
    assert call(token, "/figures/no_such_figure/")[0] == 404
