"""Single records of a person or a household: added, corrected, ended, taken out again.

Each is judged by the rules of its workbook, beside what the ledger holds already: one home for each rule. Who corrects or
ends one says which version of it was seen (`seen`), so that nobody overwrites what somebody else did meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from anju.audit.actions import record
from anju.audit.models import Act
from anju.entitlements import checks, queries
from anju.entitlements.codes import RecordKind, RiskStatus
from anju.entitlements.models import Assistance, Disability, Insurance, LandRight, Measure, Monitoring
from anju.intake.sheet import Rule
from anju.kernel.findings import Severity
from anju.kernel.refused import Refused
from anju.privacy.fields import search_digest
from anju.registry.actions.journal import judge
from anju.registry.models import Household, Membership, Person

LONGEST, KEPT_BEGINNING = 200, 6
Line = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """A kind of record: its table, whose it is, the fields of its spell, its rules, and how it reads as a line of them."""

    model: type[models.Model]
    owner: str
    rules: Sequence[Rule]
    line: Callable[[Any], Line]
    start: str = "start"
    stop: str = "stop"
    ahead: bool = False


@dataclass(frozen=True)
class Done:
    """A record as it stands, and what the rules want to be looked at again."""

    row: Any
    warnings: Sequence[str] = ()


def _of_person(*names: str) -> Callable[[Any], Line]:
    return lambda row: {"person": row.person.id_number} | {name: getattr(row, name) for name in names}


def _monitoring(row: Monitoring) -> Line:
    names = ("status", "identified_on", "resolved_on")
    return {"household": str(row.household_id)} | {name: getattr(row, name) for name in names}


def _measure(row: Measure) -> Line:
    held = row.monitoring
    known = {"household": str(held.household_id), "household_id": held.household_id, "monitoring": held.pk}
    return known | {"identified_on": held.identified_on, "start": row.start, "stop": row.stop}


_DISABILITY = ("certificate", "category", "level", "issued_year", "start", "stop")
KEPT: Mapping[str, Kept] = {
    RecordKind.INSURANCE: Kept(
        Insurance, "person", checks.INSURANCE_RULES, _of_person("kind", "start", "stop")
    ),
    RecordKind.ASSISTANCE: Kept(
        Assistance, "person", checks.ASSISTANCE_RULES, _of_person("kind", "document", "start", "stop")
    ),
    RecordKind.DISABILITY: Kept(Disability, "person", checks.DISABILITY_RULES, _of_person(*_DISABILITY)),
    RecordKind.MONITORING: Kept(
        Monitoring, "household", checks.MONITORING_RULES, _monitoring, "identified_on", "resolved_on"
    ),
    RecordKind.MEASURE: Kept(
        Measure, "monitoring", (*checks.MEASURE_RULES, *checks.MEASURE_LEDGER_RULES), _measure, ahead=True
    ),
    RecordKind.LAND: Kept(
        LandRight,
        "household",
        checks.LAND_RULES,
        lambda row: {"start": row.start, "stop": row.stop},
        ahead=True,
    ),
}


@transaction.atomic
def add_record(*, kind: str, owner: int, fields: Mapping[str, Any], why: str, by: str, on: date) -> Done:
    """A record of a person, a household or (a measure) of a monitoring record, entered by hand."""
    kept, told = _kept(kind), _reason(why)
    whose = _owner(kept, owner)
    row = kept.model(**{kept.owner: whose}, place_id=whose.place_id)
    return _written(kind, kept, row, fields, told, by, on)


@transaction.atomic
def change_record(
    *, kind: str, pk: int, seen: int, fields: Mapping[str, Any], why: str, by: str, on: date
) -> Done:
    """A record was entered wrongly: the fields told are corrected; the history keeps what stood there."""
    kept, told = _kept(kind), _reason(why)
    row = _seen(kept, pk, seen)
    if all(getattr(row, name) == value for name, value in fields.items()):
        raise Refused("没有要更正的内容：填写的与台账一致。")
    return _written(kind, kept, row, fields, told, by, on)


@transaction.atomic
def end_record(*, kind: str, pk: int, seen: int, day: date, why: str, by: str, on: date) -> Done:
    """A record holds no longer from a day on; of a monitored household, its risk is resolved then."""
    kept, told = _kept(kind), _reason(why)
    row = _seen(kept, pk, seen)
    ended = getattr(row, kept.stop)
    if ended is not None and ended <= day:
        raise Refused(f"这条记录已于 {ended} 终止。请刷新后核对。")
    fields = {kept.stop: day} | (
        {"status": RiskStatus.RESOLVED.value} if kind == RecordKind.MONITORING else {}
    )
    return _written(kind, kept, row, fields, told, by, on)


@transaction.atomic
def remove_record(*, kind: str, pk: int, seen: int, why: str, by: str, on: date) -> None:
    """A record that should never have been is taken out; the history keeps it."""
    kept, told = _kept(kind), _reason(why)
    row = _seen(kept, pk, seen)
    target, detail = _target(kept, row), {"record": kind, "id": pk, "removed": True, "on": on.isoformat()}
    try:
        row.delete()
    except ProtectedError as error:
        raise Refused(
            "这条记录下面还有其他记录（如帮扶措施），不能撤除。请先撤除它们，或登记终止。"
        ) from error
    record(act=Act.RECORD_CHANGED, by=by, target=target, why=told, detail=detail)


def _kept(kind: str) -> Kept:
    if kind not in KEPT:
        raise Refused("没有这类记录。请重新选择。")
    return KEPT[kind]


def _reason(why: str) -> str:
    tidy = " ".join(why.split())
    if not 1 < len(tidy) <= LONGEST:
        raise Refused("请写明依据（2至200个字），例如“据县民政局名单”。")
    return tidy


def _owner(kept: Kept, pk: int) -> Any:
    """Whose the record is, locked: on the register, and in scope."""
    if kept.owner == "person":
        found: Any = Person.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if found is None or not Membership.objects.filter(person=pk, stop__isnull=True).exists():
            raise Refused("此人不在册，或不在您的管辖范围内。")
        return found
    if kept.owner == "household":
        found = Household.objects.select_for_update(of=("self",)).filter(pk=pk, stop__isnull=True).first()
        if found is None:
            raise Refused("没有这一户，已注销，或不在您的管辖范围内。")
        return found
    found = Monitoring.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Refused("没有这条监测记录，或不在您的管辖范围内。请先登记监测对象。")
    return found


def _seen(kept: Kept, pk: int, seen: int) -> Any:
    """The record, locked, as it was on the page."""
    row = kept.model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise Refused("没有这条记录，已被撤除，或不在您的管辖范围内。请刷新后再看。")
    if queries.version_of(row) != seen:
        raise Refused("您打开这条记录之后，它已被更改。请刷新后核对，再登记。")
    return row


def _written(kind: str, kept: Kept, row: Any, fields: Mapping[str, Any], why: str, by: str, on: date) -> Done:
    """Set the fields, judge the record beside the others of its owner, save it with one act."""
    others = [one for one in _others(kept, row) if one.pk != row.pk]
    before = [kept.line(one) for one in others]
    for name, value in _stored(fields).items():
        setattr(row, name, value)
    judge(row)
    _in_time(kept, row, on)
    fresh = _fresh(kept, before, kept.line(row), on)
    wrong = [rule for rule in fresh if rule.severity is Severity.ERROR]
    if wrong:
        raise Refused(f"{wrong[0].message}{wrong[0].remedy}")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_sentence(kept.model, error)) from error
    detail = {"record": kind, "id": row.pk, "fields": sorted(fields), "on": on.isoformat()}
    record(act=Act.RECORD_CHANGED, by=by, target=_target(kept, row), why=why, detail=detail)
    return Done(row, [f"{rule.message}{rule.remedy}" for rule in fresh])


def _others(kept: Kept, row: Any) -> Sequence[Any]:
    """What the owner has already of the kind."""
    if kept.owner == "person":
        return list(kept.model._default_manager.filter(person=row.person_id).select_related("person"))
    if kept.owner == "household":
        return list(kept.model._default_manager.filter(household=row.household_id))
    return list(kept.model._default_manager.filter(monitoring=row.monitoring_id).select_related("monitoring"))


def _fresh(kept: Kept, before: Sequence[Line], line: Line, on: date) -> list[Rule]:
    """What the rules say now and did not say of the others alone."""
    known = Counter(rule.id for rule in checks.told(kept.rules, before, on)) if before else Counter()
    now = checks.told(kept.rules, [*before, line], on)
    found = []
    for rule in now:
        if known[rule.id]:
            known[rule.id] -= 1
        else:
            found.append(rule)
    return found


def _stored(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields as the ledger holds them: a certificate sealed, found by its digest, masked."""
    if "certificate" not in fields:
        return fields
    number = "".join(str(fields["certificate"]).split()).upper()
    masked = number[:KEPT_BEGINNING] + "*" * max(0, len(number) - KEPT_BEGINNING)
    return {
        **fields,
        "certificate": number,
        "certificate_digest": search_digest(number),
        "certificate_masked": masked[:22],
    }


def _in_time(kept: Kept, row: Any, on: date) -> None:
    """Nothing begins tomorrow, nor before birth; what can be fixed beforehand may end later."""
    start, stop = getattr(row, kept.start), getattr(row, kept.stop)
    if start > on or (stop is not None and stop > on and not kept.ahead):
        raise Refused("日期不能晚于今天。请核对。")
    if kept.owner == "person" and start < row.person.birth_date:
        raise Refused("起始日期早于此人的出生日期。请核对。")


def _target(kept: Kept, row: Any) -> str:
    if kept.owner == "person":
        return f"person:{row.person_id}"
    return f"household:{row.household_id if kept.owner == 'household' else row.monitoring.household_id}"


def _sentence(model: type[models.Model], error: IntegrityError) -> str:
    """The sentence of the constraint that a record broke."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in model._meta.constraints:
        if constraint.name == name and constraint.violation_error_message:
            custom = constraint.violation_error_message != constraint.default_violation_error_message
            return (
                str(constraint.violation_error_message) if custom else "同一天已有一条同类记录。请核对日期。"
            )
    return "与台账中已有的记录冲突（编号已登记过，或同一天已有一条）。请核对。"
