"""The county's own definitions: written by one officer, checked by another, each change a further version."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from anju.audit.actions import record
from anju.audit.models import Act
from anju.indicators.catalogue import Broken, Catalogue, Indicator, Status, linked
from anju.indicators.datasets import DATASETS
from anju.indicators.models import Close, Definition, Review
from anju.indicators.predicate import Unreadable
from anju.indicators.queries.closed import label_of
from anju.indicators.queries.definitions import catalogue, made
from anju.kernel.facts import Dataset
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.policy.strict import Malformed

OWN = "own_"
_OWN_ORDER = 9_000


@dataclass(frozen=True)
class Composed:
    """What an officer composed: the keys of a definition file, apart from code and governance."""

    name: str
    unit: str
    task: str
    definition: str
    owner: str
    legal_basis: str
    better: str
    kind: str
    members: dict[str, str] = field(default_factory=dict)
    total: dict[str, str] = field(default_factory=dict)
    ratio: tuple[str, str] | None = None
    decimals: int = 0
    breakdown: str = ""
    name_en: str = ""
    unit_en: str = ""
    definition_en: str = ""

    def body(self, order: int, checks: list[dict[str, Any]]) -> dict[str, Any]:
        """The definition as it is kept."""
        held: dict[str, Any] = {
            "order": order,
            "name": {"zh": self.name, "en": self.name_en or self.name},
            "unit": {"zh": self.unit, "en": self.unit_en or self.unit},
            "task": self.task,
            "kind": self.kind,
            "definition": {"zh": self.definition, "en": self.definition_en or self.definition},
            "owner": self.owner,
            "legal_basis": self.legal_basis,
            "better": self.better,
            "status": str(Status.PUBLISHED),
            "decimals": self.decimals,
        }
        for name, value in (
            ("members", self.members), ("sum", self.total), ("ratio", list(self.ratio or ())), ("breakdown", self.breakdown),
            ("cross_checks", checks),
        ):  # fmt: skip
            if value:
                held[name] = value
        return held


def _read(held: Definition) -> Indicator:
    try:
        return made(held)
    except Malformed as error:
        cause = error.__cause__
        why = cause.zh if isinstance(cause, Unreadable) else str(error)
        raise Refused(f"这个定义不符合台账的栏目，不能保存：{why}") from error


def fitted(held: Definition) -> tuple[Indicator, Catalogue]:
    """The indicator of a definition and the catalogue with it; raises Refused where it does not fit."""
    item = _read(held)
    try:
        return item, linked(dict(catalogue().indicators) | {item.code: item}, DATASETS)
    except Broken as error:
        raise Refused(error.zh) from error


def countable(dataset: Dataset) -> tuple[str, ...]:
    """The columns of a dataset whose values name a thing, and may therefore be counted: never a name or a number of somebody."""
    return tuple(dataset.keys)


def _check_key(composed: Composed) -> None:
    dataset = DATASETS.get(composed.members.get("of", ""))
    if dataset is not None and composed.members.get("key") not in countable(dataset):
        raise Refused(f"“{dataset.zh}”不能按“{composed.members.get('key')}”计数，请选择人、户或记录条数。")


def draft(composed: Composed, *, code: str, since: date, by: str) -> Definition:
    """A definition as it would be kept, not written: for trying what it gives."""
    base = catalogue().indicators.get(code)
    checks = [_check_body(base, n) for n in range(len(base.checks))] if base else []
    order = base.order if base else _OWN_ORDER
    return Definition(
        code=code or f"{OWN}draft", number=Definition.objects.filter(code=code).count() + 1, since=since,
        body=composed.body(order, checks), written_by=by, written_at=datetime.now(UTC),
    )  # fmt: skip


def _check_body(base: Indicator, n: int) -> dict[str, Any]:
    check = base.checks[n]
    if check.parts:
        return {str(check.kind): list(check.parts)}
    return {str(check.kind): {"percent": check.percent, "least": check.least}}


def _new_code() -> str:
    """The next free code of an own indicator."""
    taken = Definition.objects.filter(code__startswith=OWN).values_list("code", flat=True)
    numbers = [int(code.removeprefix(OWN)) for code in taken if code.removeprefix(OWN).isdigit()]
    return f"{OWN}{max(numbers, default=0) + 1:03d}"


def _check_since(code: str, since: date) -> None:
    """A changed definition holds from a month that is not closed, and not before the version that it follows."""
    newest = Close.objects.order_by("-month", "-version").first()
    if newest and since <= Month.of(newest.month).last:
        raise Refused(
            f"{label_of(newest)} 及以前的月份已经结账，口径不能改变。启用日期请填 {Month.of(newest.month).plus(1).first} 或以后。"
        )
    last = Definition.objects.filter(code=code).order_by("-number").first()
    if last and since < last.since:
        raise Refused(f"启用日期早于上一版（{last.since} 启用），请填 {last.since} 或以后。")


def _store(held: Definition, *, why: str, by: str) -> Definition:
    held.why = why
    held.save(force_insert=True)
    detail = {"since": held.since.isoformat(), "body": held.body}
    record(
        act=Act.INDICATOR_DEFINED,
        by=by,
        target=f"indicator:{held.code} v{held.number}",
        why=why,
        detail=detail,
    )
    return held


@transaction.atomic
def define(*, composed: Composed, code: str, since: date, why: str, by: str) -> Definition:
    """Write a new indicator (no code) or a further version of one; it counts once somebody else has checked it.

    Raises Refused for a definition that does not fit the ledger or other definitions, without a reason, of an unknown
    code, for a closed month, or while the version before still waits for its check.
    """
    if not why.strip():
        raise Refused("请写明编制或修改这个口径的理由。")
    _check_key(composed)
    if code:
        _check_known(code)
        _check_since(code, since)
        _check_nothing_waits(code)
    held = draft(composed, code=code or _new_code(), since=since, by=by)
    fitted(held)
    return _store(held, why=why, by=by)


def _check_known(code: str) -> None:
    """Only what is or was in the catalogue can be changed."""
    if code not in catalogue() and not Definition.objects.filter(code=code).exists():
        raise Refused(f"目录中没有代码为 {code} 的指标，不能修改。编制新指标时代码由系统编。")


def _check_nothing_waits(code: str) -> None:
    if Definition.objects.filter(code=code, review__isnull=True).exists():
        raise Refused("这个指标的上一次修改还没有复核，请先复核，再作新的修改。")


@transaction.atomic
def retire(*, code: str, since: date, why: str, by: str) -> Definition:
    """Take an indicator out of the catalogue from a day on, once somebody else has agreed.

    Raises Refused where others lean on it.
    """
    if not why.strip():
        raise Refused("请写明停用这个指标的理由。")
    _check_since(code, since)
    _check_nothing_waits(code)
    known = catalogue()
    item = known.get(code)
    leaning = [
        one.name_zh
        for one in known
        if one.code != code
        and (code in (one.ratio or ()) or any(code in check.parts for check in one.checks))
    ]
    if leaning:
        raise Refused(f"“{item.name_zh}”不能停用：{'、'.join(leaning)} 用到它。")
    return _store(
        Definition(
            code=code, number=Definition.objects.filter(code=code).count() + 1, since=since,
            body=_body_of(item) | {"status": str(Status.ARCHIVED)}, written_by=by, written_at=datetime.now(UTC),
        ),
        why=why, by=by,
    )  # fmt: skip


def _body_of(item: Indicator) -> dict[str, Any]:
    """The keys of a definition file of an indicator."""
    composed = as_composed(item)
    return composed.body(item.order, [_check_body(item, n) for n in range(len(item.checks))])


def as_composed(item: Indicator) -> Composed:
    """An indicator as an officer would have composed it; raises Refused for a threshold, which policy sets."""
    if item.policy is not None:
        raise Refused(f"“{item.name_zh}”是政策标准，数值由政策文件规定，不能在这里修改。")
    members = (
        {"of": item.dataset, "key": item.key, "where": item.where} if item.dataset and not item.sum_of else {}
    )
    if members and item.excepted:
        members["except"] = item.excepted
    return Composed(
        name=item.name_zh, unit=item.unit_zh, task=str(item.task), definition=item.definition_zh, owner=item.owner,
        legal_basis=item.legal_basis, better=item.better, kind=item.kind, members=members,
        total={"of": item.dataset, "column": item.sum_of, "where": item.where} if item.sum_of else {},
        ratio=item.ratio, decimals=item.decimals, breakdown=item.breakdown, name_en=item.name_en, unit_en=item.unit_en,
        definition_en=item.definition_en,
    )  # fmt: skip


@transaction.atomic
def review(*, definition: int, granted: bool, note: str, by: str) -> Review:
    """Decide about a definition that somebody else has written; raises Refused for one's own, or one already decided."""
    held = Definition.objects.filter(pk=definition).first()
    if held is None:
        raise Refused("没有这个定义。")
    if held.written_by == by:
        raise Refused("自己编制的口径须由另一人复核。")
    if Review.objects.filter(definition=held).exists():
        raise Refused("这个口径已经复核过了。")
    if not granted and not note.strip():
        raise Refused("不同意时请写明意见，便于编制人修改。")
    if granted and held.body.get("status") != Status.ARCHIVED:
        fitted(held)
    made_review = Review.objects.create(
        definition=held, granted=granted, note=note, checked_by=by, checked_at=datetime.now(UTC)
    )
    record(
        act=Act.INDICATOR_CHECKED, by=by, target=f"indicator:{held.code} v{held.number}", why=note,
        detail={"granted": granted},
    )  # fmt: skip
    return made_review
