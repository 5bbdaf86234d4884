"""The catalogue of indicators: one YAML file each, read strictly, checked against the datasets. Pure.

An indicator is a named set of records (`members`), a sum over one, a ratio of two others, or a dated policy value
with the set to which it applies.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from anju.indicators import predicate
from anju.kernel.digest import sm3_hex
from anju.kernel.facts import Dataset, Kind
from anju.policy import book, strict
from anju.policy.strict import Malformed

FOLDER = Path(__file__).parent / "definitions"


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


@dataclass(frozen=True)
class Check:
    """A cross-check: the sum of `parts` equals the indicator, or stays within it."""

    parts: tuple[str, ...]
    equal: bool


_SEALED = ("dataset", "key", "where", "excepted", "sum_of", "ratio", "policy")


@dataclass(frozen=True)
class Indicator:
    """One definition. Exactly one of set with `key`, `sum_of`, `ratio`, `policy` tells how its value comes about."""

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
    dataset: str
    key: str
    where: str
    excepted: str
    sum_of: str
    ratio: tuple[str, str] | None
    policy: tuple[str, str, str] | None
    decimals: int
    checks: tuple[Check, ...]
    version: str

    @property
    def counted(self) -> bool:
        """Whether the value is read from facts (a set or a sum), not composed of other values."""
        return self.ratio is None and self.policy is None

    @property
    def sealed(self) -> dict[str, Any]:
        """What a close keeps of the definition, so that its figures stay explained when the definition changes."""
        return {word: getattr(self, word) for word in _SEALED}

    def as_sealed(self, held: Mapping[str, Any]) -> "Indicator":
        """The indicator with the meaning that a close kept."""
        kept: dict[str, Any] = {word: held[word] for word in _SEALED if word in held}
        for word in ("ratio", "policy"):  # JSON knows no tuples
            kept[word] = tuple(kept[word]) if kept.get(word) else None
        return replace(self, **kept) if held else self


@dataclass(frozen=True)
class Catalogue:
    """All indicators in their order."""

    indicators: Mapping[str, Indicator]

    def __iter__(self) -> Any:
        return iter(self.indicators.values())

    def get(self, code: str) -> Indicator:
        """The indicator of a code; raises KeyError."""
        return self.indicators[code]

    def of_task(self, task: Task) -> list[Indicator]:
        """The indicators of one task."""
        return [indicator for indicator in self if indicator.task is task]

    @property
    def version(self) -> str:
        """One word for the state of all definitions."""
        return sm3_hex("".join(indicator.version for indicator in self).encode())[:16]


_REQUIRED = frozenset(
    "id order name unit task kind definition owner legal_basis better status authored checked reviewed next_review".split()
)
_ALLOWED = _REQUIRED | frozenset("members sum ratio policy cross_checks decimals".split())
_BOTH = {"zh", "en"}
_MEANING = ("members", "sum", "ratio", "policy", "decimals")


@dataclass(frozen=True)
class _Set:
    """The set of a definition: facts of a dataset that meet `where`, counted by `key` or summed, less excepted keys."""

    dataset: str = ""
    key: str = ""
    where: str = ""
    excepted: str = ""
    sum_of: str = ""


class _Reader:
    """Reads one file; every complaint names the file and the line of the key."""

    def __init__(self, path: Path, datasets: Mapping[str, Dataset]) -> None:
        self.path, self.datasets = path, datasets
        self.held, self.lines = strict.load(path, _ALLOWED, _REQUIRED)

    def fail(self, key: str, why: str) -> Malformed:
        """The complaint about a key."""
        return Malformed(f"{self.path}, line {self.lines.get(key, 1)}: {key}: {why}")

    def both(self, key: str) -> tuple[str, str]:
        """A text in both languages."""
        value = self.held[key]
        if not isinstance(value, dict) or value.keys() != _BOTH or not all(value.values()):
            raise self.fail(key, "needs exactly zh and en, both filled")
        return str(value["zh"]), str(value["en"])

    def day(self, key: str) -> date:
        """A date."""
        if not isinstance(self.held[key], date):
            raise self.fail(key, "is a date, YYYY-MM-DD")
        day: date = self.held[key]
        return day

    def part(self, key: str, allowed: set[str], required: set[str]) -> dict[str, Any]:
        """A mapping with known keys, empty where the file has none."""
        value = self.held.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict) or value.keys() - allowed or required - value.keys():
            raise self.fail(
                key, f"needs {', '.join(sorted(required))} and may have {', '.join(sorted(allowed))}"
            )
        return value

    def one_of(self, key: str, words: type[StrEnum]) -> Any:
        """A word of a list."""
        try:
            return words(self.held[key])
        except ValueError as error:
            raise self.fail(key, f"{self.held[key]!r} is none of {', '.join(words)}") from error

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        value = self.held.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.fail(key, f"{value!r} is not a whole number")
        return value

    def set_of(self) -> _Set:
        """The set, checked against its dataset; empty where the file has none."""
        members = self.part("members", {"of", "key", "where", "except"}, {"of", "key"})
        total = self.part("sum", {"of", "column", "where"}, {"of", "column"})
        name = "members" if members else "sum"
        part = members or total
        if not part:
            return _Set()
        dataset = self.datasets.get(part["of"])
        if dataset is None:
            raise self.fail(name, f"unknown dataset {part['of']!r}; there are {', '.join(self.datasets)}")
        found = _Set(
            dataset.name, str(part.get("key", dataset.row)), str(part.get("where", "")), str(part.get("except", "")),
            str(part.get("column", "")),
        )  # fmt: skip
        self.check_set(name, found, dataset)
        return found

    def check_set(self, name: str, found: _Set, dataset: Dataset) -> None:
        """Every word of the set against the columns of its dataset."""
        try:
            for text in (found.where, found.excepted):
                predicate.write(text, dataset, predicate.Parameters(), "{}")
        except predicate.Unreadable as error:
            raise self.fail(name, str(error)) from error
        if found.key not in dataset.columns:
            raise self.fail(name, f"{dataset.name} has no key {found.key!r}")
        if found.sum_of:
            self.check_number(name, found.sum_of, dataset)

    def check_number(self, name: str, column: str, dataset: Dataset) -> None:
        """A column that is added up or held against a threshold."""
        fact = dataset.columns.get(column)
        if fact is None or fact.kind not in (Kind.INT, Kind.DECIMAL):
            raise self.fail(name, f"{column!r} is not a number of {dataset.name}")

    def checks(self) -> tuple[Check, ...]:
        """The declared cross-checks."""
        found = []
        entries = self.held.get("cross_checks", [])
        for entry in entries if isinstance(entries, list) else [entries]:
            if not isinstance(entry, dict) or len(entry) != 1 or not entry.keys() <= {"equals", "at_least"}:
                raise self.fail("cross_checks", "each is `equals: [codes]` or `at_least: [codes]`")
            ((word, parts),) = entry.items()
            if not isinstance(parts, list) or not parts:
                raise self.fail("cross_checks", f"{word} needs a list of codes")
            found.append(Check(tuple(map(str, parts)), equal=word == "equals"))
        return tuple(found)

    def ratio(self) -> tuple[str, str] | None:
        """Codes of numerator and denominator, None where the file has none."""
        value = self.held.get("ratio")
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != 2:
            raise self.fail("ratio", "has exactly two codes: numerator, denominator")
        return str(value[0]), str(value[1])

    def policy(self, found: _Set) -> tuple[str, str, str] | None:
        """Book, value, and the column of the set that is held against it, None where the file has none."""
        value = self.part("policy", {"book", "value", "column"}, {"book", "value", "column"})
        if not value:
            return None
        if not found.dataset:
            raise self.fail("policy", "needs members to which the value applies")
        self.check_number("policy", str(value["column"]), self.datasets[found.dataset])
        try:
            known = book.named(str(value["book"])).values
        except (OSError, ValueError) as error:
            raise self.fail("policy", f"no readable book {value['book']!r}: {error}") from error
        if value["value"] not in known:
            raise self.fail("policy", f"{value['book']} has no {value['value']!r}; it has {', '.join(known)}")
        return str(value["book"]), str(value["value"]), str(value["column"])

    def indicator(self) -> Indicator:
        """The definition of this file."""
        held = self.held
        if held["id"] != self.path.stem:
            raise self.fail("id", f"the file is called {self.path.stem}")
        if sum(1 for word in ("members", "sum", "ratio") if held.get(word)) != 1:
            raise self.fail("id", "give one of members, sum, ratio")
        found = self.set_of()
        meaning = {word: held.get(word) for word in _MEANING}
        return Indicator(
            held["id"], self.whole("order"), *self.both("name"), *self.both("unit"), self.one_of("task", Task),
            self.one_of("kind", IndicatorKind).value, *self.both("definition"), str(held["owner"]),
            str(held["legal_basis"]), self.one_of("better", Better).value, self.one_of("status", Status),
            str(held["authored"]), str(held["checked"]), self.day("reviewed"), self.day("next_review"),
            found.dataset, found.key, found.where, found.excepted, found.sum_of, self.ratio(), self.policy(found),
            self.whole("decimals", 0), self.checks(),
            sm3_hex(json.dumps(meaning, ensure_ascii=False, sort_keys=True).encode())[:12],
        )  # fmt: skip


def _population(indicator: Indicator, datasets: Mapping[str, Dataset]) -> frozenset[str]:
    return predicate.population(indicator.where, datasets[indicator.dataset])


def _check_ratio(
    indicator: Indicator, found: Mapping[str, Indicator], path: Path, datasets: Mapping[str, Dataset]
) -> None:
    """A ratio has two counted sides that speak of one population."""
    if indicator.ratio is None:
        return
    top, bottom = (found[code] for code in indicator.ratio)
    if not (top.counted and bottom.counted):
        raise Malformed(f"{path}, line 1: ratio: both sides are members or sums, not composed values")
    sides = _population(top, datasets), _population(bottom, datasets)
    if sides[0] != sides[1]:
        named = " / ".join(" and ".join(sorted(side)) or "everybody" for side in sides)
        raise Malformed(f"{path}, line 1: ratio: two populations never mix in one ratio ({named})")


def _referenced(indicator: Indicator) -> list[str]:
    """Codes that a definition leans on."""
    return [*(indicator.ratio or ()), *(code for check in indicator.checks for code in check.parts)]


def read(folder: Path, datasets: Mapping[str, Dataset]) -> Catalogue:
    """Read every definition below a folder; raises Malformed naming file and line."""
    found: dict[str, Indicator] = {}
    paths: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.yaml")):
        indicator = _Reader(path, datasets).indicator()
        if indicator.code in found:
            raise Malformed(f"{path}, line 1: {indicator.code} stands already in {paths[indicator.code]}")
        found[indicator.code], paths[indicator.code] = indicator, path
    for indicator in found.values():
        for code in _referenced(indicator):
            if code not in found:
                raise Malformed(
                    f"{paths[indicator.code]}, line 1: refers to {code!r}, which has no definition"
                )
        _check_ratio(indicator, found, paths[indicator.code], datasets)
    return Catalogue(dict(sorted(found.items(), key=lambda item: item[1].order)))
