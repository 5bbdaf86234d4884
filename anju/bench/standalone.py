"""A Spark cluster of this machine alone: a master and workers as processes, for measuring and for the test of a lost worker."""

import importlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from anju.indicators import cluster
from anju.kernel.refused import Refused

HOST, PATIENCE = "127.0.0.1", 60.0
_AT = re.compile(r"spark://[\w.:-]+")


@dataclass
class Standalone:
    """The address of the master and the processes behind it."""

    master: str
    workers: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    pids: list[int] = field(default_factory=list)
    """The master's and the workers' processes."""

    def kill_worker(self, number: int = 0) -> None:
        """A worker dies at once, with all its executors."""
        worker = self.workers[number]
        for child in psutil.Process(worker.pid).children(recursive=True):
            child.kill()
        worker.kill()
        worker.wait()


def _home() -> Path:
    """Where pyspark lies; raises Refused where Spark cannot run."""
    if lacking := cluster.missing():
        raise Refused(lacking)
    return Path(str(importlib.import_module("pyspark").__file__)).parent


def _start(folder: Path, name: str, *words: str) -> "subprocess.Popen[bytes]":
    home = _home()
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_NO_DAEMONIZE": "1",
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_WORKER_DIR": str(folder / f"{name}-work"),
    }
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{words[0]}", *words[1:]]
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )


def _awaited(log: Path, pattern: re.Pattern[str]) -> str:
    """What a log says, once it says it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := pattern.search(log.read_text(errors="replace") if log.exists() else ""):
            return found[0]
        time.sleep(0.2)
    raise Refused(f"Spark 没有在 {PATIENCE:.0f} 秒内启动，日志：{log}")


@contextmanager
def standalone(workers: int = 2, cores: int = 1, memory: str = "4g") -> Iterator[Standalone]:
    """A master with so many workers; everything ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="anju-spark-"))
    processes = []
    try:
        master = _start(folder, "master", "master.Master", "--host", HOST, "--port", "0", "--webui-port", "0")
        processes.append(master)
        made = Standalone(_awaited(folder / "master.log", _AT))
        for number in range(workers):
            name = f"worker-{number}"
            worker = _start(
                folder, name, "worker.Worker", "--host", HOST, "--cores", str(cores), "--memory", memory,
                "--webui-port", "0", made.master,
            )  # fmt: skip
            processes.append(worker)
            made.workers.append(worker)
        for number in range(workers):
            _awaited(folder / f"worker-{number}.log", re.compile("Successfully registered"))
        made.pids = [process.pid for process in processes]
        yield made
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(folder, ignore_errors=True)
