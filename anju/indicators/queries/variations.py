"""The neighbours of a definition: what another office may have counted instead. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from anju.indicators import phrases, predicate
from anju.indicators.catalogue import Indicator
from anju.kernel.facts import Dataset

_COUNTED_ZH = {"person": "人", "household": "户", "site": "安置区"}
_COUNTED_EN = {"person": "persons", "household": "households", "site": "sites"}


@dataclass(frozen=True)
class Variation:
    """A changed definition and what was changed, in both languages."""

    item: Indicator
    zh: str
    en: str


def variations(item: Indicator, dataset: Dataset) -> Iterator[Variation]:
    """Each condition left out, the exception left out, another key counted; codes are their numbers."""
    for n, found in enumerate(_all(item, dataset)):
        yield replace(found, item=replace(found.item, code=f"variation_{n}"))


def _all(item: Indicator, dataset: Dataset) -> Iterator[Variation]:
    parts = predicate.conjuncts(item.where)
    for n, part in enumerate(parts):
        kept = " and ".join(f"({one})" for one in (*parts[:n], *parts[n + 1 :]))
        zh, en = (phrases.predicate_words(part, dataset, chinese=chinese) for chinese in (True, False))
        yield Variation(replace(item, where=kept), f"不限“{zh}”", f"without “{en}”")
    if item.excepted:
        zh, en = (
            phrases.predicate_words(item.excepted, dataset, chinese=chinese) for chinese in (True, False)
        )
        yield Variation(replace(item, excepted=""), f"不除外“{zh}”", f"without the exception “{en}”")
    if not item.sum_of:
        yield from _other_keys(item, dataset)


def _other_keys(item: Indicator, dataset: Dataset) -> Iterator[Variation]:
    for column, kind in dataset.links.items():
        if column != item.key:
            yield Variation(
                replace(item, key=column),
                f"按{_COUNTED_ZH.get(kind, kind)}计数",
                f"counting {_COUNTED_EN.get(kind, kind)}",
            )
    if item.key != dataset.row and dataset.row not in dataset.links:
        yield Variation(replace(item, key=dataset.row), "按记录条数计数", "counting records")
