"""Asking for long work, and telling how it goes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app

from anju.jobs.models import Job, JobState

TASK, QUEUE = "anju.run", "anju"
SILENCE = timedelta(seconds=60)
"""A running job that has not been heard of for so long has lost its worker."""

_LOST = "后台进程中断，这项工作没有做完，也没有留下任何改动。请重新提交。"


def start(*, kind: str, title: str, arguments: dict[str, Any], by: str, place: str) -> Job:
    """Ask for work of a kind; it begins when the caller's transaction is committed. `place` is the actor's place code.

    Who asks while standing in for a colleague has the work done as such.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('anju.behalf', true)")
            behalf = cursor.fetchone()[0] or ""
        job = Job.objects.create(
            kind=kind,
            title=title[:200],
            arguments=arguments,
            started_by=by,
            behalf=behalf,
            place=place,
            asked_at=datetime.now(UTC),
        )
        app.configure_task(TASK, queue=QUEUE).defer(job=job.pk, place=place)
    return job


def begin(job: Job) -> bool:
    """Take a waiting job; False when it runs or has ended already."""
    now = datetime.now(UTC)
    taken = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
        state=JobState.RUNNING, heartbeat=now
    )
    return bool(taken)


def tell(job: Job, *, done: int, total: int, message: str) -> None:
    """Write how far a running job has come; also its sign of life."""
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(
        done=min(done, total), total=total, message=message[:200], heartbeat=datetime.now(UTC)
    )


def end(job: Job, *, state: JobState, result: dict[str, Any] | None = None, error: str = "") -> None:
    """Write how a job ended."""
    Job.objects.filter(pk=job.pk).update(
        state=state,
        result=result or {},
        error=error[:600],
        ended_at=datetime.now(UTC),
        heartbeat=datetime.now(UTC),
    )


def sweep() -> int:
    """Mark running jobs without a sign of life as broken off; returns how many."""
    silent_since = datetime.now(UTC) - SILENCE
    return Job.objects.filter(state=JobState.RUNNING, heartbeat__lt=silent_since).update(
        state=JobState.FAILED, error=_LOST, ended_at=datetime.now(UTC)
    )
