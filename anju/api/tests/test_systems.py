"""Systems: registered by two within an administrator's places; what they read and open in bulk is asked of a second person."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from anju.accounts import actions as accounts
from anju.accounts.codes import ApprovalKind, RoleName
from anju.accounts.models import Approval, Count, User
from anju.api import actions
from anju.api.interface import interface
from anju.api.models import Reply, System
from anju.api.tests.test_gate import OTHER_SITE, call, issued
from anju.api.words import SUMMARIES
from anju.audit.actions import record
from anju.audit.models import Access, Act
from anju.jobs.models import Job
from anju.kernel.refused import Refused
from anju.policy import book
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
TOKEN = re.compile(r"anju_[\w-]{20,}")
WISH = {"name": "县大数据平台", "owner": "县大数据局", "role": "bureau", "place": builders.COUNTY}


@pytest.fixture
def head() -> User:
    builders.place_tree(builders.SITE, OTHER_SITE)
    return builders.user("head", role=RoleName.HEAD)


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def grant(by: User) -> Approval:
    held = Approval.objects.get(decision="pending")
    return accounts.decide(approval=held.pk, granted=True, remark="", by=by, at=timezone.now())


def limit(monkeypatch: pytest.MonkeyPatch, **values: int) -> None:
    """Smaller limits than the policy's."""
    known = book.value
    monkeypatch.setattr(
        "anju.accounts.helpings.book.value",
        lambda page, name, on: values[name] if name in values else known(page, name, on),
    )


def test_a_token_is_shown_only_with_a_second_persons_word(head: User) -> None:
    admin = enter(builders.user("admin", role=RoleName.ADMINISTRATOR))
    answer = admin.post("/systems/new/", WISH)
    assert answer.status_code == 409
    assert not TOKEN.search(answer.text)
    assert not System.objects.exists()
    assert admin.post("/approvals/ask/", {"why": "数据对接"}).status_code == 302
    held = grant(head)
    assert (held.kind, WISH["name"] in admin.get(held.url).text) == (ApprovalKind.ACCOUNT, True)
    assert admin.post("/systems/new/", WISH | {"role": "town", "place": builders.TOWN}).status_code == 409
    answer = admin.post("/systems/new/", WISH)
    assert TOKEN.search(answer.text)
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_token_is_renewed_only_with_a_second_persons_word(head: User) -> None:
    token = issued()
    system = System.objects.get()
    admin = enter(builders.user("admin", role=RoleName.ADMINISTRATOR))
    answer = admin.post(f"/systems/{system.pk}/renew/")
    assert answer.status_code == 409
    assert not TOKEN.search(answer.text)
    assert call(token, "/me/")[0] == 200
    admin.post("/approvals/ask/", {"why": "令牌泄露"})
    grant(head)
    assert TOKEN.search(admin.post(f"/systems/{system.pk}/renew/").text)
    assert call(token, "/me/")[0] == 401
    assert (
        admin.post(f"/systems/{system.pk}/stop/").status_code == 302
    )  # stopping opens nothing: one person does it


def test_an_administrator_of_a_town_sees_and_makes_systems_of_that_town(head: User) -> None:
    issued()
    system = System.objects.get()
    admin = enter(builders.user("townadmin", role=RoleName.ADMINISTRATOR, place=builders.TOWN))
    assert "县大数据平台" not in admin.get("/systems/").text
    assert admin.get(f"/systems/{system.pk}/").status_code == 404
    for what in ("renew", "stop"):
        assert admin.post(f"/systems/{system.pk}/{what}/").status_code == 404
    assert admin.post("/systems/new/", WISH | {"name": "另一个"}).status_code == 422
    with pytest.raises(Refused, match="管辖范围"):
        actions.open_system(
            **WISH | {"name": "另一个"}, by=User.objects.get(username="townadmin"), at=timezone.now()
        )


@pytest.mark.parametrize(("role", "place"), [("bureau", builders.TOWN), ("clerk", builders.COUNTY)])
def test_a_system_stands_at_the_level_of_its_post(head: User, role: str, place: str) -> None:
    with pytest.raises(Refused, match="只能设在"):
        issued(role=role, place=place)


def test_a_town_auditors_system_reads_the_acts_of_that_town(head: User) -> None:
    builders.user("nearclerk", role=RoleName.CLERK, place=builders.SITE)
    builders.user("farclerk", role=RoleName.CLERK, place=OTHER_SITE)
    for name in ("nearclerk", "farclerk", "head"):
        record(act=Act.SECRET_REVEALED, by=name, target="person:1", why="核对")
    town = issued(role=RoleName.AUDITOR, place=builders.TOWN, name="镇审计")
    assert [one["actor"] for one in call(town, "/audit/")[1]["items"]] == ["nearclerk"]
    whole = issued(role=RoleName.AUDITOR, name="县审计")
    assert {"nearclerk", "farclerk", "head"} <= {one["actor"] for one in call(whole, "/audit/")[1]["items"]}


def test_opening_many_in_full_asks_for_a_second_person(head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, reveals_a_day=2)
    token, people = issued(), [builders.person(builders.household()) for _ in range(3)]
    answers = [call(token, f"/persons/{one.pk}/reveal/", {"why": "核对低保"}) for one in people]
    assert [answer[0] for answer in answers] == [200, 200, 409]
    assert people[2].id_number not in json.dumps(answers[2][1])
    held = Approval.objects.get()
    assert (held.kind, answers[2][1]["approval"], held.asked_by.is_system) == (
        ApprovalKind.REVEALS,
        held.pk,
        True,
    )
    assert Access.objects.filter(operation="reveal").count() == 2
    assert call(token, f"/persons/{people[2].pk}/reveal/", {"why": "核对低保"})[0] == 409
    assert Approval.objects.count() == 1
    grant(head)
    again = [call(token, f"/persons/{people[2].pk}/reveal/", {"why": "核对低保"})[0] for _ in range(3)]
    assert again == [200, 200, 409]  # the next part of the day needs another word


def test_paging_through_everybody_asks_for_a_second_person(
    head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, rows_read_a_day=3)
    token, home = issued(), builders.household()
    for relation in ("head", "spouse"):
        builders.person(home, relation=relation)
    assert call(token, "/persons/")[0] == 200
    status, said, _ = call(token, "/persons/")
    assert (status, said["approval"]) == (409, Approval.objects.get(kind=ApprovalKind.READING).pk)
    assert Count.objects.get(kind="read").rows == 2
    grant(head)
    assert [call(token, "/persons/")[0] for _ in range(3)] == [200, 200, 200]


def send(token: str, content: bytes, key: str, name: str = "a.xlsx") -> tuple[int, Any]:
    answer = Client().post(
        "/api/v1/imports/", {"file": SimpleUploadedFile(name, content)},
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
    )  # fmt: skip
    return answer.status_code, json.loads(answer.content)


def test_a_file_of_the_same_length_is_another_call(head: User) -> None:
    token = issued(role=RoleName.CLERK, place=builders.SITE)
    first = send(token, b"PK\x03\x04 one", "k")
    assert first[0] == 200
    assert send(token, b"PK\x03\x04 two", "k")[0] == 409
    assert send(token, b"PK\x03\x04 one", "k", "b.xlsx")[0] == 409
    again = send(token, b"PK\x03\x04 one", "k")  # the line between the parts differs at each attempt
    assert again == first
    assert (Job.objects.count(), Reply.objects.count()) == (1, 1)


def test_the_page_of_operations_speaks_the_readers_language(client: Client) -> None:
    described = interface.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    told = {one["summary"] for methods in described.values() for one in methods.values()}
    assert told - set(SUMMARIES) == set()
    client.force_login(builders.user("admin", role=RoleName.ADMINISTRATOR))
    page = client.get("/api/").text
    assert "确认无变化" in page
    assert "填写月度台账" in page
    assert "ledger.edit" not in page
    assert 'href="/api/"' in client.get("/systems/").text
