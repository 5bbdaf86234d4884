"""A past day shows what was so then, to the place where it was so; who has left is found, and how they left is said."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.registry.actions import (
    Followers,
    move_out,
    register_death,
    rehouse,
)
from anju.registry.models import Allocation, Building, Flat, Household, Membership, Person, PersonThen
from anju.web.followers import FOLLOWERS
from anju.web.queries.persons import PersonFilter, every_person, persons
from anju.web.queries.search import find
from tests import builders

A, B = builders.SITE, "610926200001"
THEN, MOVE, NOW = date(2021, 8, 1), date(2021, 8, 10), date(2021, 9, 1)


@dataclass
class Moved:
    """A family that went from A to B on 10 August, and a neighbour who stays."""

    home: Household
    mover: Person
    child: Person
    stays: Person


@pytest.fixture
def moved(db: None) -> Moved:
    with acting(scope=Scope.everything(), actor="test"):
        builders.site(A), builders.site(B)
        home = builders.household(A, number="H-MOVED", address="甲地1号")
        mover = builders.person(home, name="邹迁走", pinyin="zouqianzou", phone="13912345678")
        child = builders.person(
            home, relation="son", id_number=builders.id_number(date(2012, 1, 1)), name="邹小"
        )
        stays = builders.person(builders.household(A), name="李留下", pinyin="liliuxia")
        builders.job(mover), builders.job(stays)
        building = Building.objects.create(place_id=A, number="1号楼")
        flat = Flat.objects.create(place_id=A, building=building, unit="1", room="101", area_m2=80)
        rehouse(
            household=home.pk, flat=flat.pk, about=builders.notice(home, date(2021, 2, 1)), by="t", on=NOW
        )
        rehouse(
            household=home.pk, place=B, about=builders.notice(home, MOVE), by="t", on=NOW, followers=FOLLOWERS
        )
        builders.user("clerk", role=RoleName.CLERK, place=A)
        builders.user("other", role=RoleName.CLERK, place=B)
        builders.user("county", role=RoleName.BUREAU)
    return Moved(home, mover, child, stays)


def signed_in(name: str) -> Client:
    client = Client()
    assert client.login(username=name, password="right")
    return client


def listed(scope: str, on: date, order: str = "name", **words: Any) -> tuple[int, list[str]]:
    with acting(scope=Scope((scope,)), actor="t"):
        wanted = replace(PersonFilter(past=on != NOW), **words)
        page = persons(wanted, on=on, order=order, page=1, size=50)
        rows = list(every_person(wanted, on=on, order=order))
        assert [row.id for row in rows] == [row.id for row in page.rows]
        return page.total, [row.full_name for row in page.rows]


def test_the_roster_of_a_past_day_holds_who_moved_on_since(moved: Moved) -> None:
    assert listed(A, THEN) == (3, ["邹小", "李留下", "邹迁走"])
    assert listed(A, NOW) == (1, ["李留下"])
    assert listed(B, NOW)[0] == 2
    assert listed(B, THEN) == (0, [])
    assert listed(builders.COUNTY, THEN)[0] == listed("610926100", THEN)[0] == 3


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"text": "邹迁走"}, ["邹迁走"]), ({"text": "zouq"}, ["邹迁走"]), ({"text": "13912345678"}, []),
        ({"sex": "1", "age_to": 20}, ["邹小"]), ({"programme": "fyp13"}, ["邹小", "李留下", "邹迁走"]),
        ({"programme": "southern"}, []), ({"labour": "weak"}, []), ({"place": A}, ["邹小", "李留下", "邹迁走"]),
        ({"work": "yes"}, ["李留下"]), ({"work": "no"}, []),
    ],
)  # fmt: skip
def test_filters_work_on_a_past_day(moved: Moved, words: dict[str, Any], found: list[str]) -> None:
    """What somebody worked at is told where they live now, so that filters of work leave those out who moved."""
    assert listed(A, THEN, **words)[1] == found


def test_the_whole_number_finds_on_a_past_day(moved: Moved) -> None:
    assert listed(A, THEN, text=moved.mover.id_number)[1] == ["邹迁走"]


@pytest.mark.parametrize("order", ["name", "-name", "age", "-age", "sex", "site", "-site"])
def test_a_past_day_is_sorted_like_today(moved: Moved, order: str) -> None:
    """The town saw all three then; who sees the whole county reads the one list that there is."""
    assert listed(A, THEN, order=order) == listed(builders.COUNTY, THEN, order=order)


def test_the_page_of_a_past_day_names_the_site_of_that_day(moved: Moved) -> None:
    page = signed_in("county").get(f"/persons/{moved.mover.pk}/?on={THEN}").text
    facts = page[page.index("facts") : page.index("panels")]
    assert A[6:] in facts
    assert B[6:] not in facts
    home = signed_in("county").get(f"/households/{moved.home.pk}/?on={THEN}").text
    assert "1号楼 1 101" in home
    assert "1号楼 1 101" not in signed_in("county").get(f"/households/{moved.home.pk}/").text


def test_the_former_place_sees_who_it_was_and_nothing_later(moved: Moved) -> None:
    client = signed_in("clerk")
    assert f"/persons/{moved.mover.pk}/" in client.get(f"/persons/?on={THEN}").text
    page = client.get(f"/persons/{moved.mover.pk}/")
    assert page.status_code == 200
    assert "已搬离" in page.text
    assert "2021年8月9日" in page.text
    assert A[6:] in page.text
    for later in (B[6:], "邹迁走", moved.mover.id_number, "139", "务工", "更正", "登记变动"):
        assert later not in page.text.split('id="main"')[1]
    assert client.post(f"/persons/{moved.mover.pk}/reveal/", {"why": "核对信息"}).status_code == 404
    assert client.get(f"/households/{moved.home.pk}/").status_code == 404
    assert signed_in("other").get(f"/persons/{moved.stays.pk}/").status_code == 404
    early = client.get(f"/persons/{moved.mover.pk}/?on=2021-03-01").text
    assert "2021年3月1日" in early


def test_the_views_of_former_people_are_read_only_and_hold_no_place(moved: Moved) -> None:
    with acting(scope=Scope((A,)), actor="t"):
        assert set(PersonThen.objects.values_list("pk", flat=True)) == {
            moved.mover.pk, moved.child.pk, moved.stays.pk,
        }  # fmt: skip
        with (
            pytest.raises(DatabaseError, match="permission"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("update registry_person_then set name = 'x'")
    with acting(scope=Scope(("610926300",)), actor="t"):
        assert not PersonThen.objects.exists()
    assert not {"place", "grid", "phone", "id_number"} & {one.name for one in PersonThen._meta.get_fields()}


def test_the_flats_of_a_past_day_are_those_of_the_day_for_their_place(moved: Moved) -> None:
    client = signed_in("clerk")
    assert "H-MOVED" in client.get(f"/sites/{A}/flats/?on={THEN}").text
    assert "H-MOVED" not in client.get(f"/sites/{A}/flats/?on={NOW}").text
    with acting(scope=Scope.everything(), actor="t"):
        given = Allocation.objects.get()
        assert (given.place_id, given.stop) == (A, MOVE)
    assert "H-MOVED" in client.get(f"/flats/{given.flat_id}/").text


def test_the_losing_place_finds_the_move_in_its_changes(moved: Moved) -> None:
    client = signed_in("clerk")
    page = client.get("/changes/?kind=rehoused").text
    assert "H-MOVED" in page
    assert f"试验安置区{A[6:]} → 试验安置区{B[6:]}" in page
    with acting(scope=Scope((A,)), actor="t"):
        change = Membership.objects.filter(stop=MOVE).count()
    assert change == 2
    address = next(part for part in page.split('"') if part.startswith("/changes/") and part[9:-1].isdigit())
    one = client.get(address).text
    assert "迁离地" in one
    assert "撤销这次变动" not in one
    assert "甲地" not in one
    assert client.get("/changes/export/?why=x&purpose=核对").status_code in {200, 422}


@pytest.mark.parametrize("text", ["王一梅", "王一", "wangyimei", "wym"])
def test_search_finds_who_has_left(moved: Moved, text: str) -> None:
    with acting(scope=Scope.everything(), actor="t"):
        home = builders.household(A)
        builders.person(home)
        gone = builders.person(home, relation="spouse", name="王一梅", pinyin="wangyimei", initials="wym")
        move_out(
            household=home.pk,
            persons=[gone.pk],
            about=builders.notice(home, date(2021, 3, 1)),
            by="t",
            on=NOW,
        )
        found = find(text, on=NOW)
        assert [(row.id, row.left) for row in found.persons] == [(gone.pk, "已迁出")]
        assert [row.left for row in find(gone.id_number, on=NOW).persons] == ["已迁出"]


def test_a_mistaken_death_is_two_clicks_from_the_search_box(moved: Moved) -> None:
    with acting(scope=Scope.everything(), actor="t"):
        home = Membership.objects.get(person=moved.stays).household
        register_death(household=home.pk, person=moved.stays.pk, about=builders.notice(home, THEN), by="t", on=NOW,
                       followers=Followers(lambda *_: [], lambda *_: None, lambda *_: None))  # fmt: skip
    client = signed_in("clerk")
    page = client.get("/search/", {"q": "李留下"}).text
    assert "已去世" in page
    person = client.get(f"/persons/{moved.stays.pk}/").text
    assert "已去世" in person
    assert "/changes/" in person
    assert "已去世" in client.get("/search/suggest/", {"q": "李留下"}).text


def test_search_finds_who_moved_out_of_sight_by_the_whole_name_or_number(moved: Moved) -> None:
    with acting(scope=Scope((A,)), actor="t"):
        for text in ("邹迁走", moved.mover.id_number):
            assert [(row.id, row.left, row.opens) for row in find(text, on=NOW).persons] == [
                (moved.mover.pk, "已搬离", False)
            ]
        assert not find("13912345678", on=NOW).persons
    with acting(scope=Scope(("610926300",)), actor="t"):
        assert not find("邹迁走", on=NOW).persons
