"""Whoever kills an import leaves the ledger as it was."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db import connection

from anju.accounts.scope import Scope, acting
from anju.intake.actions import preview_file
from anju.intake.models import Batch
from anju.intake.tests import rosters
from anju.registry.models import Membership, Person
from anju.registry.tests.support import ON, SHEETS, bring, bring_places

HOUSEHOLDS, KILLS = 400, 8
_CHILD = """
import os, sys
from datetime import date
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.db import connection
settings.ANJU_FILES = Path(sys.argv[2])
connection.settings_dict["NAME"] = sys.argv[3]
from anju.accounts.scope import Scope
from anju.intake.actions import import_file
from anju.registry.tests.support import ON, SHEETS
print("ready", flush=True)
import_file(Path(sys.argv[1]), sheets=SHEETS, by="child", on=ON, scope=Scope.everything())
print("done", flush=True)
"""


def start(path: Path) -> "subprocess.Popen[str]":
    """An importing process on the test database; it has told that it is ready."""
    database = str(connection.settings_dict["NAME"])
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "anju.settings",
        "ANJU_HOME": str(settings.ANJU_HOME),
    }
    arguments = [sys.executable, "-c", _CHILD, str(path), str(settings.ANJU_FILES), database]
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, text=True, env=environment, cwd=settings.BASE_DIR
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def ledger() -> tuple[int, int, int, int]:
    """How much stands in the ledger; waits until the server has ended what the killed process left."""
    with acting(scope=Scope.everything(), actor="test"), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(610927)")  # the import's own lock
        cursor.execute("select count(*) from registry_personevent")
        events = cursor.fetchone()[0]
        return Person.objects.count(), Membership.objects.count(), Batch.objects.count(), events


@pytest.fixture
def roster(transactional_db: None, tmp_path: Path) -> Path:
    """A committed county, and a roster that is not in it."""
    bring_places(tmp_path)
    return rosters.write(
        tmp_path / "roster.xlsx", {"花名册": rosters.roster(HOUSEHOLDS)}, rosters.ROSTER_HEADS
    )


@pytest.mark.slow
def test_a_killed_import_leaves_the_ledger_as_it_was(roster: Path) -> None:
    before = ledger()
    began = time.perf_counter()
    lines = preview_file(roster, sheets=SHEETS, by="test", on=ON, scope=Scope.everything())[0].new
    duration = time.perf_counter() - began
    rng, killed = Random(1), 0
    while killed < KILLS and ledger() == before:
        process = start(roster)
        time.sleep(rng.uniform(0.02, 0.98) * duration)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += 1
        assert ledger() in (before, (lines, lines, before[2] + 1, lines)), (
            "the ledger is neither as it was nor complete"
        )
    assert killed
    bring(roster)
    assert ledger()[:2] == (lines, lines)
