"""Rules as data: one YAML file each, read strictly, its predicate checked against the facts and bound, never pasted. Pure.

Sources: the logic checks of the national system and its table set of 28 (domain.md §2.5). A word `$least_income_fen` in a
predicate is a dated value of `checks/policy/limits.yaml` in force on the day.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from anju.checks.codes import Severity, Status, SubjectKind
from anju.checks.subjects import DATASETS
from anju.indicators import predicate
from anju.kernel.facts import Dataset
from anju.policy import book, strict
from anju.policy.strict import Malformed

FOLDER = Path(__file__).with_name("definitions")
LIMITS = "checks/limits"
_KEYS = frozenset({"id", "order", "sentence", "severity", "dataset", "where", "remedy", "source", "status", "why",
                   "never_accept"})  # fmt: skip
_NEEDED = frozenset({"id", "order", "sentence", "severity", "remedy", "source", "status"})
_VALUE = re.compile(r"\$(\w+)")


@dataclass(frozen=True)
class Rule:
    """A rule: what is wrong in both languages, how bad it is, where it looks, what to do; `why` it is not computed."""

    id: str
    order: int
    zh: str
    en: str
    severity: Severity
    dataset: str
    where: str
    remedy_zh: str
    remedy_en: str
    source: str
    status: Status
    why: str
    never_accept: bool

    @property
    def subject(self) -> SubjectKind:
        """What a finding of the rule is about."""
        return SubjectKind(DATASETS[self.dataset].row)

    def condition(self, day: date) -> str:
        """The predicate with the dated values of a day in place of their names; raises LookupError for an unknown one."""
        page = book.named(LIMITS).on(day)
        return _VALUE.sub(lambda found: str(int(page[found[1]])), self.where)

    def sql(self, day: date, parameters: predicate.Parameters) -> str:
        """The predicate as SQL over the columns of its dataset, literals as named placeholders."""
        return predicate.write(self.condition(day), DATASETS[self.dataset], parameters, predicate.POSTGRES)


def _both(held: Mapping[str, Any], key: str, path: Path, lines: Mapping[str, int]) -> tuple[str, str]:
    value = held[key]
    if not isinstance(value, dict) or set(value) != {"zh", "en"}:
        raise Malformed(f"{path}, line {lines[key]}: {key} needs zh and en")
    return str(value["zh"]), str(value["en"])


def read(path: Path, datasets: Mapping[str, Dataset] = DATASETS) -> Rule:
    """One rule; raises Malformed naming file and line."""
    held, lines = strict.load(path, _KEYS, _NEEDED)
    if held["id"] != path.stem:
        raise Malformed(f"{path}, line {lines['id']}: id: the file is called {path.stem}")
    try:
        severity, status = Severity(held["severity"]), Status(held["status"])
    except ValueError as error:
        raise Malformed(f"{path}, line {lines['severity']}: {error}") from error
    rule = Rule(
        held["id"], int(held["order"]), *_both(held, "sentence", path, lines), severity, str(held.get("dataset", "")),
        str(held.get("where", "")), *_both(held, "remedy", path, lines), str(held["source"]), status,
        str(held.get("why", "")), bool(held.get("never_accept", False)),
    )  # fmt: skip
    _check(rule, path, lines, datasets)
    return rule


def _check(rule: Rule, path: Path, lines: Mapping[str, int], datasets: Mapping[str, Dataset]) -> None:
    if rule.status is not Status.ACTIVE:
        if not rule.why or rule.where:
            raise Malformed(
                f"{path}, line {lines['status']}: a rule that is not computed says why, and has no where"
            )
        return
    if rule.dataset not in datasets:
        raise Malformed(f"{path}, line 1: unknown dataset {rule.dataset!r}; there are {', '.join(datasets)}")
    try:
        rule.sql(date(2100, 1, 1), predicate.Parameters())
    except (predicate.Unreadable, LookupError) as error:
        raise Malformed(f"{path}, line {lines.get('where', 1)}: {error}") from error


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, in order."""
    found = [read(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return {rule.id: rule for rule in sorted(found, key=lambda rule: (rule.order, rule.id))}


def active() -> Iterator[Rule]:
    """The rules that are computed."""
    return (rule for rule in rules().values() if rule.status is Status.ACTIVE)
