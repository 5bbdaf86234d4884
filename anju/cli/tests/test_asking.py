"""`anju figures`, `records` and `close`: forms, exit statuses, sentences."""

import argparse
import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings

from anju.audit.models import Act, Event
from anju.cli import asking, main
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ledger(county: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A family with one worker; closes go to a folder of the test."""
    monkeypatch.setattr(settings, "ANJU_CLOSES", tmp_path / "closes")
    builders.site()
    builders.job(builders.family(members=2).memberships.get(relation="head").person)


def test_figures_as_json_are_objects_with_their_proof(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "--as-of", "2021-08-31", "--format", "json"]) == 0
    found = {figure["code"]: figure for figure in json.loads(capsys.readouterr().out)}
    assert found["persons"] == {
        "code": "persons",
        "name": "搬迁人口",
        "value": 2,
        "unit": "人",
        "as_of": "2021-08-31",
        "scope": "610926",
        "definition": "当日在册的搬迁人口，不分搬迁项目。",
    }


def test_figures_by_site_as_csv_have_a_line_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "--as-of", "2021-08-31", "--by", "site", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["scope"] for row in rows} == {builders.SITE}


def test_figures_as_a_table_name_every_indicator(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "--as-of", "2021-08-31"]) == 0
    assert "17,372" not in (out := capsys.readouterr().out)
    assert "employed_persons" in out


def test_records_as_a_workbook_open_in_another_reader_and_are_written_to_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    assert main(["records", "persons", "--as-of", "2021-08-31", "--format", "xlsx", "--out", str(path)]) == 0
    rows = list(openpyxl.load_workbook(path).active.values)
    assert len(rows) == 3
    assert "身份证号" in rows[0]
    assert Event.objects.filter(act=Act.RECORDS_EXPORTED, target="persons").count() == 1


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_records_are_printed_masked(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["records", "persons", "--as-of", "2021-08-31", "--format", form]) == 0
    out = capsys.readouterr().out
    assert "邹试安" not in out
    assert "邹" in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["records", "nothing"], "没有代码为 nothing 的指标"),
        (["figures", "--scope", "999999"], "没有代码为 999999 的地点"),
        (["close", "August"], "YYYY-MM"),
        (["close", "2099-01"], "还没有结束"),
        (["records", "persons", "--format", "xlsx", "--out", "/nowhere/at/all.xlsx"], "无法写入"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_one(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANJU_LANG", "zh")
    assert main(words) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["figures", "--as-of", "soon"],
        ["figures", "--by", "street"],
        ["records"],
        ["close"],
        ["bench", "--only", "x"],
    ],
)
def test_wrong_use_is_status_two(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2


def test_a_month_is_closed_under_a_seal_and_becomes_the_default_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["close", "2021-08"]) == 1
    assert "校验不符" in capsys.readouterr().err
    assert main(["close", "2021-08", "--accept", "试验台账没有自治组织"]) == 0
    assert "2021-08 v1  SM3 " in capsys.readouterr().out
    assert main(["verify-close"]) == 0
    assert "2021-08 v1" in capsys.readouterr().out
    assert main(["figures", "--format", "json"]) == 0
    assert {figure["as_of"] for figure in json.loads(capsys.readouterr().out)} == {"2021-08-31"}


@pytest.mark.parametrize("command", ["figures", "records", "close", "verify-close", "bench"])
def test_every_command_shows_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert f"anju {command}" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["yesterday", "2021-02-30", "2021-13-01"])
def test_a_day_that_is_none_is_wrong_use_with_a_sentence(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["figures", "--as-of", word])
    assert stopped.value.code == 2
    assert "YYYY-MM-DD" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["0", "-5", "11", "abc", "1.5", "", "１", "1e3"])
def test_a_number_outside_its_bounds_is_refused_with_the_bounds(word: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="1 至 10"):
        asking.a_number(1, 10)(word)


def test_both_bounds_of_a_number_are_allowed() -> None:
    assert [asking.a_number(1, 10)(word) for word in ("1", "10", "07")] == [1, 10, 7]
