"""Records as they are listed: which columns show, what opens from a row."""

from collections.abc import Sequence
from typing import Any

from anju.indicators.engine import Page
from anju.indicators.figures import RecordPage
from anju.kernel.facts import Dataset
from anju.kernel.refused import Refused


def page_of(dataset: Dataset, order: str | None, offset: int, limit: int | None) -> Page:
    """Which records are asked; `order` is a column name, with a leading minus descending. Raises Refused for another."""
    column = (order or "").lstrip("-")
    if column and column not in dataset.columns:
        raise Refused(f"名单没有 {column} 这一栏，可排序的栏：{'、'.join(dataset.columns)}。")
    return Page(column, (order or "").startswith("-"), offset, limit)


def record_page(dataset: Dataset, rows: Sequence[tuple[Any, ...]], total: int) -> RecordPage:
    """The shown columns of the rows, codes as words."""
    names = list(dataset.columns)
    shown = [n for n, name in enumerate(names) if dataset.columns[name].shown]
    link = next(((names.index(column), kind) for column, kind in dataset.links.items()), None)
    labels = [dict(fact.choices) for fact in dataset.columns.values()]
    return RecordPage(
        columns=[(names[n], dataset.columns[names[n]].zh, dataset.columns[names[n]].en) for n in shown],
        rows=[tuple(labels[n].get(row[n], row[n]) if labels[n] else row[n] for n in shown) for row in rows],
        total=total,
        links=[(link[1], row[link[0]]) if link and row[link[0]] else None for row in rows],
    )
