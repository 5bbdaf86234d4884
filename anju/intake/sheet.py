"""What a workbook sheet is: columns with heads and kinds, rules, and the tables that its rows go into. Pure data.

A domain writes its sheets as constants of this module's classes; the engine reads, checks, compares and writes.
A staged row has, for each column, its clean value under the column's name; a column with a lookup has the id
found as `<name>_id` and the place of the record found as `<name>_place`. `row` is the row number in the workbook.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import polars as pl

from anju.kernel.findings import Severity

DAY = "on_day"
ON = pl.col(DAY)
"""The day of the import inside rules: dates are never compared with a clock."""


class Kind(StrEnum):
    """How a cell is read and checked. Stored types: date, bool, int, decimal as text, or str."""

    TEXT = "text"
    NAME = "name"  # a person's name: masked in lists
    CODE = "code"  # label of a code list, stored as its code
    BOOL = "bool"
    DATE = "date"
    MONTH = "month"  # stored as its first day
    YEAR = "year"
    INT = "int"
    DECIMAL = "decimal"
    MONEY = "money"  # yuan in the workbook, whole fen in the ledger
    ID = "id"  # resident identity number
    PHONE = "phone"
    USCC = "uscc"  # unified social credit code


@dataclass(frozen=True)
class Lookup:
    """How a cell names a record that stands in the ledger already.

    `sql` selects three columns: key (text), id, place code; `%(keys)s` are the keys that occur in the file.
    `digest` says that the key is the keyed digest of the cell (ID numbers).
    """

    what: str
    sql: str
    remedy: str
    digest: bool = False


SITE = Lookup(
    "安置区",
    "select name, code, code from regions_place where level = 'site' and name = any(%(keys)s)",
    "请核对名称是否与安置区台账一致，或先导入安置区台账。",
)
TOWN = Lookup(
    "镇",
    "select name, code, code from regions_place where level = 'town' and name = any(%(keys)s)",
    "请核对镇名，或先导入行政区划。",
)
PLACE = Lookup(
    "镇或安置区",
    "select name, code, code from regions_place where name = any(%(keys)s)",
    "请核对镇名或安置区名称，或先导入行政区划和安置区台账。",
)


@dataclass(frozen=True)
class Column:
    """One column of a sheet. `name` is the staging name, and usually the model field it goes into.

    `choices` are Django's (stored, label) pairs; `low` and `high` bound numbers, both included; `future` allows days
    after the day of the import; `private` values show as stars in lists and logs.
    """

    name: str
    head: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    example: str = ""
    lookup: Lookup | None = None
    low: int | None = None
    high: int | None = None
    future: bool = False
    private: bool = False


@dataclass(frozen=True)
class Rule:
    """One judgement over all rows: rows where `bad` is true get a finding at `column`.

    `message` and `remedy` are sentences; `{value}` in the message becomes the (masked) value of the cell, `{told}` the text
    of the column that `told` names: what the ledger knows of it, as lists may show it.
    A null in `bad` counts as fine, so rules need not guard against empty cells.
    """

    id: str
    column: str
    bad: pl.Expr
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    told: str = ""


@dataclass(frozen=True)
class Ref:
    """A foreign key found in the ledger by values of the line: for a record that an earlier target makes.

    `match` gives model field → staged column, or another `Ref` for a field that is a foreign key itself.
    """

    model: Any
    match: Mapping[str, "str | Ref"]


@dataclass(frozen=True)
class Target:
    """One table that the rows of a sheet go into.

    `key` are the model fields that make two rows the same record. Each model field takes the staged column of the same
    name (its `_id` when the column has a lookup); `fields` names the exceptions: model field → staged column or `Ref`.
    `place` names the lookup column whose place the record gets. `when` names a column that must be filled for the row
    to have such a record. Several rows may name one record: the first wins.
    Fields in `quiet` are written with a new or changed record, but do not make it count as changed; empty ones keep
    what stands (sealed texts, pinyin).
    """

    model: Any
    key: tuple[str, ...]
    fields: Mapping[str, str | Ref] = field(default_factory=dict)
    place: str = ""
    when: str = ""
    quiet: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet: its tab title, columns, rules and targets, and the domain action that writes.

    `rules` see the clean columns of the file; `ledger_rules` also see what lookups and `prepare` added.
    `prepare` takes the clean rows and gives them back with more columns (it may read the ledger, never write).
    `group` names a column whose rows stand or fall together (户编号). Targets are written in order; the record that a
    row is about is the one of the target at index `main`: it decides between new and changed, and its key may not
    occur twice in a file.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    targets: tuple[Target, ...]
    apply: Callable[[Any], None]
    rules: tuple[Rule, ...] = ()
    ledger_rules: tuple[Rule, ...] = ()
    prepare: Callable[[pl.DataFrame], pl.DataFrame] | None = None
    group: str = ""
    main: int = -1
    aliases: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def required(self) -> tuple[Column, ...]:
        """Columns without which the sheet cannot be read."""
        return tuple(column for column in self.columns if column.required)
