"""A roster in the ledger: new, unchanged, changed, ended; who lives where since when."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from anju.accounts.scope import Scope, acting
from anju.audit.models import Act, Event
from anju.intake import queries
from anju.intake.findings import errors
from anju.intake.models import Batch, BatchState
from anju.intake.tests import rosters
from anju.kernel.refused import Refused
from anju.privacy.fields import search_digest
from anju.registry.models import Household, Membership, Person
from anju.registry.tests.support import Line, bring, bring_places, bring_roster, new_member

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture
def lines(tmp_path: Path) -> list[Line]:
    """Three households that are in the ledger."""
    bring_places(tmp_path)
    lines = rosters.roster(3, persons=11)
    outcome = bring_roster(tmp_path, lines)
    assert outcome.applied
    assert outcome.new == len(lines)
    return lines


def person(line: Line) -> Person:
    return Person.objects.get(id_digest=search_digest(line["身份证号"]))


def counts(lines: list[Line], folder: Path) -> tuple[int, int, int, int]:
    outcome = bring_roster(folder, lines)
    assert outcome.applied, outcome.findings.rows()
    return outcome.new, outcome.changed, outcome.unchanged, outcome.refused


def test_a_line_becomes_household_person_and_membership(lines: list[Line]) -> None:
    line = lines[0]
    found = person(line)
    assert (found.name, found.id_number, found.phone) == (
        line["搬迁人员姓名"],
        line["身份证号"],
        line["联系方式"],
    )
    assert found.id_masked == f"{line['身份证号'][:6]}********{line['身份证号'][-4:]}"
    assert found.phone_digest == search_digest(line["联系方式"])
    membership = found.memberships.get()
    assert (membership.start, membership.stop, membership.relation) == (date(2018, 6, 1), None, "head")
    assert membership.household.number == line["户编号"]
    assert str(membership.place) == line["安置点名称"]
    assert found.place_id == membership.place_id == membership.household.place_id
    assert Household.objects.count() == 3
    assert Person.objects.count() == Membership.objects.count() == len(lines)


def test_the_same_file_twice_changes_nothing(lines: list[Line], tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from registry_personevent")
        before = cursor.fetchone()
        assert counts(lines, tmp_path) == (0, 0, len(lines), 0)
        cursor.execute("select count(*) from registry_personevent")
        assert cursor.fetchone() == before


def test_a_changed_cell_is_shown_and_corrected_in_place(lines: list[Line], tmp_path: Path) -> None:
    lines[0]["健康状况"] = "长期慢性病"
    outcome = bring_roster(tmp_path, lines)
    assert (outcome.new, outcome.changed) == (0, 1)
    assert outcome.differences.rows() == [(2, "健康状况", "健康", "长期慢性病")]
    assert person(lines[0]).memberships.get().health == "chronic"


def test_a_new_phone_is_sealed_and_shown_masked(lines: list[Line], tmp_path: Path) -> None:
    lines[0]["联系方式"] = "13911112222"
    outcome = bring_roster(tmp_path, lines)
    shown = str(outcome.differences.rows())
    assert "139****2222" in shown
    assert "13911112222" not in shown
    found = person(lines[0])
    assert (found.phone, found.phone_masked) == ("13911112222", "139****2222")
    lines[0]["联系方式"] = ""
    assert counts(lines, tmp_path) == (0, 1, len(lines) - 1, 0)
    assert (person(lines[0]).phone, person(lines[0]).phone_digest) == ("", "")


def test_a_column_that_the_file_lacks_leaves_the_ledger_as_it_stands(
    lines: list[Line], tmp_path: Path
) -> None:
    heads = [
        head
        for head in rosters.ROSTER_HEADS
        if head not in {"联系方式", "政治面貌", "民族", "迁出地", "出生日期", "性别"}
    ]
    outcome = bring(rosters.write(tmp_path / "short.xlsx", {"花名册": lines}, heads))[0]
    assert (outcome.changed, outcome.unchanged) == (0, len(lines))
    assert person(lines[0]).phone == lines[0]["联系方式"]


def test_a_household_that_moved_is_changed_and_its_people_follow(lines: list[Line], tmp_path: Path) -> None:
    other = next((site, town) for site, town in rosters.SITES.values() if site != lines[0]["安置点名称"])
    moved = [line for line in lines if line["户编号"] == lines[0]["户编号"]]
    for line in moved:
        line["安置点名称"], line["乡镇"] = other
    assert counts(lines, tmp_path) == (0, len(moved), len(lines) - len(moved), 0)
    assert {str(person(line).place) for line in moved} == {other[0]}


def test_a_child_is_born_into_a_household(lines: list[Line], tmp_path: Path) -> None:
    child = new_member(lines[0], 9)
    assert counts([child], tmp_path) == (1, 0, 0, 0)
    membership = person(child).memberships.get()
    assert (membership.start, membership.start_reason) == (date(2021, 3, 1), "born")


def test_a_membership_ends_with_day_and_reason(lines: list[Line], tmp_path: Path) -> None:
    lines[1].update({"终止日期": "2021-05-01", "终止原因": "死亡"})
    assert counts(lines, tmp_path) == (0, 1, len(lines) - 1, 0)
    membership = person(lines[1]).memberships.get()
    assert (membership.stop, membership.stop_reason) == (date(2021, 5, 1), "died")


def test_a_later_start_ends_the_spell_before_it(lines: list[Line], tmp_path: Path) -> None:
    later = lines[1] | {"起始日期": "2021-09-01", "起始原因": "情况变更", "健康状况": "残疾"}
    assert counts([line for line in lines if line is not lines[1]] + [later], tmp_path)[:2] == (1, 0)
    first, second = person(lines[1]).memberships.order_by("start")
    assert (first.stop, first.stop_reason, first.health) == (date(2021, 9, 1), "changed", "healthy")
    assert (second.start, second.stop, second.health) == (date(2021, 9, 1), None, "disabled")


def test_husband_and_wife_change_places_at_the_head(lines: list[Line], tmp_path: Path) -> None:
    head, spouse = lines[0], lines[1]
    household = [line for line in lines if line["户编号"] == head["户编号"]]
    head.update({"是否为户主": "否", "与户主关系": "配偶"})
    spouse.update({"是否为户主": "是", "与户主关系": "户主"})
    for line in household:
        line.update({"户主": spouse["搬迁人员姓名"], "户主身份证号": spouse["身份证号"]})
    assert counts(lines, tmp_path) == (0, 2, len(lines) - 2, 0)
    assert person(spouse).memberships.get().relation == "head"


def test_a_person_of_another_household_is_refused_until_that_membership_ends(
    lines: list[Line], tmp_path: Path
) -> None:
    other = next(line for line in lines if line["户编号"] != lines[0]["户编号"])
    moved = lines[1] | {
        head: other[head]
        for head in ("户编号", "户主", "户主身份证号", "安置点名称", "乡镇", "迁出地", "目前具体地址")
    }
    moved |= {"与户主关系": "其他", "起始日期": "2021-06-01", "起始原因": "婚入"}
    outcome = bring_roster(tmp_path, [moved])
    assert errors(outcome.findings)["rule"].to_list() == ["person_in_another_household"]
    lines[1].update({"终止日期": "2021-06-01", "终止原因": "婚出"})
    assert counts([*lines, moved], tmp_path) == (1, 1, len(lines) - 1, 0)
    assert person(lines[1]).place_id == Household.objects.get(number=other["户编号"]).place_id


def test_a_spell_that_overlaps_the_ledger_is_refused(lines: list[Line], tmp_path: Path) -> None:
    outcome = bring_roster(
        tmp_path, [lines[1] | {"起始日期": "2018-05-01", "起始原因": "迁入", "搬迁日期": "2018-05-01"}]
    )
    assert "overlaps_ledger" in outcome.findings["rule"].to_list()
    assert not outcome.applied


def test_a_second_head_beside_the_ledgers_is_refused(lines: list[Line], tmp_path: Path) -> None:
    outcome = bring_roster(
        tmp_path,
        [lines[1] | {"是否为户主": "是", "与户主关系": "户主", "户主身份证号": lines[1]["身份证号"]}],
    )
    assert "household_head_in_ledger" in outcome.findings["rule"].to_list()


def test_an_import_leaves_one_audit_event_a_batch_and_the_file(lines: list[Line]) -> None:
    batch = Batch.objects.get(sheet="registry.roster")
    assert (batch.state, batch.rows_new) == (BatchState.APPLIED, len(lines))
    event = Event.objects.get(act=Act.IMPORT_APPLIED, target=f"intake.batch:{batch.pk}")
    assert (event.detail["new"], event.detail["sm3"]) == (len(lines), batch.sm3)
    found = person(lines[4])
    assert found.batch_id == batch.pk
    row = queries.source_row(batch, found.batch_row or 0)
    assert (row["身份证号"], row["搬迁人员姓名"]) == (lines[4]["身份证号"], lines[4]["搬迁人员姓名"])


def test_history_names_who_imported(lines: list[Line]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct c.metadata->>'actor', e.pgh_label from registry_personevent e join pghistory_context c on c.id = e.pgh_context_id"
        )
        assert cursor.fetchall() == [("test", "insert")]


def test_a_town_cannot_write_beyond_its_border(lines: list[Line], tmp_path: Path) -> None:
    elsewhere = next(line for line in rosters.roster(40, seed=3) if line["乡镇"] != "城关镇")
    path = rosters.write(
        tmp_path / "a.xlsx", {"花名册": [elsewhere | {"户编号": "6109269999999999"}]}, rosters.ROSTER_HEADS
    )
    outcome = bring(path, scope=Scope(("610926100",)))[0]
    assert "out_of_scope" in outcome.findings["rule"].to_list()
    assert not outcome.applied


def test_a_person_beyond_the_scope_is_never_overwritten(lines: list[Line], tmp_path: Path) -> None:
    strange = next(line for line in lines if line["乡镇"] == "长安镇" and line["与户主关系"] == "户主")
    stolen = strange | {
        "户编号": "6109268888888888",
        "乡镇": "城关镇",
        "安置点名称": "城关一号安置区",
        "家庭人口": "1",
    }
    path = rosters.write(tmp_path / "a.xlsx", {"花名册": [stolen]}, rosters.ROSTER_HEADS)
    with pytest.raises(Refused, match="冲突"), acting(scope=Scope(("610926100",)), actor="town"):
        bring(path, scope=Scope(("610926100",)))
    assert person(strange).name == strange["搬迁人员姓名"]


def test_the_village_of_origin_is_kept_by_its_code(lines: list[Line], tmp_path: Path) -> None:
    for line in lines:
        line["迁出地代码"] = "610926103201"
    heads = [*rosters.ROSTER_HEADS, "迁出地代码"]
    assert bring(rosters.write(tmp_path / "o.xlsx", {"花名册": lines}, heads))[0].applied
    assert set(Household.objects.values_list("origin_code", flat=True)) == {"610926103201"}
    lines[0]["迁出地代码"] = "12"
    outcome = bring(rosters.write(tmp_path / "o.xlsx", {"花名册": lines}, heads))[0]
    assert "origin_code_form" in outcome.findings["rule"].to_list()
