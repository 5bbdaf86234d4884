"""The pause after refused log-ins: it stops guessing, and lets nobody shut out somebody else."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from anju.accounts import actions
from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.audit.models import Act, Event
from anju.kernel.refused import Refused
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
RIGHT = "right"  # the password of the builders
OFFICE, HOME, ATTACKER = "10.0.0.8", "10.9.9.9", "203.0.113.5"


def officer(name: str = "sun") -> User:
    return builders.user(name)


def enter(name: str, address: str, at: datetime | None = None, password: str = RIGHT) -> User:
    return actions.sign_in(username=name, password=password, at=at or timezone.now(), address=address)


def refuse(name: str, times: int, address: str) -> None:
    for _ in range(times):
        with pytest.raises(Refused):
            enter(name, address, password="wrong")


def test_guessing_from_one_place_shuts_out_that_place_only() -> None:
    user = officer()
    refuse("sun", 8, ATTACKER)
    with pytest.raises(Refused, match="15 分钟"):
        enter("sun", ATTACKER)
    assert enter("sun", OFFICE) == user


def test_the_page_does_the_same() -> None:
    officer()
    for _ in range(8):
        Client(REMOTE_ADDR=ATTACKER).post("/login/", {"username": "sun", "password": "x"})
    for address, status in ((ATTACKER, 422), (OFFICE, 302)):
        answer = Client(REMOTE_ADDR=address).post("/login/", {"username": "sun", "password": "right"})
        assert answer.status_code == status


def test_guessing_from_many_places_is_slowed_down_but_not_where_the_owner_came_in_lately() -> None:
    user = officer()
    enter("sun", OFFICE)
    for number in range(5):
        refuse("sun", 4, f"203.0.113.{number}")
    with pytest.raises(Refused, match="秒后再试"):
        enter("sun", HOME)
    with pytest.raises(Refused, match="秒后再试"):
        enter("sun", "203.0.113.77")
    assert enter("sun", OFFICE) == user
    assert enter("sun", HOME, timezone.now() + timedelta(seconds=31)) == user


def test_a_name_that_nobody_has_is_slowed_down_alike() -> None:
    for number in range(5):
        refuse("nobody", 4, f"203.0.113.{number}")
    with pytest.raises(Refused, match="秒后再试"):
        enter("nobody", HOME)


def test_an_administrator_lifts_the_pause_of_a_name() -> None:
    user = officer()
    refuse("sun", 8, OFFICE)
    with pytest.raises(Refused, match="次数过多"):
        enter("sun", OFFICE)
    actions.unlock(user=user, by="admin")
    assert enter("sun", OFFICE) == user


def test_an_address_that_tries_many_names_is_stopped_until_an_administrator_lifts_it() -> None:
    officer()
    for n in range(15):
        refuse(f"name{n}", 4, OFFICE)
    with pytest.raises(Refused, match="次数过多"):
        enter("sun", OFFICE)
    assert enter("sun", HOME).username == "sun"
    admin = Client(REMOTE_ADDR=HOME)
    admin.force_login(builders.user("admin", role=RoleName.ADMINISTRATOR))
    assert admin.post("/accounts/unlock-address/", {"address": "nowhere"}).status_code == 409
    assert admin.post("/accounts/unlock-address/", {"address": f" {OFFICE} "}).status_code == 302
    assert enter("sun", OFFICE).username == "sun"


class TestOneTimePasswords:
    def test_one_that_nobody_used_in_time_is_good_no_more(self) -> None:
        user = officer()
        password = actions.reset_password(user=user, by="admin")
        with pytest.raises(Refused, match="已过期"):
            enter("sun", OFFICE, timezone.now() + timedelta(hours=73), password=password)
        assert enter("sun", OFFICE, timezone.now() + timedelta(hours=71), password=password) == user

    def test_a_chosen_one_does_not_expire_by_the_hour(self) -> None:
        user = officer()
        actions.reset_password(user=user, by="admin")
        actions.change_password(user=user, password="Three unlike words", by="sun")
        later = timezone.now() + timedelta(hours=100)
        assert enter("sun", OFFICE, later, password="Three unlike words") == user

    def test_each_has_enough_kinds_of_signs(self) -> None:
        officer()
        for number in range(30):
            actions.create_user(
                username=f"li{number}", display_name="李", role="clerk", place=builders.SITE, by="x",
                password=actions.one_time_password(),
            )  # fmt: skip


class TestTheNetworkLog:
    """网络安全法 art. 21(3): who came in and went out, when and from where."""

    def test_the_chain_keeps_where_somebody_came_in_was_refused_and_went_out(self) -> None:
        officer()
        client = Client(REMOTE_ADDR=OFFICE)
        client.post("/login/", {"username": "sun", "password": "wrong"})
        client.post("/login/", {"username": "sun", "password": "right"})
        client.post("/logout/")
        acts = Event.objects.filter(target="user:sun").order_by("id").values_list("act", "detail__address")
        assert list(acts) == [
            (Act.SIGN_IN_REFUSED, OFFICE),
            (Act.SIGNED_IN, OFFICE),
            (Act.SIGNED_OUT, OFFICE),
        ]

    def test_a_session_that_ran_out_leaves_its_end(self) -> None:
        user, client = officer(), Client(REMOTE_ADDR=OFFICE)
        client.post("/login/", {"username": "sun", "password": "right"})
        user.desks.update(seen_at=timezone.now() - timedelta(hours=1))
        client.get("/account/")
        act = Event.objects.get(act=Act.SIGNED_OUT)
        assert (act.actor, act.why) == ("sun", "超时")
