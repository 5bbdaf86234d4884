"""Suspicions, second opinions, uploads and booklets over the interface, and the lines that its reading leaves behind."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from anju.accounts import actions as accounts
from anju.accounts.codes import ApprovalKind, RoleName
from anju.accounts.models import Approval, User
from anju.accounts.scope import Scope, acting
from anju.api import actions
from anju.api.tests.test_gate import call, issued
from anju.audit.models import Access, Operation
from anju.duplicates.models import Merge
from anju.duplicates.tests.cases import number, suspected
from anju.entitlements.models import BookletRequest
from anju.intake.models import Batch, BatchState
from anju.intake.tests import rosters
from anju.jobs import worker
from anju.jobs.models import Job
from anju.kernel.refused import Refused
from anju.registry.models import Person
from anju.registry.tests.support import bring_places
from anju.web.jobs import KINDS, for_place
from tests import builders

WHY = "入户核对，同一人"
OTHER_SITE = "610926200001"


@pytest.fixture
def token(county: None) -> str:
    builders.place_tree(builders.SITE, OTHER_SITE)
    return issued()


def twice() -> tuple[Person, Person]:
    words = {"name": "邹试安", "pinyin": "zoushian"}
    one = builders.person(builders.household(), id_number=number(serial="123"), **words)
    return one, builders.person(builders.household(OTHER_SITE), id_number=number(serial="153"), **words)


def test_a_pair_is_listed_masked_and_said_to_be_two(token: str) -> None:
    pair = suspected(*twice())
    status, said, _ = call(token, "/duplicates/")
    assert (status, said["total"], len(said["items"][0]["sides"])) == (200, 1, 2)
    assert "邹试安" not in json.dumps(said, ensure_ascii=False)
    assert call(token, f"/duplicates/{pair.pk}/different/", {"why": WHY})[1]["state"] == "different"
    assert call(token, "/duplicates/")[1]["total"] == 0
    assert call(token, f"/duplicates/{pair.pk}/reopen/", {})[1]["state"] == pair.state


def test_a_system_asks_for_a_merge_and_is_never_the_second_person(token: str) -> None:
    one, other = twice()
    pair = suspected(one, other)
    body = {"survivor": one.pk, "why": WHY, "choice": {"phone": other.pk}}
    status, said, _ = call(token, f"/duplicates/{pair.pk}/merge/", body)
    assert (status, said["state"], said["merged"]) == (200, "asked", other.pk)
    waiting = Approval.objects.get(kind=ApprovalKind.MERGE)
    second = issued(name="另一个平台")
    machine = User.objects.get(display_name="另一个平台")
    with pytest.raises(Refused, match="接口系统"):
        accounts.decide(approval=waiting.pk, granted=True, remark="", by=machine, at=timezone.now())
    assert call(second, "/approvals/?tab=open")[1]["total"] == 1
    assert call(second, f"/approvals/{waiting.pk}/")[1]["decision"] == "pending"
    assert Merge.objects.get(pk=said["id"]).state == "asked"


def test_the_list_of_pairs_asks_the_database_the_same_for_one_and_for_many(
    token: str, django_assert_max_num_queries: Any
) -> None:
    one, other = twice()
    suspected(one, other)
    twins = [builders.person(builders.household(), id_number=number(serial=serial), name="邹试安", pinyin="zoushian")
             for serial in ("163", "173", "183")]  # fmt: skip
    suspected(one, twins[0])
    with django_assert_max_num_queries(32):
        assert call(token, "/duplicates/")[1]["total"] > 3


def test_a_booklet_is_asked_for_and_answered_by_two(token: str) -> None:
    head = builders.person(builders.household())
    household = head.memberships.get().household_id
    body = {
        "kind": "issue",
        "applicant": head.pk,
        "members": [head.pk],
        "reason": "搬迁入住",
        "to_address": "1号楼",
    }
    status, said, _ = call(token, f"/households/{household}/booklet/", body)
    assert (status, said["state"]) == (200, BookletRequest.objects.get().state)
    assert head.name not in json.dumps(said, ensure_ascii=False)
    pk = said["id"]
    assert call(token, f"/booklet-requests/{pk}/confirm/", {})[1]["home_on"] == str(timezone.localdate())
    status, said, _ = call(
        token, f"/booklet-requests/{pk}/confirm/", {"number": "PLJZ1", "issued_by": "派出所"}
    )
    assert status == 409
    assert call(issued(name="户政平台"), f"/booklet-requests/{pk}/refuse/", {"why": "材料不全"})[0] == 200
    assert call(token, "/booklet-requests/?state=refused")[1]["total"] == 1


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/persons/", "persons"),
        ("/persons/{person}/", "person:{person}"),
        ("/households/{household}/", "household:{household}"),
        ("/search/?q=%E9%82%B9", "search"),
        ("/figures/persons/records/?live=true", "figure:persons"),
        ("/duplicates/", "duplicates"),
    ],
)
def test_every_read_of_people_leaves_a_line_with_whom_it_showed(token: str, path: str, target: str) -> None:
    one, other = twice()
    suspected(one, other)
    words = {"person": one.pk, "household": one.memberships.get().household_id}
    assert call(token, path.format(**words))[0] == 200
    line = Access.objects.get()
    assert (line.operation, line.target) == (Operation.API, target.format(**words))
    assert one.pk in line.persons
    assert line.actor.startswith("system-")


@pytest.mark.django_db(transaction=True)
def test_a_workbook_is_sent_looked_through_and_written(tmp_path: Path) -> None:
    bring_places(tmp_path)
    with acting(scope=Scope.everything(), actor="test"):
        token = actions.register_system(
            name="县大数据平台", owner="县大数据局", role=RoleName.BUREAU, place=builders.COUNTY, by="admin",
            on=timezone.localdate(),
        ).token  # fmt: skip
    lines = rosters.roster(2, persons=6)
    lines[0]["联系方式"] = "123"
    path = rosters.write(tmp_path / "roster.xlsx", {"花名册": lines}, rosters.ROSTER_HEADS)
    headers = {"Authorization": f"Bearer {token}"}
    file = SimpleUploadedFile("花名册.xlsx", path.read_bytes())
    answer = Client().post("/api/v1/imports/", {"file": file}, headers=headers)
    assert answer.status_code == 200, answer.content.decode()
    upload = done(token, answer.json()["id"])["result"]["upload"]
    batch = call(token, "/imports/")[1]["items"][0]
    assert (batch["upload"], batch["state"], batch["rows_refused"]) == (upload, "previewed", 2)
    found = call(token, f"/imports/{batch['id']}/findings/")[1]["items"]
    assert any("11位" in one["message"] for one in found)
    assert call(token, f"/imports/{batch['id']}/changes/")[0] == 200
    done(token, call(token, f"/imports/{batch['id']}/apply/", {"rows": "good"})[1]["id"])
    with acting(scope=Scope.everything(), actor="test"):
        assert Batch.objects.get(upload=upload).state == BatchState.APPLIED
        assert Person.objects.count() == len(lines) - 2
    assert call(token, f"/imports/{batch['id']}/apply/", {"rows": "good"})[0] == 409


def done(token: str, pk: int) -> Any:
    """Let the worker do a job, and ask the interface how it ended."""
    with acting(scope=Scope.everything(), actor="test"):
        job = Job.objects.get(pk=pk)
    worker.run_one(job.pk, job.place, KINDS, for_place)
    said = call(token, f"/jobs/{pk}/")[1]
    assert said["state"] == "done", said
    return said


def test_what_is_no_file_is_refused(token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    assert Client().post("/api/v1/imports/", {}, headers=headers).status_code == 422
    empty = SimpleUploadedFile("a.xlsx", b"")
    answer = Client().post("/api/v1/imports/", {"file": empty}, headers=headers)
    assert (answer.status_code, Job.objects.count()) == (409, 0)
