"""From the upload to the confirmation in the browser's words; the worker is called by hand."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from anju.accounts.scope import Scope, acting
from anju.audit.models import Act, Event
from anju.intake.models import Batch, BatchState
from anju.intake.tests import rosters
from anju.jobs import worker
from anju.jobs.models import Job, JobState
from anju.registry.models import Person
from anju.registry.tests.support import bring_places
from anju.web.jobs import KINDS, for_place
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(client: Client, tmp_path: Path) -> Client:
    """A county officer who is logged in; the county has its places."""
    bring_places(tmp_path)
    with acting(scope=Scope.everything(), actor="test"):
        user = builders.user()
    client.force_login(user)
    return client


def content(
    folder: Path, lines: list[dict[str, Any]], heads: tuple[str, ...] = rosters.ROSTER_HEADS
) -> SimpleUploadedFile:
    path = rosters.write(folder / "roster.xlsx", {"花名册": lines}, heads)
    return SimpleUploadedFile("我们的花名册.xlsx", path.read_bytes())


def work() -> Job:
    """Do the latest job, as the worker would."""
    with acting(scope=Scope.everything(), actor="test"):
        job = Job.objects.latest("id")
    worker.run_one(job.pk, job.place, KINDS, for_place)
    with acting(scope=Scope.everything(), actor="test"):
        job.refresh_from_db()
    return job


def upload(client: Client, file: SimpleUploadedFile) -> tuple[Job, str]:
    """Upload, let the worker check, and follow to where the page leads."""
    answer = client.post(reverse("imports"), {"file": file})
    assert answer.status_code == 302
    waiting = client.get(answer["Location"])
    assert "hx-get" in waiting.content.decode()
    job = work()
    assert client.get(reverse("import_progress", args=[job.pk]))["HX-Redirect"] == answer["Location"]
    return job, client.get(answer["Location"]).get("Location", answer["Location"])


def test_an_upload_is_shown_confirmed_and_written_once(officer: Client, tmp_path: Path) -> None:
    lines = rosters.roster(2, persons=6)
    _, batch_page = upload(officer, content(tmp_path, lines))
    page = officer.get(batch_page).content.decode()
    assert "确认入账" in page
    pk = int(batch_page.rstrip("/").rsplit("/", 1)[1])
    clicks = [officer.post(reverse("batch_apply", args=[pk])) for _ in range(2)]
    assert [click.status_code for click in clicks] == [302, 302]
    for job in _jobs()[-2:]:
        worker.run_one(job.pk, job.place, KINDS, for_place)
    with acting(scope=Scope.everything(), actor="test"):
        assert sorted(Job.objects.order_by("-id").values_list("state", flat=True)[:2]) == [
            JobState.DONE,
            JobState.REFUSED,
        ]
        assert Person.objects.count() == len(lines)
        assert Batch.objects.get(pk=pk).state == BatchState.APPLIED
    assert "已入账" in officer.get(batch_page).content.decode()
    assert officer.post(reverse("batch_apply", args=[pk])).status_code == 409


def _jobs() -> list[Job]:
    with acting(scope=Scope.everything(), actor="test"):
        return list(Job.objects.order_by("id"))


def test_errors_are_listed_and_the_marked_workbook_can_be_fetched(officer: Client, tmp_path: Path) -> None:
    lines = rosters.roster(2, persons=6)
    lines[0]["联系方式"] = "123"
    _, batch_page = upload(officer, content(tmp_path, lines))
    page = officer.get(batch_page).content.decode()
    assert "联系电话不是11位手机号" in page
    assert "只导入通过的行" in page
    pk = int(batch_page.rstrip("/").rsplit("/", 1)[1])
    address = reverse("batch_marked", args=[pk])
    asked = officer.get(address)
    assert not asked.content.startswith(b"PK")
    assert "导出事由" in asked.text
    file = officer.get(f"{address}?why=退回社区改错")
    assert file.content.startswith(b"PK")
    with zipfile.ZipFile(io.BytesIO(file.content)) as book:
        assert "退回社区改错" in "".join(
            book.read(name).decode() for name in book.namelist() if name.endswith("xml")
        )
    with acting(scope=Scope.everything(), actor="test"):
        assert Event.objects.filter(act=Act.RECORDS_EXPORTED, target=f"intake.batch:{pk}").exists()
    assert officer.post(reverse("batch_drop", args=[pk])).status_code == 302
    assert "放弃" in officer.get(batch_page).content.decode()


def test_what_is_no_workbook_gets_its_sentence(officer: Client) -> None:
    job, page = upload(officer, SimpleUploadedFile("a.xlsx", b"not a workbook"))
    assert job.state == JobState.REFUSED
    assert "不是 Excel 工作簿" in officer.get(page).content.decode()


def test_heads_of_ones_own_are_mapped_on_the_page(officer: Client, tmp_path: Path) -> None:
    heads = tuple("身份号码" if head == "身份证号" else head for head in rosters.ROSTER_HEADS)
    lines = [line | {"身份号码": line["身份证号"]} for line in rosters.roster(1, persons=3)]
    job, page = upload(officer, content(tmp_path, lines, heads))
    assert "身份号码" in officer.get(page).content.decode()
    answer = officer.post(reverse("import_job", args=[job.pk]), {"id_number": "身份号码"})
    assert answer.status_code == 302
    assert work().state == JobState.DONE
    assert officer.get(answer["Location"]).status_code == 302


def test_the_row_behind_a_record_is_shown_and_looking_is_recorded(officer: Client, tmp_path: Path) -> None:
    lines = rosters.roster(1, persons=3)
    _, batch_page = upload(officer, content(tmp_path, lines))
    pk = int(batch_page.rstrip("/").rsplit("/", 1)[1])
    address = reverse("source_row", args=[pk, 2])
    page = officer.get(address).text
    assert "查看事由" in page
    assert lines[0]["身份证号"] not in page
    assert lines[0]["身份证号"] in officer.post(address, {"why": "核对原始数据"}).text
    assert lines[0]["身份证号"] in officer.get(address).text  # the purpose is kept for the session
    with acting(scope=Scope.everything(), actor="test"):
        acts = Event.objects.filter(act=Act.SECRET_REVEALED, target=f"intake.batch:{pk}:2")
        assert [act.why for act in acts] == ["核对原始数据"] * 2
    assert officer.get(reverse("source_row", args=[pk, 99])).status_code == 404
