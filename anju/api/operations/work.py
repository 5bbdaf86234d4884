"""What is to be done, what was done, and long work."""

from typing import Any

from django.http import Http404
from ninja import Router

from anju.accounts.codes import Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers, page_of
from anju.api.schemas import ActOut, Id, JobOut, Paged, PageNumber, PageSize, TaskOut
from anju.jobs.models import Job
from anju.tasks.models import Task
from anju.tasks.queries import open_tasks
from anju.web.queries.audit import Wanted, acts

router = Router(tags=["work"])


@router.get("/tasks/", response=answers(Paged[TaskOut]), summary="Open tasks, the most urgent first")
@needs(Right.READ_RECORDS)
def task_list(request: CallRequest, page: PageNumber = 1, size: PageSize = 50) -> dict[str, Any]:
    """What somebody of this role and place has to do."""
    found = open_tasks(request.user)
    return page_of(
        [task_out(one) for one in found[(page - 1) * size : page * size]], found.count(), page, size
    )


def task_out(task: Task) -> dict[str, Any]:
    """A task as it is answered."""
    return {name: getattr(task, name) for name in TaskOut.model_fields if name != "place"} | {
        "place": task.place_id
    }


@router.get("/jobs/{pk}/", response=answers(JobOut), summary="How far a piece of long work is")
@needs(Right.READ_RECORDS)
def job(request: CallRequest, pk: Id) -> Job:
    """A job that this system asked for."""
    found = Job.objects.filter(pk=pk, started_by=request.user.username).first()
    if found is None:
        raise Http404
    return found


@router.get("/audit/", response=answers(Paged[ActOut]), summary="The chain of acts, newest first")
@needs(Right.READ_AUDIT)
def act_list(request: CallRequest, page: PageNumber = 1, size: PageSize = 50) -> dict[str, Any]:
    """For a monitoring system that keeps the seals elsewhere; a town's sees the acts of that town's accounts."""
    found = acts(Wanted(), request.scope)
    return page_of(list(found[(page - 1) * size : page * size]), found.count(), page, size)
