"""Pages of the figures: catalogue, composing, closing, comparing, in the browser's words."""

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.audit.models import Access, Act, Event
from anju.indicators import actions, work
from anju.indicators.models import Close, Definition
from anju.jobs.models import Job
from anju.kernel.month import Month
from tests import builders

AUGUST = Month(2021, 8)
PAST = date(2022, 3, 1)


class Office:
    """A closed August of a small county, a bureau officer, the head, a town officer and a grid worker."""

    def __init__(self) -> None:
        with acting(scope=Scope.everything(), actor="test"):
            builders.site()
            home = builders.family(members=3)
            self.head = home.memberships.get(relation="head").person
            self.job = builders.job(self.head)
            self.close = actions.close(AUGUST, by="test", on=PAST, accepted="试验")
            for name, role in (("bureau", RoleName.BUREAU), ("chief", RoleName.HEAD)):
                builders.user(name, role=role)
            builders.user("town", role=RoleName.TOWN, place=builders.TOWN)

    def client(self, name: str) -> Client:
        from_name = Client()
        assert from_name.login(username=name, password="right")
        return from_name


@pytest.fixture
def office(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(settings, "ANJU_CLOSES", tmp_path / "closes")
    cache.clear()
    return Office()


def the_job() -> Job:
    """The only piece of long work."""
    with acting(scope=Scope.everything(), actor="test"):
        return Job.objects.get()


def lead(answer: Any) -> str:
    """The big number of a page."""
    found = re.search(r'figure-lead">([^<]*)<', answer.content.decode())
    return found[1] if found else ""


COMPOSED = {
    "do": "save", "measure": "count", "dataset": "person", "key": "person", "c-0-0-column": "age", "c-0-0-operator": "ge",
    "c-0-0-value": "18", "name": "成年人口", "task": "services", "unit": "人", "decimals": "0", "kind": "stock",
    "better": "neutral", "definition": "当日年满18周岁的搬迁人口。", "owner": "平利县民政局", "legal_basis": "本县工作需要",
    "since": "2021-09-01", "why": "试验",
}  # fmt: skip


def test_the_catalogue_is_searched_sorted_and_exported(office: Office) -> None:
    client = office.client("town")
    page = client.get("/indicators/?q=公益岗位").content.decode()
    assert "公益岗位就业" in page
    assert "搬迁人口中男" not in page
    assert "共 184 条" in client.get("/indicators/").content.decode()
    assert client.get("/indicators/?sort=-code&task=rights&page=1").status_code == 200
    assert client.get("/indicators/export/?task=rights")["Content-Type"].startswith("application/vnd.openxml")


def test_a_definition_is_told_in_words(office: Office) -> None:
    page = office.client("town").get("/indicators/public_posts/").content.decode()
    assert "就业途径为“公益性岗位”" in page
    assert "人（每人计一次）" in page
    assert "修改口径" not in page
    assert office.client("town").get("/indicators/ghost/").status_code == 404


def test_composing_shows_number_and_records_at_once_and_saves_a_version(office: Office) -> None:
    client = office.client("bureau")
    tried = client.post("/indicators/compose/", COMPOSED | {"do": "try", "name": ""})
    assert tried.status_code == 200
    assert lead(tried) == "1" or int(lead(tried)) >= 1
    assert "年龄不小于“18”" in tried.content.decode()
    assert Access.objects.filter(target="figure:draft").exists()
    saved = client.post("/indicators/compose/", COMPOSED)
    assert saved.status_code == 302, re.findall(r'class="error"[^>]*>([^<]*)', saved.content.decode())
    held = Definition.objects.get()
    assert held.body["members"] == {"of": "person", "key": "person", "where": "age >= 18"}
    assert "自己编制的口径不能自己复核" in client.get(saved["Location"]).content.decode()


def test_a_second_officer_checks_it_and_it_stands_in_the_catalogue(office: Office) -> None:
    office.client("bureau").post("/indicators/compose/", COMPOSED)
    held = Definition.objects.get()
    chief = office.client("chief")
    assert "等待复核" in chief.get("/indicators/").content.decode()
    assert "搬迁人口；年龄不小于“18”" in chief.get(f"/indicators/waiting/{held.pk}/").content.decode()
    own = office.client("bureau").post(f"/indicators/waiting/{held.pk}/review/", {"decision": "grant"})
    assert own.status_code == 409
    assert chief.post(f"/indicators/waiting/{held.pk}/review/", {"decision": "grant"}).status_code == 302
    assert office.client("town").get("/figures/own_001/?as_of=2021-10-31").status_code == 200
    acts = Event.objects.filter(act__in=(Act.INDICATOR_DEFINED, Act.INDICATOR_CHECKED)).values_list(
        "actor", flat=True
    )
    assert list(acts.order_by("id")) == ["bureau", "chief"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"name": ""}, "指标名称"),
        ({"c-0-0-value": "十八"}, "请填写数字"),
        ({"key": ""}, "请选择"),
        ({"dataset": "auth_user"}, "选择一个有效的选项"),
        ({"since": "2021-08-01", "code": "x"}, ""),
        ({"measure": "ratio", "top": "persons", "bottom": ""}, "请选择"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    office: Office, change: dict[str, str], word: str
) -> None:
    answer = office.client("bureau").post("/indicators/compose/", COMPOSED | change)
    if not word:
        assert answer.status_code == 302
        return
    page = answer.content.decode()
    assert answer.status_code == 422
    assert word in page
    assert "平利县民政局" in page
    assert not Definition.objects.exists()


def test_lines_and_groups_of_conditions_come_and_go(office: Office) -> None:
    client = office.client("bureau")
    more = client.post("/indicators/compose/", COMPOSED | {"do": "group"}).content.decode()
    assert 'name="c-1-0-column"' in more
    fewer = client.post("/indicators/compose/", COMPOSED | {"do": "drop:0-0"}).content.decode()
    assert 'name="c-0-0-value"' not in fewer


def test_a_forged_condition_is_no_statement(office: Office) -> None:
    forged = COMPOSED | {"c-0-0-column": "age) or (1=1", "c-0-0-operator": "; drop table x", "c-0-1-column": "name",
                         "c-0-1-operator": "contains", "c-0-1-value": "'); delete from registry_person; --"}  # fmt: skip
    answer = office.client("bureau").post("/indicators/compose/", forged)
    assert answer.status_code == 302
    assert Definition.objects.get().body["members"]["where"] == (
        "contains(name, '''); delete from registry_person; --')"
    )


def test_an_indicator_is_changed_and_retired_by_two(office: Office) -> None:
    bureau, chief = office.client("bureau"), office.client("chief")
    page = bureau.get("/indicators/public_posts/compose/").content.decode()
    assert 'value="公益岗位就业"' in page
    assert bureau.post("/indicators/persons_elderly_80/retire/", {"why": "试验"}).status_code == 409
    asked = bureau.post("/indicators/persons_male/retire/", {"why": "不再上报"})
    assert asked.status_code == 302
    held = Definition.objects.get()
    assert chief.post(f"/indicators/waiting/{held.pk}/review/", {"decision": "grant"}).status_code == 302
    assert "这个指标已停用" in bureau.get("/indicators/persons_male/").content.decode()


def test_the_versions_of_a_definition_are_counted_over_the_closed_months(office: Office) -> None:
    page = office.client("town").get("/indicators/persons/versions/").content.decode()
    assert "2021-08" in page
    assert ">3<" in page


def test_a_month_is_checked_and_closed_by_the_worker(office: Office) -> None:
    client = office.client("bureau")
    page = client.get("/closes/next/").content.decode()
    assert "2021-09 结账前检查" in page
    assert "十三五集中安置点" in page
    asked = client.post("/closes/next/", {"accepted": ""})
    job = the_job()
    assert asked["Location"] == f"/closes/jobs/{job.pk}/"
    assert (job.kind, job.arguments) == (work.CLOSE, {"month": "2021-09", "reason": "", "accepted": ""})
    assert "2021-09 结账" in client.get(asked["Location"]).content.decode()
    job.arguments["accepted"] = "试验"
    told: list[str] = []
    with acting(scope=Scope.everything(), actor="test"):
        result = work.close(job, lambda done, total, words: told.append(words))
    assert (result["month"], result["version"]) == ("2021-09", 1)
    assert "计算指标" in told
    assert len(told) > 30


def test_a_closed_month_shows_its_versions_what_changed_and_who_moved(office: Office) -> None:
    client = office.client("bureau")
    assert client.post("/closes/2021-08/", {"reason": " "}).status_code == 409
    with acting(scope=Scope.everything(), actor="test"):
        office.job.delete()
        actions.close(AUGUST, by="test", on=PAST, reason="删去一条错录的就业", accepted="试验")
    page = client.get("/closes/2021-08/").content.decode()
    assert "删去一条错录的就业" in page
    assert "更正前后" in page
    link = re.search(r'href="(/figures/employed_persons/moves/[^"]+)"', page)
    assert link
    moved = client.get(link[1].replace("&amp;", "&") + "&side=left").content.decode()
    assert "不在“在岗就业记录”中" in moved
    assert client.get("/closes/2031-01/").status_code == 404
    assert client.get("/closes/august/").status_code == 404


def test_the_accepted_breaks_of_a_close_lead_to_their_figures(office: Office) -> None:
    page = office.client("town").get("/closes/2021-08/").content.decode()
    assert "应等于" in page
    assert "/figures/concentrated_sites/?as_of=2021-08-31" in page


def test_every_close_is_proved_on_request(office: Office) -> None:
    client = office.client("chief")
    asked = client.post("/closes/prove/")
    job = the_job()
    job.result, job.state = work.prove(job, lambda *_: None), "done"
    with acting(scope=Scope.everything(), actor="test"):
        job.save()
    assert "相符" in client.get(asked["Location"]).content.decode()
    (settings.ANJU_CLOSES / office.close.folder / "job.parquet").write_bytes(b"x")
    job.result = work.prove(job, lambda *_: None)
    with acting(scope=Scope.everything(), actor="test"):
        job.save()
    assert "内容已被改动" in client.get(asked["Location"]).content.decode()


def test_the_proof_shows_the_close_beside_the_ledger_of_today(office: Office) -> None:
    client = office.client("town")
    with acting(scope=Scope.everything(), actor="test"):
        office.job.delete()
    page = client.get("/figures/employed_persons/?as_of=2021-08-31").content.decode()
    assert lead(client.get("/figures/employed_persons/?as_of=2021-08-31")) == "1"
    link = re.search(r'hx-get="(/figures/employed_persons/restated/[^"]+)"', page)
    assert link
    piece = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert "现在的台账" in piece
    assert "-1" in piece


def test_a_figure_is_broken_down_by_a_column(office: Office) -> None:
    page = office.client("town").get("/figures/channels_all/?as_of=2021-08-31&by=channel").content.decode()
    assert "外出务工" in page
    assert "100.0%" in page


def test_another_figure_and_another_list_are_explained(office: Office) -> None:
    client = office.client("town")
    page = client.post("/figures/persons/differ/?as_of=2021-08-31", {"theirs": "1"}).content.decode()
    assert "正好得到对方的数" in page
    assert "按户计数" in page
    listed = client.post(
        "/figures/persons/differ/?as_of=2021-08-31", {"names": office.head.id_number}
    ).content.decode()
    assert "双方都有" in listed
    assert Access.objects.filter(target="differ:persons").exists()
    assert client.post("/figures/persons/differ/", {}).status_code == 422
    wrong = client.post("/figures/persons/differ/", {"names": "没有号码"})
    assert wrong.status_code == 409
    assert "没有找到身份证号码" in wrong.content.decode()


def test_a_comparison_leaves_as_a_file_with_its_purpose(office: Office) -> None:
    client = office.client("town")
    words = {"names": builders.id_number(), "export": "1"}
    asked = client.post("/figures/persons/differ/?as_of=2021-08-31", words)
    assert "事由" in asked.content.decode()
    taken = client.post("/figures/persons/differ/?as_of=2021-08-31&why=核对数字", words)
    assert taken["Content-Type"].startswith("application/vnd.openxml")


def test_who_may_not_export_takes_no_comparison_and_no_moves_away(office: Office) -> None:
    chief, words = office.client("chief"), {"names": builders.id_number()}
    shown = chief.post("/figures/persons/differ/?as_of=2021-08-31", words)
    assert shown.status_code == 200
    assert "导出对账结果" not in shown.content.decode()
    assert chief.post("/figures/persons/differ/?as_of=2021-08-31", words | {"export": "1"}).status_code == 403
    assert chief.get("/figures/persons/moves/export/?as_of=live&why=核对").status_code == 403
    assert "moves/export" not in chief.get("/figures/persons/moves/?as_of=live").content.decode()


def test_who_joined_and_who_left_leave_as_a_file_with_their_purpose(office: Office) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        office.head.memberships.update(stop=date(2021, 9, 1), stop_reason="died")
        builders.family(members=2)
    client, address = office.client("town"), "/figures/persons/moves/export/?as_of=live"
    shown = client.get("/figures/persons/moves/?as_of=live&side=left").content.decode()
    assert re.search(r"为什么不在 \d{4}年\d+月\d+日 的台账 的数里", shown)
    assert "事由" in client.get(address).content.decode()
    body = client.get(f"{address}&why=核对数字").content
    rows = list(openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].values)
    sides = [row[0] for row in rows if row[0] in ("新增", "减少")]
    assert (sides.count("新增"), sides.count("减少")) == (2, 1)
    assert office.head.id_number not in str(rows)


def test_who_may_not_see_records_sees_no_lists_of_moves(office: Office) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        builders.user("auditor", role=RoleName.AUDITOR)
    client = office.client("auditor")
    assert client.get("/figures/persons/moves/").status_code == 403
    assert "对方的名单" not in client.get("/figures/persons/differ/").content.decode()
    assert client.get("/indicators/compose/").status_code == 403
    assert client.post("/closes/next/").status_code == 403
    assert Close.objects.filter(pk=office.close.pk).exists()
