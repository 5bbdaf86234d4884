"""An invented province: the facts of one county's pack, multiplied into many counties and months, each a little different.

Keys are hashed anew for every county, places get its code, and from month to month two facts in a hundred change their
mind, so that nothing compresses or counts better than it would in life. DuckDB writes the files of the province's store.
Counties beyond the first ten are copies of their files under other codes: nothing is counted across counties, so they cost
an engine what further inventions would, and the generator nothing.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from anju.indicators import snapshot
from anju.indicators.datasets import DATASETS
from anju.kernel.facts import Dataset, Fact, Kind
from anju.kernel.month import Month
from anju.province import store
from anju.province.checking import manifest_of
from anju.province.leaving import PLACES, keys_of

FIRST = Month(2021, 1)
RESTLESS = 50
"""One fact in so many has another yes or no than the month before."""
LEDGER = "person_month"
DISTINCT = 10
"""So many counties are invented, the others are copies of them."""


@dataclass(frozen=True)
class Made:
    """What was written."""

    counties: int
    months: int
    persons: int
    rows: int
    ledger_rows: int
    size: int


def _county(number: int) -> str:
    return f"{610_900 + number:06d}"


def _template(database: duckdb.DuckDBPyConnection, pack: Path, name: str, columns: Iterable[str]) -> int:
    """The facts of a dataset of the pack as a table; where the pack has none, invented ones for its people."""
    file = pack / snapshot.file_of(name)
    frame = pl.read_parquet(file)
    if not frame.height and name == LEDGER:
        frame = _invented(pl.read_parquet(pack / snapshot.file_of("labour")), DATASETS[name], list(columns))
    with tempfile.NamedTemporaryFile(suffix=".parquet") as given:
        frame.write_parquet(given.name)
        database.execute(
            "create or replace table template as select row_number() over () as nth, given.* "
            f"from read_parquet('{given.name}') given"
        )
    return frame.height


def _invented(people: pl.DataFrame, dataset: Dataset, columns: list[str]) -> pl.DataFrame:
    """A line for every person of labour age, each column by a turn of its own through what it may hold."""
    count = people.height
    made = {name: people[name] if name in PLACES else _turn(name, dataset, count) for name in columns}
    return pl.DataFrame(made)


def _turn(name: str, dataset: Dataset, count: int) -> pl.Series:
    fact: Fact = dataset.columns[name]
    turn = pl.int_range(count, eager=True)
    step = 3 + sum(map(ord, name)) % 11
    if name in keys_of(dataset):
        return turn
    if fact.kind is Kind.TEXT:
        words = [code for code, _label in fact.choices] or [""]
        return pl.Series([words[(at // step) % len(words)] for at in range(count)])
    if fact.kind is Kind.BOOL:
        return (turn % step) < step * 2 // 3
    return (turn % step).cast(snapshot.schema({name: fact})[name])


def _held(dataset: Dataset, names: Iterable[str], county: str) -> Iterator[str]:
    """Each column as the county has it: its own code in every place, its own key for every record."""
    for name in names:
        if name in PLACES:
            yield f"'{county}' || substr({name}, 7) as {name}"
        elif name in keys_of(dataset):
            yield f"(hash({name}, {int(county)}) >> 4)::bigint as {name}"
        else:
            yield name


def _of_month(dataset: Dataset, names: Iterable[str], month: str) -> str:
    """The facts of a month: some of them have another yes or no than the month before."""
    seed = int(month.replace("-", ""))
    columns = [
        f"case when hash(nth + {seed}) % {RESTLESS} = 0 then not {name} else {name} end as {name}"
        if dataset.columns[name].kind is Kind.BOOL
        else name
        for name in names
    ]
    return f"select {', '.join(columns)}, '{month}' as month from held"


def generate(home: Path, pack: Path, persons: int, months: int, told: Callable[[str], None]) -> Made:
    """Write a province of about so many persons and months below a folder that is empty yet."""
    held = manifest_of(pack)
    names = {name: [entry[0] for entry in entry_of["columns"]] for name, entry_of in held["datasets"].items()}
    people = pl.read_parquet(pack / snapshot.file_of("person")).height
    counties = max(1, round(persons / people))
    years: dict[int, list[str]] = {}
    for month in FIRST.through(FIRST.plus(months - 1)):
        years.setdefault(month.year, []).append(str(month))
    rows = ledger = 0
    database = duckdb.connect(config={"threads": 2})
    for name, columns in names.items():
        count = _template(database, pack, name, columns)
        told(f"{name}: {count * counties * months:,}")
        for number in range(min(counties, DISTINCT)):
            _write(database, home, DATASETS[name], columns, _county(number), years)
        rows += count * counties * months
        ledger += count * counties * months if name == LEDGER else 0
    database.close()
    for number in range(DISTINCT, counties):
        _copy(home, names, _county(number % DISTINCT), _county(number))
    size = sum(path.stat().st_size for path in (home / "facts").rglob("*.parquet"))
    return Made(counties, months, people * counties, rows, ledger, size)


def _write(
    database: duckdb.DuckDBPyConnection,
    home: Path,
    dataset: Dataset,
    names: list[str],
    county: str,
    years: dict[int, list[str]],
) -> None:
    """The files of one dataset of a county, one a year, month after month."""
    columns = ", ".join(["nth + hash(" + county + ") % 1000000 as nth", *_held(dataset, names, county)])
    database.execute(f"create or replace temp table held as select {columns} from template")
    for months in years.values():
        path = store.facts_file(home, dataset.name, county, months[0])
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = " union all ".join(_of_month(dataset, names, month) for month in months)
        database.execute(f"copy ({parts}) to '{path}' (format parquet, compression zstd)")


def _copy(home: Path, names: Iterable[str], source: str, county: str) -> None:
    """The files of a county again under another code."""
    for name in names:
        folder = home / "facts" / name
        if (folder / f"county={source}").exists():
            shutil.copytree(folder / f"county={source}", folder / f"county={county}")
