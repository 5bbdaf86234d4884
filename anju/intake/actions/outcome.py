"""What is asked of the importer, and what it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from anju.accounts.scope import Scope
from anju.intake import findings
from anju.intake.reading import Reading
from anju.intake.sheet import Sheet

Progress = Callable[[int, int, str], None]
"""Told of work done, work in all, and words of what is being done."""


def silent(done: int, total: int, words: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Request:
    """What is to be imported, by whom, as of which day, and how."""

    path: Path
    name: str
    sheets: Sequence[Sheet]
    by: str
    on: date
    scope: Scope
    accept_valid: bool = False
    upload: str = ""
    progress: Progress = silent


@dataclass(frozen=True)
class Outcome:
    """What one sheet of a file came to."""

    sheet: Sheet
    tab: str
    batch: int | None
    new: int
    changed: int
    unchanged: int
    refused: int
    applied: bool
    findings: pl.DataFrame
    differences: pl.DataFrame
    reading: Reading = field(repr=False)

    @property
    def warnings(self) -> int:
        """Findings that let their row pass."""
        return self.findings.height - findings.errors(self.findings).height

    @property
    def failed(self) -> bool:
        """Whether some row may not enter the ledger."""
        return self.refused > 0
