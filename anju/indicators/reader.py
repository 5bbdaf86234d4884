"""Definitions read strictly, one YAML file each, checked against the datasets; every complaint names its place. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from anju.indicators import predicate
from anju.indicators.catalogue import (
    Better,
    Broken,
    Catalogue,
    Check,
    CheckKind,
    Indicator,
    IndicatorKind,
    Status,
    Task,
    linked,
)
from anju.kernel.digest import sm3_hex
from anju.kernel.facts import Dataset, Kind
from anju.policy import book, strict
from anju.policy.strict import Malformed

FOLDER = Path(__file__).parent / "definitions"
_REQUIRED = frozenset(
    "id order name unit task kind definition owner legal_basis better status authored checked reviewed next_review".split()
)
_ALLOWED = _REQUIRED | frozenset("members sum ratio policy cross_checks decimals breakdown".split())
_BOTH = {"zh", "en"}
_MEANING = ("members", "sum", "ratio", "policy", "decimals")
_NUMBERS = (Kind.INT, Kind.DECIMAL)


@dataclass(frozen=True)
class _Set:
    """The set of a definition: facts of a dataset that meet `where`, counted by `key` or summed, less excepted keys."""

    dataset: str = ""
    key: str = ""
    where: str = ""
    excepted: str = ""
    sum_of: str = ""


class _Reader:
    """Reads the keys of one definition; `place` and `lines` say where it stands."""

    def __init__(
        self, place: str, held: Mapping[str, Any], lines: Mapping[str, int], datasets: Mapping[str, Dataset]
    ) -> None:
        self.place, self.held, self.lines, self.datasets = place, held, lines, datasets

    def fail(self, key: str, why: str) -> Malformed:
        """The complaint about a key."""
        return Malformed(f"{self.place}, line {self.lines.get(key, 1)}: {key}: {why}")

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
                predicate.write(text, dataset, predicate.Parameters(), predicate.POSTGRES)
        except predicate.Unreadable as error:
            raise self.fail(name, str(error)) from error
        if found.key not in dataset.columns:
            raise self.fail(name, f"{dataset.name} has no key {found.key!r}")
        if found.sum_of:
            self.check_number(name, found.sum_of, dataset)

    def check_number(self, name: str, column: str, dataset: Dataset) -> None:
        """A column that is added up or held against a threshold."""
        fact = dataset.columns.get(column)
        if fact is None or fact.kind not in _NUMBERS:
            raise self.fail(name, f"{column!r} is not a number of {dataset.name}")

    def checks(self) -> tuple[Check, ...]:
        """The declared cross-checks."""
        entries = self.held.get("cross_checks", [])
        return tuple(self.check(entry) for entry in (entries if isinstance(entries, list) else [entries]))

    def check(self, entry: Any) -> Check:
        """One cross-check."""
        shape = "each is `equals: [codes]`, `at_least: [codes]` or `jump: {percent: N, least: N}`"
        if not isinstance(entry, dict) or len(entry) != 1 or not entry.keys() <= set(CheckKind):
            raise self.fail("cross_checks", shape)
        ((word, value),) = entry.items()
        if word == CheckKind.JUMP:
            if not isinstance(value, dict) or value.keys() != {"percent", "least"}:
                raise self.fail("cross_checks", shape)
            return Check(CheckKind.JUMP, (), int(value["percent"]), int(value["least"]))
        if not isinstance(value, list) or not value:
            raise self.fail("cross_checks", f"{word} needs a list of codes")
        return Check(CheckKind(word), tuple(map(str, value)))

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

    def breakdown(self, found: _Set) -> str:
        """The coded column by which the figure is broken down first, empty where the file names none."""
        name = str(self.held.get("breakdown", ""))
        if name and (not found.dataset or name not in self.datasets[found.dataset].columns):
            raise self.fail("breakdown", f"{name!r} is no column of the set")
        return name

    def indicator(self, number: int = 0, since: date = date.min) -> Indicator:
        """The definition."""
        held = self.held
        if sum(1 for word in ("members", "sum", "ratio") if held.get(word)) != 1:
            raise self.fail("id", "give one of members, sum, ratio")
        found = self.set_of()
        meaning = {word: held.get(word) for word in _MEANING}
        (name_zh, name_en), (unit_zh, unit_en) = self.both("name"), self.both("unit")
        definition_zh, definition_en = self.both("definition")
        return Indicator(
            code=str(held["id"]), order=self.whole("order"), name_zh=name_zh, name_en=name_en, unit_zh=unit_zh,
            unit_en=unit_en, task=self.one_of("task", Task), kind=self.one_of("kind", IndicatorKind).value,
            definition_zh=definition_zh, definition_en=definition_en, owner=str(held["owner"]),
            legal_basis=str(held["legal_basis"]), better=self.one_of("better", Better).value,
            status=self.one_of("status", Status), authored=str(held["authored"]), checked=str(held["checked"]),
            reviewed=self.day("reviewed"), next_review=self.day("next_review"), dataset=found.dataset, key=found.key,
            where=found.where, excepted=found.excepted, sum_of=found.sum_of, ratio=self.ratio(),
            policy=self.policy(found), decimals=self.whole("decimals", 0), checks=self.checks(),
            breakdown=self.breakdown(found), number=number, since=since,
            version=sm3_hex(json.dumps(meaning, ensure_ascii=False, sort_keys=True).encode())[:12],
        )  # fmt: skip


def defined(
    place: str,
    held: Mapping[str, Any],
    datasets: Mapping[str, Dataset],
    *,
    number: int,
    since: date,
) -> Indicator:
    """A definition out of a mapping with the keys of a file; raises Malformed naming `place`."""
    missing, strange = _REQUIRED - held.keys(), held.keys() - _ALLOWED
    if missing or strange:
        raise Malformed(f"{place}: keys missing: {sorted(missing)}, unknown: {sorted(strange)}")
    return _Reader(place, held, {}, datasets).indicator(number, since)


def read(folder: Path, datasets: Mapping[str, Dataset]) -> Catalogue:
    """Read every definition below a folder; raises Malformed naming file and line."""
    found: dict[str, Indicator] = {}
    paths: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.yaml")):
        held, lines = strict.load(path, _ALLOWED, _REQUIRED)
        if held["id"] != path.stem:
            raise Malformed(f"{path}, line {lines['id']}: id: the file is called {path.stem}")
        indicator = _Reader(str(path), held, lines, datasets).indicator()
        if indicator.code in found:
            raise Malformed(f"{path}, line 1: {indicator.code} stands already in {paths[indicator.code]}")
        found[indicator.code], paths[indicator.code] = indicator, path
    try:
        return linked(found, datasets)
    except Broken as error:
        raise Malformed(f"{paths[error.code]}, line 1: {error}") from error
