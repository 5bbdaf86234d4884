"""`anju migrate`: bring the tables, the acting role and row security up to date. Acts as the owner."""

import argparse
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.utils.translation import gettext_lazy as _
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from anju.audit.history import name_writer, steady_triggers

NAME = "migrate"
HELP = _("建立或更新数据库结构（重复执行无妨）")
EXAMPLES = "  anju migrate\n  DATABASE_URL=postgresql://anju@db.county/anju anju migrate"


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments: the database is the one of ANJU_HOME or DATABASE_URL."""


def run(arguments: argparse.Namespace) -> int:
    """Apply the migrations that are missing. What they write of the ledger names them in its history."""
    before = _applied()
    name_writer("system:migrate", "anju migrate")
    with quick():
        call_command("migrate", interactive=False, verbosity=1)
    steady_triggers()
    if _applied() > before:
        with connection.cursor() as cursor:
            # Of a new column nothing is known: plans would guess until somebody counts.
            cursor.execute("analyze")
    return 0


def _applied() -> int:
    return len(MigrationRecorder(connection).applied_migrations())


@contextmanager
def quick() -> Iterator[None]:
    """Apply migrations without making models anew for each trigger, and with fewer sweeps of the memory.

    Django makes each model and all its relatives anew after every step, which was nine tenths of the work. Of triggers
    models know nothing: they are noted and stand in the next one that is made.
    """
    steps: dict[type[Any], Callable[..., None]] = {
        kind: kind.state_forwards for kind in (AddTrigger, RemoveTrigger)
    }
    thresholds = gc.get_threshold()

    def noted(operation: Operation, app_label: str, state: ProjectState) -> None:
        vars(state)["reload_model"] = lambda *_args, **_words: None  # for this step of this state
        try:
            steps[type(operation)](operation, app_label, state)
        finally:
            del vars(state)["reload_model"]

    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    try:
        for kind in steps:
            kind.state_forwards = noted
        yield
    finally:
        for kind, step in steps.items():
            kind.state_forwards = step
        gc.set_threshold(*thresholds)
        gc.unfreeze()
