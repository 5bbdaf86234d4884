"""`anju user` makes a log-in that works, and refuses what would not."""

import io
import sys
from collections.abc import Iterator

import pytest

from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.cli import main
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
