"""`anju user` makes a log-in that works, and refuses what would not."""

import io
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from anju.accounts.actions import sign_in
from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.cli import main
from anju.kernel.refused import Refused
from tests import builders

WORDS = ["user", "chenjing", "--name", "陈静", "--role", "bureau", "--place", builders.COUNTY]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place(db: None) -> Iterator[None]:
    with acting(scope=Scope.everything(), actor="test"):
        builders.place_tree()
        yield


def typed(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))


def test_a_made_user_has_post_place_and_password(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "qinghe-songlin-88")
    assert main(WORDS) == 0
    user = User.objects.get(username="chenjing")
    assert (user.display_name, user.role, user.place_id) == ("陈静", "bureau", builders.COUNTY)
    assert user.check_password("qinghe-songlin-88")


@pytest.mark.parametrize("password", ["short", "password123", "chenjing2021"])
def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    typed(monkeypatch, password)
    assert main(WORDS) == 1
    assert not User.objects.exists()


def test_a_name_is_given_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for status in (0, 1):
        typed(monkeypatch, "qinghe-songlin-88")
        assert main(WORDS) == status
    assert "chenjing" in capsys.readouterr().err


def test_an_unknown_place_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "qinghe-songlin-88")
    assert main([*WORDS[:-1], "999999"]) == 1


@pytest.mark.parametrize("missing", ["--name", "--role", "--place"])
def test_an_account_is_made_of_name_post_and_place(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "qinghe-songlin-88")
    at = WORDS.index(missing)
    assert main([*WORDS[:at], *WORDS[at + 2 :]]) == 1
    assert missing in capsys.readouterr().err


@pytest.mark.parametrize("word", ["sun", "10.0.0.9"])
def test_the_pause_of_a_name_or_an_address_is_lifted(word: str) -> None:
    builders.user("sun")
    for number in range(60):
        name = "sun" if word == "sun" else f"name{number}"
        with pytest.raises(Refused):
            sign_in(username=name, password="wrong", at=timezone.now(), address="10.0.0.9")
    words: dict[str, Any] = {
        "username": "sun",
        "password": "right",
        "at": timezone.now(),
        "address": "10.0.0.9",
    }
    with pytest.raises(Refused, match="次数过多"):
        sign_in(**words)
    assert main(["user", "unlock", word]) == 0
    assert sign_in(**words).username == "sun"


def test_who_lost_password_and_phone_is_let_in_again(capsys: pytest.CaptureFixture[str]) -> None:
    user = builders.user("sun")
    User.objects.filter(pk=user.pk).update(totp_since=timezone.localdate())
    assert main(["user", "reset", "sun"]) == 0
    password = capsys.readouterr().out.strip()[-14:]
    user.refresh_from_db()
    assert (user.totp_since, user.must_change) == (None, True)
    assert sign_in(username="sun", password=password, at=timezone.now()) == user


@pytest.mark.parametrize(
    "words", [["unlock", "nobody"], ["reset", "nobody"], ["forget", "sun"], ["a", "b", "c"]]
)
def test_what_cannot_be_done_is_refused(words: list[str]) -> None:
    assert main(["user", *words]) == 1
