"""Closing a month: whole, sealed, in order, and equal to the live figures it was made from."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from anju.audit.models import Act, Event
from anju.indicators import actions, queries
from anju.indicators.actions import closing
from anju.indicators.catalogue import Catalogue
from anju.indicators.datasets import DATASETS
from anju.indicators.models import Close, Figure
from anju.indicators.queries import live
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from tests import builders

pytestmark = pytest.mark.usefixtures("county")

AUGUST, SEPTEMBER = Month(2021, 8), Month(2021, 9)
LATER = date(2022, 3, 1)
SMALL = "试验台账没有自治组织"  # why one cross-check breaks here


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Close:
    """A small ledger whose August is closed."""
    monkeypatch.setattr(settings, "ANJU_CLOSES", tmp_path / "closes")
    builders.site()
    builders.community()
    home = builders.family(members=3)
    builders.job(home.memberships.get(relation="head").person)
    return actions.close(AUGUST, by="officer", on=LATER, accepted=SMALL)


def folder(close: Close) -> Path:
    """Where its files lie."""
    path: Path = settings.ANJU_CLOSES / close.folder
    return path


def test_closed_figures_and_records_equal_the_live_ones(closed: Close) -> None:
    live = {figure.code: figure.value for figure in queries.figures(AUGUST.last)}
    assert {figure.code: figure.value for figure in queries.closed_figures(closed)} == live
    assert live["persons"] == 3
    for indicator in queries.catalogue():
        table = queries.closed_records(closed, indicator.code)
        page = queries.records(indicator.code, AUGUST.last, limit=None)
        assert [tuple(row) for row in table.rows] == [tuple(row) for row in page.rows]


def test_figures_of_towns_and_sites_are_fixed_too(closed: Close) -> None:
    by_site = {(f.code, f.scope): f.value for f in queries.closed_figures(closed, by="site")}
    live = {(f.code, f.scope): f.value for f in queries.figures(AUGUST.last, by="site")}
    assert by_site == live


def test_a_later_correction_leaves_the_closed_figure_and_moves_the_live_one(closed: Close) -> None:
    builders.family(members=2)
    assert queries.figures(AUGUST.last, codes=["persons"])[0].value == 5
    assert {f.code: f.value for f in queries.closed_figures(closed)}["persons"] == 3


def test_untouched_files_verify_and_any_touch_is_found(closed: Close) -> None:
    assert queries.verify(closed) == []
    (folder(closed) / "extra.parquet").write_bytes(b"x")
    (folder(closed) / "person.parquet").write_bytes(b"altered")
    (folder(closed) / "job.parquet").unlink()
    found = "\n".join(queries.verify(closed))
    assert "extra.parquet 不在清单中" in found
    assert "person.parquet 内容已被改动" in found
    assert "job.parquet 缺失" in found


def test_closed_records_follow_the_definition_that_was_closed(
    closed: Close, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = queries.closed_page(closed, "employed_persons")
    changed = replace(queries.indicator("employed_persons"), where="programme = 'other'")
    kept = {item.code: item for item in queries.catalogue()} | {"employed_persons": changed}
    monkeypatch.setattr(live, "catalogue", lambda _on: Catalogue(kept))
    assert queries.figures(AUGUST.last, codes=["employed_persons"])[0].value == 0
    assert queries.closed_page(closed, "employed_persons") == before
    assert before.total == 1


def test_a_cut_manifest_is_found_and_its_records_are_refused(closed: Close) -> None:
    path = folder(closed) / "manifest.json"
    path.write_bytes(path.read_bytes()[:40])
    assert queries.verify(closed) == [f"{path} 与结账时登记的摘要不一致"]
    with pytest.raises(Refused, match="从备份恢复"):
        queries.closed_records(closed, "persons")


def test_facts_that_would_count_somebody_twice_are_not_closed(
    closed: Close, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubled = DATASETS["person"]
    monkeypatch.setitem(DATASETS, "person", replace(doubled, sql=f"{doubled.sql} union all {doubled.sql}"))
    with pytest.raises(Refused, match="搬迁人口中有 3 个编号在当日出现两次"):
        actions.close(SEPTEMBER, by="officer", on=LATER, accepted=SMALL)
    assert not Close.objects.filter(month=SEPTEMBER.first).exists()


def test_an_altered_manifest_is_found(closed: Close) -> None:
    path = folder(closed) / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"persons": 3', '"persons": 4'), "utf-8")
    assert "manifest.json" in queries.verify(closed)[0]


def test_a_missing_file_is_refused_with_a_sentence(closed: Close) -> None:
    (folder(closed) / "person.parquet").unlink()
    with pytest.raises(Refused, match="从备份恢复"):
        queries.closed_records(closed, "persons")


def test_months_close_after_they_end_in_order_and_once(closed: Close) -> None:
    with pytest.raises(Refused, match="还没有结束"):
        actions.close(SEPTEMBER, by="officer", on=SEPTEMBER.last)
    with pytest.raises(Refused, match="下一个应结账的月份是 2021-09"):
        actions.close(Month(2021, 10), by="officer", on=LATER)
    with pytest.raises(Refused, match="必须写明原因"):
        actions.close(AUGUST, by="officer", on=LATER)


def test_closes_are_linked_and_written_to_the_chain(closed: Close) -> None:
    following = actions.close(SEPTEMBER, by="officer", on=LATER, accepted=SMALL)
    assert following.previous == closed
    assert closed.manifest_sm3 in (folder(following) / "manifest.json").read_text("utf-8")
    assert list(Event.objects.filter(act=Act.MONTH_CLOSED).values_list("target", flat=True)) == [
        "2021-08 v1",
        "2021-09 v1",
    ]


def test_a_reason_makes_a_further_version_and_keeps_the_first(closed: Close) -> None:
    builders.family(members=2)
    second = actions.close(AUGUST, by="officer", on=LATER, reason="补录一户", accepted=SMALL)
    assert (second.version, second.previous) == (2, closed)
    assert queries.close_for(AUGUST) == second
    assert [point.value for point in queries.trend("persons")] == [5]
    assert {f.code: f.value for f in queries.closed_figures(closed)}["persons"] == 3
    assert queries.verify(closed) == []


def test_a_month_that_is_not_closed_is_refused(closed: Close) -> None:
    with pytest.raises(Refused, match="尚未结账"):
        queries.close_for(SEPTEMBER)


def test_a_failing_close_leaves_nothing_behind(closed: Close, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise Refused("停")

    monkeypatch.setattr(closing, "record", broken)
    with pytest.raises(Refused):
        actions.close(SEPTEMBER, by="officer", on=LATER, accepted=SMALL)
    assert not Close.objects.filter(month=SEPTEMBER.first).exists()
    assert [path.name for path in settings.ANJU_CLOSES.iterdir()] == ["610926"]
    assert not (settings.ANJU_CLOSES / "610926" / "2021-09").exists()


def test_nobody_can_change_a_closed_figure(closed: Close) -> None:
    figure = Figure.objects.filter(close=closed).first()
    assert figure is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "select has_table_privilege('indicators_figure', 'update'), has_table_privilege('indicators_close', 'delete')"
        )
        assert cursor.fetchone() == (False, False)


def test_a_month_whose_figures_disagree_is_closed_only_with_words(closed: Close) -> None:
    with pytest.raises(Refused, match="十三五集中安置点”1 应等于"):
        actions.close(SEPTEMBER, by="officer", on=LATER)
    assert not Close.objects.filter(month=SEPTEMBER.first).exists()
    kept = queries.breaks_of(closed)
    assert {(one["code"], one["left"], one["right"]) for one in kept} == {("concentrated_sites", "1", "0")}
    assert {one["place"] for one in kept} == {builders.COUNTY, builders.TOWN, builders.SITE}
    assert closed.accepted == SMALL
