"""A close as files: one Parquet a dataset, places and figures beside them, a manifest that seals all, DuckDB over them (D8)."""

import io
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from django.db import connection

from anju.indicators.catalogue import Catalogue, unsealed
from anju.indicators.engine import Statement, source_values
from anju.indicators.figures import Number
from anju.kernel.digest import sm3_hex
from anju.kernel.facts import Dataset, Fact, Kind
from anju.kernel.refused import Refused

MANIFEST, FIGURES, PLACES = "manifest.json", "figures.parquet", "places.parquet"
FORMAT = 2
_TYPES: dict[Kind, pl.DataType | type[pl.DataType]] = {
    Kind.TEXT: pl.String,
    Kind.INT: pl.Int64,
    Kind.DECIMAL: pl.Decimal(20, 4),
    Kind.DATE: pl.Date,
    Kind.BOOL: pl.Boolean,
}
_NULL = "\x1e"  # the record separator: no text of the ledger is that alone
PLACE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "code": pl.String,
    "name": pl.String,
    "level": pl.String,
    "longitude": pl.Decimal(9, 6),
    "latitude": pl.Decimal(8, 6),
}
FIGURE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "code": pl.String,
    "definition": pl.String,
    "place": pl.String,
    "numerator": pl.Decimal(20, 4),
    "denominator": pl.Decimal(20, 4),
}


def schema(columns: Mapping[str, Fact]) -> dict[str, pl.DataType | type[pl.DataType]]:
    """The types of facts in a file."""
    return {name: _TYPES[fact.kind] for name, fact in columns.items()}


def _facts(dataset: Dataset, day: date) -> pl.DataFrame:
    """The facts of a day, ordered by their row key so that equal facts give equal files.

    They leave the database as text by COPY: half the time of rows that become objects first.
    """
    columns = ", ".join(f'"{name}"' for name in dataset.columns)
    sql = f'select {columns} from ({dataset.sql}) facts order by "{dataset.row}"'
    held = io.BytesIO()
    with connection.cursor() as cursor:
        copy = f"copy ({sql}) to stdout (format csv, null '{_NULL}')"
        with cursor.copy(copy, source_values(dataset, day)) as blocks:
            for block in blocks:
                held.write(block)
    return _typed(held, dataset.columns)


def _typed(held: io.BytesIO, columns: Mapping[str, Fact]) -> pl.DataFrame:
    if not held.tell():
        return pl.DataFrame(schema=schema(columns))
    held.seek(0)
    frame = pl.read_csv(
        held, has_header=False, new_columns=list(columns), schema_overrides=[pl.String] * len(columns),
        null_values=[_NULL], empty_string_is_null=False,
    )  # fmt: skip
    return frame.select(_read(name, fact.kind) for name, fact in columns.items())


def _read(name: str, kind: Kind) -> pl.Expr:
    """A column of texts as its type."""
    if kind is Kind.BOOL:
        return pl.col(name) == "t"
    if kind is Kind.DATE:
        return pl.col(name).str.to_date("%Y-%m-%d")
    return pl.col(name).cast(_TYPES[kind])


def _check_rows(dataset: Dataset, frame: pl.DataFrame) -> None:
    """A dataset has one row a key, or its figures would count twice."""
    doubled = frame.filter(pl.col(dataset.row).is_duplicated())[dataset.row].unique().sort()
    if doubled.len():
        named = "、".join(map(str, doubled.head(5)))
        raise Refused(
            f"不能结账：{dataset.zh}中有 {doubled.len()} 个编号在当日出现两次（如 {named}），请先改正重叠的记录。"
        )


def store(folder: Path, name: str, frame: pl.DataFrame) -> dict[str, Any]:
    """Write one file of a close; gives its rows, columns and SM3."""
    path = folder / name
    frame.write_parquet(path, compression="zstd")
    return {"rows": frame.height, "columns": frame.columns, "sm3": sm3_hex(path.read_bytes())}


def write(
    folder: Path, datasets: Mapping[str, Dataset], day: date, told: Callable[[str], None] = lambda _zh: None
) -> dict[str, dict[str, Any]]:
    """Write the facts of a day below a folder; gives for each file its rows, columns and SM3. `told` hears each name."""
    folder.mkdir(parents=True)
    files: dict[str, dict[str, Any]] = {}
    for dataset in datasets.values():
        told(dataset.zh)
        frame = _facts(dataset, day)
        _check_rows(dataset, frame)
        files[file_of(dataset.name)] = store(folder, file_of(dataset.name), frame)
    return files


def file_of(dataset: str) -> str:
    """The file of a dataset."""
    return f"{dataset}.parquet"


def sealed_datasets(datasets: Mapping[str, Dataset], day: date) -> dict[str, dict[str, Any]]:
    """What a close keeps of its datasets: row key, columns, the digest of the derivation, the policy values it used."""
    return {
        name: {
            "zh": dataset.zh,
            "en": dataset.en,
            "row": dataset.row,
            "columns": [[column, fact.kind, fact.zh, fact.en] for column, fact in dataset.columns.items()],
            "derivation": sm3_hex(dataset.sql.encode())[:16],
            "policy": {key: value for key, value in source_values(dataset, day).items() if key != "day"},
        }
        for name, dataset in datasets.items()
    }


def unsealed_datasets(held: Mapping[str, Mapping[str, Any]]) -> dict[str, Dataset]:
    """Datasets as a close kept them: enough to count and to list, not to derive."""
    return {name: _unsealed(name, entry) for name, entry in held.items()}


def _unsealed(name: str, held: Mapping[str, Any]) -> Dataset:
    columns = {column: Fact(Kind(kind), zh, en) for column, kind, zh, en in held["columns"]}
    return Dataset(name, held["zh"], held["en"], held["row"], "", columns)


def unsealed_catalogue(held: Mapping[str, Mapping[str, Any]]) -> Catalogue:
    """The definitions as a close kept them, in their order."""
    items = sorted((unsealed(entry) for entry in held.values()), key=lambda item: (item.order, item.code))
    return Catalogue({item.code: item for item in items})


def unsealed_numbers(held: Mapping[str, Any]) -> dict[str, Number | None]:
    """Numbers that a manifest holds; decimals stand there as text."""
    return {name: Decimal(value) if isinstance(value, str) else value for name, value in held.items()}


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
    return altered(folder, manifest_of(folder)["files"])


def altered(folder: Path, sealed: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Files of a close that are not as its manifest says: strange, missing, changed."""
    held = {file.name for file in folder.iterdir()} - {MANIFEST}
    found = [f"{folder / name} 不在清单中" for name in sorted(held - sealed.keys())]
    for name, entry in sealed.items():
        if name not in held:
            found.append(f"{folder / name} 缺失")
        elif sm3_hex((folder / name).read_bytes()) != entry["sm3"]:
            found.append(f"{folder / name} 内容已被改动")
    return found


@contextmanager
def opened(folder: Path, datasets: Iterable[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB over the files of a close: each dataset is a view of its name. Raises Refused where files are missing."""
    database = duckdb.connect(config={"threads": 2})
    try:
        for name in datasets:
            path = folder / file_of(name)
            if not path.exists():
                raise Refused(f"结账文件 {path} 缺失，请从备份恢复后再试。")
            database.register(name, database.read_parquet(str(path)))
        yield database
    finally:
        database.close()


def rows_of(database: duckdb.DuckDBPyConnection, statement: Statement) -> list[tuple[Any, ...]]:
    """Run a statement on a close."""
    return database.execute(statement.sql, statement.values).fetchall()
