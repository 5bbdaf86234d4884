"""The pages on which changes are recorded, looked at and taken back."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.audit.models import Act, Event
from anju.registry.codes import ChangeKind
from anju.registry.models import Building, Change, Flat, Household, Membership, Person
from tests import builders

OTHER_SITE = "610926200001"
OF_HOUSEHOLD: dict[str, object] = {"household_class": "ordinary", "mode": "13"}
WHY = {"reason": "群众报告", "later": "证件在派出所"}


@pytest.fixture
def home(db: None) -> Household:
    """A family of three, and a clerk of its community."""
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        builders.site(OTHER_SITE)
        made = builders.household()
        for relation, year in (("head", 1960), ("spouse", 1962), ("son", 1985)):
            builders.person(
                made, relation=relation, id_number=builders.id_number(date(year, 1, 1)), name="邹试安"
            )
        builders.user("clerk", role=RoleName.CLERK, place=builders.SITE)
        builders.user("stranger", role=RoleName.CLERK, place=OTHER_SITE)
        builders.user("grid", role=RoleName.GRID, place=builders.SITE)
    return made


@pytest.fixture
def signed_in(home: Household, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Client]:
    def enter(name: str) -> Client:
        client = Client()
        assert client.login(username=name, password="right")
        return client

    return enter


def person(relation: str) -> int:
    with acting(scope=Scope.everything(), actor="test"):
        return Membership.objects.get(relation=relation, stop=None).person_id


Enter = Callable[[str], Client]


@pytest.mark.parametrize("kind", ChangeKind.values)
def test_every_kind_of_change_has_a_form(home: Household, signed_in: Enter, kind: str) -> None:
    page = signed_in("clerk").get(f"/households/{home.pk}/changes/{kind}/?person={person('son')}")
    assert page.status_code == 200
    assert "邹试安" not in page.text
    assert 'name="version" value="0"' in page.text


def test_a_death_is_recorded_shown_and_taken_back(home: Household, signed_in: Enter) -> None:
    client, who = signed_in("clerk"), person("son")
    scan = SimpleUploadedFile("证明.pdf", b"%PDF-1.4", "application/pdf")
    told = {"person": who, "day": "2021-05-01", "reason": "病故", "version": 0, "evidence": scan}
    answer = client.post(f"/households/{home.pk}/changes/death/", told)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).text
    assert "病故" in page
    assert "终止原因" in page
    assert "撤销这次变动" in page
    pk = answer["Location"].split("/")[2]
    assert client.get(f"/changes/{pk}/evidence/").content == b"%PDF-1.4"
    assert Event.objects.filter(act=Act.SECRET_REVEALED, target=f"change:{pk}").exists()
    assert "变动历史" in client.get(f"/persons/{who}/").text
    assert client.post(f"/changes/{pk}/revert/", {"version": 1}).status_code == 422
    assert client.post(f"/changes/{pk}/revert/", {"version": 1, "why": "登错了人"}).status_code == 302
    page = client.get(f"/changes/{pk}/").text
    assert "已撤销" in page
    assert "登错了人" in page
    assert person("son") == who


def test_a_correction_takes_two_clicks_from_the_person(home: Household, signed_in: Enter) -> None:
    client, who = signed_in("clerk"), person("son")
    address = f"/households/{home.pk}/changes/corrected/?person={who}"
    assert address in client.get(f"/persons/{who}/").text
    form = {"day": "2021-05-01", "version": 0, "name": "邹改名", **WHY}
    assert client.post(address, form).status_code == 302
    with acting(scope=Scope.everything(), actor="test"):
        assert Person.objects.get(pk=who).name == "邹改名"


def test_what_is_refused_keeps_what_was_typed(home: Household, signed_in: Enter) -> None:
    told = {
        "person": person("head"),
        "day": "2021-05-01",
        "reason": "高龄去世",
        "later": "证未办",
        "version": 0,
    }
    answer = signed_in("clerk").post(f"/households/{home.pk}/changes/death/", told)
    assert answer.status_code == 422
    assert "请指定新户主" in answer.text
    assert "高龄去世" in answer.text
    assert "请先改正下列问题" in answer.text


def test_a_day_that_has_not_come_is_refused_beside_its_field(home: Household, signed_in: Enter) -> None:
    told = {"person": person("son"), "day": "2999-05-01", "version": 0}
    answer = signed_in("clerk").post(f"/households/{home.pk}/changes/death/", told)
    assert answer.status_code == 422
    assert "不能晚于今天" in answer.text


def test_a_household_of_another_site_is_not_there(home: Household, signed_in: Enter) -> None:
    client = signed_in("stranger")
    for address in (f"/households/{home.pk}/changes/", f"/households/{home.pk}/changes/death/"):
        assert client.get(address).status_code == 404
    told = {"person": person("son"), "day": "2021-05-01", "version": 0}
    assert client.post(f"/households/{home.pk}/changes/death/", told).status_code == 404
    with acting(scope=Scope.everything(), actor="test"):
        assert not Change.objects.exists()


def test_who_may_only_read_sees_history_but_no_forms(home: Household, signed_in: Enter) -> None:
    client = signed_in("grid")
    page = client.get(f"/households/{home.pk}/changes/")
    assert page.status_code == 200
    assert "登记变动" not in page.text
    assert client.get(f"/households/{home.pk}/changes/death/").status_code == 403


@pytest.mark.parametrize(
    "address",
    ["changes/nonsense/", "changes/state/", "changes/state/?person=999999", "changes/corrected/?person=x"],
)
def test_forms_about_nobody_are_not_there(home: Household, signed_in: Enter, address: str) -> None:
    assert signed_in("clerk").get(f"/households/{home.pk}/{address}").status_code == 404


def wishes(other: Household, son: int, wife: int) -> list[tuple[str, dict[str, object], str]]:
    """Kind, what is typed, and the query of the address."""
    state: dict[str, object] = {
        "health": "healthy",
        "labour": "ordinary",
        "political": "masses",
        "willing": "true",
    }
    bride: dict[str, object] = {
        "name": "李来",
        "id_number": builders.id_number(date(1990, 1, 1)),
        "ethnicity": "01",
        **state,
    }
    comer = bride | {"id_number": builders.id_number(date(1991, 1, 1)), "relation": "other"}
    child: dict[str, object] = {
        "name": "邹小",
        "id_number": builders.id_number(date(2021, 5, 1)),
        "relation": "grandson",
    }
    return [
        ("birth", child, ""),
        ("married_in", bride | {"relation": "son_wife"}, ""),
        ("moved_in", comer, ""),
        ("rehoused", {"place": builders.SITE, "building": "1号楼", "unit": "1", "room": "101"}, ""),
        ("merged", {"number": other.number, "relation": "sibling"}, ""),
        ("state", state | {"labour": "weak"}, f"?person={son}"),
        ("head", {"head": son}, ""),
        ("married_out", {"person": wife}, ""),
        ("corrected", {"phone": "13900001111"}, f"?person={son}"),
        ("household", OF_HOUSEHOLD | {"address": "新街2号"}, ""),
        ("amended", OF_HOUSEHOLD | {"programme": "fyp13", "category": "1", "origin": "杨溪村"}, ""),
        ("certified", {"act": "register", "number": "陕（2021）平利县不动产权第0000001号"}, ""),
        ("old_number", {"number": "612427850101123", "source": "1998年户口簿"}, f"?person={son}"),
        ("dates", {"was": "2018-09-01", "now": "2018-10-01", "together": "on"}, f"?person={son}"),
    ]


def test_every_kind_of_change_can_be_recorded_through_its_form(home: Household, signed_in: Enter) -> None:
    """One after another, each with the version that the one before left."""
    client = signed_in("clerk")
    with acting(scope=Scope.everything(), actor="test"):
        other = builders.household()
        builders.person(other, id_number=builders.id_number(date(1955, 1, 1)))
        building = Building.objects.create(place_id=builders.SITE, number="1号楼")
        Flat.objects.create(place_id=builders.SITE, building=building, unit="1", room="101", area_m2=80)
    son = person("son")
    done = wishes(other, son, person("spouse"))
    for version, (kind, words, query) in enumerate(done):
        told = {"day": "2021-05-01", "version": version, **WHY, **words}
        answer = client.post(f"/households/{home.pk}/changes/{kind}/{query}", told)
        assert answer.status_code == 302, (kind, answer.text[answer.text.find("callout bad") :][:600])
    with acting(scope=Scope.everything(), actor="test"):
        assert Change.objects.filter(household=home).count() == len(done)
        father = Membership.objects.get(household=home, relation="father", stop=None).person_id
    told = {"day": "2021-06-01", "version": len(done), "persons": [father], "head": father, **WHY}
    assert client.post(f"/households/{home.pk}/changes/split/", told).status_code == 302
    left = {"day": "2021-06-01", "version": len(done) + 1, "persons": [son], "head": "", **WHY}
    answer = client.post(f"/households/{home.pk}/changes/moved_out/", left)
    assert answer.status_code == 422
    assert "请指定新户主" in answer.text


def test_a_change_of_another_site_is_neither_shown_nor_taken_back(home: Household, signed_in: Enter) -> None:
    told = {"person": person("son"), "day": "2021-05-01", "version": 0, **WHY}
    made = signed_in("clerk").post(f"/households/{home.pk}/changes/death/", told)["Location"]
    stranger = signed_in("stranger")
    for address in (made, f"{made}evidence/"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{made}revert/", {"version": 1}).status_code == 404


def test_relations_to_a_new_head_are_derived_shown_and_said_better(home: Household, signed_in: Enter) -> None:
    client, son, wife, head = signed_in("clerk"), person("son"), person("spouse"), person("head")
    address = f"/households/{home.pk}/changes/head/"
    assert "推出关系" in client.get(address).text
    derived = client.post(address, {"head": son, "reason": "商定", "version": 0, "derive": "1"})
    assert derived.status_code == 200
    assert "请先改正" not in derived.text
    for who, relation in ((head, "father"), (wife, "mother")):
        field = derived.text[derived.text.index(f'name="relation_{who}"') :]
        assert f'<option value="{relation}" selected>' in field[: field.index("</select>")]
    with acting(scope=Scope.everything(), actor="test"):
        assert not Change.objects.exists()
    told = {"day": "2021-05-01", "head": son, "version": 0, "reason": "商定", f"relation_{wife}": "other"}
    assert client.post(address, told).status_code == 302
    with acting(scope=Scope.everything(), actor="test"):
        now = dict(Membership.objects.filter(stop=None).values_list("person", "relation"))
        assert now == {son: "head", wife: "other", head: "father"}


def test_a_relation_of_somebody_whose_head_stays_is_refused_where_it_was_said(
    home: Household, signed_in: Enter
) -> None:
    told = {
        "person": person("son"),
        "day": "2021-05-01",
        "version": 0,
        **WHY,
        f"relation_{person('spouse')}": "mother",
    }
    answer = signed_in("clerk").post(f"/households/{home.pk}/changes/death/", told)
    assert answer.status_code == 422
    assert "此人的户主没有变化" in answer.text


def test_who_joins_with_another_household_is_asked_for_by_name(home: Household, signed_in: Enter) -> None:
    client = signed_in("clerk")
    with acting(scope=Scope.everything(), actor="test"):
        other = builders.household()
        builders.person(other, id_number=builders.id_number(date(1958, 1, 1)))
        wife = builders.person(
            other, relation="spouse", id_number=builders.id_number(date(1959, 1, 1), female=True)
        )
        child = builders.person(other, relation="son", id_number=builders.id_number(date(1990, 1, 1)))
    address = f"/households/{home.pk}/changes/merged/"
    told = {"number": other.number, "relation": "sibling", "day": "2021-05-01", "version": 0, **WHY}
    page = client.post(address, told | {"derive": "1"}).text
    for who, relation in ((wife.pk, "sibling_wife"), (child.pk, "nephew")):
        field = page[page.index(f'name="relation_{who}"') :]
        assert f'<option value="{relation}" selected>' in field[: field.index("</select>")]
    assert client.post(address, told | {f"relation_{child.pk}": "other"}).status_code == 302
    with acting(scope=Scope.everything(), actor="test"):
        assert Membership.objects.get(person=wife, stop=None).relation == "sibling_wife"
        assert Membership.objects.get(person=child, stop=None).relation == "other"


def test_a_split_asks_for_both_households(home: Household, signed_in: Enter) -> None:
    client, son, wife, head = signed_in("clerk"), person("son"), person("spouse"), person("head")
    address = f"/households/{home.pk}/changes/split/"
    told = {
        "persons": [head, wife],
        "head": head,
        "remaining_head": son,
        "day": "2021-05-01",
        "version": 0,
        **WHY,
    }
    page = client.post(address, told | {"derive": "1"}).text
    field = page[page.index(f'name="relation_{wife}"') :]
    assert '<option value="spouse" selected>' in field[: field.index("</select>")]
    assert f'value="{head}" checked' in page or "checked" in page
    assert client.post(address, told).status_code == 302
    with acting(scope=Scope.everything(), actor="test"):
        assert Membership.objects.get(person=son, stop=None).relation == "head"
        assert Membership.objects.get(person=wife, stop=None).relation == "spouse"


def test_a_household_that_is_gone_may_still_be_corrected(home: Household, signed_in: Enter) -> None:
    client = signed_in("clerk")
    everybody = [person(one) for one in ("head", "spouse", "son")]
    told = {"day": "2021-05-01", "version": 0, "persons": everybody, "head": "", **WHY}
    assert client.post(f"/households/{home.pk}/changes/moved_out/", told).status_code == 302
    page = client.get(f"/households/{home.pk}/changes/").text
    assert f"/households/{home.pk}/changes/amended/" in page
    assert f"/households/{home.pk}/changes/dates/?person={everybody[0]}" in page
    assert f"/households/{home.pk}/changes/birth/" not in page
