"""Each change has its reason, and its document where one exists by nature; a document may come later, with a reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.audit.models import Act, Event
from anju.kernel.refused import Refused
from anju.policy import book
from anju.registry import actions, queries
from anju.registry.actions import About, Correction, Evidence
from anju.registry.codes import ChangeKind
from anju.registry.models import Change, Household, Person
from anju.registry.queries import evidence
from tests import builders

ON, DAY = date(2021, 12, 31), date(2021, 5, 1)
SCAN = Evidence("证明.pdf", b"%PDF-1.4")


@pytest.fixture
def home(county: None) -> Household:
    builders.site()
    made = builders.household()
    builders.person(made)
    builders.person(made, relation="son", id_number=builders.id_number(date(2010, 1, 1)))
    return made


def son() -> Person:
    return Person.objects.get(memberships__relation="son", memberships__stop=None)


def about(**words: Any) -> About:
    return replace(About(DAY, Household.objects.get().version, "群众报告"), **words)


def test_every_kind_of_change_has_its_line_in_the_policy() -> None:
    entries = book.named(evidence.BOOK).values
    assert set(ChangeKind.values) | {"corrected_identity"} == set(entries)


@pytest.mark.parametrize(
    ("reason", "sentence"), [("", "请写明变动原因"), (" ", "请写明变动原因"), ("长" * 201, "200字")]
)
def test_a_change_without_its_reason_is_refused(home: Household, reason: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.change_state(
            household=home.pk,
            person=son().pk,
            state={"labour": "weak"},
            about=about(reason=reason),
            by="c",
            on=ON,
        )
    assert not Change.objects.exists()


def test_a_death_needs_its_document_and_a_state_does_not(home: Household) -> None:
    words: dict[str, Any] = {"household": home.pk, "person": son().pk, "by": "c", "on": ON}
    with pytest.raises(Refused, match=r"“死亡”要有佐证材料（死亡医学证明.*材料后补"):
        actions.register_death(about=about(), **words)
    actions.change_state(state={"labour": "weak"}, about=about(), **words)
    change = actions.register_death(about=about(day=date(2021, 6, 1), evidence=SCAN, later="不用"), **words)
    assert (change.evidence_name, change.later) == ("证明.pdf", "")


def test_a_wrong_phone_needs_no_document_and_a_wrong_name_does(home: Household) -> None:
    words: dict[str, Any] = {"household": home.pk, "person": son().pk, "by": "c", "on": ON}
    actions.correct(correction=Correction(phone="13900001111"), about=about(), **words)
    with pytest.raises(Refused, match="居民身份证或户口簿"):
        actions.correct(correction=Correction(name="邹改"), about=about(), **words)
    actions.correct(correction=Correction(name="邹改"), about=about(later="身份证在补办"), **words)


def test_a_document_comes_later_once_and_is_an_act(home: Household) -> None:
    change = actions.register_death(
        household=home.pk, person=son().pk, about=about(later="派出所尚未开具"), by="c", on=ON
    )
    assert list(evidence.missing(queries.changes())) == [change]
    with pytest.raises(Refused, match="只收"):
        actions.supply_evidence(change=change.pk, evidence=Evidence("x.exe", b"MZ"), by="d", on=ON)
    actions.supply_evidence(change=change.pk, evidence=SCAN, by="d", on=ON)
    change.refresh_from_db()
    assert (change.evidence_name, change.evidence_by, change.later) == ("证明.pdf", "d", "派出所尚未开具")
    assert not evidence.missing(queries.changes()).exists()
    assert Event.objects.filter(act=Act.RECORD_CHANGED, why="补交佐证材料").count() == 1
    with pytest.raises(Refused, match="不能替换"):
        actions.supply_evidence(change=change.pk, evidence=SCAN, by="d", on=ON)


@pytest.fixture
def enter(home: Household) -> Callable[[str], Client]:
    with acting(scope=Scope.everything(), actor="test"):
        builders.user("clerk", role=RoleName.CLERK, place=builders.SITE)
        builders.user("grid", role=RoleName.GRID, place=builders.SITE)

    def signed_in(name: str) -> Client:
        client = Client()
        assert client.login(username=name, password="right")
        return client

    return signed_in


def test_what_waits_for_its_document_is_a_list_of_its_own(
    home: Household, enter: Callable[[str], Client]
) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        waits = actions.register_death(
            household=home.pk, person=son().pk, about=about(later="派出所尚未开具"), by="c", on=ON
        )
    client = enter("clerk")
    assert f"/changes/{waits.pk}/" in client.get("/changes/?paper=missing").text
    assert "派出所尚未开具" in client.get(f"/changes/{waits.pk}/").text
    scan = SimpleUploadedFile("证明.jpg", b"\xff\xd8\xff", "image/jpeg")
    assert enter("grid").post(f"/changes/{waits.pk}/evidence/add/", {"evidence": scan}).status_code == 403
    empty = client.post(f"/changes/{waits.pk}/evidence/add/")
    assert (empty.status_code, "请先改正" in empty.text) == (422, True)
    scan = SimpleUploadedFile("证明.jpg", b"\xff\xd8\xff", "image/jpeg")
    assert client.post(f"/changes/{waits.pk}/evidence/add/", {"evidence": scan}).status_code == 302
    assert f"/changes/{waits.pk}/" not in client.get("/changes/?paper=missing").text
    assert "补交：clerk" in client.get(f"/changes/{waits.pk}/").text


def test_a_form_says_which_document_it_wants(home: Household, enter: Callable[[str], Client]) -> None:
    client = enter("clerk")
    death = client.get(f"/households/{home.pk}/changes/death/").text
    assert "需要：死亡医学证明" in death
    assert 'name="later"' in death
    assert 'name="later"' not in client.get(f"/households/{home.pk}/changes/head/").text
