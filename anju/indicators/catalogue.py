"""The catalogue of indicators: named sets of records, sums and ratios of them, dated thresholds. Pure.

An indicator is a named set of records (`members`), a sum over one, a ratio of two others, or a dated policy value
with the set to which it applies. A close keeps each definition whole (`sealed`), so that a figure stays explained when
the catalogue has long moved on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from anju.indicators import predicate
from anju.kernel.digest import sm3_hex
from anju.kernel.facts import Dataset


class Task(StrEnum):
    """The five tasks (五大任务) of follow-up support, in the order of the menu."""

    MANAGEMENT = "management"
    EMPLOYMENT = "employment"
    RIGHTS = "rights"
    SERVICES = "services"
    GOVERNANCE = "governance"


class Status(StrEnum):
    """Life of a definition."""

    DEVELOPMENT = "in_development"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class IndicatorKind(StrEnum):
    """What a value is: a state of the day, what came in a period, a target, a composed value, a rule's value."""

    STOCK = "stock"
    FLOW = "flow"
    PLAN = "plan"
    RATIO = "ratio"
    FREQUENCY = "frequency"
    THRESHOLD = "threshold"


class Better(StrEnum):
    """Which way a value should move."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class CheckKind(StrEnum):
    """What a cross-check asks of a figure."""

    EQUALS = "equals"  # part + part = whole
    AT_LEAST = "at_least"  # part <= whole, persons >= households
    JUMP = "jump"  # month to month


@dataclass(frozen=True)
class Check:
    """A cross-check of a figure: equal to or not below the sum of `parts`; or moving no more than `percent` of its
    value in the month before, where it moves by `least` or more."""

    kind: CheckKind
    parts: tuple[str, ...] = ()
    percent: int = 0
    least: int = 0

    @property
    def word(self) -> str:
        """What tells the check from the others of its figure."""
        return f"{self.kind}:{'+'.join(self.parts)}" if self.parts else str(self.kind)


@dataclass(frozen=True)
class Indicator:
    """One definition. Exactly one of set with `key`, `sum_of`, `ratio`, `policy` tells how its value comes about.

    `number` is 0 for a definition that came with the program, else which version of the county's own it is;
    it holds from `since` on. `breakdown` is the column by which its proof is broken down first.
    """

    code: str
    order: int
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    task: Task
    kind: str
    definition_zh: str
    definition_en: str
    owner: str
    legal_basis: str
    better: str
    status: Status
    authored: str
    checked: str
    reviewed: date
    next_review: date
    version: str
    dataset: str = ""
    key: str = ""
    where: str = ""
    excepted: str = ""
    sum_of: str = ""
    ratio: tuple[str, str] | None = None
    policy: tuple[str, str, str] | None = None
    decimals: int = 0
    checks: tuple[Check, ...] = ()
    breakdown: str = ""
    number: int = 0
    since: date = date.min

    @property
    def counted(self) -> bool:
        """Whether the value is read from facts (a set or a sum), not composed of other values."""
        return self.ratio is None and self.policy is None

    @property
    def own(self) -> bool:
        """Whether the county made the definition itself."""
        return self.number > 0

    @property
    def meaning(self) -> tuple[Any, ...]:
        """What two definitions must share to be the same question."""
        return self.dataset, self.key, self.where, self.excepted, self.sum_of, self.ratio, self.policy

    @property
    def sealed(self) -> dict[str, Any]:
        """What a close keeps: the whole definition in words that JSON knows."""
        held = {field.name: getattr(self, field.name) for field in fields(self)}
        held["checks"] = [
            [check.kind, list(check.parts), check.percent, check.least] for check in self.checks
        ]
        return held | {word: held[word].isoformat() for word in _DAYS}


_DAYS = ("reviewed", "next_review", "since")


def unsealed(held: Mapping[str, Any]) -> Indicator:
    """The definition that a close kept."""
    words = dict(held) | {word: date.fromisoformat(held[word]) for word in _DAYS}
    words["task"], words["status"] = Task(held["task"]), Status(held["status"])
    for word in ("ratio", "policy"):  # JSON knows no tuples
        words[word] = tuple(held[word]) if held[word] else None
    words["checks"] = tuple(
        Check(CheckKind(kind), tuple(parts), percent, least) for kind, parts, percent, least in held["checks"]
    )
    return Indicator(**words)


@dataclass(frozen=True)
class Catalogue:
    """Indicators in their order."""

    indicators: Mapping[str, Indicator]

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators.values())

    def __contains__(self, code: object) -> bool:
        return code in self.indicators

    def get(self, code: str) -> Indicator:
        """The indicator of a code; raises KeyError."""
        return self.indicators[code]

    def set_of(self, code: str) -> Indicator:
        """The set behind a figure: a ratio shows its numerator's; raises KeyError."""
        item = self.indicators[code]
        return self.indicators[item.ratio[0]] if item.ratio else item

    def of_task(self, task: Task) -> list[Indicator]:
        """The indicators of one task."""
        return [indicator for indicator in self if indicator.task is task]

    def involved(self, code: str) -> list[tuple[Indicator, Check]]:
        """The cross-checks in which a figure stands, on either side."""
        return [
            (item, check)
            for item in self
            for check in item.checks
            if code == item.code or code in check.parts
        ]

    @property
    def version(self) -> str:
        """One word for the state of all definitions."""
        return sm3_hex("".join(indicator.version for indicator in self).encode())[:16]


class Broken(ValueError):
    """Definitions that do not fit together; `code` names the one, `zh` tells an officer."""

    def __init__(self, code: str, text: str, zh: str) -> None:
        super().__init__(text)
        self.code, self.zh = code, zh


def _referenced(indicator: Indicator) -> list[str]:
    """Codes that a definition leans on."""
    return [*(indicator.ratio or ()), *(code for check in indicator.checks for code in check.parts)]


def _population(indicator: Indicator, datasets: Mapping[str, Dataset]) -> frozenset[str]:
    return predicate.population(indicator.where, datasets[indicator.dataset])


def _check_ratio(
    indicator: Indicator, found: Mapping[str, Indicator], datasets: Mapping[str, Dataset]
) -> None:
    """A ratio has two counted sides that speak of one population."""
    if indicator.ratio is None:
        return
    top, bottom = (found[code] for code in indicator.ratio)
    if not (top.counted and bottom.counted):
        raise Broken(
            indicator.code,
            "ratio: both sides are members or sums, not composed values",
            "比率的分子、分母只能是计数或合计指标，不能又是比率或政策标准。",
        )
    sides = _population(top, datasets), _population(bottom, datasets)
    if sides[0] != sides[1]:
        named = " / ".join(" and ".join(sorted(side)) or "everybody" for side in sides)
        raise Broken(
            indicator.code,
            f"ratio: two populations never mix in one ratio ({named})",
            "分子、分母的人群口径不同（全部搬迁对象与“十三五”易地扶贫搬迁对象不能放在一个比率里）。",
        )


def linked(found: Mapping[str, Indicator], datasets: Mapping[str, Dataset]) -> Catalogue:
    """The catalogue of these definitions, in order; raises Broken where one leans on what is not there."""
    for indicator in found.values():
        for code in _referenced(indicator):
            if code not in found:
                raise Broken(
                    indicator.code,
                    f"refers to {code!r}, which has no definition",
                    f"引用了不存在的指标 {code}。",
                )
        _check_ratio(indicator, found, datasets)
    return Catalogue(dict(sorted(found.items(), key=lambda item: (item[1].order, item[0]))))
