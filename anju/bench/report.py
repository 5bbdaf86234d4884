"""What a measurement says, and the machine on which it was said. Pure."""

import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

ANY = float("inf")
"""No limit: the line only tells."""


@dataclass(frozen=True)
class Line:
    """One measured thing beside its floor (or beside a fixed limit in the same unit)."""

    what: str
    measured: float
    unit: str
    limit: float
    floor: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the floor; None where the limit is a fixed number."""
        return self.measured / self.floor if self.floor else None

    @property
    def passed(self) -> bool:
        """Within the limit."""
        return (self.ratio if self.floor else self.measured) <= self.limit  # type: ignore[operator] # floor and ratio go together

    def cells(self) -> tuple[str, ...]:
        """The line of the table."""
        floor = f"{self.floor:.3f} {self.unit}" if self.floor else "–"
        ratio = f"{self.ratio:.2f}×" if self.ratio else "–"
        limit = f"{self.limit:g}×" if self.floor else f"{self.limit:g} {self.unit}"
        word = "ok" if self.passed else "too slow"
        if self.limit == ANY:
            limit, word = "–", ""
        return self.what, f"{self.measured:.3f} {self.unit}", floor, ratio, limit, word, self.note


HEADS = ("what", "median", "floor", "ratio", "limit", "", "note")


@dataclass(frozen=True)
class Report:
    """The lines of a part and the machine; `lacking` says why there are none."""

    machine: str
    lines: Sequence[Line]
    lacking: str = ""

    @property
    def passed(self) -> bool:
        """Whether it was measured and every line is within its limit."""
        return not self.lacking and all(line.passed for line in self.lines)

    @property
    def head(self) -> str:
        """The machine and the head of the Markdown table, which the rows of all parts share."""
        return f"{self.machine}\n\n{_row(HEADS)}\n{_row(['---'] * len(HEADS))}"

    @property
    def rows(self) -> str:
        """The lines of the table, ready for the docs."""
        return "\n".join(_row(line.cells()) for line in self.lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def machine(server: str, held: str) -> str:
    """One line that names the machine: cores, memory, Python, database server, size of the ledger."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB"
    return f"{system}, Python {platform.python_version()}, PostgreSQL {server}; {held}"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(rounds: int, ours: Callable[[], object], floor: Callable[[], object]) -> tuple[float, float]:
    """Medians of both, called in turn so that noise of the machine meets both; one round to warm up."""
    ours(), floor()
    pairs = [(seconds(ours), seconds(floor)) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def p95(samples: Sequence[float]) -> float:
    """The value that 95 of 100 samples stay below."""
    return sorted(samples)[max(0, round(len(samples) * 0.95) - 1)]
