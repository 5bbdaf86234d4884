"""The page of tasks shows two-person requests: those that wait for the reader's word, and those of the reader that were granted."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from anju.accounts import actions
from anju.accounts.codes import ApprovalKind, RoleName
from anju.accounts.models import Approval, User
from anju.tasks.views import FIRST
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
WAITS, GRANTED = "待我审批", "已同意、待我办理"


def officer(name: str, role: str = RoleName.BUREAU, place: str = builders.COUNTY) -> User:
    return builders.user(name, role=role, place=place)


def ask(by: User, number: int = 1, at: datetime | None = None) -> Approval:
    return actions.ask_approval(
        kind=ApprovalKind.BULK_EXPORT, subject=f"list:{number}", payload={"n": number}, summary=f"导出名单第{number}份",
        url="/persons/export/", why="上报", by=by, at=at or timezone.now(),
    )  # fmt: skip


def page(client: Client, user: User, address: str = "/todo/") -> str:
    client.force_login(user)
    return client.get(address).content.decode()


def test_a_request_of_another_waits_on_the_page_and_leads_to_its_decision(client: Client) -> None:
    asker, second = officer("asker"), officer("second")
    asked = ask(asker)
    shown = page(client, second)
    assert WAITS in shown
    assert f'href="/approvals/{asked.pk}/"' in shown
    assert client.get(f"/approvals/{asked.pk}/").status_code == 200
    assert asked.summary not in page(client, asker)


def test_it_is_gone_when_it_is_decided_and_the_asker_sees_that_it_may_be_used(client: Client) -> None:
    asker, second = officer("asker"), officer("second")
    asked = ask(asker)
    actions.decide(approval=asked.pk, granted=True, remark="", by=second, at=timezone.now())
    assert asked.summary not in page(client, second)
    shown = page(client, asker)
    assert GRANTED in shown
    assert f'href="/approvals/{asked.pk}/"' in shown
    actions.use_approval(
        kind=ApprovalKind.BULK_EXPORT, subject="list:1", payload={"n": 1}, by=asker, at=timezone.now()
    )
    assert asked.summary not in page(client, asker)


def test_what_is_refused_is_not_offered(client: Client) -> None:
    asker, second = officer("asker"), officer("second")
    asked = ask(asker)
    actions.decide(approval=asked.pk, granted=False, remark="事由不明", by=second, at=timezone.now())
    assert asked.summary not in page(client, asker)


def test_what_has_expired_waits_for_nobody_and_is_called_so(client: Client) -> None:
    asker, second = officer("asker"), officer("second")
    asked = ask(asker, at=timezone.now() - timedelta(days=60))
    assert asked.summary not in page(client, second)
    assert asked.summary not in page(client, second, "/approvals/")
    decided = page(client, second, "/approvals/?tab=decided")
    assert asked.summary in decided
    assert "已过期" in decided


def test_who_stands_in_for_the_asker_and_who_may_not_approve_see_none(client: Client) -> None:
    asker, other = officer("asker"), officer("other")
    asked = ask(asker)
    today = timezone.localdate()
    actions.lend(owner=asker, delegate=other, start=today, stop=today, reason="外出", on=today)
    assert asked.summary not in page(client, other)
    assert asked.summary not in page(client, officer("clerk", RoleName.CLERK, builders.SITE))


def test_a_request_of_the_county_is_not_shown_to_a_town(client: Client) -> None:
    asked = ask(officer("asker"))
    assert asked.summary not in page(client, officer("town", RoleName.TOWN, builders.TOWN))


def test_only_the_first_are_shown_in_a_constant_number_of_queries_and_a_link_leads_to_all(
    client: Client,
) -> None:
    asker, second = officer("asker"), officer("second")
    counts = []
    for numbers in (range(1), range(1, FIRST + 3)):
        for number in numbers:
            ask(asker, number)
        client.force_login(second)
        with CaptureQueriesContext(connection) as asked:
            shown = client.get("/todo/").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert shown.count("/approvals/") == FIRST + shown.count('href="/approvals/"')
    assert "查看全部" in shown


@pytest.mark.parametrize("address", ["/todo/?tab=below", "/todo/?tab=settled", "/todo/?page=2"])
def test_the_other_tabs_and_pages_hold_tasks_only(client: Client, address: str) -> None:
    ask(officer("asker"))
    assert WAITS not in page(client, officer("second"), address)
