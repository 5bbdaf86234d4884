"""The process of long work: it has a limit of memory, and one that died begins anew."""

import resource
import subprocess
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from anju.cli import work
from anju.cli.serve import Worker

STEPS = "import sys, time; open(sys.argv[1], 'a').write('x'); time.sleep(float(sys.argv[2]))"


def begun(path: Path) -> int:
    return len(path.read_text()) if path.exists() else 0


def wait_for(path: Path, times: int) -> bool:
    until = time.monotonic() + 20
    while begun(path) < times and time.monotonic() < until:
        time.sleep(0.05)
    return begun(path) >= times


def test_a_worker_that_died_begins_anew_until_it_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "begun"
    worker = Worker(lambda: subprocess.Popen([sys.executable, "-c", STEPS, str(path), "0"]), pause=0.05)
    worker.start()
    assert wait_for(path, 3)
    worker.end()
    worker.join(5)
    count = begun(path)
    time.sleep(0.3)
    assert begun(path) == count


def test_a_worker_at_work_is_ended_with_the_pages(tmp_path: Path) -> None:
    path = tmp_path / "begun"
    worker = Worker(lambda: subprocess.Popen([sys.executable, "-c", STEPS, str(path), "60"]), pause=0.05)
    worker.start()
    assert wait_for(path, 1)
    worker.end()
    assert worker.process.poll() is not None
    assert begun(path) == 1


def test_work_begins_within_the_memory_that_is_given(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda what, most: held.append((what, most)))
    monkeypatch.setattr("anju.jobs.worker.serve", lambda *_: None)
    settings.ANJU_WORKER_MB = 512
    work.run(Namespace())
    assert held == [(resource.RLIMIT_DATA, (512 * 2**20, 512 * 2**20))]
    settings.ANJU_WORKER_MB = 0
    work.run(Namespace())
    assert len(held) == 1


def test_the_limit_stops_what_would_take_more() -> None:
    words = "import resource; resource.setrlimit(resource.RLIMIT_DATA, (300 << 20, 300 << 20)); bytearray(600 << 20)"
    told = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False)
    assert "MemoryError" in told.stderr
