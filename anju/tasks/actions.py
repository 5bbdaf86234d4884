"""The only writer of tasks. Tasks follow from acts that have an event of their own; they add none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from anju.accounts.codes import Right
from anju.tasks.codes import TaskKind
from anju.tasks.models import Task


@dataclass(frozen=True)
class NewTask:
    """What is to be done: the kind, about what (`household:12`), where, by holders of which right, on which page."""

    kind: TaskKind
    subject: str
    place: str
    right: Right
    title: str
    url: str
    due: date | None = None


def raise_task(
    *, kind: TaskKind, subject: str, place: str, right: Right, title: str, url: str, on: date, by: str,
    due: date | None = None,
) -> Task:  # fmt: skip
    """Raise a task, or return the open one about the same subject."""
    raise_tasks([NewTask(kind, subject, place, right, title, url, due)], on=on, by=by)
    return Task.objects.get(kind=kind, subject=subject, settled_on__isnull=True)


@transaction.atomic
def raise_tasks(tasks: Iterable[NewTask], *, on: date, by: str) -> int:
    """Raise many in one statement; those whose subject has an open one stay as they are. Returns how many are new."""
    rows = [
        Task(
            kind=task.kind, subject=task.subject, place_id=task.place, right=task.right.value,
            title=task.title[:200], url=task.url, raised_on=on, due_on=task.due,
        )
        for task in tasks
    ]  # fmt: skip
    wanted = {(row.kind, row.subject): row for row in rows}
    open_ones = Task.objects.filter(
        settled_on__isnull=True,
        kind__in={row.kind for row in rows},
        subject__in=[row.subject for row in rows],
    )
    for known in open_ones.values_list("kind", "subject"):
        wanted.pop(known, None)
    Task.objects.bulk_create(wanted.values(), ignore_conflicts=True)
    return len(wanted)


def settle(*, kind: TaskKind, subject: str, on: date, by: str, outcome: str = "") -> int:
    """Settle the open task about a subject; 0 when there is none."""
    return settle_all(kind=kind, subjects=[subject], on=on, by=by, outcome=outcome)


@transaction.atomic
def settle_all(*, kind: TaskKind, subjects: Sequence[str], on: date, by: str, outcome: str = "") -> int:
    """Settle the open tasks of a kind about these subjects; returns how many."""
    open_ones = Task.objects.filter(kind=kind, subject__in=subjects, settled_on__isnull=True)
    return open_ones.update(settled_on=on, settled_by=by, outcome=outcome[:200])


@transaction.atomic
def move_tasks(*, kind: TaskKind, subjects: Sequence[str], place: str) -> int:
    """Let the open tasks of a kind about these subjects be those of another place; returns how many moved."""
    open_ones = Task.objects.filter(kind=kind, subject__in=subjects, settled_on__isnull=True)
    return open_ones.exclude(place=place).update(place=place)
