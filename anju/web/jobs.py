"""Every kind of long work, and what does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from anju.accounts.scope import Scope, acting
from anju.intake import work
from anju.intake.actions.asking import CONFIRM, RECEIVE
from anju.jobs.worker import Work
from anju.proposals import work as proposals
from anju.web.sheets import SHEETS

KINDS: dict[str, Work] = {
    RECEIVE: partial(work.receive, sheets=SHEETS),
    CONFIRM: partial(work.confirm, sheets=SHEETS),
    proposals.REPLY: proposals.make_reply,
}


@contextmanager
def for_place(place: str, actor: str) -> Iterator[None]:
    """The scope in which the worker acts for somebody: a place code, empty for everything."""
    with acting(scope=Scope((place,)), actor=actor, why="后台任务"):
        yield
