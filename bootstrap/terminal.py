"""Words on the terminal and programs behind a progress line. Chinese for a Chinese system, else English."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

CHINESE = next(
    (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
).startswith("zh")
TICK = 0.2  # seconds between two looks at a running program
LINE_EVERY = 15.0  # seconds between two lines where there is no terminal to overwrite


class Stop(Exception):
    """The run cannot go on; the text says why and what to do."""


def words(chinese: str, english: str) -> str:
    """The one that fits the system's language."""
    return chinese if CHINESE else english


def say(chinese: str, english: str) -> None:
    print(words(chinese, english), flush=True)


@contextlib.contextmanager
def step(chinese: str, english: str) -> Iterator[None]:
    """Say what begins, and how long it took when it is done."""
    title = words(chinese, english)
    begun = time.monotonic()
    print(f"▸ {title} …", flush=True)
    yield
    print(f"  ✓ {time.monotonic() - begun:.1f} s", flush=True)


def run(
    command: Sequence[str | Path],
    log: Path,
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> int:
    """Run a program with its output in ``log`` and the seconds on the terminal. Returns its exit status."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        out.write(f"\n$ {' '.join(str(part) for part in command)}\n".encode())
        out.flush()
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=cwd,
                env=None if env is None else {**os.environ, **env},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        except OSError as refusal:
            out.write(f"{refusal}\n".encode())
            return 127
        return _watch(process)


def _watch(process: "subprocess.Popen[bytes]") -> int:
    begun = said = time.monotonic()
    try:
        while process.poll() is None:
            time.sleep(TICK)
            now = time.monotonic()
            if sys.stdout.isatty():
                print(f"\r  … {now - begun:.0f} s ", end="", flush=True)
            elif now - said >= LINE_EVERY:
                said = now
                print(f"  … {now - begun:.0f} s", flush=True)
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
    if sys.stdout.isatty():
        print("\r", end="")
    return process.returncode


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, indented, for a message that explains a failure."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:] if log.exists() else []
    return "\n".join(f"    {line}" for line in lines)
