"""One measured import in a process of its own: `python -m anju.bench.importer floor|ours ROSTER`; prints JSON.

The floor does only what nobody can avoid: read with fastexcel, checks in polars columns, SM4 and digests, COPY with
statement history into the same three tables. Ours is the importer as users have it, with preview, differences and audit.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import django
import fastexcel
import polars as pl

ON = date(2021, 12, 31)
_PROGRAMMES = {"十三五易地扶贫搬迁": "fyp13", "同步搬迁": "alongside", "陕南避灾扶贫生态移民搬迁": "southern", "其他搬迁": "other"}
_YES = {"是": True, "否": False}


def checks(lines: pl.DataFrame, labels: dict[str, list[str]]) -> int:
    """About two dozen checks as plain expressions, one pass; the number of wrong cells."""
    number = pl.col("身份证号")
    digits = number.str.slice(0, 17).cast(pl.Int64, strict=False)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = pl.sum_horizontal(digits // 10 ** (16 - index) % 10 * weight for index, weight in enumerate(weights))
    wanted = (total % 11).replace_strict(list(range(11)), list("10X98765432"), return_dtype=pl.String)
    born = number.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    head = (pl.col("与户主关系") == "户主") & pl.col("终止日期").is_null()
    wrong = [
        ~number.str.contains("^[0-9]{17}[0-9X]$"),
        number.str.slice(17, 1) != wanted,
        born.is_null(),
        pl.col("出生日期").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False) != born,
        ~pl.col("联系方式").str.contains("^1[3-9][0-9]{9}$"),
        pl.col("搬迁日期").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False).is_null(),
        pl.struct("身份证号", "起始日期").is_duplicated(),
        head.sum().over("户编号") > 1,
        *(pl.col(name).is_null() for name in ("户编号", "搬迁人员姓名", "身份证号", "搬迁项目", "安置点名称")),
        *(pl.col(name).is_not_null() & ~pl.col(name).is_in(values) for name, values in labels.items()),
    ]
    return int(lines.select(rule.fill_null(False).sum().alias(str(index)) for index, rule in enumerate(wrong)).sum_horizontal()[0])


def floor(roster: Path) -> int:
    """The unavoidable work; returns the number of persons."""
    from anju.bench import bare  # noqa: PLC0415 - Django is set up by main, in the measured process

    frame: pl.DataFrame = fastexcel.read_excel(roster).load_sheet("花名册", dtypes="string").to_polars()
    checks(frame, bare.labels())
    return bare.load(frame)


def ours(roster: Path) -> int:
    """The importer."""
    from anju.bench import bare  # noqa: PLC0415 - as above

    return bare.import_roster(roster, ON)


MEASURED: dict[str, Callable[[Path], int]] = {"floor": floor, "ours": ours}


def main(what: str, roster: str) -> None:
    """Measure one run: seconds, peak memory in MiB, persons."""
    django.setup()
    began = time.perf_counter()
    persons = MEASURED[what](Path(roster))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak, "persons": persons}))  # noqa: T201 - read by the parent


if __name__ == "__main__":
    main(*sys.argv[1:])
