"""The province's files: facts of every county and month in one table a dataset, figures in one file a month.

facts/<dataset>/county=610926/2021.parquet     a year's months, read as one table by DuckDB and by Spark
figures/2021-08.parquet                        every county's figures of the month
packs/610926/2021-08/v1/manifest.json          what came in
former/<dataset>/610926/2021-08/v1.parquet     facts of a version that was restated
"""

import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from anju.indicators import snapshot
from anju.kernel.month import Month
from anju.kernel.refused import Refused

WITHIN = ("county", "month")
"""The columns that the store adds to every dataset: the one by its folders, the other inside the files."""
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
    """The files of a dataset, all counties and years."""
    return sorted((home / "facts" / dataset).glob("county=*/*.parquet"))


def facts_file(home: Path, dataset: str, county: str, month: str) -> Path:
    """The file of a county's year in a dataset."""
    return home / "facts" / dataset / f"county={county}" / f"{month[:4]}.parquet"


def figures_file(home: Path, month: str) -> Path:
    """The figures of a month."""
    return home / "figures" / f"{month}.parquet"


def months(home: Path) -> list[str]:
    """The months of which there are figures, oldest first."""
    return sorted(path.stem for path in (home / "figures").glob("*.parquet"))


def take_facts(home: Path, pack: Path, held: Mapping[str, Any], former: int) -> None:
    """Let the facts of a pack stand in the tables, in place of those of version `former`, which are put aside.

    Every dataset appears whole or not at all; called again after a break it comes to the same.
    """
    county, month = held["county"], held["month"]
    for name in held["datasets"]:
        path = facts_file(home, name, county, month)
        path.parent.mkdir(parents=True, exist_ok=True)
        facts = pl.read_parquet(pack / snapshot.file_of(name)).with_columns(pl.lit(month).alias("month"))
        if path.exists():
            year = pl.read_parquet(path)
            _put_aside(home / "former" / name / county / month, year.filter(pl.col("month") == month), former)
            facts = pl.concat([year.filter(pl.col("month") != month), facts], how="diagonal")
        _replace(path, facts.sort("month", maintain_order=True))


def _put_aside(folder: Path, facts: pl.DataFrame, version: int) -> None:
    if version and facts.height and not (folder / f"v{version}.parquet").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / f"v{version}.parquet", facts)


def _replace(path: Path, frame: pl.DataFrame) -> None:
    """Write a file under another name first, so that nobody ever reads half of it."""
    part = path.with_name(f".{uuid.uuid4().hex}")
    frame.write_parquet(part, compression="zstd")
    part.rename(path)


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
    _replace(path, figures.sort("level", "code", "place"))


def read_figures(home: Path, month: str) -> pl.LazyFrame:
    """The figures of a month; raises Refused where there are none."""
    path = figures_file(home, month)
    if not path.exists():
        raise Refused(f"没有 {month} 的上报数据。")
    return pl.scan_parquet(path)


def counties(home: Path) -> list[str]:
    """The counties of which there are facts."""
    return sorted({path.name.removeprefix("county=") for path in (home / "facts").glob("*/county=*")})


@contextmanager
def opened(
    home: Path, datasets: Iterable[str], county: str = "*", month: str = "", settings: str = ""
) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB over the facts of all counties and months, or of one; `settings` are SQL (memory, threads)."""
    database = duckdb.connect()
    try:
        if settings:
            database.execute(settings)
        for name in datasets:
            _view(database, name, home / "facts" / name / f"county={county}" / "*.parquet", month)
        yield database
    finally:
        database.close()


def _view(database: duckdb.DuckDBPyConnection, name: str, files: Path, month: str) -> None:
    """The table of a dataset; of one month where one is named, read from its row groups only."""
    glob = str(files).replace("'", "''")
    only = f" where month = '{Month.parse(month)}'" if month else ""
    database.execute(
        f"create view \"{name}\" as select * from read_parquet('{glob}', hive_partitioning = true, "
        f"hive_types_autocast = false, union_by_name = true){only}"
    )


def show_all(spark: Any, home: Path, datasets: Iterable[str], month: str = "") -> None:
    """The same tables for Spark."""
    for name in datasets:
        frame = spark.read.parquet(str(home / "facts" / name))
        (frame.where(frame["month"] == month) if month else frame).createOrReplaceTempView(name)
