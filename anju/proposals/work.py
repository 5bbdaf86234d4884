"""Long work of proposals, as the worker does it: making a reply."""

from datetime import date
from typing import Any

from anju.accounts.scope import Scope, acting
from anju.indicators.queries import close_for
from anju.jobs import actions as jobs
from anju.jobs.models import Job
from anju.jobs.worker import Progress
from anju.kernel.month import Month
from anju.proposals.actions import reply
from anju.proposals.models import Proposal

REPLY = "proposals.reply"


def ask_reply(asked: Proposal, *, month: Month, on: date, by: str, place: str) -> Job:
    """Queue the making of a reply."""
    arguments = {
        "number": asked.number, "session": asked.session, "month": str(month), "on": on.isoformat(),
    }  # fmt: skip
    title = f"生成{asked.matter}的复函"
    return jobs.start(kind=REPLY, title=title, arguments=arguments, by=by, place=place)


def make_reply(job: Job, tell: Progress) -> dict[str, Any]:
    """Make the reply that the page asked for; the result names the letter."""
    asked = job.arguments
    with acting(scope=Scope((job.place,)), actor=job.started_by, why=job.title):
        made = reply(
            number=int(asked["number"]),
            session=asked["session"],
            close=close_for(Month.parse(asked["month"])),
            on=date.fromisoformat(asked["on"]),
            by=job.started_by,
            tell=tell,
        )
    return {"letter": made.letter.pk}
