"""What the labour system asks for beside the job: recorded for a person, corrected, and taken out when it was never so."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anju.audit.actions import record
from anju.audit.models import Act
from anju.employment.codes import Kind, SupportKind
from anju.employment.models import Hiring, Job, Loan, Schooling, Subsidy
from anju.employment.queries.support import MODELS, Support
from anju.kernel.refused import Refused
from anju.registry.models import Person

FIELDS: Mapping[str, tuple[str, ...]] = {
    SupportKind.SCHOOLING: (
        "school", "address", "region", "major", "years", "sushan", "grant_fen", "yulu_fen", "free", "start", "stop", "hired_on",
    ),
    SupportKind.SUBSIDY: ("year", "internship_fen", "seeking_fen", "transport_fen", "startup_fen"),
    SupportKind.LOAN: ("amount_fen", "start", "stop"),
    SupportKind.HIRING: ("job_id", "counted_on", "hired", "hired_lifted"),
}  # fmt: skip
EARLIEST = 2016  # the year in which relocation of the 13th five-year programme began


@transaction.atomic
def record_support(*, person: int, kind: str, values: Mapping[str, Any], by: str, on: date) -> Support:
    """Record something of a kind for a person; raises Refused with what cannot be."""
    found = Person.objects.filter(pk=person).first()
    if found is None:
        raise Refused(_("没有这个人，或不在您的管辖范围内。"))
    made = _model(kind)(person=found, place_id=found.place_id)
    _fill(made, kind, values)
    return _kept(made, on, by, "recorded")


@transaction.atomic
def correct_support(
    *, kind: str, pk: int, version: int, values: Mapping[str, Any], by: str, on: date
) -> Support:
    """Correct a record; an older version than the one that stands is refused."""
    held = _held(kind, pk, version)
    _fill(held, kind, values)
    held.version += 1
    return _kept(held, on, by, "corrected")


@transaction.atomic
def remove_support(*, kind: str, pk: int, version: int, by: str) -> int:
    """Take out a record that was never so; history keeps it. Returns whose it was."""
    held = _held(kind, pk, version)
    person = held.person_id
    held.delete()
    _tell(kind, person, pk, by, "removed")
    return person


def _model(kind: str) -> type[Support]:
    model = MODELS.get(kind)
    if model is None:
        raise Refused(_("没有这一类登记。"))
    return model


def _held(kind: str, pk: int, version: int) -> Support:
    held = _model(kind).objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if held is None:
        raise Refused(_("没有这条登记，它已被删除，或不在您的管辖范围内。请刷新后再看。"))
    if held.version != version:
        raise Refused(_("这条登记在您打开之后已被他人改过，您的填写没有保存。请刷新后核对再存。"))
    return held


def _fill(held: Support, kind: str, values: Mapping[str, Any]) -> None:
    for name in FIELDS[kind]:
        if name in values:
            setattr(held, name, values[name])


def _kept(held: Support, on: date, by: str, what: str) -> Support:
    _possible(held, on)
    kind = next(kind for kind, model in MODELS.items() if isinstance(held, model))
    try:
        held.full_clean(exclude=("batch", "place", "person"))
        with transaction.atomic():
            held.save()
    except ValidationError as error:
        raise Refused("；".join(error.messages)) from error
    except IntegrityError as error:
        raise Refused(_("与已有的登记冲突。请刷新后核对。")) from error
    _tell(kind, held.person_id, held.pk, by, what)
    return held


def _possible(held: Support, on: date) -> None:
    """What the days and sums must be, whoever tells them."""
    days = [
        getattr(held, name) for name in ("start", "stop", "hired_on", "counted_on") if hasattr(held, name)
    ]
    if any(day and day > on for day in days):
        raise Refused(_("日期不能晚于今天。请核对；尚未发生的事项不能登记。"))
    if isinstance(held, Subsidy):
        _of_year(held, on)
    own = Job.objects.filter(person=held.person_id, kind=Kind.BUSINESS)
    if isinstance(held, Hiring) and not own.filter(pk=held.job_id).exists():
        raise Refused(_("带动就业只能登记在本人的创业记录上。请先在台账中登记自主创业。"))
    if isinstance(held, Loan) and not held.amount_fen:
        raise Refused(_("请填写贷款金额。"))
    if isinstance(held, Schooling) and not held.school:
        raise Refused(_("请填写技校名称。"))


def _of_year(held: Subsidy, on: date) -> None:
    if not EARLIEST <= (held.year or 0) <= on.year:
        raise Refused(_("年度应在 %(first)s 到 %(last)s 之间。") % {"first": EARLIEST, "last": on.year})
    if not any((held.internship_fen, held.seeking_fen, held.transport_fen, held.startup_fen)):
        raise Refused(_("请至少填写一项补贴金额。"))


def _tell(kind: str, person: int, pk: int, by: str, what: str) -> None:
    detail = {"kind": kind, "record": pk, "what": what}
    record(
        act=Act.RECORD_CHANGED,
        by=by,
        target=f"person:{person}",
        why=str(SupportKind(kind).label),
        detail=detail,
    )
