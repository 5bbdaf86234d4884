"""A calendar month as a value: the unit of the employment ledger and of every close."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

_TEXT = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """Year and month (1-12). Orders by time; prints as `2021-08`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12 or not 1900 <= self.year <= 2999:
            raise ValueError(f"no such month: {self.year}-{self.number}")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `2021-08`; raises ValueError for anything else."""
        found = _TEXT.fullmatch(text.strip())
        if not found:
            raise ValueError(f"a month is written YYYY-MM, not {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month in which the day lies."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """First day of the month."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Last day of the month: the reference day of its figures."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> "Month":
        """The month so many months later (earlier when negative)."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def through(self, last: "Month") -> list["Month"]:
        """Every month from this one to `last`, both included; empty when `last` is earlier."""
        count = (last.year - self.year) * 12 + last.number - self.number + 1
        return [self.plus(i) for i in range(max(count, 0))]
