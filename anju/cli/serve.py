"""`anju serve`: the pages on 127.0.0.1, until Ctrl-C or SIGTERM."""

import argparse
import os
import subprocess
import sys
import threading
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext_lazy as _
from granian import Granian
from granian.constants import Interfaces

NAME = "serve"
HELP = _("启动网页服务（127.0.0.1）")
EXAMPLES = "  anju serve\n  ANJU_PORT=8611 anju serve\n  anju serve --workers 4"

PATIENCE = 8.0  # seconds for the worker to end by itself
PAUSE = 3.0  # seconds before a worker that died begins anew
THREADS = 4  # of each worker: a page waits for the database about half of its time
UNUSED = ["*.map", "pgtrigger", "admin", "django-htmx.js", "htmx-4*", "ext"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Port and number of worker processes."""
    parser.add_argument("--port", type=int, default=None, help=str(_("端口，默认取 ANJU_PORT 或 8610")))
    parser.add_argument(
        "--workers", type=int, default=min(2, os.cpu_count() or 1), help=str(_("进程数，默认 2"))
    )


def run(arguments: argparse.Namespace) -> int:
    """Collect the static files, start the worker of long jobs beside, then serve in the foreground."""
    # What the pages do not use stays out; a digest in each name lets browsers keep the rest for good.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
    server = Granian(
        "anju.wsgi:application",
        address="127.0.0.1",
        port=arguments.port or settings.ANJU_PORT,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        log_access=False,
    )
    worker = Worker(_work)
    worker.start()
    try:
        server.serve()
    finally:
        worker.end()
    return 0


def _work() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-P", "-m", "anju", "work"], stdin=subprocess.DEVNULL)


class Worker(threading.Thread):
    """Keeps a process of long work beside the pages: one that died, for want of memory or of the database, begins anew."""

    def __init__(self, begin: "Callable[[], subprocess.Popen[bytes]]", pause: float = PAUSE) -> None:
        super().__init__(daemon=True)
        self.begin, self.pause = begin, pause
        self.over = threading.Event()
        self.process = begin()

    def run(self) -> None:
        """Begin a new process for each that ends before we do."""
        while not self.over.is_set():
            self.process.wait()
            if not self.over.wait(self.pause):
                self.process = self.begin()

    def end(self) -> None:
        """The process finishes or gives back what it does; a job that was cut off is marked by the next one."""
        self.over.set()
        self.process.terminate()
        self.join(PATIENCE)
        self.process.kill()
        self.process.wait()
