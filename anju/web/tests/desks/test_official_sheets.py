"""The sheets of the upper systems from their page: masked for everybody, in full with a purpose and a second person; and back."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.models import Approval
from anju.accounts.scope import Scope, acting
from anju.audit.models import Access, Act, Event
from anju.employment import actions
from anju.employment.models import Hiring, Job, Ledger, Line, Loan, Schooling, Subsidy
from anju.entitlements.models import Income, Monitoring
from anju.exchange import exports
from anju.intake.actions import Outcome, import_file
from anju.kernel.month import Month
from anju.registry.models import Building, Flat, Household, Membership, Person
from anju.web.sheets import SHEETS
from anju.web.tests.conftest import HERE, Two, signed_in
from tests import builders

MONTH, ON = Month(2021, 12), date(2021, 12, 31)
WHY = "?why=报省系统"
CODES = [one.code for one in exports.SHEETS]


@pytest.fixture
def month(two: Two) -> int:
    """A place in which every sheet has something to say; its ledger of December."""
    with acting(scope=Scope.everything(), actor="test"):
        builders.user("clerk_here", role=RoleName.CLERK, place=HERE)
        builders.user("grid_here", role=RoleName.GRID, place=HERE)
        Household.objects.filter(pk=two.here.pk).update(address="长安镇3号楼1单元101室")
        Job.objects.update(
            employer="某电子厂", address="江苏省常州市武进区", trade="装配工", found_by="sushan", contract_months=12, industry="C",
            employer_nature="company", income_fen=450_000, point_to_point=True,
        )  # fmt: skip
        Membership.objects.filter(person=two.zou).update(education="junior")
        Income.objects.create(place_id=HERE, household=two.here, year=2020, farm_fen=680_050)
        Monitoring.objects.create(
            place_id=HERE, household=two.here, kind="unstable", cause="job", identified_on=date(2021, 5, 1)
        )
        Subsidy.objects.create(
            place_id=HERE, person=two.zou, year=2021, transport_fen=50_000, seeking_fen=100_000
        )
        _owner(two)
        _worker(two)
        _pupil(two)
        actions.open_month(month=MONTH, by="county", on=ON)
        return Ledger.objects.get(place=HERE).pk


def _owner(two: Two) -> None:
    """Somebody with a business, a loan, a subsidy of another year and people at work."""
    flat = Flat.objects.create(
        place_id=HERE, building=Building.objects.create(place_id=HERE, number="1号楼"), unit="2", room="302", area_m2=80
    )  # fmt: skip
    home = builders.household(HERE, flat=flat)  # no address: the flat tells it
    owner = builders.person(
        home, name="肖试业", id_number=builders.id_number(date(1980, 1, 2)), phone="13912340000"
    )
    job = builders.job(
        owner, kind="2", channel="business", work_place="county", start=date(2021, 5, 10), trade="茶饮店", employer="试业茶饮",
        address="平利县长安镇", income_fen=600_000,
    )  # fmt: skip
    Hiring.objects.create(
        place_id=HERE, person=owner, job=job, counted_on=date(2021, 6, 1), hired=5, hired_lifted=2
    )
    Loan.objects.create(place_id=HERE, person=owner, amount_fen=10_000_000, start=date(2021, 5, 20))
    Subsidy.objects.create(place_id=HERE, person=owner, year=2020, startup_fen=300_000)


def _worker(two: Two) -> None:
    """A public post between city and province."""
    who = builders.person(
        two.here, relation="spouse", name="郑小兰", id_number=builders.id_number(female=True), phone=""
    )
    builders.job(
        who, channel="public_post", post_kind="special", work_place="county", address="平利县长安镇", trade="保洁", employer="某村",
        post_subsidy_fen=90_000, pay_cycle_months=3, start=date(2020, 5, 1), income_fen=90_000, industry="O",
    )  # fmt: skip


def _pupil(two: Two) -> None:
    """One pupil with a record of the school, one of whom only the roster knows."""
    for name, born in (("邹技校", date(2003, 5, 1)), ("邹中职", date(2004, 5, 1))):
        builders.person(
            two.here, relation="son", name=name, id_number=builders.id_number(born), student="vocational_2", labour="none"
        )  # fmt: skip
    Schooling.objects.create(
        place_id=HERE, person=Person.objects.get(name="邹技校"), school="安康市技工学校", address="安康市汉滨区", region="in_prov",
        major="汽修", years=3, sushan=False, yulu_fen=300_000, free=True, start=date(2019, 9, 5), stop=date(2022, 7, 1),
    )  # fmt: skip


def county(done: Any) -> Any:
    with acting(scope=Scope.everything(), actor="test"):
        return done()


def granted(client: Client, ledger: int, code: str) -> Any:
    """Ask for a sheet in full, let the town agree, take it."""
    address = f"/rounds/{ledger}/sheets/{code}/full/{WHY}"
    held = client.get(address)
    assert (held.status_code, "第二人" in held.content.decode()) == (409, True)
    client.post("/approvals/ask/", {"why": "每月报送省系统"})
    asked = county(lambda: Approval.objects.latest("pk"))
    assert signed_in("town").post(f"/approvals/{asked.pk}/", {"granted": "yes"}).status_code == 302
    return client.get(address)


def sheet_of(answer: Any) -> list[Sequence[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [tuple(row) for row in book.worksheets[0].values]


def test_the_page_of_a_ledger_leads_to_every_sheet_masked_and_in_full(month: int) -> None:
    client = signed_in("clerk_here")
    assert f"/rounds/{month}/sheets/" in client.get(f"/rounds/{month}/").content.decode()
    page = client.get(f"/rounds/{month}/sheets/").content.decode()
    for one in exports.SHEETS:
        assert one.title in page
        assert f"/rounds/{month}/sheets/{one.code}/full/" in page


@pytest.mark.parametrize("code", CODES)
def test_a_masked_sheet_names_nobody(month: int, two: Two, code: str) -> None:
    rows = sheet_of(signed_in("clerk_here").get(f"/rounds/{month}/sheets/{code}/{WHY}"))
    assert len(rows) > 1
    for word in ("邹试安", "肖试业", "郑小兰", "邹技校", two.zou.id_number, two.zou.phone):
        assert word not in str(rows)


def test_a_full_sheet_leaves_once_after_a_purpose_and_a_second_person_and_the_audit_names_who_stands_in_it(
    month: int, two: Two
) -> None:
    client, address = signed_in("clerk_here"), f"/rounds/{month}/sheets/employment/full/"
    assert "why" in client.get(address).content.decode()
    answer = granted(client, month, "employment")
    rows = sheet_of(answer)
    zou = next(dict(zip(rows[0], line, strict=True)) for line in rows[1:] if "邹试安" in line)
    assert (zou["身份证号"], zou["联系电话"]) == (two.zou.id_number, "13912345678")
    act = Event.objects.filter(act=Act.RECORDS_EXPORTED).latest("id")
    assert (act.detail["sheet"], act.detail["full"], act.actor, act.why) == (
        "employment",
        True,
        "clerk_here",
        "报省系统",
    )
    look = Access.objects.filter(operation="export").latest("id")
    assert two.zou.pk in look.persons
    assert len(look.persons) == 3
    assert client.get(f"{address}{WHY}").status_code == 409  # spent
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert "报省系统" in " ".join(book.read(name).decode(errors="replace") for name in book.namelist())


def test_nobody_agrees_for_themselves_and_who_may_not_reveal_takes_nothing_in_full(month: int) -> None:
    town = signed_in("town")
    address = f"/rounds/{month}/sheets/work/full/{WHY}"
    town.get(address)
    town.post("/approvals/ask/", {"why": "每月报送省系统"})
    asked = county(lambda: Approval.objects.latest("pk"))
    assert town.post(f"/approvals/{asked.pk}/", {"granted": "yes"}).status_code == 422
    assert town.get(address).status_code == 409
    for name in ("grid_here", "auditor"):
        assert signed_in(name).get(address).status_code == 403
    assert signed_in("clerk").get(address).status_code == 404  # of another place


def test_a_template_of_more_lines_than_the_system_takes_leaves_in_parts(
    month: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = [one if one.code != "work" else type(one)(**vars(one) | {"most": 2}) for one in exports.SHEETS]
    monkeypatch.setattr("anju.exchange.exports.declared.SHEETS", tuple(small))
    answer = granted(signed_in("clerk_here"), month, "work")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        books = [openpyxl.load_workbook(io.BytesIO(packed.read(name))) for name in sorted(packed.namelist())]
    assert [len(list(book.worksheets[0].values)) for book in books] == [3, 2]
    assert {next(book.worksheets[0].values)[0] for book in books} == {"劳动力姓名"}
    assert Event.objects.filter(act=Act.RECORDS_EXPORTED).count() == 1


FILLED: dict[str, dict[str, Any]] = {
    "homes": {"户主姓名": "肖试业", "认定年度": 2018, "详细地址": "试验安置区1000011号楼2单元302室", "是否易地扶贫搬迁": "是"},
    "work": {"劳动力姓名": "邹试安", "上年度农业人均纯收入": 6800.5, "就业渠道": "苏陕协作", "签订合同或协议(月)": 12},
    "employment": {
        "姓名": "邹试安", "求职补贴": 1000, "转移就业交通补贴": 500, "就业见习补贴": None, "享受政策": "求职补贴、转移就业交通补贴",
        "文化程度": "初中",
    },
    "labourers": {"劳动力姓名": "肖试业", "就业创业状态": "已创业", "电话": "13912340000"},
    "businesses": {
        "姓名": "肖试业", "带动就业人数": 5, "带动贫困劳动力人数": 2, "创业担保贷款（元）": 100000, "创业补贴（元）": 3000,
        "享受政策": "创业担保贷款、创业补贴",
    },
    "pupils": {"姓名": "邹技校", "技校名称": "安康市技工学校", "入学": "2019-09", "毕业": "2022-06", "雨露计划补贴": 3000, "免学费": "是"},
    "monthly": {"姓名": "邹试安", "务工月收入": 4500, "监测对象类别": "脱贫不稳定户", "户类型": "脱贫户", "所属行业": "制造业"},
}  # fmt: skip


def brought(folder: Path, answer: Any) -> Outcome:
    path = folder / "export.xlsx"
    path.write_bytes(answer.content)
    return import_file(path, sheets=SHEETS, by="test", on=ON, scope=Scope.everything(), accept_valid=True)[0]


def everything() -> list[list[dict[str, Any]]]:
    """Every record that a sheet may write, as it stands."""
    models = (Household, Person, Membership, Job, Line, Income, Subsidy, Loan, Hiring, Schooling)
    return county(lambda: [list(model.objects.order_by("pk").values()) for model in models])


@pytest.mark.parametrize("code", CODES)
def test_a_full_sheet_is_filled_and_comes_in_again_changing_nothing(
    month: int, tmp_path: Path, code: str
) -> None:
    answer, before = granted(signed_in("clerk_here"), month, code), everything()
    rows = sheet_of(answer)
    wanted = FILLED[code]
    who = next(iter(wanted.values()))
    line = next(dict(zip(rows[0], row, strict=True)) for row in rows[1:] if who in row)
    assert {head: line[head] for head in wanted} == wanted
    outcome = brought(tmp_path, answer)
    assert (outcome.new, outcome.changed) == (0, 0), outcome.differences
    refused = 1 if code == "homes" else 0  # the household of Zou's wife has no phone
    assert outcome.refused <= refused, outcome.findings
    assert outcome.unchanged + outcome.refused == len(rows) - 1
    assert everything() == before
