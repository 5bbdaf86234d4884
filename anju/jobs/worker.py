"""The process that does long work: takes jobs from the queue one at a time, beats while it works."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone, translation
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from anju.jobs import actions
from anju.jobs.models import Job, JobState
from anju.kernel.refused import Refused

Progress = Callable[[int, int, str], None]
Work = Callable[[Job, Progress], dict[str, Any]]
"""Does the work of a job, tells its progress, returns its result; raises Refused with a sentence."""
Acting = Callable[[str, str], AbstractContextManager[None]]
"""Opens a transaction in the scope of a place code for an actor."""

Round = Callable[[], object]
"""Something small that the worker does again and again, in a transaction for the whole county."""

_BEAT = 1.0
_ROUND = 300.0
_log = logging.getLogger(__name__)
_BROKEN = "程序出错，这项工作没有做完，也没有留下任何改动。请联系系统管理员查看日志。"


class _Pulse(threading.Thread):
    """Writes the latest progress every second on a connection of its own, so that pages see it at once."""

    def __init__(self, job: Job, acting: Acting) -> None:
        super().__init__(daemon=True)
        self.job, self.acting = job, acting
        self.latest = (0, 0, "")
        self.over = threading.Event()

    def run(self) -> None:
        """Beat until the work is over."""
        try:
            while not self.over.wait(_BEAT):
                done, total, words = self.latest
                with self.acting(self.job.place, self.job.started_by):
                    actions.tell(self.job, done=done, total=total, message=words)
        finally:
            connection.close()

    def tell(self, done: int, total: int, words: str) -> None:
        """Note progress; costs nothing."""
        self.latest = (done, total, words)


@contextmanager
def _beating(job: Job, acting: Acting) -> Iterator[Progress]:
    pulse = _Pulse(job, acting)
    pulse.start()
    try:
        yield pulse.tell
    finally:
        pulse.over.set()
        pulse.join()


class _Rounds(threading.Thread):
    """Does the rounds every five minutes; one that the database refuses is tried again the next time."""

    def __init__(self, rounds: Sequence[Round], acting: Acting) -> None:
        super().__init__(daemon=True)
        self.rounds, self.acting = rounds, acting
        self.over = threading.Event()

    def run(self) -> None:
        """Go round until the worker ends."""
        while not self.over.wait(_ROUND):
            for step in self.rounds:
                try:
                    with self.acting("", "system:work"):
                        step()
                except DatabaseError:
                    _log.exception("a round of the worker was refused")
            connection.close()


def daily(step: Round) -> Round:
    """A round that does its step once a day; after a refusal, or in a new process, again. The step must bear that."""
    done: list[date] = []

    def once() -> None:
        today = timezone.localdate()
        if today not in done:
            step()
            done[:] = [today]

    return once


@contextmanager
def _standing_in(behalf: str) -> Iterator[None]:
    """What the work writes names the colleague in whose post it was asked for: `acting` hands it on."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('anju.behalf', %s, false)", [behalf])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('anju.behalf', '', false)")


def _source() -> AbstractContextManager[None]:
    """What the work stores (findings, reasons, refusals) is in the language of the ledger, not of the server's console."""
    return translation.override(settings.LANGUAGE_CODE)


def _do(job: Job, work: Work, acting: Acting) -> tuple[JobState, dict[str, Any], str]:
    """Do the work; how it ended."""
    try:
        with _source(), _standing_in(job.behalf), _beating(job, acting) as tell:
            return JobState.DONE, work(job, tell), ""
    except Refused as refusal:
        return JobState.REFUSED, {}, str(refusal)
    except BaseException:
        with acting(job.place, job.started_by):
            actions.end(job, state=JobState.FAILED, error=_BROKEN)
        raise


def run_one(number: int, place: str, kinds: Mapping[str, Work], acting: Acting) -> None:
    """Do one job by its id, if nobody has; `place` is the code under which it may be seen."""
    with acting(place, "system:work"):
        job = Job.objects.filter(pk=number).first()
        taken = job is not None and actions.begin(job)
    if job is None or not taken:
        return
    state, result, error = _do(job, kinds[job.kind], acting)
    with acting(job.place, job.started_by):
        actions.end(job, state=state, result=result, error=error)
    _log.info("job %s %s: %s", job.pk, job.kind, state)


def serve(kinds: Mapping[str, Work], acting: Acting, rounds: Sequence[Round] = ()) -> None:
    """Work until told to stop by a signal; first mark what an earlier worker left behind."""
    with acting("", "system:work"):
        actions.sweep()

    def run(*, job: int, place: str) -> None:
        run_one(job, place, kinds, acting)

    worker = app.with_connector(PsycopgConnector(kwargs=connector_params()))
    worker.task(name=actions.TASK, queue=actions.QUEUE)(run)
    going = _Rounds(rounds, acting)
    going.start()
    try:
        worker.run_worker(
            queues=[actions.QUEUE], concurrency=1, delete_jobs="always", shutdown_graceful_timeout=5
        )
    finally:
        going.over.set()
