"""`anju import` as scripts rely on it: exit status, counts, the marked workbook, remembered heads."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from anju import cli
from anju.accounts.scope import Scope, acting
from anju.checks.models import Run
from anju.intake.models import Batch
from anju.intake.tests import rosters
from anju.registry.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

ON = "2021-12-31"


@pytest.fixture
def places(tmp_path: Path) -> str:
    return str(rosters.places(tmp_path / "places.xlsx"))


@pytest.fixture
def county_seen(places: str) -> Iterator[None]:
    """Reads the whole county; commands open transactions of their own inside."""
    with acting(scope=Scope.everything(), actor="test"):
        yield


def roster(folder: Path, *, name: str = "roster.xlsx", **spoilt: str) -> str:
    lines = rosters.roster(3, persons=9)
    lines[0].update(spoilt)
    return str(rosters.write(folder / name, {"花名册": lines}, rosters.ROSTER_HEADS))


def run(*words: str) -> int:
    return cli.main(["import", *words, "--on", ON])


def test_files_are_taken_in_the_order_in_which_they_need_one_another(
    places: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(roster(tmp_path), places) == 0
    printed = capsys.readouterr().out
    assert printed.index("安置区") < printed.index("花名册")


def test_a_preview_writes_nothing(places: str, tmp_path: Path, county_seen: None) -> None:
    assert run(places) == 0
    assert run(roster(tmp_path), "--preview") == 0
    assert not Person.objects.exists()
    assert not Batch.objects.filter(sheet="registry.roster").exists()
    assert run(roster(tmp_path, 联系方式="1"), "--preview") == 3


def test_a_file_with_a_bad_row_fails_unless_its_good_rows_are_accepted(
    places: str, tmp_path: Path, county_seen: None
) -> None:
    run(places)
    bad, out = roster(tmp_path, 联系方式="1"), tmp_path / "out.xlsx"
    assert run(bad, "--errors", str(out)) == 1
    assert not Person.objects.exists()
    assert out.exists()
    assert run(bad, "--accept-valid") == 3
    assert Person.objects.exists()


def test_a_file_that_is_no_workbook_fails_with_its_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.xlsx").write_text("x")
    assert run(str(tmp_path / "a.xlsx")) == 1
    assert "不是 Excel 工作簿" in capsys.readouterr().out
    assert run(str(tmp_path / "none.xlsx")) == 1


def test_heads_of_ones_own_are_remembered(places: str, tmp_path: Path) -> None:
    run(places)
    lines = [
        {("身份号码" if head == "身份证号" else head): text for head, text in line.items()}
        for line in rosters.roster(1)
    ]
    own = str(rosters.write(tmp_path / "own.xlsx", {"花名册": lines}))
    assert run(own) == 1
    assert run(own, "--map", "身份号码=身份证号") == 0
    assert run(own) == 0
    assert run(own, "--map", "没有这样的等号") == 1


def test_wrong_use_is_told_by_its_own_status() -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["import"])
    assert caught.value.code == 2


def test_the_checks_after_an_import_look_at_its_day(places: str, tmp_path: Path, county_seen: None) -> None:
    assert run(places, roster(tmp_path)) == 0
    assert {str(day) for day in Run.objects.values_list("on", flat=True)} == {ON}
