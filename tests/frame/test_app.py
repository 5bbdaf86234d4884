"""`run.py` while it serves: a stand-in takes the place of `anju serve`, the signals are real."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bootstrap import app
from bootstrap.places import ROOT

DRIVER = """
import sys
from bootstrap import app
app.command = lambda *words: [sys.executable, "-c", sys.argv[1]]
sys.exit(app._serve())
"""
PAGES = """
import http.server, os
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/login/" else 404)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(os.environ["ANJU_PORT"])), Page).serve_forever()
"""
BROKEN = "raise SystemExit('no such table')"


def serve(home: Path, pages: str) -> "subprocess.Popen[str]":
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (home / "letters").mkdir()
    (home / "letters" / "复函.docx").touch()
    (home / "demo-logins.txt").write_text("county  an-invented-word  县搬迁办\n", encoding="utf-8")
    environment = os.environ | {
        "ANJU_HOME": str(home),
        "ANJU_PORT": str(port),
        "LANG": "zh_CN.UTF-8",
        "LC_ALL": "",
    }
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, pages],
        cwd=ROOT,
        env=environment | {"PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def read_until(process: "subprocess.Popen[str]", word: str) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if word in line:
            break
    return said


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_address_log_ins_and_letter_are_told_and_a_signal_ends_it_all(
    tmp_path: Path, stop: signal.Signals
) -> None:
    process = serve(tmp_path, PAGES)
    said = read_until(process, "Ctrl-C")
    assert "http://127.0.0.1:" in said
    assert "an-invented-word" in said
    assert "复函.docx" in said
    pages = psutil.Process(process.pid).children()
    assert len(pages) == 1
    process.send_signal(stop)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert not pages[0].is_running()


def test_pages_that_end_before_they_answer_are_reported_with_their_last_words(tmp_path: Path) -> None:
    process = serve(tmp_path, BROKEN)
    _said, complaint = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "no such table" in complaint


def test_the_demo_is_looked_at_again_when_a_migration_or_the_database_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANJU_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    app._ready_mark().write_text(app._state(), encoding="utf-8")
    assert app._is_ready()
    monkeypatch.setenv("DATABASE_URL", "postgresql://another")
    assert not app._is_ready()
