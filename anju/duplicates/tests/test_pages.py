"""The queue and the pages of a pair, as officers of two levels see them."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.audit.models import Access, Event
from anju.duplicates.actions import approve
from anju.duplicates.codes import MergeState, PairState
from anju.duplicates.models import Merge, Pair
from anju.duplicates.tests.cases import AT, number, suspected
from anju.employment.models import Schooling, Subsidy
from anju.registry.models import Person
from tests import builders

HERE, NEAR, FAR = "610926100001", "610926100002", "610926200001"


@pytest.fixture
def pair(db: None) -> Pair:
    """One person at two sites of one town, and the officers."""
    cache.clear()
    with acting(scope=Scope.everything(), actor="test"):
        for code in (HERE, NEAR, FAR):
            builders.site(code)
        words = {"name": "邹试安", "pinyin": "zoushian"}
        one = builders.person(
            builders.household(HERE), id_number=number(serial="123"), phone="13900000001", **words
        )
        other = builders.person(
            builders.household(NEAR), id_number=number(serial="153"), phone="13900000002", **words
        )
        builders.user("county")
        builders.user("head", role=RoleName.HEAD)
        builders.user("town", role=RoleName.TOWN, place=HERE[:9])
        builders.user("far", role=RoleName.TOWN, place=FAR[:9])
        builders.user("clerk", role=RoleName.CLERK, place=HERE)
        return suspected(one, other)


def signed_in(name: str) -> Client:
    client = Client()
    with acting(scope=Scope.everything(), actor="test"):
        assert client.login(username=name, password="right")
    return client


def state(pair: Pair) -> str:
    with acting(scope=Scope.everything(), actor="test"):
        return Pair.objects.get(pk=pair.pk).state


def request_of(pair: Pair, client: Client, **words: object) -> Any:
    sides = dict.fromkeys(("survivor", "household", "number", "name", "ethnicity", "phone"), pair.first)
    return client.post(f"/duplicates/{pair.pk}/merge/", sides | {"why": "入户核对，同一人"} | words)


def test_the_queue_shows_masked_people_and_why(pair: Pair) -> None:
    page = signed_in("town").get("/duplicates/").text
    assert "邹**" in page
    assert "身份证号一位数字不同" in page
    assert "邹试安" not in page
    with acting(scope=Scope.everything(), actor="test"):
        assert set(Access.objects.get(target="duplicates").persons) == {pair.first, pair.second}


def test_another_town_sees_nothing_and_a_clerk_may_not_come_in(pair: Pair) -> None:
    assert "邹**" not in signed_in("far").get("/duplicates/").text
    assert signed_in("far").get(f"/duplicates/{pair.pk}/").status_code == 404
    assert signed_in("clerk").get("/duplicates/").status_code == 403


def test_side_by_side_marks_what_differs_and_opens_on_demand(pair: Pair) -> None:
    town = signed_in("town")
    page = town.get(f"/duplicates/{pair.pk}/").text
    assert "不同" in page
    assert "邹试安" not in page
    assert "邹试安" in town.post(f"/duplicates/{pair.pk}/").text
    with acting(scope=Scope.everything(), actor="test"):
        assert Event.objects.filter(act="secret.revealed", target=f"pair:{pair.pk}").count() == 1


def test_not_the_same_needs_a_choice_and_a_reason(pair: Pair) -> None:
    town = signed_in("town")
    assert "没有选中" in town.post("/duplicates/different/", {"why": "已核对"}).text
    assert "理由" in town.post("/duplicates/different/", {"pair": pair.pk, "why": ""}).text
    assert state(pair) == PairState.OPEN
    assert town.post("/duplicates/different/", {"pair": pair.pk, "why": "已核对"}).status_code == 302
    assert state(pair) == PairState.DIFFERENT
    assert town.post(f"/duplicates/{pair.pk}/reopen/").status_code == 302
    assert state(pair) == PairState.OPEN


def test_a_merge_walks_from_the_town_to_the_head_and_back(pair: Pair) -> None:
    town, head = signed_in("town"), signed_in("head")
    assert request_of(pair, town).status_code == 302
    with acting(scope=Scope.everything(), actor="test"):
        merge = Merge.objects.get()
    address = f"/duplicates/merges/{merge.pk}/"
    assert "申请人以外的人" in town.get(address).text
    assert "不能审批自己的申请" in town.post(f"{address}decide/", {"decision": "approve"}).text
    assert "批准并合并" in head.get(address).text
    assert head.post(f"{address}decide/", {"decision": "approve"}).status_code == 302
    assert state(pair) == PairState.MERGED
    assert "撤销合并" in town.get(f"/duplicates/{pair.pk}/").text
    assert town.get(f"/persons/{pair.second}/").status_code == 302
    assert "邹**" in town.get("/search/", {"q": number(serial="153")}).text
    assert town.post(f"{address}undo/", {"why": "核对有误"}).status_code == 302
    assert state(pair) == PairState.OPEN
    with acting(scope=Scope.everything(), actor="test"):
        assert Person.objects.filter(pk=pair.second).exists()


def test_a_refused_request_keeps_what_was_chosen(pair: Pair) -> None:
    page = request_of(pair, signed_in("town"), why="", phone=pair.second)
    assert page.status_code == 422
    assert re.search(rf'name="phone" value="{pair.second}"[^>]*checked', page.text)
    assert "请写明理由" in page.text


def test_a_record_that_is_neither_of_the_two_is_refused(pair: Pair) -> None:
    page = request_of(pair, signed_in("town"), survivor=999_999)
    assert page.status_code == 422


def test_the_export_asks_for_its_purpose_and_is_masked(pair: Pair) -> None:
    town = signed_in("town")
    assert "PK" not in town.get("/duplicates/export/").text[:2]
    assert town.get("/duplicates/export/?why=月度核对").content[:2] == b"PK"


def test_a_second_approver_comes_too_late(pair: Pair) -> None:
    request_of(pair, signed_in("town"))
    with acting(scope=Scope.everything(), actor="test"):
        merge = approve(merge=Merge.objects.get().pk, by="head", at=AT)
    assert merge.state == MergeState.DONE
    answer = signed_in("county").post(f"/duplicates/merges/{merge.pk}/decide/", {"decision": "approve"})
    assert (answer.status_code, "已经办结" in answer.text) == (409, True)


def test_schools_and_subsidies_of_both_stand_beside_each_other(pair: Pair) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        one, other = Person.objects.get(pk=pair.first), Person.objects.get(pk=pair.second)
        Schooling.objects.create(person=one, place_id=one.place_id, school="试验技校", start=date(2020, 9, 1))
        Subsidy.objects.create(person=other, place_id=other.place_id, year=2021, transport_fen=50_000)
    page = signed_in("town").get(f"/duplicates/{pair.pk}/").text
    assert "技校就读" in page
    assert "补贴与创业扶持" in page
