"""Why a figure moved between two states: who joined, who left, and which condition turned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anju.indicators import phrases, predicate
from anju.indicators.catalogue import Indicator
from anju.indicators.figures import RecordPage
from anju.indicators.queries.live import chosen
from anju.indicators.queries.states import Reading, State, reading
from anju.kernel.refused import Refused


@dataclass(frozen=True)
class Moves:
    """The keys that joined and left a set between two states, in order, and how many stayed."""

    item: Indicator
    joined: tuple[Any, ...]
    left: tuple[Any, ...]
    stayed: int


@dataclass(frozen=True)
class Moved:
    """A page of records that joined or left, with the reason of each in words."""

    page: RecordPage
    reasons: Sequence[str]


def set_of(state: State, code: str) -> Indicator:
    """The set behind a figure as the state defines it; raises Refused for a sum or an unknown code."""
    item = state.known.set_of(chosen(state.known, [code])[0].code)
    if item.sum_of:
        raise Refused(f"“{item.name_zh}”是合计数，背后没有可以逐条对照的名单。")
    return item


def moves(code: str, before: State, after: State, scope: str) -> Moves:
    """Who joined and who left between two states; raises Refused where they count different things."""
    old, new = set_of(before, code), set_of(after, code)
    if (old.dataset, old.key) != (new.dataset, new.key):
        raise Refused(f"“{new.name_zh}”两个版本的计数对象不同，名单不能逐条对照。")
    with reading(before, old.dataset) as then:
        earlier = then.keys(old, scope)
    with reading(after, new.dataset) as now:
        later = now.keys(new, scope)
    return Moves(new, tuple(sorted(later - earlier)), tuple(sorted(earlier - later)), len(earlier & later))


def moved(
    found: Moves, keys: Sequence[Any], *, listed: State, asked: State, scope: str, chinese: bool
) -> Moved:
    """Records as `listed` shows them, and why they are not in the set of `asked`."""
    with reading(listed, found.item.dataset) as there:
        page, order = there.listed(found.item.key, keys)
    item = set_of(asked, found.item.code)
    with reading(asked, item.dataset) as here:
        reasons = why_not(here, item, order, scope, chinese=chinese)
    return Moved(page, [reasons[key] for key in order])


def why_not(
    here: Reading, item: Indicator, keys: Sequence[Any], scope: str, *, chinese: bool
) -> dict[Any, str]:
    """For each key the condition of a set that it does not meet in a state, in words."""
    conditions = predicate.conjuncts(item.where)
    met = here.judged(item.key, [*conditions, item.excepted or "", ""], keys, scope)
    anywhere = here.judged(item.key, [], [key for key in keys if key not in met], "")
    return {key: _reason(here, item, met.get(key), key in anywhere, chinese=chinese) for key in keys}


def _reason(
    here: Reading, item: Indicator, met: tuple[bool, ...] | None, elsewhere: bool, *, chinese: bool
) -> str:
    name = here.dataset.zh if chinese else here.dataset.en
    if met is None and elsewhere:
        return "不在本范围" if chinese else "outside this place"
    if met is None:
        return f"不在“{name}”中" if chinese else f"not among “{name}”"
    *held, excepted, _there = met
    failed = phrases.failing(item.where, tuple(held), here.dataset, chinese=chinese)
    if failed:
        return f"不满足：{failed}" if chinese else f"does not meet: {failed}"
    if item.excepted and excepted:
        words = phrases.predicate_words(item.excepted, here.dataset, chinese=chinese)
        return f"除外：{words}" if chinese else f"excepted: {words}"
    if item.policy:
        return "未达到标准" if chinese else "below the threshold"
    return "各条件分属不同记录" if chinese else "meets the conditions in different records only"
