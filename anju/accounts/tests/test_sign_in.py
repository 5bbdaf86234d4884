"""Log-in and accounts: proved by name and password, recorded either way, slowed down when guessed at."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from anju.accounts import actions
from anju.accounts.codes import ROLES, Right, RoleName
from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.audit.models import Act, Event
from anju.kernel.refused import Refused
from tests import builders

PASSWORD = "Qingshan-2021-lvshui"


TRIES, WINDOW = 8, timedelta(minutes=15)  # as accounts/policy/access.yaml says


@pytest.fixture
def zhao(county: None) -> User:
    builders.place_tree()
    return actions.create_user(
        username="zhao",
        display_name="赵试安",
        role=RoleName.TOWN,
        place=builders.TOWN,
        password=PASSWORD,
        by="test",
    )


def now() -> datetime:
    return datetime.now(UTC)


def acts() -> list[tuple[str, str]]:
    return list(Event.objects.order_by("id").values_list("act", "target"))


def test_the_right_password_signs_in_and_is_recorded(zhao: User) -> None:
    assert actions.sign_in(username="zhao", password=PASSWORD, at=now()) == zhao
    assert acts()[-1] == (Act.SIGNED_IN, "user:zhao")


def test_a_wrong_name_and_a_wrong_password_are_told_apart_by_nobody(zhao: User) -> None:
    said = []
    for name, password in (("zhao", "wrong"), ("nobody", PASSWORD)):
        with pytest.raises(Refused) as refusal:
            actions.sign_in(username=name, password=password, at=now())
        said.append(str(refusal.value))
    assert said[0] == said[1]
    assert [act for act, _ in acts()[-2:]] == [Act.SIGN_IN_REFUSED, Act.SIGN_IN_REFUSED]


def test_guessing_is_stopped_for_a_while_even_with_the_right_password(zhao: User) -> None:
    for _ in range(TRIES):
        with pytest.raises(Refused):
            actions.sign_in(username="zhao", password="wrong", at=now())
    with pytest.raises(Refused, match="15"):
        actions.sign_in(username="zhao", password=PASSWORD, at=now())
    assert (
        actions.sign_in(username="zhao", password=PASSWORD, at=now() + WINDOW + timedelta(seconds=1)) == zhao
    )


def test_the_password_is_stored_nowhere_in_the_clear(zhao: User) -> None:
    actions.change_password(user=zhao, password="another-" + PASSWORD, by="zhao")
    assert PASSWORD not in User.objects.values_list("password", flat=True).get()
    assert not any(PASSWORD in f"{event.target}{event.why}{event.detail}" for event in Event.objects.all())


@pytest.mark.parametrize(
    ("change", "said"),
    [({"username": "zhao"}, "zhao"), ({"role": "king"}, "king"), ({"place": "999999"}, "999999")],
)
def test_an_account_that_cannot_be_is_refused_with_its_reason(
    zhao: User, change: dict[str, Any], said: str
) -> None:
    wanted: dict[str, Any] = {
        "username": "qian",
        "display_name": "钱试安",
        "role": "town",
        "place": builders.TOWN,
    }
    with pytest.raises(Refused, match=said):
        actions.create_user(**(wanted | change), password=PASSWORD, by="test")


def test_every_post_may_sign_in_and_the_auditor_changes_nothing() -> None:
    assert all(Right.SIGNED_IN in role.rights for role in ROLES.values())
    assert not ROLES[RoleName.AUDITOR].rights & {
        Right.IMPORT,
        Right.CLOSE_MONTHS,
        Right.MAKE_LETTERS,
        Right.REVEAL_SECRETS,
    }


def test_a_switched_off_account_may_do_nothing(zhao: User) -> None:
    zhao.is_active = False
    assert not any(zhao.may(right) for right in Right)


@pytest.mark.django_db
class TestThePage:
    def test_the_log_in_leads_back_but_never_to_another_host(self, client: Client) -> None:
        with acting(scope=Scope.everything(), actor="test"):
            builders.user("sun")
        for wanted, arrived in (
            ("/account/", "/account/"),
            ("https://elsewhere.example/", "/"),
            ("//elsewhere.example", "/"),
        ):
            client.logout()
            answer = client.post("/login/", {"username": "sun", "password": "right", "next": wanted})
            assert (answer.status_code, answer.headers["Location"]) == (302, arrived)

    def test_a_refused_log_in_keeps_what_was_typed_but_not_the_password(self, client: Client) -> None:
        answer = client.post("/login/", {"username": "sun", "password": "my-secret-words"})
        assert answer.status_code == 422
        assert 'value="sun"' in answer.text
        assert "my-secret-words" not in answer.text
