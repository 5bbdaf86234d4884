"""What a change of a line does to jobs, and how it is taken back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.employment.codes import (
    Channel,
    EmployerNature,
    FoundBy,
    Industry,
    Kind,
    PostKind,
    Reason,
    TrainingKind,
    Wish,
    WorkPlace,
)
from anju.employment.models import Job, Line
from anju.employment.queries import active
from anju.kernel.month import Month
from anju.kernel.refused import Refused

_NEWER = gettext_lazy("这份工作之后已有新的登记，不能撤销。请用“不再就业”或“换了工作”更正。")
_CODES: dict[str, type[TextChoices]] = {
    "channel": Channel, "post_kind": PostKind, "work_place": WorkPlace, "found_by": FoundBy, "industry": Industry,
    "employer_nature": EmployerNature, "reason": Reason, "wish": Wish, "training_wish": TrainingKind,
}  # fmt: skip
NEAR = {Channel.PUBLIC_POST, Channel.FACTORY}
_KINDS = {Channel.BUSINESS: Kind.BUSINESS, Channel.FARMING: Kind.FARMING}
CORRECTED = (
    "channel", "post_kind", "work_place", "employer", "address", "trade", "found_by", "income_fen", "industry",
    "employer_nature", "point_to_point",
)  # fmt: skip


@dataclass(frozen=True)
class LineChange:
    """What a clerk learned about a person; texts are stored codes, empty where nothing is said."""

    what: str
    source: str
    day: date | None = None
    channel: str = ""
    post_kind: str = ""
    work_place: str = ""
    employer: str = ""
    address: str = ""
    trade: str = ""
    found_by: str = ""
    income_fen: int | None = None
    industry: str = ""
    employer_nature: str = ""
    point_to_point: bool | None = None
    reason: str = ""
    wish: str = ""
    wish_industry: str = ""
    training_wish: str = ""
    reachable: bool | None = None
    planned_out: bool = False


def apply(line: Line, change: LineChange, *, by: str, on: date) -> dict[str, Any]:
    """End, begin or correct the line's job as the change says; returns what undoing needs."""
    _known_codes(change)
    _sync(line)
    steps = {"stopped": _stop, "began": _begin, "changed": _change, "income": _correct}
    step = steps.get(change.what)
    if step is None:
        if change.what != "other":
            raise Refused(_("请选择有什么变化。"))
        return {}
    return step(line, change, on)


def _known_codes(change: LineChange) -> None:
    """Only codes of the lists reach the ledger, whoever calls."""
    for name, choices in _CODES.items():
        value = getattr(change, name)
        if value and value not in choices.values:
            raise Refused(_("“%(value)s”不在代码表内。") % {"value": value})


def _sync(line: Line) -> None:
    """A job that ended elsewhere (an import, a death) no longer holds the line: it takes what holds at the month's end."""
    last = Month.of(line.month).last
    if line.job is not None and line.job.stop is not None and line.job.stop <= last:
        line.job = Job.objects.filter(active(last), person=line.person_id).order_by("-start", "-pk").first()
        line.employed = line.job is not None
        line.income_fen = line.job.income_fen if line.job else None


def _stop(line: Line, change: LineChange, on: date) -> dict[str, Any]:
    job, day = _running(line), _day(change, line, on)
    _end(job, day)
    line.employed = day > Month.of(line.month).last
    line.income_fen = change.income_fen
    _next_job(line, day)
    return {"ended": job.pk}


def _begin(line: Line, change: LineChange, on: date) -> dict[str, Any]:
    if line.job_id is not None and line.employed:
        raise Refused(_("台账中此人正在就业。换了工作请选“换了工作”，不再就业请选“不再就业”。"))
    job = _made(line, change, _day(change, line, on))
    return {"created": job.pk}


def _change(line: Line, change: LineChange, on: date) -> dict[str, Any]:
    old, day = _running(line), _day(change, line, on)
    _end(old, day)
    job = _made(line, change, day)
    return {"ended": old.pk, "created": job.pk}


def _correct(line: Line, change: LineChange, on: date) -> dict[str, Any]:
    """What was wrong about the running job; empty fields stay. The month's income goes into the line as well."""
    job = _running(line)
    given = {name: getattr(change, name) for name in CORRECTED if getattr(change, name) not in ("", None)}
    if "channel" in given:
        given["kind"] = _KINDS.get(Channel(given["channel"]), Kind.TRANSFER).value
        if given["channel"] != Channel.PUBLIC_POST:
            given["post_kind"] = ""
    old = {name: getattr(job, name) for name in given}
    for name, value in given.items():
        setattr(job, name, value)
    _fits(job)
    job.save()
    if change.income_fen is not None:
        line.income_fen = change.income_fen
    line.job, line.employed = job, True
    return {"corrected": job.pk, "fields": old, "given": given}


def _running(line: Line) -> Job:
    job = Job.objects.select_for_update(of=("self",)).filter(pk=line.job_id).first() if line.job_id else None
    if job is None:
        raise Refused(_("台账中此人没有在岗的就业记录。开始就业请选“开始就业”。"))
    if job.stop is not None:
        raise Refused(_("此人的就业记录已于 %(day)s 终止。") % {"day": job.stop})
    return job


def _day(change: LineChange, line: Line, on: date) -> date:
    if change.day is None:
        raise Refused(_("请填写从哪一天起。"))
    latest = max(on, Month.of(line.month).plus(1).first)
    if change.day > latest:
        raise Refused(_("日期 %(day)s 还没有到。请核对。") % {"day": change.day})
    return change.day


def _end(job: Job, day: date) -> None:
    if day <= job.start:
        raise Refused(_("终止日期必须晚于该工作的起始日期 %(day)s。") % {"day": job.start})
    job.stop = day
    job.save(update_fields=["stop"])


def _made(line: Line, change: LineChange, day: date) -> Job:
    """A new job from what the change says."""
    if not change.channel or not change.work_place:
        raise Refused(_("请填写就业途径和就业地域。"))
    job = Job(
        person_id=line.person_id, place_id=line.place_id, kind=_KINDS.get(Channel(change.channel), Kind.TRANSFER),
        channel=change.channel, post_kind=change.post_kind if change.channel == Channel.PUBLIC_POST else "",
        work_place=change.work_place, found_by=change.found_by or FoundBy.SELF, employer=change.employer,
        address=change.address, trade=change.trade, income_fen=change.income_fen, industry=change.industry,
        employer_nature=change.employer_nature, point_to_point=change.point_to_point, start=day,
    )  # fmt: skip
    _fits(job)
    if Job.objects.filter(active(day), person=line.person_id, channel=job.channel).exists():
        raise Refused(
            _("此人当日已有在岗的“%(channel)s”记录。请先终止该记录。")
            % {"channel": job.get_channel_display()}
        )
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError as error:
        raise Refused(_("同一人同一天同一途径只能有一条就业记录。请核对日期。")) from error
    line.job, line.employed, line.income_fen = job, True, change.income_fen
    return job


def _fits(job: Job) -> None:
    """Place, channel and kind of post must go together (domain.md §2.5, rule 5_01_003)."""
    if job.work_place != WorkPlace.COUNTY and job.channel in NEAR:
        words = {"channel": job.get_channel_display(), "place": job.get_work_place_display()}
        raise Refused(_("%(channel)s在县内，就业地域不能是%(place)s。请改正其中一项。") % words)
    if (job.channel == Channel.PUBLIC_POST) != bool(job.post_kind):
        raise Refused(_("就业途径为公益性岗位时必须填公岗类型，其他途径不填。"))


def _next_job(line: Line, day: date) -> None:
    """Who stops one work may have another: that is then the line's."""
    other = Job.objects.filter(active(day), person=line.person_id).order_by("-start", "-pk").first()
    if other is not None:
        line.job, line.employed, line.income_fen = other, True, other.income_fen
    elif not line.employed:
        line.job = None


def take_back(line: Line, done: dict[str, Any], *, by: str) -> None:
    """Undo what `apply` did. Raises Refused when something newer stands on it."""
    if created := done.get("created"):
        _remove(line, int(created))
    if ended := done.get("ended"):
        _reopen(int(ended))
    if corrected := done.get("corrected"):
        _restore(int(corrected), done)


def _reopen(pk: int) -> None:
    job = Job.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if job is None or job.stop is None:
        return
    newer = Job.objects.filter(person=job.person_id, channel=job.channel, start__gte=job.start).exclude(pk=pk)
    if newer.exists():
        raise Refused(str(_NEWER))
    job.stop = None
    job.save(update_fields=["stop"])


def _restore(pk: int, done: dict[str, Any]) -> None:
    job = Job.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if job is None or any(getattr(job, name) != value for name, value in done["given"].items()):
        raise Refused(str(_NEWER))
    for name, value in done["fields"].items():
        setattr(job, name, value)
    job.save()


def _remove(line: Line, pk: int) -> None:
    job = Job.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if job is None:
        return
    if job.stop is not None or Line.objects.filter(job=job).exclude(pk=line.pk).exists():
        raise Refused(str(_NEWER))
    Line.objects.filter(pk=line.pk).update(job=None)
    line.job = None
    job.delete()
