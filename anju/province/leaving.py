"""What may leave a county: which columns of which dataset, and in which form. Pure.

The rule is positive: places, coded words, yes and no, numbers and days that a published indicator asks for, and keys as
digests. Free text (names, numbers of certificates, addresses, contents) is never on the list, whoever asks for it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from anju.indicators import predicate
from anju.indicators.catalogue import Indicator
from anju.kernel.facts import Dataset, Fact, Kind

PLACES = ("place", "town", "site")
PLACE_CODE = re.compile(r"\d{6}(\d{3}){0,2}")
_PLAIN = (Kind.BOOL, Kind.INT, Kind.DECIMAL, Kind.DATE)


def keys_of(dataset: Dataset) -> frozenset[str]:
    """Columns that name a record: they leave as digests."""
    return frozenset(dataset.keys) - set(PLACES)


def may_leave(name: str, fact: Fact, dataset: Dataset) -> bool:
    """Whether a column may leave at all."""
    if name in PLACES or name in keys_of(dataset):
        return True
    return bool(fact.choices) if fact.kind is Kind.TEXT else fact.kind in _PLAIN


def asked_of(item: Indicator, row: str) -> set[str]:
    """The columns that a counted indicator asks for; rows are counted without being named."""
    named = {*predicate.columns(item.where), *predicate.columns(item.excepted), item.sum_of}
    if item.excepted or item.key != row:
        named.add(item.key)
    return (named | ({item.policy[2]} if item.policy else set())) - {""}


def leaving(
    items: Iterable[Indicator], datasets: Mapping[str, Dataset]
) -> tuple[dict[str, Dataset], set[str]]:
    """The datasets cut down to the columns that leave, and the codes of indicators that need more than may leave."""
    wanted: dict[str, set[str]] = {}
    kept_back: set[str] = set()
    for item in items:
        if not item.dataset:
            continue
        dataset = datasets[item.dataset]
        asked = asked_of(item, dataset.row)
        if all(may_leave(name, dataset.columns[name], dataset) for name in asked):
            wanted.setdefault(item.dataset, set()).update(asked)
        else:
            kept_back.add(item.code)
    return {name: _cut(datasets[name], columns) for name, columns in wanted.items()}, kept_back


def _cut(dataset: Dataset, columns: set[str]) -> Dataset:
    """A dataset with its places and these columns only, in their order."""
    kept = {*PLACES, *columns}
    return replace(
        dataset, sql="", links={}, policy={},
        columns={name: fact for name, fact in dataset.columns.items() if name in kept},
    )  # fmt: skip
