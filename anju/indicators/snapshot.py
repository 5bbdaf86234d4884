"""A close as files: one Parquet a dataset, a manifest that seals them, and the engine over them (D8)."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from django.db import connection

from anju.indicators.engine import Statement, source_values
from anju.kernel.digest import sm3_hex
from anju.kernel.facts import Dataset, Fact, Kind
from anju.kernel.refused import Refused

MANIFEST = "manifest.json"
_TYPES: dict[Kind, pl.DataType | type[pl.DataType]] = {
    Kind.TEXT: pl.String,
    Kind.INT: pl.Int64,
    Kind.DECIMAL: pl.Decimal(20, 4),
    Kind.DATE: pl.Date,
    Kind.BOOL: pl.Boolean,
}


def _schema(columns: Mapping[str, Fact]) -> dict[str, pl.DataType | type[pl.DataType]]:
    return {name: _TYPES[fact.kind] for name, fact in columns.items()}


def _rows(dataset: Dataset, day: date) -> pl.DataFrame:
    """The facts of a day as a frame, ordered by their row key so that equal facts give equal files."""
    columns = ", ".join(f'"{name}"' for name in dataset.columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'select {columns} from ({dataset.sql}) facts order by "{dataset.row}"',
            source_values(dataset, day),
        )
        rows = cursor.fetchall()
    return pl.DataFrame(rows, schema=_schema(dataset.columns), orient="row")


def _check_rows(dataset: Dataset, frame: pl.DataFrame) -> None:
    """A dataset has one row a key, or its figures would count twice."""
    doubled = frame.filter(pl.col(dataset.row).is_duplicated())[dataset.row].unique().sort()
    if doubled.len():
        named = "、".join(map(str, doubled.head(5)))
        raise Refused(
            f"不能结账：{dataset.zh}中有 {doubled.len()} 个编号在当日出现两次（如 {named}），请先改正重叠的记录。"
        )


def write(folder: Path, datasets: Mapping[str, Dataset], day: date) -> dict[str, dict[str, Any]]:
    """Write the facts of a day below a folder; gives for each file its rows, columns and SM3."""
    folder.mkdir(parents=True)
    files: dict[str, dict[str, Any]] = {}
    for dataset in datasets.values():
        path = folder / f"{dataset.name}.parquet"
        frame = _rows(dataset, day)
        _check_rows(dataset, frame)
        frame.write_parquet(path, compression="zstd")
        files[path.name] = {"rows": frame.height, "columns": frame.columns, "sm3": sm3_hex(path.read_bytes())}
    return files


def seal(folder: Path, manifest: Mapping[str, Any]) -> str:
    """Write the manifest and give its SM3."""
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1, default=str).encode()
    path = folder / MANIFEST
    path.write_bytes(text)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return sm3_hex(text)


def settle(part: Path, folder: Path) -> None:
    """Let a finished close appear under its name, whole or not at all; what an aborted run left there goes."""
    if folder.exists():
        shutil.rmtree(folder)
    part.rename(folder)


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a close; raises Refused where it is missing or not readable."""
    path = folder / MANIFEST
    try:
        held: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise Refused(f"结账清单 {path} 缺失或已损坏，请从备份恢复后再试。") from error
    return held


def problems(folder: Path, manifest_sm3: str) -> list[str]:
    """What is wrong with the files of a close; empty when every byte is as it was sealed."""
    path = folder / MANIFEST
    if not path.exists():
        return [f"{path} 不存在"]
    if sm3_hex(path.read_bytes()) != manifest_sm3:
        return [f"{path} 与结账时登记的摘要不一致"]
    found, sealed = [], manifest_of(folder)["files"]
    held = {file.name for file in folder.iterdir()} - {MANIFEST}
    found += [f"{folder / name} 不在清单中" for name in sorted(held - sealed.keys())]
    for name, entry in sealed.items():
        if name not in held:
            found.append(f"{folder / name} 缺失")
        elif sm3_hex((folder / name).read_bytes()) != entry["sm3"]:
            found.append(f"{folder / name} 内容已被改动")
    return found


@contextmanager
def opened(folder: Path, datasets: Mapping[str, Dataset]) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB over the files of a close: each dataset is a view of its name. Raises Refused where files are missing."""
    database = duckdb.connect(config={"threads": 2})
    try:
        for name in datasets:
            path = folder / f"{name}.parquet"
            if not path.exists():
                raise Refused(f"结账文件 {path} 缺失，请从备份恢复后再试。")
            database.register(name, database.read_parquet(str(path)))
        yield database
    finally:
        database.close()


def rows_of(database: duckdb.DuckDBPyConnection, statement: Statement) -> list[tuple[Any, ...]]:
    """Run a statement on a close."""
    return database.execute(statement.sql, statement.values).fetchall()
