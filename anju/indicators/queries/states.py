"""Asking one set in any of its states: as a close kept it, or as the ledger has it on a day."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from anju.indicators import engine, snapshot, values
from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.datasets import DATASETS
from anju.indicators.engine import Engine, Statement, Where
from anju.indicators.figures import Number, RecordPage
from anju.indicators.models import Close
from anju.indicators.queries.closed import day_of, folder_of, kept_of, label_of, sealed_datasets
from anju.indicators.queries.definitions import catalogue
from anju.indicators.queries.lists import record_page
from anju.indicators.queries.live import rows_of
from anju.indicators.queries.places import prefix
from anju.kernel.facts import Dataset


@dataclass(frozen=True)
class State:
    """A day of the ledger as it is now, or a close."""

    on: date
    close: Close | None = None

    @classmethod
    def of(cls, close: Close) -> "State":
        """The state that a close kept."""
        return cls(day_of(close), close)

    @property
    def label(self) -> str:
        """How the state is called: `2021-08 v1`, or the day."""
        return label_of(self.close) if self.close else self.on.isoformat()

    @property
    def known(self) -> Catalogue:
        """The definitions of the state."""
        return kept_of(self.close).catalogue if self.close else catalogue(self.on)


class Reading:
    """One state, opened for questions about one dataset. The caller passes a scope that the viewer has."""

    def __init__(self, state: State, dataset: Dataset, database: duckdb.DuckDBPyConnection | None) -> None:
        self.state, self.dataset, self.database = state, dataset, database
        self.engine = Engine.SNAPSHOT if database else Engine.LIVE

    def rows(self, statement: Statement) -> list[tuple[Any, ...]]:
        """Run a statement."""
        return snapshot.rows_of(self.database, statement) if self.database else rows_of(statement)

    def where(self, scope: str) -> Where:
        """The day and place of a question."""
        return Where(self.state.on, prefix(scope))

    def least(self, item: Indicator) -> Number | None:
        """The threshold that the state goes by."""
        if self.state.close:
            return kept_of(self.state.close).thresholds.get(item.code)
        return values.threshold(item, self.state.on)

    def values(
        self, items: Sequence[Indicator], scope: str, levels: Sequence[str] = ()
    ) -> Mapping[Any, Mapping[str, Number]]:
        """Counted values of items over this dataset: place (the scope itself for the whole) → code → value."""
        found: dict[Any, dict[str, Number]] = {}
        for answer in engine.answered(
            engine.measures(self.dataset, items, self.where(scope), self.engine, levels), self.rows
        ):
            found.setdefault(answer.value if answer.level else scope, {}).update(answer.numbers)
        return found

    def keys(self, item: Indicator, scope: str) -> set[Any]:
        """The keys of the records behind a figure."""
        statement = engine.keys(item, self.dataset, self.where(scope), self.engine, self.least(item))
        return {key for (key,) in self.rows(statement)}

    def listed(self, key: str, wanted: Sequence[Any]) -> tuple[RecordPage, list[Any]]:
        """One row for each of these keys that has facts, masked, and the keys in the order of the rows."""
        rows = self.rows(engine.of_keys(self.dataset, key, wanted, self.where(""), self.engine))
        at = list(self.dataset.columns).index(key)
        return record_page(self.dataset, rows, len(rows)), [row[at] for row in rows]

    def judged(
        self, key: str, conditions: Sequence[str], wanted: Sequence[Any], scope: str
    ) -> dict[Any, tuple[bool, ...]]:
        """For each of these keys that has facts in the scope: which conditions it meets."""
        statement = engine.judged(self.dataset, key, conditions, wanted, self.where(scope), self.engine)
        return {found: tuple(met) for found, *met in self.rows(statement)}


@contextmanager
def reading(state: State, dataset: str) -> Iterator[Reading]:
    """Open a state for questions about a dataset; raises Refused where the close's files are missing."""
    if state.close is None:
        yield Reading(state, DATASETS[dataset], None)
        return
    with snapshot.opened(folder_of(state.close), [dataset]) as database:
        yield Reading(state, sealed_datasets(state.close)[dataset], database)
