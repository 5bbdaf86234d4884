"""What pages show of entitlements, to whom; who is responsible for what."""

from datetime import date

import pytest
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.entitlements import queries
from anju.entitlements.codes import Matter, Side
from anju.registry.models import Household, Person
from tests import builders
from tests.entitled import NUMBER, entitle

SITE = builders.SITE
ON = date(2021, 8, 31)
PERSONAL = ("城乡居民基本医疗保险", "低保", "肢体残疾", "4567", "平利农商银行")


@pytest.fixture(autouse=True)
def who(db: None) -> Person:
    """A person with something of everything."""
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        builders.community(name="试验社区")
        home = builders.household(number="H1", origin="试验100镇杨溪村3组")
        person = builders.person(home, name="邹试安")
        entitle(person)
        for role in (RoleName.CLERK, RoleName.GRID, RoleName.BUREAU, RoleName.HEAD):
            builders.user(role, role=role, place=builders.COUNTY)
    return person


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def test_a_clerk_sees_benefits_and_the_last_four_digits(who: Person) -> None:
    page = signed_in("clerk").get(f"/persons/{who.pk}/").text
    for word in PERSONAL:
        assert word in page
    for word in (NUMBER, f"{who.id_number}43", "平低7号", "401.5"):
        assert word not in page


def test_opened_the_page_shows_numbers_and_amounts(who: Person) -> None:
    page = signed_in("clerk").post(f"/persons/{who.pk}/reveal/", {"why": "核对信息"}).text
    for word in (NUMBER, f"{who.id_number}43", "平低7号", "401.5"):
        assert word in page


@pytest.mark.parametrize("role", ["head", "grid"])
def test_posts_that_do_not_see_these_fields_find_nothing_of_them(role: str, who: Person) -> None:
    client = signed_in(role)
    page = client.get(f"/persons/{who.pk}/").text
    assert not [word for word in (*PERSONAL, "社会保险与救助", "一卡通") if word in page]
    with acting(scope=Scope.everything(), actor="test"):
        home = Household.objects.get().pk
    assert "脱贫不稳定户" not in client.get(f"/households/{home}/").text


def test_the_household_page_shows_land_monitoring_the_hint_and_who_is_responsible() -> None:
    with acting(scope=Scope.everything(), actor="test"):
        home = Household.objects.get().pk
    client = signed_in("clerk")
    page = client.get(f"/households/{home}/?on={ON}").text
    for word in ("脱贫不稳定户", "因病", "仅供参考", "承包地", "原籍与住地责任", "试验社区", "试验100镇"):
        assert word in page
    assert "杨溪村" not in page
    assert "5,400" not in page
    opened = client.post(f"/households/{home}/reveal/?on={ON}", {"why": "核对信息"}).text
    assert "杨溪村" in opened
    assert "5,400" in opened


def test_the_hint_follows_income_and_threshold_of_the_year(who: Person) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        home = Household.objects.get().pk
        judged = queries.judgement(home, ON)
        assert judged is not None
        assert judged.kind == "unstable"
        later = queries.judgement(home, date(2023, 6, 1))
        assert later is not None
        assert later.kind == "sudden"
        assert any("尚未公布" in step.sentence for step in later.trace)


def test_every_matter_has_one_responsible_side_and_its_document() -> None:
    found = {one.matter: one for one in queries.matrix(ON)}
    assert set(found) == set(Matter)
    assert found[Matter.FOREST].side is Side.HOME
    assert found[Matter.INSURANCE].side is Side.RESIDENCE
    assert all(one.source for one in found.values())
    assert queries.matrix(date(2020, 1, 1)) == []


def test_the_matrix_has_its_page() -> None:
    page = signed_in("head").get("/matrix/").text
    for word in ("承包地", "原籍", "养老医保缴费", "住地", "白政办发〔2021〕25号"):
        assert word in page


def test_lists_of_benefits_open_only_to_posts_that_see_them(who: Person) -> None:
    address = f"/figures/low_income_persons/?live=1&as_of={ON}"
    assert "邹**" in signed_in("clerk").get(address).text
    head = signed_in("head").get(address)
    assert head.status_code == 200
    assert "邹**" not in head.text
    export = f"/figures/disabled_persons/export/?live=1&as_of={ON}&why=核对"
    assert signed_in("bureau").get(export).status_code == 200
    assert "邹**" in signed_in("head").get(f"/figures/persons/?live=1&as_of={ON}").text
