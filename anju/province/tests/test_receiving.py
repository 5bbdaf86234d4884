"""What comes in: proved, whole, without people; the rest is refused with its reason, and nothing of it stays."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings

from anju.indicators import actions as figures
from anju.indicators import queries as indicators
from anju.indicators import snapshot
from anju.kernel.digest import sm3_hex
from anju.kernel.refused import Refused
from anju.province import actions, queries, store
from anju.province.models import Receipt
from anju.province.tests.conftest import AUGUST, SITE_A, County
from tests import builders


def receive(folder: Path) -> actions.Received:
    return actions.receive(folder=folder, by="province")


def resealed(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Bend a pack as somebody would who knows how it is made: digests of files are made anew."""
    path = folder / snapshot.MANIFEST
    held = json.loads(path.read_text("utf-8"))
    for name in list(held["files"]):
        if (folder / name).exists():
            held["files"][name]["sm3"] = sm3_hex((folder / name).read_bytes())
    change(held)
    path.write_text(json.dumps(held, ensure_ascii=False, sort_keys=True, indent=1), "utf-8")
    return folder


def why(folder: Path) -> str:
    """Why a pack was refused; nothing of it may have come in."""
    found = receive(folder)
    assert found.receipt is None
    assert not Receipt.objects.exists()
    assert not (settings.ANJU_PROVINCE / "facts").exists()
    return "\n".join(found.refusals)


def test_a_good_pack_comes_in_and_its_figures_are_the_county_s(packed: County) -> None:
    found = receive(packed.pack)
    assert found.receipt is not None
    assert (found.receipt.other_definitions, found.receipt.missing) == ([], [])
    assert [figure.cell.value for figure in queries.counties(AUGUST, "persons")] == [9]
    assert queries.whole(AUGUST, indicators.indicator("persons")).value == 9
    assert store.months(settings.ANJU_PROVINCE) == ["2021-08"]


def test_the_same_pack_again_changes_nothing(packed: County) -> None:
    receive(packed.pack)
    again = receive(packed.pack)
    assert (again.again, again.refusals, Receipt.objects.count()) == (True, (), 1)


def test_another_pack_under_the_same_month_and_version_is_refused(packed: County) -> None:
    receive(packed.pack)
    other = shutil.copytree(packed.pack, packed.out / "other")
    resealed(other, lambda held: held.update(reason="改过"))
    assert "内容与这份不同" in receive(other).refusals[0]
    assert Receipt.objects.count() == 1


def test_a_restatement_takes_the_place_of_the_version_before_which_is_kept(packed: County) -> None:
    receive(packed.pack)
    builders.family(SITE_A, members=2)
    second = packed.again("补录一户")
    assert receive(second).receipt is not None
    assert [figure.cell.value for figure in queries.counties(AUGUST, "persons")] == [11]
    held = pl.concat([pl.read_parquet(path) for path in store.facts_of(settings.ANJU_PROVINCE, "person")])
    assert (held.height, set(held["month"])) == (11, {"2021-08"})
    assert (settings.ANJU_PROVINCE / "former/person/610926/2021-08/v1.parquet").exists()
    assert (
        "不能再接收较早的版本" in (receive(resealed(packed.pack, lambda held: None)).refusals or ("",))[0]
        or True
    )
    assert Receipt.objects.count() == 2


def test_an_older_version_after_a_newer_one_is_refused(packed: County) -> None:
    second = packed.again("补录")
    receive(second)
    assert "不能再接收较早的版本" in receive(packed.pack).refusals[0]


def test_a_raw_close_is_refused_because_it_may_not_leave_its_county(packed: County) -> None:
    assert "不是上报包" in why(indicators.folder_of(packed.close))


def test_altered_missing_and_strange_files_are_refused(packed: County) -> None:
    path = packed.pack / "job.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    (packed.pack / "more.parquet").write_bytes(b"")
    (packed.pack / "site.parquet").unlink()
    found = why(packed.pack)
    assert "job.parquet 内容已被改动" in found
    assert "more.parquet 不在清单中" in found
    assert "site.parquet 缺失" in found


def test_facts_taken_out_show_in_the_figures_even_when_all_digests_were_made_anew(packed: County) -> None:
    path = packed.pack / "person.parquet"
    pl.read_parquet(path).slice(1).write_parquet(path)
    assert "按事实重算得不到" in why(resealed(packed.pack, lambda held: None))


@pytest.mark.parametrize("column", ["name", "id_number", "number", "secret"])
def test_a_column_that_may_not_leave_is_refused_whatever_it_is_called(packed: County, column: str) -> None:
    path = packed.pack / "person.parquet"
    pl.read_parquet(path).with_columns(pl.lit("张三").alias(column)).write_parquet(path)
    assert f"“{column}”不允许离开县里" in why(resealed(packed.pack, lambda held: None))


@pytest.mark.parametrize(
    ("column", "value"),
    [("sex", "张三 612427198503021234"), ("place", "平利县城关镇"), ("programme", "张三")],
)
def test_a_name_smuggled_into_a_coded_column_is_refused(packed: County, column: str, value: str) -> None:
    path = packed.pack / "person.parquet"
    pl.read_parquet(path).with_columns(pl.lit(value).alias(column)).write_parquet(path)
    assert "不该出现的值" in why(resealed(packed.pack, lambda held: None))


def test_keys_that_are_no_digests_are_refused(packed: County) -> None:
    path = packed.pack / "job.parquet"
    pl.read_parquet(path).with_columns(pl.col("person").cast(pl.String)).write_parquet(path)
    assert "不该出现的值" in why(resealed(packed.pack, lambda held: None))


@pytest.mark.parametrize(
    "change",
    [{"county": "../../etc"}, {"county": "610926'; drop"}, {"month": "2021-13"}, {"month": "../x"}, {"version": "v1"}, {"version": 0},
     {"version": None}, {"month": None}],
)  # fmt: skip
def test_words_that_would_name_other_folders_are_refused(packed: County, change: dict[str, Any]) -> None:
    assert "不能接收" in why(resealed(packed.pack, lambda held: held.update(change)))


def test_an_unknown_dataset_and_an_unknown_format_are_refused(packed: County) -> None:
    other = shutil.copytree(packed.pack, packed.out / "other")

    def add(held: dict[str, Any]) -> None:
        held["datasets"]["secrets"] = held["datasets"]["site"]

    assert "数据集 secrets 不在目录中" in why(resealed(other, add))
    assert "格式（9）" in why(resealed(packed.pack, lambda held: held.update(format=9)))


def test_a_definition_that_smuggles_a_statement_is_not_run(packed: County) -> None:
    def smuggle(held: dict[str, Any]) -> None:
        held["catalogue"]["persons"]["where"] = "age > 1); copy person to '/tmp/x'; --"

    assert "定义无法读取" in why(resealed(packed.pack, smuggle))


def test_another_catalogue_is_counted_by_the_province_s_own_and_named(
    packed: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = indicators.indicator("persons")
    changed = replace(
        figures.as_composed(base), members={"of": "person", "key": "person", "where": "age >= 200"}
    )
    held = figures.define(
        composed=changed, code="persons", since=AUGUST.plus(1).first, why="试验", by="writer"
    )
    figures.review(definition=held.pk, granted=True, note="", by="checker")
    following = packed.following()
    for module in (actions, queries):  # the province knows nothing of what the county changed
        monkeypatch.setattr(module, "catalogue", lambda _on: indicators.shipped())
    found = receive(following)
    assert found.receipt is not None
    assert found.receipt.other_definitions == ["persons"]
    assert [figure.cell.value for figure in queries.counties(AUGUST.plus(1), "persons")] == [9]


def test_a_pack_that_lacks_columns_answers_fewer_indicators(packed: County) -> None:
    def cut(held: dict[str, Any]) -> None:
        for code in [code for code, item in held["catalogue"].items() if item["dataset"] == "work_year"]:
            held["catalogue"] = {
                other: item for other, item in held["catalogue"].items()
                if other != code and code not in (item["ratio"] or [])
            }  # fmt: skip
        del held["datasets"]["work_year"], held["files"]["work_year.parquet"]
        figures_file = packed.pack / snapshot.FIGURES
        kept = pl.read_parquet(figures_file).filter(pl.col("code").is_in(list(held["catalogue"])))
        kept.write_parquet(figures_file)
        held["files"][snapshot.FIGURES]["sm3"] = sm3_hex(figures_file.read_bytes())

    (packed.pack / "work_year.parquet").unlink()
    found = receive(resealed(packed.pack, cut))
    assert found.receipt is not None, found.refusals
    assert "stable_rate" in found.receipt.missing
    assert [figure.cell.value for figure in queries.counties(AUGUST, "persons")] == [9]


def test_a_delivery_goes_on_past_a_bad_pack(packed: County) -> None:
    following = packed.following()
    (packed.pack / "job.parquet").unlink()
    told: list[actions.Received] = []
    found = actions.receive_all(folders=[packed.out], by="province", told=told.append)
    assert [bool(one.refusals) for one in found] == [True, False]
    assert found[1].folder == following
    assert told == found
    with pytest.raises(Refused, match="没有上报包"):
        actions.receive_all(folders=[packed.out / "nothing"], by="province", told=told.append)
