"""Backup, restore and sudden death against real processes with a data folder of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from anju import embedded
from anju.embedded import server
from anju.privacy import container

PASSPHRASE = "一个够长的备份口令 2026"
PEOPLE = """
import django; django.setup()
from anju import embedded
from django.conf import settings
embedded.start(settings.ANJU_HOME)
from anju.accounts.scope import Scope, acting
from anju.audit.actions import record, saw
from anju.audit.models import Act, Operation
from anju.intake.actions.files import keep
from tests import builders
with acting(scope=Scope.everything(), actor="test"):
    builders.site()
    person = builders.family(members=4).memberships.first().person
    record(act=Act.RECORD_CHANGED, by="test", target="person:1")
    saw(by="test", operation=Operation.PERSON, target="person:1", persons=[person.pk])
    keep("a received workbook".encode() * 1000)
"""
WRITER = """
import sys
import django; django.setup()
from anju import embedded
from django.conf import settings
embedded.start(settings.ANJU_HOME)
from anju.accounts.scope import Scope, acting
from anju.audit.actions import record
from anju.audit.models import Act
from anju.registry.models import Person
number = 0
while True:
    with acting(scope=Scope.everything(), actor=sys.argv[1]):
        person = Person.objects.order_by("pk")[int(sys.argv[2])]
        person.pinyin, number = f"{number:09}", number + 1
        person.save()
        event = record(act=Act.RECORD_CHANGED, by=sys.argv[1], target=f"person:{person.pk}")
    print(event.pk, person.pk, person.pinyin, flush=True)
"""
FOUND = """
import django; django.setup()
from anju import embedded
from django.conf import settings
embedded.start(settings.ANJU_HOME)
from anju.accounts.scope import Scope, acting
from anju.audit.models import Event
from anju.intake.files import opened
from anju.kernel.digest import sm3_hex
from anju.registry.models import Person
with acting(scope=Scope.everything(), actor="test"):
    print(*[f"{key}:{word}" for key, word in Person.objects.order_by("pk").values_list("pk", "pinyin")])
    print(*Event.objects.order_by("pk").values_list("pk", flat=True))
    print(*[len(number) for number in Person.objects.values_list("id_number", flat=True)])
    print(len(opened(sm3_hex("a received workbook".encode() * 1000))))
"""
ALTER = """
import psycopg
import django; django.setup()
from anju import embedded
from django.conf import settings
at = embedded.start(settings.ANJU_HOME)
with psycopg.connect(host=at.host, port=at.port, user=at.user, dbname=at.database) as connection:
    connection.execute("set session_replication_role = replica")
    connection.execute("update registry_person set sex = '9' where id = (select min(id) from registry_person)")
    print(connection.execute("select min(id) from registry_person").fetchone()[0])
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ANJU_AS_OWNER"}
    }
    own = {"ANJU_HOME": str(home), "ANJU_LANG": "zh", "DJANGO_SETTINGS_MODULE": "anju.settings"}
    return kept | own | more


def anju(home: Path, *words: str | Path, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "anju", *map(str, words)],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=600,  # a loaded machine migrates slowly
        check=False,
    )


def python(home: Path, text: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", text],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def stop(home: Path) -> None:
    if embedded.is_running(home):
        server._stop(home)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with a household, a received file, acts and a look; its passphrase lies beside it."""
    home = tmp_path_factory.mktemp("full") / "home"
    assert anju(home, "migrate").returncode == 0
    python(home, PEOPLE)
    (home.parent / "passphrase").write_text(PASSPHRASE + "\n")
    yield home
    stop(home)


@pytest.fixture(scope="module")
def backup(full: Path) -> Path:
    path = full.parent / "anju.bak"
    done = anju(full, "backup", path, "--passphrase-file", full.parent / "passphrase")
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    home = tmp_path / "new home"
    yield home
    stop(home)


def restore(home: Path, backup: Path, full: Path, *more: str | Path) -> "subprocess.CompletedProcess[str]":
    return anju(home, "restore", backup, "--passphrase-file", full.parent / "passphrase", *more)


def test_a_restored_ledger_is_the_one_that_was_backed_up(full: Path, backup: Path, empty: Path) -> None:
    done = restore(empty, backup, full)
    assert done.returncode == 0, done.stderr
    assert "恢复完成" in done.stdout
    then, now = python(full, FOUND), python(empty, FOUND)
    assert now[0] == then[0]
    assert now[2:] == then[2:]
    head = full.parent / "head"
    head.write_text(done.stdout.rsplit("封印 ", 1)[1][:64])
    verified = anju(empty, "audit", "verify", "--head", head)
    assert (verified.returncode, "全部相符" in verified.stdout) == (0, True), verified.stdout
    assert anju(empty, "keys", "check").returncode == 0
    again = restore(empty, backup, full)
    assert (again.returncode, "空的数据目录" in again.stderr) == (1, True)


def test_a_backup_shows_nothing_of_what_is_in_it(backup: Path) -> None:
    content = backup.read_bytes()
    assert content.startswith(container.MAGIC)
    for word in (b"registry_person", b"610926", b"workbook", b"manifest"):
        assert word not in content
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("how", ["altered", "cut", "other", "passphrase"])
def test_what_is_not_the_backup_is_refused_and_leaves_nothing(
    full: Path, backup: Path, empty: Path, tmp_path: Path, how: str
) -> None:
    content, path = bytearray(backup.read_bytes()), tmp_path / "other.bak"
    if how == "altered":
        content[len(content) // 2] ^= 1
    path.write_bytes(content[:-7] if how == "cut" else b"x" * 5000 if how == "other" else content)
    said = tmp_path / "said"
    said.write_text("不是这个口令，但也足够长了" if how == "passphrase" else PASSPHRASE)
    done = anju(empty, "restore", path, "--passphrase-file", said)
    sentence = "口令不对" if how == "passphrase" else "不完整或被改动"
    assert (done.returncode, sentence in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr
    assert not (empty / "files").exists()
    assert not (empty / "keys" / "data.json").exists()


def test_a_backup_without_keys_needs_them_at_restore(full: Path, empty: Path, tmp_path: Path) -> None:
    path, said = tmp_path / "bare.bak", full.parent / "passphrase"
    assert anju(full, "backup", path, "--passphrase-file", said, "--without-keys").returncode == 0
    bare = restore(empty, path, full)
    assert (bare.returncode, "--keys" in bare.stderr) == (1, True)
    done = restore(empty, path, full, "--keys", full / "keys" / "data.json")
    assert done.returncode == 0, done.stderr
    assert python(empty, FOUND)[2:] == python(full, FOUND)[2:]


def test_killing_program_and_server_loses_no_committed_write(full: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, name, at], env=environment(full), stdout=subprocess.PIPE, text=True
        )
        for name, at in (("zhao", "0"), ("qian", "1"))
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline()
    time.sleep(1.5)
    os.kill(int((full / "pg" / "postmaster.pid").read_text().split("\n")[0]), signal.SIGKILL)
    lines = []
    for writer in writers:
        writer.kill()
        lines += writer.communicate()[0].splitlines()
    committed = [line.split() for line in lines if len(line.split()) == 3]
    assert len(committed) > 20
    persons, events = (line.split() for line in python(full, FOUND)[:2])
    assert {event for event, _person, _word in committed} <= set(events)
    words = dict(word.split(":") for word in persons)
    assert all(words[person] >= word for _event, person, word in committed)
    verified = anju(full, "audit", "verify")
    assert verified.returncode == 0, verified.stdout


def test_a_row_altered_by_hand_is_named_by_the_command(full: Path) -> None:
    assert anju(full, "audit", "seal").returncode == 0
    (row,) = python(full, ALTER)
    done = anju(full, "audit", "verify", "--quiet")
    assert done.returncode == 1
    assert f"registry_person 第 {row} 行 与最后一条历史不同" in done.stdout
    assert anju(full, "audit", "verify", "--quiet", "--table", "registry_household").stdout == ""
