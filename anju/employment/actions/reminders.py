"""Tasks of the round: the open month, a ledger that falls due, is late or came back; for the bureau a month to begin."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from anju.accounts.codes import Right
from anju.employment.codes import LedgerState
from anju.employment.models import Ledger
from anju.employment.queries.desk import REMINDERS
from anju.kernel.month import Month
from anju.kernel.stored import stored
from anju.policy import book
from anju.registry.models import Membership
from anju.tasks.actions import NewTask, raise_task, raise_tasks, settle, settle_all
from anju.tasks.codes import TaskKind
from anju.tasks.models import Task

OF_CLERK = (TaskKind.LEDGER_OPENED, TaskKind.LEDGER_RETURNED, TaskKind.LEDGER_DUE, TaskKind.LEDGER_LATE)
WAITING = (LedgerState.OPEN, LedgerState.RETURNED)


def name_of(ledger: Ledger) -> str:
    """The community that keeps a ledger, else the place."""
    return str(ledger.community.name if ledger.community else ledger.place.name)


def subject_of(ledger: Ledger) -> str:
    """How tasks call a ledger."""
    return f"ledger:{ledger.pk}"


def _new(kind: TaskKind, ledger: Ledger, title: str) -> NewTask:
    words = {"name": name_of(ledger), "month": str(Month.of(ledger.month))}
    return NewTask(
        kind, subject_of(ledger), ledger.place_id, Right.HAND_IN, title % words, reverse("round", args=[ledger.pk]),
        ledger.due_on,
    )  # fmt: skip


def raise_opened(*, month: Month, by: str, on: date) -> int:
    """A task for each place whose ledger of the month is open; who was reminded as late has that task already."""
    held = _held(Ledger.objects.filter(month=month.first, state=LedgerState.OPEN))
    ledgers = _without(held, *REMINDERS)
    title = stored("%(name)s %(month)s 台账待确认和报送")
    return raise_tasks([_new(TaskKind.LEDGER_OPENED, one, title) for one in ledgers], on=on, by=by)


def raise_returned(ledger: Ledger, *, by: str, on: date) -> None:
    """The clerk has the ledger again, with the day on which it is due."""
    title = stored("%(name)s %(month)s 台账被退回，请更正后重新报送")
    raise_tasks([_new(TaskKind.LEDGER_RETURNED, ledger, title)], on=on, by=by)


def settle_of_clerk(subjects: Sequence[str], *, by: str, on: date) -> None:
    """The clerk has handed these ledgers in."""
    for kind in OF_CLERK:
        settle_all(kind=kind, subjects=subjects, on=on, by=by, outcome=stored("已报送"))


def settle_accepted(*, by: str, on: date) -> None:
    """Ledgers that a workbook brought as confirmed wait for nobody any more."""
    wanted = Task.objects.filter(kind__in=OF_CLERK, settled_on__isnull=True).values_list("subject", flat=True)
    numbers = [int(subject.removeprefix("ledger:")) for subject in wanted]
    done = Ledger.objects.filter(pk__in=numbers, state=LedgerState.ACCEPTED)
    settle_of_clerk([subject_of(one) for one in done.only("pk")], by=by, on=on)


@transaction.atomic
def remind_due(*, by: str, on: date) -> int:
    """Some days before its day each ledger that is not handed in gets a task; returns how many there are.

    It stands in for the task of the open month; a ledger that came back has a task with that day already.
    """
    days = int(book.value("employment/round", "remind_days_before", on))
    soon = _held(
        Ledger.objects.filter(state__in=WAITING, due_on__gte=on, due_on__lte=on + timedelta(days=days))
    )
    fresh = _without(soon, *REMINDERS, TaskKind.LEDGER_RETURNED)
    _remind(fresh, TaskKind.LEDGER_DUE, stored("%(name)s %(month)s 台账即将到报送期限"), by=by, on=on)
    _replace(fresh, TaskKind.LEDGER_OPENED, stored("临近报送期限，转为提醒"), by=by, on=on)
    return len(soon)


@transaction.atomic
def remind_late(*, by: str, on: date, month: Month | None = None) -> int:
    """Raise a task for each ledger (of the month, or of all) that is past its day; returns how many are late.

    It stands in for the tasks before it. Called again it raises nothing that is still open.
    """
    found = Ledger.objects.filter(state__in=WAITING, due_on__lt=on)
    late = _held(found.filter(month=month.first) if month else found)
    fresh = _without(late, TaskKind.LEDGER_LATE)
    _remind(fresh, TaskKind.LEDGER_LATE, stored("%(name)s %(month)s 台账已过报送期限"), by=by, on=on)
    for kind in (TaskKind.LEDGER_OPENED, TaskKind.LEDGER_DUE):
        _replace(fresh, kind, stored("已过报送期限，转为催报"), by=by, on=on)
    return len(late)


def _remind(ledgers: Sequence[Ledger], kind: TaskKind, title: str, *, by: str, on: date) -> None:
    if ledgers:
        raise_tasks([_new(kind, one, title) for one in ledgers], on=on, by=by)


def _replace(ledgers: Sequence[Ledger], kind: TaskKind, outcome: str, *, by: str, on: date) -> None:
    if ledgers:
        settle_all(kind=kind, subjects=[subject_of(one) for one in ledgers], on=on, by=by, outcome=outcome)


@transaction.atomic
def remind_unopened(*, by: str, on: date) -> bool:
    """Tell the bureau that the running month has not begun, from the day of the policy on; whether that is so."""
    month = Month.of(on)
    late = on.day >= int(book.value("employment/round", "open_reminder_day", on))
    if not late or Ledger.objects.filter(month=month.first).exists() or not Membership.objects.exists():
        return False
    raise_task(
        kind=TaskKind.MONTH_UNOPENED, subject=f"month:{month}", place=settings.ANJU_COUNTY, right=Right.OPEN_MONTH,
        title=stored("%(month)s 的月度工作还没有开始") % {"month": str(month)}, url=reverse("month", args=[str(month)]), on=on, by=by,
    )  # fmt: skip
    return True


def settle_unopened(month: Month, *, by: str, on: date) -> None:
    """The month has begun."""
    settle(kind=TaskKind.MONTH_UNOPENED, subject=f"month:{month}", on=on, by=by, outcome=stored("已开始"))


def _held(ledgers: QuerySet[Ledger]) -> list[Ledger]:
    """Locked, so that nobody hands one in between the look and the task."""
    return list(ledgers.select_for_update(of=("self",)).select_related("community", "place").order_by("pk"))


def _without(ledgers: Sequence[Ledger], *kinds: TaskKind) -> list[Ledger]:
    """Those about which no task of these kinds is open."""
    held = set(
        Task.objects.filter(
            kind__in=kinds, settled_on__isnull=True, subject__in=[subject_of(one) for one in ledgers]
        ).values_list("subject", flat=True)
    )
    return [one for one in ledgers if subject_of(one) not in held]
