"""The pages of a person, a household and a site: everything known, masked, opened by one click, scoped."""

from datetime import date

import pytest

from anju.accounts.codes import ROLES, Right, Role, RoleName
from anju.accounts.scope import Scope, acting
from anju.audit.models import Act, Event
from anju.employment.models import Job
from anju.registry.actions import Correction, correct, rehouse
from anju.registry.models import Household, Membership, Person
from anju.web.tests.conftest import HERE, THERE, Two, signed_in
from tests import builders


def test_a_person_is_shown_with_household_and_work_and_masked(two: Two) -> None:
    page = signed_in("county").get(f"/persons/{two.zou.pk}/").text
    for words in (
        "邹**",
        two.here.number,
        "外出务工",
        "家庭成员",
        "变更记录",
        two.zou.id_masked,
        "139****5678",
    ):
        assert words in page
    for secret in ("邹试安", two.zou.id_number, "13912345678", "1985"):
        assert secret not in page


def test_opening_a_person_needs_one_click_and_is_recorded(two: Two) -> None:
    page = signed_in("county").post(f"/persons/{two.zou.pk}/reveal/", {"why": "核对信息"}).text
    number = two.zou.id_number
    for words in ("邹试安", f"{number[:6]} {number[6:14]} {number[14:]}", "13912345678"):
        assert words in page
    event = Event.objects.get(act=Act.SECRET_REVEALED)
    assert (event.actor, event.target) == ("county", f"person:{two.zou.pk}")
    assert "邹试安" not in str(event.detail)


@pytest.mark.parametrize("role", [RoleName.HEAD, RoleName.GRID])
def test_a_post_opens_only_the_groups_of_fields_that_it_sees(two: Two, role: RoleName) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        Job.objects.filter(person=two.zou).update(employer="某电子厂", income_fen=412_300)
        Membership.objects.filter(person=two.zou).update(health="chronic")
        Household.objects.filter(pk=two.here.pk).update(address="长安集镇3号楼")
        builders.user("some", role=role, place=HERE if role == RoleName.GRID else builders.COUNTY)
    client = signed_in("some")
    page = client.post(f"/persons/{two.zou.pk}/reveal/", {"why": "核对信息"}).text
    assert "邹试安" in page
    assert "某电子厂" in page
    for hidden in (two.zou.id_number, "13912345678", "长期慢性病", "4,123", "1985年"):
        assert hidden not in page
    assert "长安集镇3号楼" in client.post(f"/households/{two.here.pk}/reveal/", {"why": "核对信息"}).text
    event = Event.objects.filter(act=Act.SECRET_REVEALED).first()
    assert event is not None
    assert event.detail["fields"] == ["contact", "name"]
    assert "邹试安" in client.post("/persons/").text
    assert client.get(f"/persons/{two.zou.pk}/record/").status_code == 403


def test_a_post_that_sees_no_field_opens_nothing(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    blind = Role("只看台账。", frozenset({Right.SIGNED_IN, Right.READ_RECORDS, Right.READ_SITES}))
    monkeypatch.setitem(ROLES, RoleName.GRID, blind)
    with acting(scope=Scope.everything(), actor="test"):
        builders.user("blind", role=RoleName.GRID, place=HERE)
    client = signed_in("blind")
    page = client.get(f"/persons/{two.zou.pk}/").text
    assert "查看完整信息" not in page
    assert client.post(f"/persons/{two.zou.pk}/reveal/", {"why": "核对信息"}).status_code == 404
    assert client.post(f"/households/{two.here.pk}/reveal/", {"why": "核对信息"}).status_code == 404
    assert "邹试安" not in client.post("/persons/").text
    assert not Event.objects.filter(act=Act.SECRET_REVEALED).exists()


@pytest.mark.parametrize("kind", ["persons", "households", "sites"])
def test_a_record_of_another_place_is_simply_not_there(two: Two, kind: str) -> None:
    address = {
        "persons": f"/persons/{two.xiao.pk}/",
        "households": f"/households/{two.there.pk}/",
        "sites": f"/sites/{THERE}/",
    }
    answer = signed_in("town").get(address[kind])
    assert answer.status_code == 404
    assert "不在您的管辖范围内" in answer.text


def test_nobody_opens_a_person_of_another_place(two: Two) -> None:
    assert signed_in("town").post(f"/persons/{two.xiao.pk}/reveal/", {"why": "核对信息"}).status_code == 404
    assert not Event.objects.filter(act=Act.SECRET_REVEALED).exists()


def test_history_names_the_change_its_author_and_why(two: Two) -> None:
    with acting(scope=Scope.everything(), actor="clerk", why="核对户口簿"):
        Person.objects.filter(pk=two.zou.pk).update(ethnicity="15", name="邹试平")
    page = signed_in("county").get(f"/persons/{two.zou.pk}/").text
    assert "核对户口簿" in page
    assert "邹试平" not in page
    opened = signed_in("county").post(f"/persons/{two.zou.pk}/reveal/", {"why": "核对信息"}).text
    assert "邹试安 → 邹试平" in opened
    assert "汉族 → 土家族" in opened


def test_a_household_and_a_site_open(two: Two) -> None:
    client = signed_in("county")
    assert two.here.number in client.get(f"/households/{two.here.pk}/").text
    page = client.get(f"/sites/{HERE}/")
    assert page.status_code == 200
    assert "本安置区数字" in page.text


def test_a_page_in_english_speaks_english(two: Two) -> None:
    client = signed_in("county")
    client.post("/language/", {"language": "en", "next": "/"})
    page = client.get(f"/persons/{two.zou.pk}/").text
    assert "Work history" in page
    assert "Migrant work" in page
    assert "就业经历" not in page


def test_the_past_is_shown_as_it_was_in_the_list_and_on_the_pages(two: Two) -> None:
    """Zou moves to the other town on 1 May 2021; the day before is still as it was, the correction holds for both."""
    with acting(scope=Scope.everything(), actor="clerk"):
        rehouse(
            household=two.here.pk, place=THERE, about=builders.notice(two.here, date(2021, 5, 1)), by="clerk",
            on=date(2021, 6, 1),
        )  # fmt: skip
        correction = Correction(phone="13900001111")
        about = builders.notice(two.here, date(2021, 6, 1))
        correct(
            household=two.here.pk,
            person=two.zou.pk,
            correction=correction,
            about=about,
            by="c",
            on=date(2021, 6, 1),
        )
    client = signed_in("county")
    assert two.zou.id_masked in client.get(f"/persons/?site={HERE}&on=2021-04-30").text
    assert two.zou.id_masked not in client.get(f"/persons/?site={HERE}&on=2021-05-01").text
    assert two.zou.id_masked in client.get(f"/persons/?site={THERE}").text
    before = client.get(f"/persons/{two.zou.pk}/?on=2021-04-30").text
    assert "这是过去一天的在册情况" in before
    assert "139****1111" in before
    assert "家庭成员" in client.get(f"/households/{two.here.pk}/?on=2021-04-30").text
    assert client.get(f"/sites/{HERE}/?on=2021-04-30").status_code == 200
    for odd in ("x", "2999-01-01", "", "2021-02-30"):
        assert "这是过去一天的在册情况" not in client.get(f"/persons/{two.zou.pk}/?on={odd}").text
