"""The command line itself: exit status, help, and what a broken database says."""

import os
import subprocess
import sys

import pytest

from anju import __version__
from anju.cli import COMMANDS
from tests.environment import ROOT


def anju(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as people do, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "anju", *words],
        cwd=ROOT, env=os.environ | {"ANJU_LANG": "en", "PYTHONUTF8": "1"} | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_version_is_printed() -> None:
    assert anju("--version").stdout == f"anju {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    done = anju(command, "--help")
    assert done.returncode == 0
    assert f"anju {command}" in done.stdout.split("examples:")[1]


@pytest.mark.parametrize("words", [["nonsense"], [], ["figures", "--nonsense"]])
def test_wrong_use_ends_with_status_two(words: list[str]) -> None:
    done = anju(*words)
    assert done.returncode == 2
    assert "usage: anju" in done.stderr


def test_a_database_that_is_away_is_said_in_a_sentence() -> None:
    done = anju("figures", DATABASE_URL="postgresql://nobody@/nothing?host=/nowhere")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"ANJU_OIDC_ISSUER": "https://sso.example"}, "ANJU_OIDC_CLIENT_ID, ANJU_OIDC_CLIENT_SECRET must be set"),
        ({"ANJU_OIDC_ISSUER": "http://sso.example", "ANJU_OIDC_CLIENT_ID": "a", "ANJU_OIDC_CLIENT_SECRET": "b"},
         "must begin with https://"),
        ({"ANJU_AS_OWNER": "maybe"}, "write 1 or 0"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_one_sentence(given: dict[str, str], sentence: str) -> None:
    done = anju("checks", "--help", **given)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert sentence in done.stderr
