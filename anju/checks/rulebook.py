"""Rules as data: one YAML file each, read strictly, its predicate checked against the facts and bound, never pasted. Pure.

Sources: the logic checks of the national system and its table set of 28 (domain.md §2.5). A word `$least_income_fen` in a
predicate is a dated value of `checks/policy/limits.yaml` in force on the day. `field` names the group of personal fields
(accounts.codes.Field) that a finding of the rule tells something of, `none` where it tells nothing that posts do not see. `mended`
names the form that has what the rule complains about.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from anju.accounts.codes import Field
from anju.checks.codes import Mended, Severity, Status, SubjectKind
from anju.checks.subjects import DATASETS, PERSONAL
from anju.indicators import predicate
from anju.indicators.engine import source_values
from anju.kernel.facts import Dataset
from anju.kernel.refused import Refused
from anju.policy import book, strict
from anju.policy.strict import Malformed

FOLDER = Path(__file__).with_name("definitions")
LIMITS = "checks/limits"
_KEYS = frozenset({"id", "order", "sentence", "severity", "field", "dataset", "where", "remedy", "source", "status", "why",
                   "never_accept", "mended"})  # fmt: skip
_NEEDED = frozenset({"id", "order", "sentence", "severity", "field", "remedy", "mended", "source", "status"})
_VALUE, _WORD = re.compile(r"\$(\w+)"), re.compile(r"[a-z]\w*")
_NO_FIELD = "none"
COLUMNS = "place, rule, severity, kind, subject"
_FOUND = """
select distinct left(f.place, 12), r.rule, r.severity, %(kind)s, f.{key}::bigint
from (select * from ({facts}) x where x.place ^@ %(place)s offset 0) f
cross join lateral (values {rules}) r (rule, severity, broken)
where r.broken
"""
_ASKED = "(%(rule{n})s::text, %(severity{n})s::text, ({condition}))"
_Code = TypeVar("_Code", bound=Enum)


@dataclass(frozen=True)
class Rule:
    """A rule: what is wrong in both languages, how bad it is, where it looks, what to do; `why` it is not computed."""

    id: str
    order: int
    zh: str
    en: str
    severity: Severity
    field: Field | None
    dataset: str
    where: str
    remedy_zh: str
    remedy_en: str
    source: str
    status: Status
    why: str
    never_accept: bool
    mended: Mended

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


def _coded(
    held: Mapping[str, Any], key: str, codes: type[_Code], path: Path, lines: Mapping[str, int]
) -> _Code:
    try:
        return codes(held[key])
    except ValueError as error:
        known = ", ".join(str(code.value) for code in codes)
        raise Malformed(f"{path}, line {lines[key]}: {key}: {error}; known are {known}") from error


def read(path: Path, datasets: Mapping[str, Dataset] = DATASETS) -> Rule:
    """One rule; raises Malformed naming file and line."""
    held, lines = strict.load(path, _KEYS, _NEEDED)
    if held["id"] != path.stem:
        raise Malformed(f"{path}, line {lines['id']}: id: the file is called {path.stem}")
    severity = _coded(held, "severity", Severity, path, lines)
    status = _coded(held, "status", Status, path, lines)
    field = None if held["field"] == _NO_FIELD else _coded(held, "field", Field, path, lines)
    rule = Rule(
        held["id"], int(held["order"]), *_both(held, "sentence", path, lines), severity, field, str(held.get("dataset", "")),
        str(held.get("where", "")), *_both(held, "remedy", path, lines), str(held["source"]), status,
        str(held.get("why", "")), bool(held.get("never_accept", False)), _coded(held, "mended", Mended, path, lines),
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
    told = {
        field
        for column, field in PERSONAL.get(rule.dataset, {}).items()
        if column in _WORD.findall(rule.where)
    }
    if told - {rule.field}:
        needed = ", ".join(sorted(told))
        raise Malformed(
            f"{path}, line {lines['field']}: field: the rule tells of {needed}, which not every post sees"
        )


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, in order."""
    found = [read(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return {rule.id: rule for rule in sorted(found, key=lambda rule: (rule.order, rule.id))}


def active() -> Iterator[Rule]:
    """The rules that are computed."""
    return (rule for rule in rules().values() if rule.status is Status.ACTIVE)


def chosen(ids: Sequence[str] | None) -> list[Rule]:
    """These computed rules, all of them for None; raises Refused for one that there is not."""
    computed = {rule.id: rule for rule in active()}
    if unknown := set(ids or ()) - computed.keys():
        raise Refused(_("没有可核查的规则：%(rules)s。") % {"rules": "、".join(sorted(unknown))})
    return [computed[one] for one in ids] if ids is not None else list(computed.values())


def hidden(sees: Collection[Field]) -> frozenset[str]:
    """Rules whose findings tell what somebody who sees these groups of fields does not see."""
    return frozenset(
        rule.id for rule in rules().values() if rule.field is not None and rule.field not in sees
    )


@dataclass(frozen=True)
class Statement:
    """Selects place, rule, severity, kind and subject; `rules` is how many rules it asks."""

    sql: str
    values: dict[str, Any]
    rules: int


def statements(wanted: Sequence[Rule], *, place: str, on: date) -> Iterator[Statement]:
    """What to ask for these rules at and below a place; the values of `queries.surroundings` join those here."""
    for name in dict.fromkeys(rule.dataset for rule in wanted):
        yield _statement([rule for rule in wanted if rule.dataset == name], place, on)


def _statement(asked: Sequence[Rule], place: str, on: date) -> Statement:
    dataset, parameters, conditions = DATASETS[asked[0].dataset], predicate.Parameters(), []
    values: dict[str, Any] = {"place": place, "kind": asked[0].subject.value}
    for n, rule in enumerate(asked):
        conditions.append(_ASKED.format(n=n, condition=rule.sql(on, parameters)))
        values |= {f"rule{n}": rule.id, f"severity{n}": rule.severity.value}
    sql = _FOUND.format(key=dataset.row, facts=dataset.sql, rules=", ".join(conditions))
    return Statement(sql, source_values(dataset, on) | values | parameters.values, len(asked))
