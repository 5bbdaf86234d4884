"""What a question about figures answers: values, trends, pages of records, cross-checks. Pure shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from anju.indicators.catalogue import CheckKind, Indicator

PERCENT = "%"
Number = int | Decimal


@dataclass(frozen=True)
class FigureValue:
    """One figure with everything that proves it.

    `scope` is a place code, `close` is empty for a live figure or `2021-08 v1`, `query` is the question in words
    of the predicate language. `value` is None where a ratio has no denominator.
    """

    code: str
    name_zh: str
    name_en: str
    value: Number | None
    unit: str
    unit_en: str
    kind: str
    task: str
    as_of: date
    scope: str
    scope_name: str
    definition: str
    definition_en: str
    definition_version: str
    close: str
    query: str
    numerator: Number | None
    denominator: Number | None


@dataclass(frozen=True)
class TrendPoint:
    """The value of a figure in one close, with the version of the definition that gave it.

    `restated` holds the values that earlier versions of the same month's close gave, oldest first.
    """

    month: date
    value: Number | None
    close: str
    definition: str = ""
    restated: Sequence[Number | None] = ()


@dataclass(frozen=True)
class RecordPage:
    """Records behind a figure: columns as (name, Chinese, English), rows in that order, how many there are in all.

    `links` holds for each row the kind and id of the page that it opens, None where there is none.
    """

    columns: Sequence[tuple[str, str, str]]
    rows: Sequence[Sequence[Any]]
    total: int
    links: Sequence[tuple[str, Any] | None]


@dataclass(frozen=True)
class RecordTable:
    """All records behind a closed figure: columns as (name, Chinese) and rows, personal data masked."""

    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class CheckResult:
    """A declared cross-check with its numbers: `left` beside the sum of `parts`, or beside the month before."""

    code: str
    kind: CheckKind
    parts: tuple[str, ...]
    left: Number | None
    right: Number | None
    percent: int = 0
    least: int = 0

    @property
    def holds(self) -> bool:
        """Whether the check holds; a missing value breaks it, a first month without one before it does not."""
        if self.kind is CheckKind.JUMP:
            return self._calm()
        if self.left is None or self.right is None:
            return False
        return self.left == self.right if self.kind is CheckKind.EQUALS else self.left >= self.right

    def _calm(self) -> bool:
        """Whether the figure moved no more than it may from one month to the next."""
        if self.left is None or self.right is None:
            return True
        moved = abs(Decimal(self.left) - Decimal(self.right))
        return moved < self.least or moved * 100 <= self.percent * abs(Decimal(self.right))


def tidy(value: Decimal, decimals: int) -> Number:
    """A decimal rounded half up to its places; a whole one as int."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else rounded


def quotient(indicator: Indicator, numerator: Number | None, denominator: Number | None) -> Number | None:
    """The value of a ratio: per cent where the unit says so; None without a denominator."""
    if numerator is None or not denominator:
        return None
    factor = 100 if indicator.unit_zh == PERCENT else 1
    return tidy(Decimal(numerator) * factor / Decimal(denominator), indicator.decimals)
