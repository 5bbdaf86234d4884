"""What the clerks of the round have to do: the open month, a ledger that came back, one that is late (tasks)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.codes import Right
from anju.employment.codes import LedgerState
from anju.employment.models import Ledger
from anju.kernel.month import Month
from anju.tasks.actions import NewTask, raise_tasks, settle_all
from anju.tasks.codes import TaskKind
from anju.tasks.models import Task

OF_CLERK = (TaskKind.LEDGER_OPENED, TaskKind.LEDGER_RETURNED, TaskKind.LEDGER_LATE)
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
    ledgers = _without(held, TaskKind.LEDGER_LATE)
    title = _("%(name)s %(month)s 台账待确认和报送")
    return raise_tasks([_new(TaskKind.LEDGER_OPENED, one, title) for one in ledgers], on=on, by=by)


def raise_returned(ledger: Ledger, *, by: str, on: date) -> None:
    """The clerk has the ledger again, with the day on which it is due."""
    title = _("%(name)s %(month)s 台账被退回，请更正后重新报送")
    raise_tasks([_new(TaskKind.LEDGER_RETURNED, ledger, title)], on=on, by=by)


def settle_of_clerk(subjects: Sequence[str], *, by: str, on: date) -> None:
    """The clerk has handed these ledgers in."""
    for kind in OF_CLERK:
        settle_all(kind=kind, subjects=subjects, on=on, by=by, outcome=_("已报送"))


def settle_accepted(*, by: str, on: date) -> None:
    """Ledgers that a workbook brought as confirmed wait for nobody any more."""
    wanted = Task.objects.filter(kind__in=OF_CLERK, settled_on__isnull=True).values_list("subject", flat=True)
    numbers = [int(subject.removeprefix("ledger:")) for subject in wanted]
    done = Ledger.objects.filter(pk__in=numbers, state=LedgerState.ACCEPTED)
    settle_of_clerk([subject_of(one) for one in done.only("pk")], by=by, on=on)


@transaction.atomic
def remind_late(*, by: str, on: date, month: Month | None = None) -> int:
    """Raise a task for each ledger (of the month, or of all) that is past its day; returns how many are late.

    It stands in for the task of the open month. Called again it raises nothing that is still open.
    """
    found = Ledger.objects.filter(state__in=WAITING, due_on__lt=on)
    late = _held(found.filter(month=month.first) if month else found)
    fresh = _without(late, TaskKind.LEDGER_LATE)
    if not fresh:
        return len(late)
    title = _("%(name)s %(month)s 台账已过报送期限")
    raise_tasks([_new(TaskKind.LEDGER_LATE, one, title) for one in fresh], on=on, by=by)
    settle_all(
        kind=TaskKind.LEDGER_OPENED, subjects=[subject_of(one) for one in fresh], on=on, by=by,
        outcome=_("已过报送期限，转为催报"),
    )  # fmt: skip
    return len(late)


def _held(ledgers: QuerySet[Ledger]) -> list[Ledger]:
    """Locked, so that nobody hands one in between the look and the task."""
    return list(ledgers.select_for_update(of=("self",)).select_related("community", "place").order_by("pk"))


def _without(ledgers: Sequence[Ledger], kind: TaskKind) -> list[Ledger]:
    """Those about which no task of the kind is open."""
    held = set(
        Task.objects.filter(
            kind=kind, settled_on__isnull=True, subject__in=[subject_of(one) for one in ledgers]
        ).values_list("subject", flat=True)
    )
    return [one for one in ledgers if subject_of(one) not in held]
