"""Single spells of work: begun, ended, following persons who die or move."""

from datetime import date

from django.db import IntegrityError, transaction

from anju.audit.actions import record
from anju.audit.models import Act
from anju.employment.actions.refreshing import follow_jobs
from anju.employment.actions.roster import follow_roster
from anju.employment.codes import Channel, Kind, PostKind, WorkPlace
from anju.employment.models import Job
from anju.employment.queries import active
from anju.kernel.refused import Refused
from anju.registry.models import Person

_NEAR = {Channel.PUBLIC_POST, Channel.FACTORY}


@transaction.atomic
def begin_job(
    *,
    person: Person,
    channel: Channel,
    work_place: WorkPlace,
    on: date,
    by: str,
    kind: Kind = Kind.TRANSFER,
    post_kind: PostKind | None = None,
) -> Job:
    """Begin a spell of work; raises Refused when the person has one of that channel already, or place and channel clash."""
    if work_place != WorkPlace.COUNTY and channel in _NEAR:
        raise Refused(f"{channel.label}在县内，就业地域不能是{work_place.label}。请改正其中一项。")
    if (channel == Channel.PUBLIC_POST) != (post_kind is not None):
        raise Refused("就业途径为公益性岗位时必须填公岗类型，其他途径不填。")
    if Job.objects.filter(active(on), person=person, channel=channel).exists():
        raise Refused(f"此人当日已有在岗的{channel.label}记录。请先终止该记录。")
    try:
        with transaction.atomic():
            job = Job.objects.create(
                person=person, place_id=person.place_id, kind=kind, channel=channel, work_place=work_place,
                post_kind=post_kind or "", start=on,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("同一人同一天同一途径只能有一条就业记录。") from error
    follow_jobs(persons=[person.pk])
    record(
        act=Act.RECORD_CHANGED,
        by=by,
        target=f"job:{job.pk}",
        why="就业登记",
        detail={"start": on.isoformat()},
    )
    return job


@transaction.atomic
def end_job(*, job: Job, on: date, by: str) -> Job:
    """End a spell: `on` is the first day on which it no longer holds. Raises Refused when it ended already."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.stop is not None:
        raise Refused(f"该就业记录已于 {job.stop} 终止。")
    if on <= job.start:
        raise Refused("就业终止日期必须晚于起始日期。")
    job.stop = on
    job.save(update_fields=["stop"])
    follow_jobs(persons=[job.person_id])
    record(
        act=Act.RECORD_CHANGED, by=by, target=f"job:{job.pk}", why="就业终止", detail={"stop": on.isoformat()}
    )
    return job


@transaction.atomic
def end_jobs_of(*, persons: list[int], on: date, by: str) -> list[int]:
    """End what persons worked at when they died; a job that would begin then or later is left for the clerk to see.

    Gives the ids of the jobs ended.
    """
    jobs = Job.objects.select_for_update().filter(person__in=persons, stop__isnull=True, start__lt=on)
    ended = list(jobs.order_by("pk").values_list("pk", flat=True))
    Job.objects.filter(pk__in=ended).update(stop=on)
    follow_roster(
        by=by, on=on, persons=persons
    )  # the dead first: their lines keep what is needed to take it back
    follow_jobs(persons=persons)
    for job in ended:
        record(
            act=Act.RECORD_CHANGED,
            by=by,
            target=f"job:{job}",
            why="死亡终止就业",
            detail={"stop": on.isoformat()},
        )
    return ended


@transaction.atomic
def reopen_jobs(*, jobs: list[int], by: str) -> None:
    """Take back what `end_jobs_of` did, when the death was recorded by mistake."""
    reopened = Job.objects.filter(pk__in=jobs)
    reopened.update(stop=None)
    follow_jobs(persons=list(reopened.values_list("person", flat=True)))
    for job in jobs:
        record(act=Act.RECORD_CHANGED, by=by, target=f"job:{job}", why="撤销死亡登记")
