"""Tasks: raised once, settled once, seen by those whose they are."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from anju.accounts.codes import Right, RoleName
from anju.accounts.scope import Scope, acting
from anju.tasks.actions import NewTask, raise_task, raise_tasks, settle
from anju.tasks.codes import TaskKind
from anju.tasks.models import Task
from anju.tasks.queries import open_tasks
from tests import builders

ON = date(2021, 12, 6)
OTHER_SITE = "610926200001"

pytestmark = pytest.mark.usefixtures("county")


def task(subject: str = "household:1", place: str = builders.SITE, **fields: object) -> Task:
    words = {
        "kind": TaskKind.ZERO_EMPLOYMENT,
        "right": Right.EDIT_LEDGER,
        "title": "王**户无人就业",
        "url": "/households/1/",
        "on": ON,
        "by": "test",
    } | fields
    return raise_task(subject=subject, place=place, **words)  # type: ignore[arg-type]  # a builder of tests


def test_a_task_is_raised_once_while_it_is_open() -> None:
    builders.place_tree()
    assert task() == task(title="再提一次")
    assert Task.objects.count() == 1


def test_a_settled_subject_may_be_raised_again() -> None:
    builders.place_tree()
    first = task()
    assert (
        settle(kind=TaskKind.ZERO_EMPLOYMENT, subject="household:1", on=ON, by="test", outcome="已就业") == 1
    )
    assert settle(kind=TaskKind.ZERO_EMPLOYMENT, subject="household:1", on=ON, by="test") == 0
    first.refresh_from_db()
    assert (first.settled_on, first.outcome) == (ON, "已就业")
    assert task() != first


def test_a_thousand_tasks_take_a_constant_number_of_statements() -> None:
    builders.place_tree()
    many = [
        NewTask(TaskKind.CHECK_FINDINGS, f"place:{n}", builders.SITE, Right.EDIT_LEDGER, "有问题", "/checks/")
        for n in range(1000)
    ]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert raise_tasks(many, on=ON, by="test") == 1000
    assert len(asked) < 8
    assert raise_tasks(many, on=ON, by="test") == 0


def test_a_clerk_sees_own_tasks_only_and_only_those_of_the_role() -> None:
    builders.place_tree(builders.SITE, OTHER_SITE)
    mine = task("household:1")
    task("household:2", place=OTHER_SITE)
    task("month:2021-12", kind=TaskKind.LEDGER_HANDED_IN, right=Right.REVIEW_LEDGER)
    clerk = builders.user(role=RoleName.CLERK, place=builders.SITE)
    with acting(scope=clerk.scope, actor=clerk.username):
        assert list(open_tasks(clerk)) == [mine]


def test_the_most_urgent_comes_first_and_those_without_a_day_last() -> None:
    builders.place_tree()
    late, never, soon = (
        task("household:1", due=ON - timedelta(days=2)),
        task("household:2"),
        task("household:3", due=ON + timedelta(days=2)),
    )
    clerk = builders.user(role=RoleName.CLERK, place=builders.SITE)
    assert list(open_tasks(clerk)) == [late, soon, never]


def page(client: Client, address: str = "/todo/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_tells_own_tasks_from_those_below(client: Client) -> None:
    builders.place_tree(builders.SITE, OTHER_SITE)
    town = builders.user(role=RoleName.TOWN, place=builders.TOWN)
    task("household:1", title="下级事项")
    task("town:1", place=builders.TOWN, title="本级事项", due=timezone.localdate() - timedelta(days=20))
    task("household:2", place=OTHER_SITE, title="外镇事项")
    task("ledger:1", kind=TaskKind.LEDGER_HANDED_IN, right=Right.REVIEW_LEDGER, title="社区报来的台账")
    client.force_login(town)
    own, below = page(client), page(client, "/todo/?tab=below")
    assert "本级事项" in own
    assert "下级事项" not in own
    assert "逾期" in own
    assert "社区报来的台账" in own  # at the community's place, but reviewing is the town's
    assert "下级事项" in below
    assert "外镇事项" not in below


def test_the_list_takes_as_many_queries_for_fifty_tasks_as_for_one(client: Client) -> None:
    builders.place_tree()
    client.force_login(builders.user(role=RoleName.CLERK, place=builders.SITE))
    counts = []
    for first, last in ((0, 1), (1, 50)):
        for n in range(first, last):
            task(f"household:{n}")
        with CaptureQueriesContext(connection) as asked:
            page(client)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_export_holds_what_the_tab_shows(client: Client) -> None:
    builders.place_tree()
    task(title="=cmd()")
    client.force_login(builders.user(role=RoleName.CLERK, place=builders.SITE))
    answer = client.get("/todo/export/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/vnd")


@pytest.mark.parametrize("words", ["sort=nonsense", "tab=nonsense", "page=99999", "page=-1", "sort=-place"])
def test_an_odd_address_still_gives_the_list(client: Client, words: str) -> None:
    builders.place_tree()
    task()
    client.force_login(builders.user(role=RoleName.CLERK, place=builders.SITE))
    page(client, f"/todo/?{words}")


def test_another_scope_sees_no_task_even_by_raw_sql() -> None:
    builders.place_tree(builders.SITE, OTHER_SITE)
    task()
    with acting(scope=Scope((OTHER_SITE,)), actor="test"), connection.cursor() as cursor:
        cursor.execute("select count(*) from tasks_task")
        assert cursor.fetchone() == (0,)
