"""`run.py` without words: the data stand, the letter lies there, the pages answer."""

import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from bootstrap import stamps
from bootstrap.places import ANJU, PYTHON, ROOT, home, port
from bootstrap.terminal import Stop, last_lines, run, say, step, words

LETTER = "51"
LETTER_DAY = "2021-08-31"
PATIENCE = 60.0  # seconds until the pages must answer
GRACE = 10.0  # seconds for the server to end by itself


def command(*words: str) -> list[str]:
    """An `anju` command as a program to run."""
    return [str(PYTHON), "-P", "-m", "anju", *words]


def up(*, demo: bool) -> int:
    """Bring database, demo county and letter into being where they are missing, then serve until Ctrl-C."""
    _check_port()
    home().mkdir(parents=True, exist_ok=True)
    if not (demo and _is_ready()):
        with step("准备数据库", "Preparing the database"):
            _anju("migrate")
    if demo and not _is_ready():
        _make_demo()
    return _serve()


def _make_demo() -> None:
    with step(
        "生成并导入演示县，逐月结账",
        "Making and importing the demo county, closing its months",
    ):
        _talking("demo", "--if-empty")
    if not any(_letters().glob("*.docx")):
        with step(f"生成第 {LETTER} 号复函", f"Writing reply letter {LETTER}"):
            _anju("letter", LETTER, "--as-of", LETTER_DAY, "--out", str(_letters()))
    _ready_mark().write_text(_state(), encoding="utf-8")


def _letters() -> Path:
    return home() / "letters"


def _ready_mark() -> Path:
    return home() / "demo-ready"


def _is_ready() -> bool:
    """Whether database and demo county were finished with this very code and database."""
    return _ready_mark().exists() and _ready_mark().read_text(encoding="utf-8") == _state()


def _state() -> str:
    """Changes when a migration is added or another database is named: then everything is looked at again."""
    migrations = sorted((ROOT / "anju").glob("*/migrations/*.py"))
    return stamps.digest(migrations, os.environ.get("DATABASE_URL", ""))


def _anju(*arguments: str) -> None:
    log = home() / "start.log"
    if run(command(*arguments), log, cwd=ROOT) != 0:
        raise Stop(f"anju {' '.join(arguments)}:\n{last_lines(log)}\n  {log}")


def _talking(*arguments: str) -> None:
    """A command that shows its own progress."""
    done = subprocess.run(command(*arguments), cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise Stop(words("上一步失败：", "This failed: ") + f"anju {' '.join(arguments)}")


# ---- the pages ---------------------------------------------------------------------------------------


def _check_port() -> None:
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port()))
        except OSError as refusal:
            raise Stop(
                words(
                    f"端口 {port()} 已被占用（可能已在运行）。换一个：ANJU_PORT=8611 python3 run.py",
                    f"Port {port()} is taken (perhaps by a running copy). Another: ANJU_PORT=8611 python3 run.py",
                )
            ) from refusal


def _serve() -> int:
    log = home() / "serve.log"
    with log.open("ab") as out:
        server = subprocess.Popen(
            command("serve"), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    # `kill` ends us as Ctrl-C does: the server is asked to end, and the database with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with step("启动网页服务", "Starting the pages"):
            _wait_until_it_answers(server, log)
        _tell()
        return server.wait()
    except KeyboardInterrupt:
        say("\n正在停止 …", "\nStopping …")
        return 0
    finally:
        _end(server)


def _wait_until_it_answers(server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers():
        if server.poll() is not None or time.monotonic() > deadline:
            raise Stop(
                words("网页服务没有启动", "The pages did not start") + f":\n{last_lines(log)}\n  {log}"
            )
        time.sleep(0.1)


def _answers() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port(), timeout=10)
    try:
        connection.request("GET", "/login/")
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        connection.close()


def _tell() -> None:
    say(f"\n  网址      http://127.0.0.1:{port()}/", f"\n  Address   http://127.0.0.1:{port()}/")
    logins = home() / "demo-logins.txt"
    if logins.exists():
        say("  演示账号", "  Demo log-ins")
        print("\n".join(f"    {line}" for line in logins.read_text(encoding="utf-8").splitlines()))
    for letter in sorted(_letters().glob("*")):
        say(f"  复函      {letter}", f"  Letter    {letter}")
    say(f"  数据      {home()}", f"  Data      {home()}")
    say(f"  命令      {ANJU} --help", f"  Commands  {ANJU} --help")
    say("\n  按 Ctrl-C 停止。", "\n  Ctrl-C stops it.")


def _end(server: "subprocess.Popen[bytes]") -> None:
    """On Ctrl-C the terminal has told the server as well; otherwise it is told now."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(GRACE)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
