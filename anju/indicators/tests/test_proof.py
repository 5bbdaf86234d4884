"""Closes proved from their files alone: whatever is altered, missing, doubled or bent is named."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings

from anju.indicators import actions, proof, snapshot
from anju.kernel.digest import sm3_hex
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from tests import builders

LATER, SMALL = date(2022, 3, 1), "试验台账没有自治组织"
AUGUST = Month(2021, 8)


@pytest.fixture
def home(county: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three closes: August, its correction, September."""
    where = tmp_path / "closes"
    monkeypatch.setattr(settings, "ANJU_CLOSES", where)
    builders.site()
    family = builders.family(members=3)
    builders.job(family.memberships.get(relation="head").person)
    actions.close(AUGUST, by="officer", on=LATER, accepted=SMALL)
    builders.family(members=2)
    actions.close(AUGUST, by="officer", on=LATER, accepted=SMALL, reason="补录一户")
    actions.close(AUGUST.plus(1), by="officer", on=LATER, accepted=SMALL)
    return where


FIRST, SECOND, NEXT = "610926/2021-08/v1", "610926/2021-08/v2", "610926/2021-09/v1"


def wrong(home: Path) -> str:
    """Everything that is wrong, in one text."""
    return "\n".join(problem for one in proof.prove_all(home) for problem in one.problems)


def resealed(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Bend a manifest as somebody would who knows how it is made, digests of files included."""
    path = folder / snapshot.MANIFEST
    held = json.loads(path.read_text("utf-8"))
    for name in held["files"]:
        held["files"][name]["sm3"] = sm3_hex((folder / name).read_bytes())
    change(held)
    path.write_text(json.dumps(held, ensure_ascii=False, sort_keys=True, indent=1), "utf-8")


def test_untouched_closes_are_proved_in_the_order_of_their_chain(home: Path) -> None:
    proofs = proof.prove_all(home)
    assert [str(one.folder.relative_to(home)) for one in proofs] == [FIRST, SECOND, NEXT]
    assert all(one.whole for one in proofs)
    assert proofs[0].figures == 3 * len(json.loads((home / FIRST / "manifest.json").read_text())["catalogue"])
    assert [one.previous for one in proofs] == [None, proofs[0].seal, proofs[1].seal]


def test_a_folder_elsewhere_is_proved_just_the_same(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "archive")
    shutil.rmtree(home)
    assert wrong(tmp_path / "archive") == ""


@pytest.mark.parametrize("name", ["person.parquet", snapshot.FIGURES, snapshot.PLACES])
def test_a_file_that_was_altered_is_named(home: Path, name: str) -> None:
    path = home / FIRST / name
    path.write_bytes(path.read_bytes() + b" ")
    assert f"{path} 内容已被改动" in wrong(home)


def test_a_missing_and_a_strange_file_are_named(home: Path) -> None:
    (home / NEXT / "job.parquet").unlink()
    (home / NEXT / "job (1).parquet").write_bytes(b"")
    assert "job.parquet 缺失" in wrong(home)
    assert "job (1).parquet 不在清单中" in wrong(home)


def test_a_fact_taken_out_shows_in_the_figures_even_when_every_digest_was_made_anew(home: Path) -> None:
    path = home / NEXT / "person.parquet"
    pl.read_parquet(path).slice(1).write_parquet(path)
    resealed(home / NEXT, lambda held: None)
    assert "610926 persons = 5.0000，按事实重算得不到" in wrong(home)


def test_a_bent_figure_a_bent_definition_and_a_bent_threshold_show(home: Path) -> None:
    figures = home / NEXT / snapshot.FIGURES
    bent = pl.read_parquet(figures).with_columns(
        numerator=pl.when(pl.col("code") == "persons").then(pl.col("numerator") + 1).otherwise("numerator")
    )
    bent.cast({"numerator": pl.Decimal(20, 4)}).write_parquet(figures)
    resealed(home / NEXT, lambda held: held["figures"].update(persons=6))
    assert "persons = 6.0000，按事实重算得不到" in wrong(home)
    assert "persons 写为 6，按事实重算为 5" in wrong(home)


def test_a_definition_that_smuggles_a_statement_is_not_run(home: Path) -> None:
    def smuggle(held: dict[str, Any]) -> None:
        held["catalogue"]["persons"]["where"] = "age > 1); copy person to '/tmp/x'; --"

    resealed(home / NEXT, smuggle)
    assert "的定义无法读取" in wrong(home)


@pytest.mark.parametrize("lost", [FIRST, SECOND])
def test_a_link_of_the_chain_that_is_missing_is_named(home: Path, lost: str) -> None:
    shutil.rmtree(home / lost)
    assert "找不到或已被改动" in wrong(home)


def test_a_doubled_close_and_one_under_a_false_name_are_named(home: Path) -> None:
    shutil.copytree(home / SECOND, home / "610926/2021-08/v3")
    shutil.copytree(home / NEXT, home / "610926/2021-10/v1")
    found = wrong(home)
    assert "2021-08 v2 有 2 份" in found
    assert "不在清单所写的位置 610926/2021-09/v1" in found
    assert "接在同一个上一结账之后" in found


def test_a_torn_manifest_and_an_unknown_format_are_told(home: Path) -> None:
    (home / FIRST / "manifest.json").write_text('{"format": 2,')
    resealed(home / NEXT, lambda held: held.update(format=9))
    found = wrong(home)
    assert "缺失或已损坏" in found
    assert "格式（9）不是本程序能核验的格式（2）" in found


def test_an_empty_folder_has_nothing_to_prove(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有结账文件"):
        proof.prove_all(tmp_path)
