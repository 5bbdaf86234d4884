"""A record entered by mistake leaves the ledger by two persons and comes back exactly; what was reported stays."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from anju.accounts.codes import ApprovalKind, Decision, RoleName
from anju.accounts.models import Approval
from anju.accounts.scope import Scope, acting
from anju.audit.models import Event
from anju.duplicates.actions import approve_removal, ask_removal, refuse_removal, undo_removal
from anju.duplicates.codes import RemovalState
from anju.duplicates.models import Removal
from anju.duplicates.tests.cases import AT, ON, ledger
from anju.employment import actions as employment
from anju.employment.codes import LedgerState
from anju.employment.models import Job, Ledger
from anju.indicators.models import Close
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.registry.actions import About, change_state
from anju.registry.models import Alias, Household, Locked, Person, Verification
from anju.tasks.models import Task
from tests import builders
from tests.entitled import entitle

WHY = "同名错录，查无此人"
SITE = "610926100001"


@pytest.fixture
def mistaken(county: None) -> Person:
    """A member of a family, with work and entitlements, and two officers."""
    builders.site(SITE)
    home = builders.household(SITE)
    builders.person(home)
    someone = builders.person(home, relation="spouse")
    builders.job(someone, start=date(2020, 3, 1))
    builders.user("clerk", role=RoleName.CLERK, place=SITE)
    builders.user("town", role=RoleName.TOWN, place=SITE[:9])
    return someone


def asked(person: Person) -> Removal:
    return ask_removal(person=person.pk, why=WHY, by="clerk", at=AT)


def test_a_removed_record_is_gone_with_all_that_hangs_on_it_and_comes_back_exactly(mistaken: Person) -> None:
    entitle(mistaken)
    before = ledger()
    removal = asked(mistaken)
    assert ledger() == before
    approve_removal(removal=removal.pk, by="town", at=AT)
    assert not Person.objects.filter(pk=mistaken.pk).exists()
    assert not Job.objects.filter(person=mistaken.pk).exists()
    assert Household.objects.count() == 1
    undo_removal(removal=removal.pk, why=WHY, by="town", on=ON)
    assert ledger() == before
    assert Removal.objects.get().state == RemovalState.UNDONE


def test_a_household_of_nobody_else_goes_with_its_only_member(mistaken: Person) -> None:
    alone = builders.person(builders.household(SITE))
    before = ledger()
    removal = approve_removal(removal=asked(alone).pk, by="town", at=AT)
    assert Household.objects.count() == 1
    undo_removal(removal=removal.pk, why=WHY, by="town", on=ON)
    assert ledger() == before


def test_the_one_who_asked_never_decides_and_a_refusal_needs_its_reason(mistaken: Person) -> None:
    builders.user("second", role=RoleName.TOWN, place=SITE[:9])
    removal = ask_removal(person=mistaken.pk, why=WHY, by="town", at=AT)
    with pytest.raises(Refused, match="申请人"):
        approve_removal(removal=removal.pk, by="town", at=AT)
    with pytest.raises(Refused):
        refuse_removal(removal=removal.pk, why="", by="second", at=AT)
    refuse_removal(removal=removal.pk, why="确有此人", by="second", at=AT)
    assert Person.objects.filter(pk=mistaken.pk).exists()
    assert Approval.objects.get(kind=ApprovalKind.DELETION).decision == Decision.REFUSED
    assert not Task.objects.filter(subject=f"removal:{removal.pk}", settled_on__isnull=True).exists()
    assert Event.objects.filter(target=f"person:{mistaken.pk}").count() == 2


def test_a_person_is_asked_about_once(mistaken: Person) -> None:
    asked(mistaken)
    with pytest.raises(Refused, match="等待审批"):
        asked(mistaken)


def _close(person: Person) -> None:
    Close.objects.create(
        month=date(2021, 8, 1), closed_by="t", closed_at=timezone.now() + timedelta(minutes=1), folder="x",
        manifest_sm3="0" * 64, code_version="1",
    )  # fmt: skip


def _hand_in(person: Person) -> None:
    employment.open_month(month=Month(2021, 11), by="t", on=ON)
    Ledger.objects.update(state=LedgerState.HANDED_IN, confirmed_on=ON, confirmed_by="clerk")


def _lock(person: Person) -> None:
    verification = Verification.objects.create(
        county_id=builders.COUNTY, day=date(2020, 12, 31), programme="fyp13", document="平发〔2020〕1号", households=1,
        persons=1, made_by="t",
    )  # fmt: skip
    Locked.objects.create(
        verification=verification, person=person, place_id=SITE, then_id=SITE, relation="spouse",
        household=person.memberships.get().household,
    )  # fmt: skip


def _change(person: Person) -> None:
    home = person.memberships.get().household
    about = About(date(2021, 8, 1), home.version, reason="换届", evidence=None)
    change_state(
        household=home.pk, person=person.pk, state={"labour": "weak"}, by="clerk", on=ON, about=about
    )


def _merge(person: Person) -> None:
    Alias.objects.create(
        person=person, former=999, name="旧档", since=ON, place_id=SITE, id_number="1", id_digest="1" * 64,
        id_masked="*",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stand", "sentence"),
    [(_close, "结账"), (_hand_in, "月度台账"), (_lock, "锁定"), (_change, "变动"), (_merge, "合并")],
)
def test_what_was_reported_or_recorded_is_not_removed(mistaken: Person, stand: object, sentence: str) -> None:
    assert callable(stand)
    stand(mistaken)
    with pytest.raises(Refused, match=sentence):
        asked(mistaken)
    assert not Removal.objects.exists()


def test_a_head_with_others_stays(mistaken: Person) -> None:
    head = Person.objects.exclude(pk=mistaken.pk).get()
    with pytest.raises(Refused, match="户主"):
        asked(head)


def test_a_month_closed_between_the_request_and_the_approval_stands_in_its_way(mistaken: Person) -> None:
    removal = asked(mistaken)
    _close(mistaken)
    with pytest.raises(Refused, match="结账"):
        approve_removal(removal=removal.pk, by="town", at=AT)
    assert Approval.objects.get(kind=ApprovalKind.DELETION).decision == Decision.OPEN


def signed_in(name: str) -> Client:
    client = Client()
    with acting(scope=Scope.everything(), actor="test"):
        assert client.login(username=name, password="right")
    return client


def test_the_pages_ask_decide_lead_on_and_put_back(mistaken: Person) -> None:
    clerk, town = signed_in("clerk"), signed_in("town")
    person = f"/persons/{mistaken.pk}/"
    assert f"{person}removal/" in clerk.get(person).content.decode()
    assert clerk.post(f"{person}removal/", {"why": ""}).status_code == 422
    page = clerk.post(f"{person}removal/", {"why": WHY})["Location"]
    assert "批准并删除" not in clerk.get(page).content.decode()
    assert clerk.post(f"{page}decide/", {"decision": "approve"}).status_code == 403
    assert "批准并删除" in town.get(page).content.decode()
    assert mistaken.name not in town.get("/removals/").content.decode()
    town.post(f"{page}decide/", {"decision": "approve"})
    assert clerk.get(person)["Location"] == page
    assert "撤销删除" in town.get(page).content.decode()
    assert town.post(f"{page}undo/", {"why": "确有此人"})["Location"] == person
    assert clerk.get(person).status_code == 200


def test_the_page_says_what_stands_in_the_way_before_anything_is_typed(mistaken: Person) -> None:
    _close(mistaken)
    page = signed_in("clerk").get(f"/persons/{mistaken.pk}/removal/").content.decode()
    assert "不能删除" in page
    assert "<textarea" not in page
