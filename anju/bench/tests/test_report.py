"""The bench says what it measured, and its floors mean the same as the catalogue."""

from datetime import date

import pytest

from anju import bench
from anju.bench import figures, load, report, scope
from anju.bench.report import Line, Report
from anju.employment.codes import WorkPlace
from anju.kernel.refused import Refused
from tests import builders


def test_a_line_is_judged_by_its_ratio_or_by_its_limit() -> None:
    assert Line("a", 1.4, "s", 1.5, 1.0).passed
    assert not Line("a", 1.6, "s", 1.5, 1.0).passed
    assert Line("b", 99.0, "ms", 100).passed
    assert not Line("b", 101.0, "ms", 100).passed


def test_the_report_is_a_markdown_table_with_the_machine() -> None:
    made = Report("a machine", [Line("a", 1.6, "s", 1.5, 1.0, "why"), Line("b", 9.0, "ms", 100)])
    assert not made.passed
    assert made.head.splitlines()[0] == "a machine"
    assert made.head.splitlines()[2].startswith("| what | median |")
    assert "| a | 1.600 s | 1.000 s | 1.60× | 1.5× | too slow | why |" in made.rows
    assert "| b | 9.000 ms | – | – | 100 ms | ok |  |" in made.rows


@pytest.mark.usefixtures("county")
def test_a_part_that_cannot_be_measured_says_so_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(_times: int) -> list[Line]:
        raise Refused("没有演示县。")

    monkeypatch.setattr(bench, "PARTS", {"one": lacking, "two": lambda _times: [Line("b", 9.0, "ms", 100)]})
    first, second = bench.measure(["one", "two"], 1)
    assert (first.lacking, first.passed) == ("one: 没有演示县。", False)
    assert second.passed


def test_the_load_names_the_tool_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "TOOL", "no_such_tool")
    with pytest.raises(Refused, match=r"no_such_tool.*run\.py test"):
        load.run(1)


def test_the_95th_percentile_leaves_one_in_twenty_above() -> None:
    assert report.p95([float(n) for n in range(1, 101)]) == 95.0


@pytest.mark.usefixtures("county")
def test_floors_give_the_same_numbers_as_the_catalogue() -> None:
    for code in ("610926100001", "610926101002"):
        builders.site(code)
        builders.community(code)
        home = builders.family(code, members=4)
        for n, spell in enumerate(home.memberships.all()[:2]):
            place = WorkPlace.COUNTY if n else WorkPlace.OUTSIDE
            builders.job(spell.person, work_place=place, start=date(2020, 3, 1 + n))
    lines = figures.run(1)
    assert [line.note for line in lines] == [lines[0].note] * 2
    assert scope.run(1)[0].measured > 0
