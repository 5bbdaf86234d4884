"""What a change of a line does to jobs, and how it is taken back."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.employment.codes import (
    Channel,
    EmployerNature,
    FoundBy,
    Industry,
    Kind,
    LedgerState,
    LineState,
    PostKind,
    Reason,
    TrainingKind,
    Wish,
    WorkPlace,
)
from anju.employment.models import Job, Line
from anju.employment.queries import active, main_job
from anju.kernel.month import Month
from anju.kernel.refused import Refused

_NEWER = gettext_lazy("这份工作之后已有新的登记，不能撤销。请用“不再就业”或“换了工作”更正。")
_CODES: dict[str, type[TextChoices]] = {
    "channel": Channel, "post_kind": PostKind, "work_place": WorkPlace, "found_by": FoundBy, "industry": Industry,
    "employer_nature": EmployerNature, "reason": Reason, "wish": Wish, "training_wish": TrainingKind,
}  # fmt: skip
SAME_WORK = ("channel", "post_kind", "work_place", "employer", "address", "trade", "industry")
WRITABLE = (LedgerState.OPEN, LedgerState.RETURNED)
NEAR = {Channel.PUBLIC_POST, Channel.FACTORY}
_KINDS = {Channel.BUSINESS: Kind.BUSINESS, Channel.FARMING: Kind.FARMING}
CORRECTED = (
    "channel", "post_kind", "work_place", "employer", "address", "trade", "found_by", "income_fen", "industry",
    "employer_nature", "point_to_point", "contract_months", "post_subsidy_fen", "pay_cycle_months",
)  # fmt: skip


class Untold(Enum):
    """Stands for what was not asked or not told, which is another thing than an empty answer."""

    UNTOLD = "untold"


UNTOLD: Final = Untold.UNTOLD


@dataclass(frozen=True)
class LineChange:
    """What a clerk learned about a person; texts are stored codes, empty where nothing is said.

    Reason, wishes, plans and whether the phone answered stay as they are unless they are told, be it as empty.
    """

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
    contract_months: int | None = None
    post_subsidy_fen: int | None = None
    pay_cycle_months: int | None = None
    reason: str | Untold = UNTOLD
    wish: str | Untold = UNTOLD
    wish_industry: str | Untold = UNTOLD
    wish_employer: str | Untold = UNTOLD
    training_wish: str | Untold = UNTOLD
    reachable: bool | Untold | None = UNTOLD
    planned_out: bool | Untold = UNTOLD


class SameJob(Refused):
    """Another job was told that is the one the person has."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "与原来的工作完全一样，没有保存。换了工作请改单位、地域或工种；只是收入变了，请选“收入或单位更正”。"
            )
        )


def apply(line: Line, change: LineChange, *, by: str, on: date) -> dict[str, Any]:
    """End, begin or correct the line's job as the change says; returns what undoing needs."""
    _known_codes(change)
    _sync(line, keep=change.what in {"stopped", "changed", "income"})
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
        if value and value is not UNTOLD and value not in choices.values:
            raise Refused(_("“%(value)s”不在代码表内。") % {"value": value})


def _covers(job: Job, day: date) -> bool:
    return job.start <= day and (job.stop is None or job.stop > day)


def _sync(line: Line, *, keep: bool) -> None:
    """A job that ended elsewhere (an import, a death) no longer holds the line: it takes what holds at the month's end.

    `keep` leaves one that ended within the month to who corrects or ends just that.
    """
    month = Month.of(line.month)
    if line.job is None or _covers(line.job, month.last) or (keep and _reaches(line.job, month)):
        return
    _take(line, main_job(line.person_id, month.last))


def _reaches(job: Job, month: Month) -> bool:
    """Whether a job held on some day of the month."""
    return job.start <= month.last and (job.stop is None or job.stop > month.first)


def _take(line: Line, job: Job | None) -> None:
    line.job, line.employed, line.income_fen = job, job is not None, job.income_fen if job else None


def _stop(line: Line, change: LineChange, on: date) -> dict[str, Any]:
    job, day = _running(line), _day(change, line, on)
    done = _end(job, day)
    if day <= Month.of(line.month).last:  # else it held the whole month
        _take(line, main_job(line.person_id, Month.of(line.month).last))
        if line.job is None:
            line.income_fen = change.income_fen
    return done


def _begin(line: Line, change: LineChange, on: date) -> dict[str, Any]:
    if line.job_id is not None and line.employed:
        raise Refused(_("台账中此人正在就业。换了工作请选“换了工作”，不再就业请选“不再就业”。"))
    return {"created": _made(line, change, _day(change, line, on)).pk}


def _change(line: Line, change: LineChange, on: date) -> dict[str, Any]:
    old, day = _running(line), _day(change, line, on)
    if all(getattr(change, name) == getattr(old, name) for name in SAME_WORK):
        raise SameJob
    done = _end(old, day)
    return done | {"created": _made(line, change, day).pk}


def _correct(line: Line, change: LineChange, on: date) -> dict[str, Any]:
    """What was wrong about the month's job; empty fields stay. The month's income goes into the line as well."""
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
    line.employed = _covers(job, Month.of(line.month).last)
    line.job = job if line.employed else None
    return {"corrected": job.pk, "fields": old, "given": given}


def _running(line: Line) -> Job:
    """The job that the line shows, as long as it held on a day of the month."""
    job = Job.objects.select_for_update(of=("self",)).filter(pk=line.job_id).first() if line.job_id else None
    if job is None:
        raise Refused(_("台账中此人没有在岗的就业记录。开始就业请选“开始就业”。"))
    if not _reaches(job, Month.of(line.month)):
        raise Refused(_("此人的就业记录已于 %(day)s 终止。") % {"day": job.stop})
    return job


def _day(change: LineChange, line: Line, on: date) -> date:
    if change.day is None:
        raise Refused(_("请填写从哪一天起。"))
    latest = max(on, Month.of(line.month).plus(1).first)
    if change.day > latest:
        raise Refused(_("日期 %(day)s 还没有到。请核对。") % {"day": change.day})
    return change.day


def _end(job: Job, day: date) -> dict[str, Any]:
    """End a job, or let it end on another day; what undoing needs."""
    if day <= job.start:
        raise Refused(_("终止日期必须晚于该工作的起始日期 %(day)s。") % {"day": job.start})
    former = job.stop
    if former is not None and day > former and _later(job, day).exists():
        raise Refused(_("%(day)s 之前此人又有了同一途径的工作。请核对日期。") % {"day": day})
    job.stop = day
    job.save(update_fields=["stop"])
    return {
        "ended": job.pk,
        "stop": day.isoformat(),
        "former": former.isoformat() if former else None,
    }


def _later(job: Job, until: date | None) -> QuerySet[Job]:
    """Work of the same channel that begins after this one and before a day."""
    found = Job.objects.filter(person=job.person_id, channel=job.channel, start__gte=job.start).exclude(
        pk=job.pk
    )
    return found.filter(start__lt=until) if until else found


def _made(line: Line, change: LineChange, day: date) -> Job:
    """A new job from what the change says; the line shows it when it holds at the end of the line's month."""
    if not change.channel or not change.work_place:
        raise Refused(_("请填写就业途径和就业地域。"))
    job = Job(
        person_id=line.person_id, place_id=line.place_id, kind=_KINDS.get(Channel(change.channel), Kind.TRANSFER),
        channel=change.channel, post_kind=change.post_kind if change.channel == Channel.PUBLIC_POST else "",
        work_place=change.work_place, found_by=change.found_by or FoundBy.SELF, employer=change.employer,
        address=change.address, trade=change.trade, income_fen=change.income_fen, industry=change.industry,
        employer_nature=change.employer_nature, point_to_point=change.point_to_point,
        contract_months=change.contract_months, post_subsidy_fen=change.post_subsidy_fen,
        pay_cycle_months=change.pay_cycle_months, start=day,
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
    if day <= Month.of(line.month).last:
        line.job, line.employed, line.income_fen = job, True, change.income_fen
    return job


def _fits(job: Job) -> None:
    """Place, channel and kind of post must go together (domain.md §2.5, rule 5_01_003)."""
    if job.work_place != WorkPlace.COUNTY and job.channel in NEAR:
        words = {"channel": job.get_channel_display(), "place": job.get_work_place_display()}
        raise Refused(_("%(channel)s在县内，就业地域不能是%(place)s。请改正其中一项。") % words)
    if (job.channel == Channel.PUBLIC_POST) != bool(job.post_kind):
        raise Refused(_("就业途径为公益性岗位时必须填公岗类型，其他途径不填。"))


def take_back(line: Line, done: dict[str, Any], *, by: str) -> None:
    """Undo what `apply` did. Raises Refused when something newer stands on it."""
    if created := done.get("created"):
        _remove(line, int(created))
    if done.get("ended"):
        _reopen(done)
    if corrected := done.get("corrected"):
        _restore(int(corrected), done)


def _reopen(done: dict[str, Any]) -> None:
    """Let a job go on as before; an end that somebody has set since is not overwritten."""
    job = Job.objects.select_for_update(of=("self",)).filter(pk=done["ended"]).first()
    if job is None:
        return
    former = date.fromisoformat(done["former"]) if done.get("former") else None
    if "stop" in done and job.stop != date.fromisoformat(done["stop"]):
        raise Refused(str(_NEWER))
    if _later(job, former).exists():
        raise Refused(str(_NEWER))
    job.stop = former
    job.save(update_fields=["stop"])


def _restore(pk: int, done: dict[str, Any]) -> None:
    job = Job.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if job is None or any(getattr(job, name) != value for name, value in done["given"].items()):
        raise Refused(str(_NEWER))
    for name, value in done["fields"].items():
        setattr(job, name, value)
    job.save()


def _remove(line: Line, pk: int) -> None:
    """Delete a job that was begun here. Lines that nobody confirmed let go of it; a confirmed one keeps it from going."""
    job = Job.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if job is None:
        return
    others = Line.objects.filter(job=job).exclude(pk=line.pk)
    loose = others.filter(state=LineState.UNCONFIRMED, ledger__state__in=WRITABLE)
    if job.stop is not None or others.exclude(pk__in=loose).exists() or job.hirings.exists():
        raise Refused(str(_NEWER))
    loose.update(job=None, employed=False, income_fen=None, version=F("version") + 1)
    Line.objects.filter(pk=line.pk).update(job=None)
    line.job = None
    job.delete()
