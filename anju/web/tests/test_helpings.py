"""Many small helpings make no large one: what leaves or opens is summed over the day, and bulk takes a second person."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from django.utils import timezone

from anju.accounts import actions
from anju.accounts.codes import ApprovalKind, RoleName
from anju.accounts.models import Approval, Count, User
from anju.accounts.scope import Scope, acting
from anju.audit.models import Access, Act, Event
from anju.intake.actions import files
from anju.intake.models import Batch, BatchState
from anju.policy import book
from anju.web.tests.conftest import HERE, Two, signed_in
from tests import builders

WHY = "why=月度报送核对"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The limits of the policy, small enough for a test."""
    values = {"bulk_export_rows": 3, "export_rows_a_day": 4, "reveals_a_day": 2}
    known = book.value
    monkeypatch.setattr(
        book, "value", lambda page, name, on: values[name] if name in values else known(page, name, on)
    )
    return values


@pytest.fixture
def whole(db: None) -> Iterator[None]:
    with acting(scope=Scope.everything(), actor="test"):
        yield


def grant(name: str = "head") -> Approval:
    with acting(scope=Scope.everything(), actor=name):
        by = User.objects.filter(username=name).first() or builders.user(name, role=RoleName.HEAD)
        held = Approval.objects.get(decision="pending")
        return actions.decide(approval=held.pk, granted=True, remark="", by=by, at=timezone.now())


def status(client: Client, address: str) -> int:
    return client.get(address).status_code


class TestExports:
    def test_lists_site_by_site_are_summed(self, two: Two, small: Any, whole: None) -> None:
        for _ in range(2):
            builders.person(builders.household(HERE))
        client = signed_in("town")
        one = f"/persons/export/?{WHY}&q={two.zou.id_number}"
        assert [status(client, one) for _ in range(5)] == [200, 200, 200, 200, 409]
        assert Count.objects.get().rows == 4
        assert "第二人" in client.get(one).text

    def test_what_a_second_person_agreed_to_does_not_use_the_day_up(
        self, two: Two, small: Any, whole: None
    ) -> None:
        for _ in range(5):
            builders.person(builders.household(HERE))
        client, everybody = signed_in("town"), f"/persons/export/?{WHY}"
        assert status(client, everybody) == 409
        client.post("/approvals/ask/", {"why": "上级检查"})
        held = grant()
        assert client.get(everybody).content.startswith(b"PK")
        assert Event.objects.get(act=Act.RECORDS_EXPORTED).detail["approval"] == held.pk
        assert not Count.objects.exists()
        assert status(client, f"/persons/export/?{WHY}&q={two.zou.id_number}") == 200

    def test_another_day_begins_anew(self, two: Two, small: Any, whole: None) -> None:
        client, one = signed_in("town"), f"/persons/export/?{WHY}&q={two.zou.id_number}"
        for _ in range(5):
            client.get(one)
        Count.objects.update(on=timezone.localdate().replace(year=2020))
        assert status(client, one) == 200

    def test_lists_that_name_nobody_are_free(self, two: Two, small: Any, whole: None) -> None:
        small["export_rows_a_day"] = 0
        assert status(signed_in("town"), "/sites/export/") == 200


class TestTheMarkedWorkbook:
    """It gives back what was uploaded, unmasked, whoever uploaded it."""

    @pytest.fixture
    def address(self, two: Two, small: Any, whole: None, tmp_path: Any) -> str:
        path = tmp_path / "a.xlsx"
        made = xlsxwriter.Workbook(str(path))
        sheet = made.add_worksheet("T")
        for row, text in enumerate(
            ("身份证号", "612427198503020800", "612427198503020801", "612427198503020802")
        ):
            sheet.write_string(row, 0, text)
        made.close()
        held = Batch.objects.create(
            upload="u", sheet="roster", tab="T", filename="a.xlsx", sm3=files.keep(path.read_bytes()), size=1,
            place_id=HERE, received_by="somebody", received_at=timezone.now(), state=BatchState.PREVIEWED, rows_new=3,
        )  # fmt: skip
        return f"/imports/{held.pk}/marked/"

    def test_it_leaves_for_a_purpose_and_by_two(self, address: str) -> None:
        client = signed_in("town")
        assert "612427198503020800" not in self.text(client.get(address))
        held = client.get(f"{address}?{WHY}")
        assert held.status_code == 409
        client.post("/approvals/ask/", {"why": "退回改错"})
        grant()
        text = self.text(client.get(f"{address}?{WHY}"))
        assert "612427198503020800" in text
        assert "月度报送核对" in text
        assert status(client, f"{address}?{WHY}") == 409
        assert Event.objects.get(act=Act.RECORDS_EXPORTED).detail["rows"] == 3

    def text(self, answer: Any) -> str:
        if answer.content[:2] != b"PK":
            return str(answer.text)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
            return "".join(made.read(name).decode(errors="replace") for name in made.namelist())


class TestReveals:
    def test_many_on_one_day_ask_for_a_second_person(self, two: Two, small: Any, whole: None) -> None:
        people = [two.zou, *(builders.person(builders.household(HERE)) for _ in range(2))]
        client = signed_in("town")
        answers = [client.post(f"/persons/{one.pk}/reveal/", {"why": "补贴核对"}) for one in people]
        assert [answer.status_code for answer in answers] == [200, 200, 409]
        assert people[2].id_number[-6:] not in answers[2].text.replace(" ", "")
        client.post("/approvals/ask/", {"why": "集中核对"})
        assert grant().kind == ApprovalKind.REVEALS
        again = [client.post(f"/persons/{one.pk}/reveal/").status_code for one in people]
        assert again == [200, 200, 409]
        assert Access.objects.filter(operation="reveal").count() == 4

    def test_a_household_counts_its_members_and_a_printed_record_counts_too(
        self, two: Two, small: Any, whole: None
    ) -> None:
        builders.person(two.here, relation="spouse")
        client = signed_in("town")
        assert client.post(f"/households/{two.here.pk}/reveal/", {"why": "补贴核对"}).status_code == 200
        assert Count.objects.get(kind="revealed").rows == 2
        assert status(client, f"/persons/{two.zou.pk}/record/?{WHY}") == 409
        assert client.post(f"/persons/{two.zou.pk}/reveal/").status_code == 409

    def test_names_of_a_list_are_no_full_information(self, two: Two, small: Any, whole: None) -> None:
        small["reveals_a_day"] = 0
        assert signed_in("town").post("/persons/").status_code == 200


class TestPurposes:
    def test_it_is_asked_once_kept_for_the_session_and_recorded_each_time(
        self, two: Two, whole: None
    ) -> None:
        client, address = signed_in("town"), f"/persons/{two.zou.pk}/reveal/"
        asked = client.post(address)
        assert asked.status_code == 200
        assert "查看事由" in asked.text
        assert two.zou.phone not in asked.text
        assert not Event.objects.filter(act=Act.SECRET_REVEALED).exists()
        assert two.zou.phone in client.post(address, {"why": "入户核对信息"}).text
        assert two.zou.phone in client.post(address).text
        assert "事由：入户核对信息" in client.get(f"/persons/{two.zou.pk}/").text
        whys = Event.objects.filter(act=Act.SECRET_REVEALED).values_list("why", flat=True)
        assert list(whys) == ["入户核对信息"] * 2
        assert set(Access.objects.filter(operation="reveal").values_list("why", flat=True)) == {
            "入户核对信息"
        }

    def test_it_may_be_changed_and_is_forgotten_at_the_log_out(self, two: Two, whole: None) -> None:
        client, address = signed_in("town"), f"/persons/{two.zou.pk}/reveal/"
        client.post(address, {"why": "入户核对信息"})
        assert "查看事由" in client.post(address, {"why": ""}).text
        assert client.post(address, {"why": "办"}).status_code == 422
        client.post(address, {"why": "办理本人申请"})
        client.post("/logout/")
        client.force_login(User.objects.get(username="town"))
        assert "查看事由" in client.post(address).text
