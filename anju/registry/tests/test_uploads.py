"""An upload waits between preview and confirmation; it is written once, and as it was shown."""

from pathlib import Path

import openpyxl
import pytest

from anju.accounts.scope import Scope
from anju.intake import actions, files, marked, queries
from anju.intake.actions.differences import SCHEMA as DIFFERENCES
from anju.intake.findings import SCHEMA as FINDINGS
from anju.intake.models import Batch, BatchState
from anju.intake.tests import rosters
from anju.kernel.refused import Refused
from anju.registry import sheets
from anju.registry.models import Person
from anju.registry.tests.support import ON, SHEETS, Line, bring, bring_places, bring_roster

pytestmark = pytest.mark.usefixtures("county")

ALL = Scope.everything()


def receive(folder: Path, lines: list[Line]) -> str:
    path = rosters.write(folder / "upload.xlsx", {"花名册": lines}, rosters.ROSTER_HEADS)
    return actions.receive(path, sheets=SHEETS, by="zhang", on=ON, scope=ALL, name="我们的花名册.xlsx")


@pytest.fixture
def lines(tmp_path: Path) -> list[Line]:
    bring_places(tmp_path)
    return rosters.roster(3, persons=9)


def test_a_preview_writes_nothing_and_a_confirmation_everything(lines: list[Line], tmp_path: Path) -> None:
    upload = receive(tmp_path, lines)
    batch = Batch.objects.get(upload=upload)
    assert (batch.state, batch.rows_new, batch.filename) == (
        BatchState.PREVIEWED,
        len(lines),
        "我们的花名册.xlsx",
    )
    assert not Person.objects.exists()
    actions.confirm(upload, sheets=SHEETS, by="zhang", scope=ALL)
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED
    assert Person.objects.filter(batch=batch).count() == len(lines)


def test_a_second_click_is_refused_and_changes_nothing(lines: list[Line], tmp_path: Path) -> None:
    upload = receive(tmp_path, lines)
    actions.confirm(upload, sheets=SHEETS, by="zhang", scope=ALL)
    with pytest.raises(Refused, match="已入账"):
        actions.confirm(upload, sheets=SHEETS, by="zhang", scope=ALL)
    assert Person.objects.count() == len(lines)


def test_a_dropped_upload_cannot_be_confirmed(lines: list[Line], tmp_path: Path) -> None:
    upload = receive(tmp_path, lines)
    actions.drop(upload, by="zhang", scope=ALL)
    with pytest.raises(Refused, match="已放弃"):
        actions.confirm(upload, sheets=SHEETS, by="zhang", scope=ALL)


def test_a_ledger_that_moved_after_the_preview_asks_for_a_new_one(lines: list[Line], tmp_path: Path) -> None:
    upload = receive(tmp_path, lines)
    bring_roster(tmp_path, lines)
    with pytest.raises(Refused, match="重新上传并预览"):
        actions.confirm(upload, sheets=SHEETS, by="zhang", scope=ALL)


def test_an_upload_with_errors_is_written_only_without_its_bad_rows(
    lines: list[Line], tmp_path: Path
) -> None:
    lines[0]["健康状况"] = "很好"
    upload = receive(tmp_path, lines)
    with pytest.raises(Refused, match="未通过的行"):
        actions.confirm(upload, sheets=SHEETS, by="zhang", scope=ALL)
    assert not Person.objects.exists()
    actions.confirm(upload, sheets=SHEETS, by="zhang", scope=ALL, accept_valid=True)
    batch = Batch.objects.get(upload=upload)
    assert (batch.state, batch.rows_new + batch.rows_refused) == (BatchState.APPLIED, len(lines))
    assert files.table_of(batch, "findings", FINDINGS)["rule"].to_list() == ["not_in_list"]


def test_the_differences_of_a_preview_can_be_read_again(lines: list[Line], tmp_path: Path) -> None:
    bring_roster(tmp_path, lines)
    lines[1]["劳动技能"] = "技能劳动力"
    batch = Batch.objects.get(upload=receive(tmp_path, lines))
    assert files.table_of(batch, "differences", DIFFERENCES).rows()[0][1] == "劳动技能"


def test_own_heads_are_mapped_once_and_remembered(lines: list[Line], tmp_path: Path) -> None:
    own = [
        {("身份号码" if head == "身份证号" else head): text for head, text in line.items()} for line in lines
    ]
    path = rosters.write(tmp_path / "own.xlsx", {"花名册": own})
    with pytest.raises(Refused, match="缺少必需的列：身份证号"):
        bring(path)
    actions.remember_heads(sheets.ROSTER, {"身份号码": "id_number"}, by="zhang", scope=ALL)
    assert bring(path)[0].new == len(lines)
    assert queries.mappings() == {"registry.roster": {"身份号码": "id_number"}}


def test_a_file_with_a_wrong_second_sheet_writes_nothing_of_the_first(tmp_path: Path) -> None:
    site = {"安置区代码": "610926100001", "安置区名称": "城关一号安置区", "所在镇": "没有这个镇", "安置方式": "小城镇",
            "城乡类型": "城镇安置", "是否十三五集中安置点": "是"}  # fmt: skip
    county = {"代码": "610926", "名称": "平利县", "层级": "县", "上级代码": ""}
    places, sites = bring(rosters.write(tmp_path / "a.xlsx", {"安置区": [site], "行政区划": [county]}))
    assert (places.tab, places.failed, places.applied) == ("行政区划", False, False)
    assert sites.findings["rule"].to_list() == ["unknown_record"]
    assert Batch.objects.filter(state=BatchState.APPLIED).count() == 0


def test_the_marked_workbook_is_the_same_workbook_with_its_cells_marked(
    lines: list[Line], tmp_path: Path
) -> None:
    lines[0]["身份证号"] = "61242719800101001"
    outcome = bring_roster(tmp_path, lines)
    marked.write(tmp_path / "roster.xlsx", tmp_path / "out.xlsx", [(outcome.tab, outcome.findings)], ON)
    before, after = (
        openpyxl.load_workbook(tmp_path / "roster.xlsx"),
        openpyxl.load_workbook(tmp_path / "out.xlsx"),
    )
    texts = [
        [[cell or None for cell in row] for row in book["花名册"].iter_rows(values_only=True)]
        for book in (before, after)
    ]
    assert texts[0] == texts[1]
    cell = after["花名册"]["G2"]
    assert "18位" in str(cell.comment.text)
    assert cell.fill.fgColor.rgb == "FFF8C9C4"
    assert after["核对结果"].max_row == outcome.findings.height + 1
    assert "61242719800101001" not in str(list(after["核对结果"].values))
