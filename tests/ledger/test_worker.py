"""Long work: it runs once, tells how it goes, and ends well, refused or broken, never hanging."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from anju.accounts.scope import Scope, acting
from anju.jobs import actions, worker
from anju.jobs.models import Job, JobState
from anju.kernel.refused import Refused

pytestmark = pytest.mark.django_db(transaction=True)

TOWN = "610926100"


@contextmanager
def for_place(place: str, actor: str) -> Iterator[None]:
    with acting(scope=Scope((place,)), actor=actor):
        yield


def ask() -> Job:
    with for_place(TOWN, "zhang"):
        return actions.start(kind="test", title="试验", arguments={"n": 2}, by="zhang", place=TOWN)


def after(job: Job) -> Job:
    with for_place(TOWN, "zhang"):
        job.refresh_from_db()
    return job


def test_work_that_ends_well_leaves_its_result() -> None:
    def double(job: Job, tell: worker.Progress) -> dict[str, Any]:
        tell(1, 2, "一半")
        return {"twice": job.arguments["n"] * 2}

    job = ask()
    worker.run_one(job.pk, TOWN, {"test": double}, for_place)
    assert (after(job).state, job.result, job.ended) == (JobState.DONE, {"twice": 4}, True)


def test_work_is_done_once_however_often_it_is_taken() -> None:
    done: list[int] = []

    def count(job: Job, tell: worker.Progress) -> dict[str, Any]:
        done.append(job.pk)
        return {}

    job = ask()
    for _ in range(2):
        worker.run_one(job.pk, TOWN, {"test": count}, for_place)
    assert done == [job.pk]


def test_a_refusal_is_kept_as_the_sentence_that_it_is() -> None:
    def refuse(job: Job, tell: worker.Progress) -> dict[str, Any]:
        raise Refused("文件不完整。")

    job = ask()
    worker.run_one(job.pk, TOWN, {"test": refuse}, for_place)
    assert (after(job).state, job.error) == (JobState.REFUSED, "文件不完整。")


def test_a_breakdown_is_marked_and_raised_for_the_log() -> None:
    def fail(job: Job, tell: worker.Progress) -> dict[str, Any]:
        raise ZeroDivisionError

    job = ask()
    with pytest.raises(ZeroDivisionError):
        worker.run_one(job.pk, TOWN, {"test": fail}, for_place)
    assert after(job).state == JobState.FAILED
    assert job.error.endswith("。")


def test_a_job_whose_worker_died_is_swept() -> None:
    job = ask()
    with for_place("", "system:work"):
        actions.begin(job)
        assert actions.sweep() == 0
        Job.objects.filter(pk=job.pk).update(heartbeat=datetime.now(UTC) - timedelta(minutes=5))
        assert actions.sweep() == 1
    assert after(job).state == JobState.FAILED


def test_progress_is_told_and_never_beyond_the_total() -> None:
    job = ask()
    with for_place(TOWN, "zhang"):
        actions.begin(job)
        actions.tell(job, done=7, total=5, message="快了")
    assert (after(job).done, job.total, job.message) == (5, 5, "快了")


def test_jobs_of_other_places_are_not_seen() -> None:
    job = ask()
    with for_place("610926103", "li"):
        assert not Job.objects.filter(pk=job.pk).exists()


def test_a_round_that_the_database_refuses_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_ROUND", 0.01)
    done: list[str] = []

    def step() -> None:
        done.append(".")
        if len(done) == 1:
            raise OperationalError("the server was away")
        if len(done) == 3:
            going.over.set()

    going = worker._Rounds([step], lambda _place, _actor: nullcontext())
    going.start()
    going.join(10)
    assert done == [".", ".", "."]
