"""Every kind of long work, and what does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from anju.accounts.scope import Scope, acting
from anju.audit.actions.sealing import seal_history
from anju.checks import work as checks
from anju.checks.actions import RUN
from anju.duplicates import work as duplicates
from anju.duplicates.actions import RUN as FIND
from anju.employment import work as employment
from anju.employment.actions import OPEN_MONTH
from anju.indicators import work as indicators
from anju.intake import work
from anju.intake.actions.asking import CONFIRM, RECEIVE
from anju.jobs.models import Job
from anju.jobs.worker import Progress, Round, Work, daily
from anju.proposals import work as proposals
from anju.web.sheets import SHEETS


def _confirm(job: Job, tell: Progress) -> dict[str, Any]:
    """Write an upload, then run the checks over the places whose records it changed, and look for duplicates."""
    result = work.confirm(job, tell, sheets=SHEETS)
    checks.after_import(job, tell)
    duplicates.after_import(job)
    return result


KINDS: dict[str, Work] = {
    RECEIVE: partial(work.receive, sheets=SHEETS),
    CONFIRM: _confirm,
    proposals.REPLY: proposals.make_reply,
    OPEN_MONTH: employment.open_month,
    RUN: checks.run,
    FIND: duplicates.run,
    indicators.CLOSE: indicators.close,
    indicators.PROVE: indicators.prove,
}

_WORKER = "system:work"
ROUNDS: tuple[Round, ...] = (
    partial(seal_history, by=_WORKER),
    daily(partial(employment.begin_month, by=_WORKER)),
    daily(partial(employment.keep_months, by=_WORKER)),
    daily(partial(employment.remind, by=_WORKER)),
    daily(partial(employment.watch_zero_employment, by=_WORKER)),
)
"""What the worker does every few minutes beside its jobs; some of it once a day."""


@contextmanager
def for_place(place: str, actor: str) -> Iterator[None]:
    """The scope in which the worker acts for somebody: a place code, empty for everything."""
    with acting(scope=Scope((place,)), actor=actor, why="后台任务"):
        yield
