"""Whether a pack may come in: whole, unaltered, without people, and its figures those of its facts. Pure but for the files."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from anju.indicators import counting, snapshot
from anju.indicators.predicate import Unreadable
from anju.kernel.facts import Dataset, Kind
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.province.leaving import PLACE_CODE, PLACES, keys_of, may_leave
from anju.province.pack import FORMAT

COUNTY = re.compile(r"\d{6}")
_PLACE_COLUMNS = {"code", "name", "level", "longitude", "latitude"}


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a pack; raises Refused for a folder that is none."""
    held = snapshot.manifest_of(folder)
    if held.get("kind") != "province-pack":
        raise Refused(
            f"{folder} 不是上报包。县里的结账文件含有不应离开本县的内容，请先用 anju province pack 生成上报包。"
        )
    _check_words(folder, held)
    if held.get("format") != FORMAT:
        raise Refused(f"{folder} 的格式（{held.get('format')}）本程序不能接收（{FORMAT}）。请升级后再试。")
    return held


def _check_words(folder: Path, held: Mapping[str, Any]) -> None:
    """Words that name folders and tables must be what they claim to be; raises Refused."""
    county, month, version = held.get("county"), held.get("month"), held.get("version")
    try:
        good = (
            COUNTY.fullmatch(str(county))
            and str(Month.parse(str(month))) == month
            and 0 < int(version or 0) < 1000
        )
    except (TypeError, ValueError):
        good = False
    if not good:
        raise Refused(f"{folder} 的清单写错了县代码、月份或版本（{county} {month} v{version}），不能接收。")


def problems(folder: Path, held: Mapping[str, Any], datasets: Mapping[str, Dataset]) -> list[str]:
    """Everything that is wrong with a pack, in the order in which it tells; empty for a good one."""
    found = snapshot.altered(folder, held["files"])
    if not found:
        found = [*_strange_files(held, datasets), *_strange_columns(folder, held, datasets)]
    return found or _figures(folder, held)


def _strange_files(held: Mapping[str, Any], datasets: Mapping[str, Dataset]) -> Iterator[str]:
    known = {snapshot.file_of(name) for name in datasets} | {snapshot.FIGURES, snapshot.PLACES}
    for name in sorted(held["files"].keys() - known):
        yield f"{name} 不是上报包应有的文件"
    for name in sorted(held["datasets"].keys() - datasets.keys()):
        yield f"数据集 {name} 不在目录中"


def _strange_columns(folder: Path, held: Mapping[str, Any], datasets: Mapping[str, Dataset]) -> Iterator[str]:
    """Columns that may not leave a county, whatever they are called, and values that no such column holds."""
    if extra := set(pl.read_parquet_schema(folder / snapshot.PLACES)) - _PLACE_COLUMNS:
        yield f"地点文件中有不应有的栏：{'、'.join(sorted(extra))}"
    for name in held["datasets"].keys() & datasets.keys():
        dataset, path = datasets[name], folder / snapshot.file_of(name)
        if not path.exists():
            yield f"{path.name} 缺失"
            continue
        frame = pl.read_parquet(path)
        for column in frame.columns:
            fact = dataset.columns.get(column)
            if fact is None or not may_leave(column, fact, dataset):
                yield f"{path.name} 中的“{column}”不允许离开县里"
            else:
                yield from _strange_values(path.name, column, frame[column], dataset)


def _strange_values(file: str, column: str, values: pl.Series, dataset: Dataset) -> Iterator[str]:
    """Texts that are no code, places that are no place, keys that are no digest."""
    fact = dataset.columns[column]
    if column in PLACES:
        wrong = [code for code in values.drop_nulls().unique() if not PLACE_CODE.fullmatch(str(code))]
    elif column in keys_of(dataset):
        wrong = [] if values.dtype == pl.Int64 else [str(values.dtype)]
    elif fact.kind is Kind.TEXT:
        allowed = {code for code, _label in fact.choices} | {""}
        wrong = [value for value in values.drop_nulls().unique() if value not in allowed]
    else:
        wrong = [] if values.dtype == snapshot.schema({column: fact})[column] else [str(values.dtype)]
    if wrong:
        yield f"{file} 的“{column}”有 {len(wrong)} 个不该出现的值"


def _figures(folder: Path, held: Mapping[str, Any]) -> list[str]:
    """Figures that the facts of the pack give otherwise."""
    kept, places = pl.read_parquet(folder / snapshot.FIGURES), pl.read_parquet(folder / snapshot.PLACES)
    try:
        catalogue = snapshot.unsealed_catalogue(held["catalogue"])
        datasets = snapshot.unsealed_datasets(held["datasets"])
        with snapshot.opened(folder, datasets) as database:
            counted = counting.counted(database, catalogue, datasets, held["county"])
    except (Unreadable, KeyError, TypeError, ValueError) as error:
        return [f"清单中的定义无法读取：{error}"]
    thresholds = snapshot.unsealed_numbers(held["thresholds"])
    again = counting.frame(counting.lines(catalogue, places["code"].to_list(), counted, thresholds))
    columns = list(snapshot.FIGURE_SCHEMA)
    odd = kept.join(again, on=columns, how="anti", nulls_equal=True)
    if odd.height or kept.height != again.height:
        named = "、".join(odd["code"].unique().sort().head(5))
        return [f"{odd.height} 个数字按事实重算得不到（{named}）"]
    return []
