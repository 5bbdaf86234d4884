"""`anju demo`: what it says, and that it leaves a county with data alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import ProgrammingError
from django.utils import translation
from psycopg.errors import UndefinedTable
from pytest_django.fixtures import Settings

from anju.accounts.scope import Scope, acting
from anju.cli import main
from anju.demo import actions
from anju.registry.models import Household
from tests.builders import household, place_tree

DESKS = ["bureau", "town", "head", "clerk", "grid", "auditor", "admin"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ANJU_LANG", "zh")
    with translation.override("zh-hans"), acting(scope=Scope.everything(), actor="test"):
        yield


def test_it_builds_the_county_and_prints_the_log_ins(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ANJU_HOME = tmp_path
    words = ["demo", "--scale", "0.01", "--as-of", "2021-08-31", "--out", str(tmp_path / "own")]
    assert main(words) == 0
    said = capsys.readouterr()
    lines = (tmp_path / "demo-logins.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in lines] == DESKS
    assert all(line.split("\t")[1] in said.out for line in lines)
    assert said.err.splitlines() == ["生成人口 …", "写工作簿 …", "导入 …", "结账 …", "台账建账 …"]
    assert (tmp_path / "own" / "就业台账.xlsx").exists()
    assert main(words) == 1
    assert "已经建好" in capsys.readouterr().err


def test_if_empty_ends_well_on_a_county_with_data() -> None:
    place_tree()
    household()
    assert main(["demo", "--if-empty"]) == 0
    assert Household.objects.count() == 1


def test_a_real_county_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    place_tree()
    household()
    assert main(["demo"]) == 1
    assert "真实数据" in capsys.readouterr().err


def test_a_home_that_is_not_migrated_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> str:
        raise ProgrammingError("relation does not exist") from UndefinedTable()

    monkeypatch.setattr(actions, "state", missing)
    assert main(["demo", "--if-empty"]) == 1
    said = capsys.readouterr().err
    assert "anju migrate" in said
    assert "relation" not in said


@pytest.mark.parametrize("words", [["--as-of", "yesterday"], ["--scale", "big"], ["--size", "3"]])
def test_wrong_words_end_with_status_two(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["demo", *words])
    assert ended.value.code == 2


@pytest.mark.parametrize("words", [["--scale", "0"], ["--as-of", "2020-01-01"]])
def test_an_impossible_wish_is_one_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", *words]) == 1
    assert words[0] in capsys.readouterr().err
