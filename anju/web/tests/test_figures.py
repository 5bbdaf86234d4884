"""Overview, tasks and proofs: every figure leads to the records behind it, within the viewer's place."""

import io
import re
from datetime import date

import openpyxl
import pytest
from pytest_django import DjangoAssertNumQueries

from anju.accounts.scope import Scope, acting
from anju.audit.models import Act, Event
from anju.indicators import actions
from anju.indicators.catalogue import Task
from anju.kernel.month import Month
from anju.web.tests.conftest import HERE, THERE, Two, signed_in

CLOSED = "2021-08-31"


@pytest.fixture
def closed(two: Two) -> Two:
    """July and August 2021 closed."""
    for month in (Month(2021, 7), Month(2021, 8)):
        actions.close(month, by="test", on=date(2021, 9, 3), accepted="试验")
    return two


def value(page: str) -> str:
    """The big number of a proof."""
    found = re.search(r'figure-lead">([^<]*)<', page)
    return found[1] if found else ""


def test_the_overview_without_a_close_computes_live_and_says_so(two: Two) -> None:
    page = signed_in("county").get("/").text
    assert "还没有结账的月份" in page
    assert "实时计算" in page


def test_the_overview_shows_the_latest_close(closed: Two) -> None:
    page = signed_in("county").get("/").text
    assert "结账 2021-08 v1" in page
    assert f"/figures/persons/?as_of={CLOSED}" in page
    assert "与上月持平" in page


@pytest.mark.parametrize("task", list(Task))
def test_each_task_has_its_page(closed: Two, task: str) -> None:
    assert signed_in("county").get(f"/tasks/{task}/").status_code == 200


def test_every_number_of_the_overview_is_a_link_that_opens(closed: Two) -> None:
    client = signed_in("county")
    links = set(re.findall(r'href="(/figures/[^"]+)"', client.get("/").text))
    assert len(links) > 20
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_a_figure_equals_the_length_of_its_list(closed: Two) -> None:
    page = signed_in("county").get(f"/figures/persons/?as_of={CLOSED}").text
    assert value(page) == "2"
    assert "共 2 条" in page
    assert "邹试安" not in page
    assert "取数条件" in page


def test_a_closed_figure_stays_when_the_ledger_moves_and_a_live_one_moves(closed: Two) -> None:
    client = signed_in("county")
    with acting(scope=Scope.everything(), actor="test"):
        closed.xiao.memberships.update(stop=date(2021, 8, 1), stop_reason="died")
    assert value(client.get(f"/figures/persons/?as_of={CLOSED}").text) == "2"
    live = client.get(f"/figures/persons/?as_of={CLOSED}&live=1").text
    assert value(live) == "1"
    assert "未经结账" in live


def test_the_day_chooser_leads_to_the_live_ledger(closed: Two) -> None:
    page = signed_in("county").get("/?as_of=live").text
    assert "实时计算，未经结账" in page
    assert "&amp;live=1" in page


def test_a_town_officer_sees_the_figures_of_the_town(closed: Two) -> None:
    page = signed_in("town").get("/figures/persons/").text
    assert value(page) == "1"
    assert closed.there.number not in page
    assert f"scope={THERE}" not in page


@pytest.mark.parametrize("scope", ["610926", THERE, "", "x'--"])
def test_a_place_outside_the_own_is_not_there(closed: Two, scope: str) -> None:
    answer = signed_in("town").get(f"/figures/persons/?scope={scope}")
    assert answer.status_code == (200 if not scope else 404)


def test_a_proof_of_a_part_stays_within_the_part(closed: Two) -> None:
    page = signed_in("county").get(f"/figures/persons/?as_of={CLOSED}&scope={HERE}").text
    assert value(page) == "1"
    assert closed.here.number in page
    assert closed.there.number not in page


def test_the_auditor_sees_the_figure_but_no_list(closed: Two) -> None:
    page = signed_in("auditor").get(f"/figures/persons/?as_of={CLOSED}").text
    assert value(page) == "2"
    assert "您的岗位只看数字" in page
    assert closed.here.number not in page


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_list_goes_out_as_a_file_and_is_recorded(closed: Two, form: str) -> None:
    answer = signed_in("county").get(
        f"/figures/employed_persons/export/?as_of={CLOSED}&format={form}&why=核对"
    )
    text = answer.content.decode("utf-8-sig") if form == "csv" else _cells(answer.content)
    assert closed.here.number in text
    assert closed.zou.id_number not in text
    event = Event.objects.get(act=Act.RECORDS_EXPORTED)
    detail = {"rows": 1, "as_of": CLOSED, "scope": "610926", "close": "2021-08 v1", "form": form}
    assert event.detail == detail | {"export": event.detail["export"]}
    assert event.why == "核对"


def _cells(body: bytes) -> str:
    return str(list(openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].values))


def test_an_unknown_figure_or_task_is_not_there(closed: Two) -> None:
    client = signed_in("county")
    assert client.get("/figures/nothing/").status_code == 404
    assert client.get("/tasks/nothing/").status_code == 404
    assert client.get("/figures/persons/?sort=nothing").status_code == 409


def test_the_overview_takes_few_queries(
    closed: Two, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("county")
    client.get("/")
    with django_assert_max_num_queries(33):
        client.get("/")
