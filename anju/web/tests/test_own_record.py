"""A person's own record: everything, open for that person, masked for the others of the household, written down."""

from datetime import date

import pytest

from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.audit.models import Access, Act, Event, Operation
from anju.kernel.refused import Refused
from anju.registry.actions import link_account
from anju.web.tests.conftest import HERE, Two, signed_in
from tests import builders


@pytest.fixture
def asked(two: Two) -> str:
    return f"/persons/{two.zou.pk}/record/"


def test_it_asks_why_before_it_opens_anything(two: Two, asked: str) -> None:
    page = signed_in("county").get(asked)
    assert "导出事由" in page.text
    assert "邹试安" not in page.text
    assert not Event.objects.filter(act=Act.OWN_RECORD_PRINTED).exists()


def test_it_shows_everything_about_the_person_and_is_written_down(two: Two, asked: str) -> None:
    page = signed_in("county").get(asked, {"why": "本人申请查阅"}).text
    assert "邹试安" in page
    assert two.zou.id_number[-4:] in page
    assert "第四十五条" in page
    assert "本人申请查阅" in page
    event = Event.objects.get(act=Act.OWN_RECORD_PRINTED)
    assert (event.target, event.why) == (f"person:{two.zou.pk}", "本人申请查阅")
    assert Access.objects.get(operation=Operation.RECORD).persons == [two.zou.pk]


def test_others_of_the_household_stay_masked(two: Two, asked: str) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        other = builders.person(two.here, name="邹试其他", name_masked="邹***", relation="son")
    page = signed_in("county").get(asked, {"why": "本人申请查阅"}).text
    assert "邹***" in page
    assert other.name not in page


def test_it_comes_as_a_pdf(two: Two, asked: str) -> None:
    answer = signed_in("county").get(asked, {"why": "本人申请查阅", "format": "pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_it_counts_who_looked(two: Two, asked: str) -> None:
    client = signed_in("county")
    for _look in range(3):
        client.get(f"/persons/{two.zou.pk}/")
    assert "3 次" in client.get(asked, {"why": "本人申请查阅"}).text


@pytest.mark.parametrize(("who", "status"), [("clerk", 404), ("auditor", 403)])
def test_nobody_else_gets_it(two: Two, asked: str, who: str, status: int) -> None:
    assert signed_in(who).get(asked, {"why": "本人申请查阅"}).status_code == status


@pytest.fixture
def resident(two: Two) -> User:
    with acting(scope=Scope.everything(), actor="test"):
        builders.user("zou", role=RoleName.RESIDENT, place=HERE)
        made = User.objects.get(username="zou")
        link_account(user=made.pk, person=two.zou.pk, by="test", on=date(2021, 9, 1))
    return made


def test_a_resident_opens_the_own_record_and_nothing_else(two: Two, resident: User) -> None:
    client = signed_in("zou")
    page = client.get("/mine/").text
    assert "邹试安" in page
    assert "肖试宁" not in page
    assert 'href="/persons/' not in page
    assert client.get("/mine/", {"format": "pdf"}).content.startswith(b"%PDF-")
    assert client.get(f"/persons/{two.zou.pk}/").status_code == 403
    assert client.get(f"/persons/{two.zou.pk}/record/?why=本人").status_code == 403
    assert Access.objects.filter(operation=Operation.RECORD, actor="zou").count() == 2


def test_an_account_that_is_nobodys_yet_is_told_how_to_begin(two: Two) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        builders.user("new", role=RoleName.RESIDENT, place=HERE)
    answer = signed_in("new").get("/mine/")
    assert (answer.status_code, "到社区办理关联" in answer.text) == (409, True)


@pytest.mark.parametrize("who", ["county", "clerk", "auditor"])
def test_staff_have_no_own_record_here(two: Two, who: str) -> None:
    assert signed_in(who).get("/mine/").status_code == 403


def test_an_account_belongs_to_one_person_of_its_site_only(two: Two, resident: User) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        builders.user("other", role=RoleName.RESIDENT, place=HERE)
        other, clerk = (User.objects.get(username=name).pk for name in ("other", "clerk"))
        for user, person in (
            (other, two.zou.pk),
            (other, two.xiao.pk),
            (clerk, two.xiao.pk),
            (other, 999_999),
        ):
            with pytest.raises(Refused):
                link_account(user=user, person=person, by="test", on=date(2021, 9, 1))
