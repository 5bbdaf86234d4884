"""The province's files: facts of every county and month in one table a dataset, figures in one file a month.

facts/<dataset>/county=610926/month=2021-08/v1.parquet      read as one table by DuckDB and by Spark
figures/2021-08.parquet                                     every county's figures of the month
packs/610926/2021-08/v1/manifest.json                       what came in
former/…                                                    facts of a version that was restated
"""

import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from anju.indicators import cluster, snapshot
from anju.kernel.refused import Refused

WITHIN = ("county", "month")
"""The columns that the folders add to every dataset."""
FIGURE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "county": pl.String,
    "place": pl.String,
    "name": pl.String,
    "level": pl.String,
    "code": pl.String,
    "definition": pl.String,
    "numerator": pl.Decimal(20, 4),
    "denominator": pl.Decimal(20, 4),
}


def facts_of(home: Path, dataset: str) -> list[Path]:
    """The files of a dataset, all counties and months."""
    return sorted((home / "facts" / dataset).glob("county=*/month=*/*.parquet"))


def partition(home: Path, dataset: str, county: str, month: str) -> Path:
    """The folder of a county's month in a dataset."""
    return home / "facts" / dataset / f"county={county}" / f"month={month}"


def figures_file(home: Path, month: str) -> Path:
    """The figures of a month."""
    return home / "figures" / f"{month}.parquet"


def months(home: Path) -> list[str]:
    """The months of which there are figures, oldest first."""
    return sorted(path.stem for path in (home / "figures").glob("*.parquet"))


def take_facts(home: Path, pack: Path, held: Mapping[str, Any]) -> None:
    """Let the facts of a pack stand in the tables, in place of those of an earlier version, which are put aside.

    Every dataset appears whole or not at all; called again after a break it comes to the same.
    """
    county, month, version = held["county"], held["month"], held["version"]
    for name in held["datasets"]:
        folder = partition(home, name, county, month)
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / f"v{version}.parquet"
        part = folder / f".{uuid.uuid4().hex}"
        shutil.copyfile(pack / snapshot.file_of(name), part)
        part.rename(new)
        for old in folder.glob("v*.parquet"):
            if old != new:
                aside = home / "former" / name / county / month
                aside.mkdir(parents=True, exist_ok=True)
                old.rename(aside / old.name)


def take_manifest(home: Path, pack: Path, held: Mapping[str, Any]) -> None:
    """Keep the manifest and the places of a pack."""
    folder = home / "packs" / held["county"] / held["month"] / f"v{held['version']}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in (snapshot.MANIFEST, snapshot.PLACES):
        shutil.copyfile(pack / name, folder / name)


def take_figures(home: Path, county: str, month: str, figures: pl.DataFrame) -> None:
    """Put a county's figures of a month into the file of the month, in place of earlier ones."""
    path = figures_file(home, month)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        figures = pl.concat([pl.read_parquet(path).filter(pl.col("county") != county), figures])
    part = path.with_name(f".{uuid.uuid4().hex}")
    figures.sort("level", "code", "place").write_parquet(part, compression="zstd")
    part.rename(path)


def read_figures(home: Path, month: str) -> pl.LazyFrame:
    """The figures of a month; raises Refused where there are none."""
    path = figures_file(home, month)
    if not path.exists():
        raise Refused(f"没有 {month} 的上报数据。")
    return pl.scan_parquet(path)


@contextmanager
def opened(home: Path, datasets: Iterable[str], more: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB over the facts of all counties and months; `more` is a setting as SQL (memory, threads)."""
    database = duckdb.connect()
    try:
        if more:
            database.execute(more)
        for name in datasets:
            glob = str(home / "facts" / name / "county=*" / "month=*" / "*.parquet").replace("'", "''")
            database.execute(
                f"create view \"{name}\" as select * from read_parquet('{glob}', hive_partitioning = true, "
                "hive_types_autocast = false, union_by_name = true)"
            )
        yield database
    finally:
        database.close()


def show_all(spark: Any, home: Path, datasets: Iterable[str]) -> None:
    """The same tables for Spark."""
    for name in datasets:
        cluster.show(spark, name, [home / "facts" / name])
