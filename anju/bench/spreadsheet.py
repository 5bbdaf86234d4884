"""The same county in a workbook: forty measures of each settlement as COUNTIFS, calculated by LibreOffice after one changed cell.

What an office does without a ledger, on the same records, with the same numbers; measured where LibreOffice's Calc is installed.
"""

import csv
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
import xlsxwriter
from django.db import connection, transaction
from xlsxwriter.utility import xl_col_to_name

from anju.accounts.scope import Scope, acting
from anju.bench.report import ANY, Line, seconds
from anju.documents.render import office
from anju.indicators import predicate, queries, snapshot
from anju.indicators.catalogue import Indicator
from anju.indicators.datasets import DATASETS
from anju.indicators.models import Close
from anju.kernel.refused import Refused

MEASURES, TIMEOUT = 40, 1800
SHEETS = ("household", "person", "labour", "work_year", "entitlement")
_PLAIN = re.compile(r"(?P<not>NOT )?(?P<name>\w+)", re.IGNORECASE)
_COMPARED = re.compile(r"(?P<name>\w+) (?P<sign>=|<>|>=|<=|>|<) (?:'(?P<text>[^']*)'|(?P<number>\d+))")
_MACRO = Path(__file__).with_name("spreadsheet.bas")
_FIGURES = "figures"


def criterion(term: str) -> tuple[str, str] | None:
    """Column and COUNTIFS criterion of one condition, None for what COUNTIFS cannot say."""
    if found := _PLAIN.fullmatch(term):
        return found["name"], "0" if found["not"] else "1"
    if found := _COMPARED.fullmatch(term):
        value = found["text"] if found["number"] is None else found["number"]
        sign = "" if found["sign"] == "=" else found["sign"]
        return found["name"], f'"{sign}{value}"'
    return None


def criteria(item: Indicator) -> list[tuple[str, str]] | None:
    """All conditions of an indicator for COUNTIFS, None where one cannot be said."""
    found = [criterion(term) for term in predicate.conjuncts(item.where)]
    return None if None in found else [one for one in found if one]


def chosen() -> list[Indicator]:
    """The first measures of the catalogue that a workbook can count: rows of one sheet, plain conditions."""
    fitting = [
        item
        for item in queries.shipped()
        if item.dataset in SHEETS and item.key == DATASETS[item.dataset].row and not item.sum_of
        and not item.excepted and criteria(item) is not None
    ]  # fmt: skip
    return fitting[:MEASURES]


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def _columns(items: Sequence[Indicator], name: str) -> list[str]:
    needed = [column for item in items if item.dataset == name for column, _ in criteria(item) or ()]
    return ["site", *dict.fromkeys(needed)]


def _write(path: Path, folder: Path, items: Sequence[Indicator], sites: Sequence[str]) -> None:
    """The workbook: a sheet of records for each dataset, and one of formulas, a settlement a row."""
    where: dict[tuple[str, str], str] = {}
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        for name in SHEETS:
            names = _columns(items, name)
            facts = pl.read_parquet(folder / snapshot.file_of(name), columns=names)
            sheet = book.add_worksheet(name)
            for number, held in enumerate(facts.select(names).iter_rows()):
                sheet.write_row(number, 0, [None if value == "" else _plain(value) for value in held])
            for at, column in enumerate(names):
                letter = xl_col_to_name(at)
                where[name, column] = f"{name}!${letter}$1:${letter}${facts.height}"
        sheet = book.add_worksheet(_FIGURES)
        for row, site in enumerate(sites):
            sheet.write_string(row, 0, site)
            for at, item in enumerate(items, start=1):
                pairs = [(where[item.dataset, "site"], f"$A{row + 1}")]
                pairs += [(where[item.dataset, column], said) for column, said in criteria(item) or ()]
                sheet.write_formula(row, at, f"=COUNTIFS({','.join(f'{a},{b}' for a, b in pairs)})")


@dataclass(frozen=True)
class Recalculated:
    """Seconds that LibreOffice needed, and the numbers it came to (row by row)."""

    opened: float
    changed: float
    whole: float
    numbers: Sequence[Sequence[int]]


def _office(folder: Path, *words: str, environment: Mapping[str, str]) -> str:
    """Run LibreOffice with a profile of its own; what it says. Raises Refused where it is not installed."""
    program = office.program()
    if program is None:
        raise Refused("没有找到 LibreOffice。请安装 libreoffice-calc 后再测这一部分。")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    done = subprocess.run(
        [program, profile, "--headless", "--norestore", "--nologo", *words],
        env=os.environ | {"HOME": str(folder)} | dict(environment), capture_output=True, text=True, timeout=TIMEOUT, check=False,
    )  # fmt: skip
    return (done.stderr or done.stdout).strip()


def _teach(folder: Path) -> None:
    """Let a first start make the profile, then write our macro into its own module."""
    _office(folder, "--terminate_after_init", environment={})
    text = _MACRO.read_text("utf-8").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    module = folder / "profile" / "user" / "basic" / "Standard" / "Module1.xba"
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n'
        '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" '
        f'script:language="StarBasic">{text}</script:module>',
        "utf-8",
    )


def _recalculate(path: Path, folder: Path, shape: tuple[int, int]) -> Recalculated:
    """Open the workbook in LibreOffice, move one person to another settlement, read all figures, put it back."""
    out = folder / "said.csv"
    _teach(folder)
    said = _office(
        folder, "macro:///Standard.Module1.Measure",
        environment={
            "ANJU_BENCH_BOOK": path.as_uri(), "ANJU_BENCH_OUT": str(out), "ANJU_BENCH_ROWS": str(shape[0]),
            "ANJU_BENCH_COLUMNS": str(shape[1]),
        },
    )  # fmt: skip
    if not out.exists():
        wrong = out.with_name(f"{out.name}.wrong")
        raise Refused(
            f"LibreOffice 没有给出结果：{wrong.read_text('utf-8') if wrong.exists() else said[-300:]}"
        )
    rows = list(csv.reader(out.read_text("utf-8").splitlines()))
    opened, changed, whole = (int(value) / 1000 for value in rows[0])
    return Recalculated(
        opened, changed, whole, [[int(float(cell)) for cell in row if cell] for row in rows[1:]]
    )


def _ours(newest: Close, codes: Sequence[str]) -> float:
    """The same figures of every settlement after one changed record of the ledger, which is put back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "update registry_membership set place = (select max(place) from registry_membership where length(place) = 12) "
                "where id = (select min(id) from registry_membership where stop is null)"
            )
        took = seconds(lambda: queries.figures(queries.day_of(newest), by="site", codes=codes))
        transaction.set_rollback(True)
    return took


def _lines(found: Recalculated, ours: float, note: str) -> Iterator[Line]:
    yield Line(
        "one changed record: forty figures of each site, live, beside LibreOffice",
        ours,
        "s",
        1,
        found.changed,
        note,
    )
    yield Line("LibreOffice opens the workbook and calculates it", found.opened, "s", ANY)
    yield Line("LibreOffice calculates all of it again", found.whole, "s", ANY)


def differences(
    numbers: Sequence[Sequence[int]],
    sites: Sequence[str],
    codes: Sequence[str],
    held: Mapping[tuple[str, str], Any],
) -> list[Any]:
    """Where the workbook says something else than the close."""
    return [
        (site, code, number, held.get((site, code)))
        for site, row in zip(sites, numbers, strict=True)
        for code, number in zip(codes, row, strict=True)
        if int(held.get((site, code)) or 0) != number
    ]


def run(rounds: int) -> list[Line]:
    """The lines of the report; the workbook once, ours as often as asked. Raises Refused without LibreOffice."""
    with acting(scope=Scope.everything(), actor="system:bench"), tempfile.TemporaryDirectory() as work:
        newest = queries.closes().order_by("-month", "-version").first()
        if newest is None:
            raise Refused("没有结账的月份。请先运行 anju close YYYY-MM（演示县自带 24 个月）。")
        items = chosen()
        codes = [item.code for item in items]
        held = queries.held_figures(newest, codes)
        sites = sorted({place for place, _code in held if len(place) == queries.LEVEL_DIGITS["site"]})
        path = Path(work) / "county.xlsx"
        _write(path, queries.folder_of(newest), items, sites)
        found = _recalculate(path, Path(work), (len(sites), len(items)))
        if wrong := differences(found.numbers, sites, codes, held):
            raise Refused(f"工作簿与结账得数不同：{wrong[:5]}。公式与口径不一致，需先改正。")
        ours = median(_ours(newest, codes) for _ in range(rounds))
        size = path.stat().st_size / 2**20
        note = f"{len(items)} measures × {len(sites)} sites, {len(items) * len(sites):,} formulas, {size:.0f} MiB, same numbers"
        return list(_lines(found, ours, note))
