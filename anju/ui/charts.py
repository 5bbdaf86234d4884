"""Charts as data: the drawing is static/ui/charts.js, the table with the same numbers comes along."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Value = int | Decimal | None


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of bars; a None leaves a gap."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the kind line, bar or ranking. `hrefs`, where given, are the proofs behind each label."""

    id: str
    kind: str
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    hrefs: Sequence[str] = ()

    @property
    def data(self) -> dict[str, Any]:
        """What the script reads (json_script)."""
        return {
            "kind": self.kind,
            "title": self.title,
            "labels": list(self.labels),
            "series": [{"name": one.name, "values": [_number(v) for v in one.values]} for one in self.series],
            "unit": self.unit,
            "hrefs": list(self.hrefs),
        }

    @property
    def lines(self) -> list[tuple[str, str, list[Value]]]:
        """The table: label, its link, the value of each series."""
        hrefs = list(self.hrefs) or [""] * len(self.labels)
        return [
            (label, hrefs[at], [one.values[at] for one in self.series])
            for at, label in enumerate(self.labels)
        ]


def _number(value: Value) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value
