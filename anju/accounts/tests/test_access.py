"""Sessions, second factor, lent duties, approvals: every refusal that keeps somebody out."""

from datetime import date, datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from anju.accounts import actions
from anju.accounts.codes import ApprovalKind, RoleName
from anju.accounts.models import Approval, Desk, User
from anju.accounts.queries import lendings
from anju.accounts.scope import acting
from anju.audit.models import Act, Event
from anju.kernel.refused import Refused
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
PASSWORD = "Three unlike words"
TODAY = timezone.localdate()


def now() -> datetime:
    return timezone.now()


def officer(name: str = "sun", role: str = RoleName.BUREAU, place: str = builders.COUNTY) -> User:
    return builders.user(name, role=role, place=place)


def enter(name: str = "sun", password: str = "right") -> Client:  # noqa: S107 - the builders' password
    client = Client()
    assert client.post("/login/", {"username": name, "password": password}).status_code == 302
    return client


class TestSessions:
    def test_a_session_that_was_known_before_the_log_in_opens_nothing(self) -> None:
        officer()
        client = Client()
        client.get("/login/")
        client.session["planted"] = True
        client.session.save()
        before = client.session.session_key
        client.post("/login/", {"username": "sun", "password": "right"})
        assert client.session.session_key != before
        stranger = Client()
        stranger.cookies["sessionid"] = str(before)
        assert stranger.get("/account/").status_code == 302

    @pytest.mark.parametrize("key", ["", "x" * 32, "../../etc/passwd", "' or 1=1 --"])
    def test_a_forged_session_opens_nothing(self, key: str) -> None:
        officer()
        client = Client()
        client.cookies["sessionid"] = key
        assert client.get("/account/").headers["Location"].startswith("/login/")

    @pytest.mark.parametrize(
        ("field", "age"), [("seen_at", timedelta(minutes=31)), ("began_at", timedelta(hours=9))]
    )
    def test_a_session_ends_when_nobody_uses_it_or_when_the_working_day_is_over(
        self, field: str, age: timedelta
    ) -> None:
        officer()
        client = enter()
        assert client.get("/account/").status_code == 200
        Desk.objects.update(**{field: now() - age})
        answer = client.get("/account/")
        assert answer.headers["Location"].startswith("/login/")
        assert not Desk.objects.exists()
        assert "登录已超时" in client.get("/login/").text

    def test_a_form_that_came_too_late_leads_back_to_its_page(self) -> None:
        officer()
        client = enter()
        Desk.objects.update(seen_at=now() - timedelta(hours=1))
        answer = client.post("/account/text/", headers={"Referer": "http://testserver/account/?x=1"})
        assert answer.headers["Location"] == "/login/?next=/account/%3Fx%3D1"

    def test_a_form_of_another_site_leads_to_the_first_page(self) -> None:
        answer = Client().post("/account/text/", headers={"Referer": "https://evil.example/account/"})
        assert answer.headers["Location"] == "/login/?next=/"

    def test_the_longest_unused_session_ends_when_there_are_too_many(self) -> None:
        officer()
        clients = [enter() for _ in range(4)]
        assert Desk.objects.count() == 3
        assert clients[0].get("/account/").status_code == 302
        assert clients[-1].get("/account/").status_code == 200

    def test_a_session_may_be_ended_from_elsewhere_but_only_ones_own(self) -> None:
        user, other = officer(), officer("li")
        first, second = enter(), enter()
        desk = user.desks.order_by("began_at").first()
        assert desk is not None
        assert second.post(f"/account/desks/{desk.pk}/end/").status_code == 302
        assert first.get("/account/").status_code == 302
        with pytest.raises(Refused):
            actions.end_desk(user=other, desk=user.desks.all()[0].pk, by="li")

    def test_another_post_a_reset_and_a_shut_out_end_all_sessions(self) -> None:
        user = officer()
        for act in (
            lambda: actions.change_post(
                user=user, display_name="孙", role="clerk", place=builders.SITE, by="admin"
            ),
            lambda: actions.reset_password(user=user, by="admin"),
            lambda: actions.set_active(user=user, active=False, by="admin"),
        ):
            User.objects.filter(pk=user.pk).update(is_active=True)
            user.set_password("right")
            user.save()
            client = enter()
            act()
            assert client.get("/account/").status_code == 302
            assert not Session.objects.filter(session_key=client.session.session_key).exists()

    def test_logging_out_ends_the_session(self) -> None:
        officer()
        client = enter()
        client.post("/logout/")
        assert not Desk.objects.exists()


class TestPasswords:
    def test_the_last_five_do_not_come_back(self) -> None:
        user = officer()
        words = [f"{PASSWORD} {n}" for n in range(6)]
        for word in words:
            actions.change_password(user=user, password=word, by="sun")
        with pytest.raises(Refused, match="最近 5 个"):
            actions.change_password(user=user, password=words[2], by="sun")
        actions.change_password(user=user, password=words[0], by="sun")

    @pytest.mark.parametrize(
        "password",
        [
            "short",
            "1234567890",
            "8391750264",
            "three unlike words",
            "ABCDEFGH1234",
            "Passw0rd",
            "Sunsunsun-1",
        ],
    )
    def test_a_weak_one_is_refused(self, password: str) -> None:
        user = officer("sunsunsun")
        with pytest.raises(Refused):
            actions.change_password(user=user, password=password, by="sun")

    def test_a_given_one_must_be_changed_before_anything_else(self) -> None:
        user = officer()
        password = actions.reset_password(user=user, by="admin")
        client = enter(password=password)
        assert client.get("/persons/").headers["Location"] == "/account/password/"
        answer = client.post("/account/password/", {"old": password, "new": PASSWORD, "again": PASSWORD})
        assert answer.status_code == 302
        assert client.get("/persons/").status_code == 200

    def test_an_old_one_must_be_changed(self) -> None:
        user = officer()
        User.objects.filter(pk=user.pk).update(password_set_on=TODAY - timedelta(days=181))
        assert enter().get("/").headers["Location"] == "/account/password/"


class TestSecondFactor:
    @pytest.fixture
    def secret(self) -> str:
        user, secret = officer(), actions.new_secret()
        before = now() - timedelta(minutes=5)
        self.codes = actions.begin_factor(
            user=user, secret=secret, code=pyotp.TOTP(secret).at(before), at=before, on=TODAY
        )
        return secret

    def test_the_log_in_asks_for_a_code_and_takes_it_once(self, secret: str) -> None:
        client = enter()
        assert client.get("/account/").status_code == 302  # the password alone opens nothing
        code = pyotp.TOTP(secret).now()
        assert client.post("/login/code/", {"code": code}).status_code == 302
        assert client.get("/account/").status_code == 200
        again = enter()
        assert again.post("/login/code/", {"code": code}).status_code == 422
        assert again.get("/account/").status_code == 302

    @pytest.mark.parametrize(
        ("late", "right"), [(0, True), (30, True), (-30, True), (120, False), (-120, False)]
    )
    def test_clocks_may_differ_by_one_code(self, secret: str, late: int, right: bool) -> None:
        user = User.objects.get(username="sun")
        code = pyotp.TOTP(secret).at(now() - timedelta(seconds=late))
        assert actions.check_factor(user=user, code=code, at=now()) is right

    def test_a_recovery_code_is_good_once(self, secret: str) -> None:
        user = User.objects.get(username="sun")
        assert actions.check_factor(user=user, code=self.codes[3].upper(), at=now())
        assert not actions.check_factor(user=user, code=self.codes[3], at=now())
        assert actions.check_factor(user=user, code=self.codes[4], at=now())

    def test_guessing_codes_is_stopped(self, secret: str) -> None:
        user = User.objects.get(username="sun")
        for _ in range(8):
            with pytest.raises(Refused, match="不正确"):
                actions.prove_factor(user=user, code="000000", at=now())
        with pytest.raises(Refused, match="次数过多"):
            actions.prove_factor(user=user, code=pyotp.TOTP(secret).now(), at=now())

    def test_the_secret_is_sealed_and_the_recovery_codes_are_not_kept(self, secret: str) -> None:
        raw = str(User.objects.extra(select={"raw": "totp"}).values_list("raw", "recovery")[0])
        assert secret not in raw
        assert not any(code in raw for code in self.codes)

    def test_a_wrong_first_code_switches_nothing_on(self) -> None:
        user = officer()
        with pytest.raises(Refused):
            actions.begin_factor(user=user, secret=actions.new_secret(), code="123456", at=now(), on=TODAY)
        user.refresh_from_db()
        assert user.totp_since is None

    def test_a_county_wide_post_can_do_nothing_before_it_has_one(self, settings: Any) -> None:
        settings.ANJU_SECOND_FACTOR = "required"
        officer()
        officer("clerk", RoleName.CLERK, builders.SITE)
        client = enter()
        assert client.get("/persons/").headers["Location"] == "/account/second-factor/"
        page = client.get("/account/second-factor/")
        assert "data:image/svg+xml" in page.text
        secret = client.session["second factor to be proved"]
        done = client.post("/account/second-factor/", {"code": pyotp.TOTP(secret).now()})
        assert done.text.count("<li><code>") == 10
        assert client.get("/persons/").status_code == 200
        assert enter("clerk").get("/persons/").status_code == 200

    def test_a_code_without_a_password_before_opens_nothing(self, secret: str) -> None:
        assert (
            Client().post("/login/code/", {"code": pyotp.TOTP(secret).now()}).headers["Location"] == "/login/"
        )


class TestLending:
    def lend(self, owner: User, delegate: User, **words: Any) -> Any:
        wanted: dict[str, Any] = {
            "start": TODAY,
            "stop": TODAY + timedelta(days=3),
            "reason": "年休假",
            "on": TODAY,
        } | words
        return actions.lend(owner=owner, delegate=delegate, **wanted)

    @pytest.mark.parametrize(
        "words",
        [
            {"start": TODAY - timedelta(days=1)},
            {"stop": TODAY - timedelta(days=1)},
            {"stop": date(2099, 1, 1)},
            {"reason": " "},
        ],
    )
    def test_a_delegation_has_days_and_a_reason(self, words: dict[str, Any]) -> None:
        a, b = (officer(name, RoleName.CLERK, builders.SITE) for name in "ab")
        with pytest.raises(Refused):
            self.lend(a, b, **words)

    def test_nobody_lends_to_themselves_or_to_a_shut_account(self) -> None:
        a, b = (officer(name, RoleName.CLERK, builders.SITE) for name in "ab")
        User.objects.filter(pk=b.pk).update(is_active=False)
        b.refresh_from_db()
        for delegate in (a, b):
            with pytest.raises(Refused):
                self.lend(a, delegate)

    def test_a_shut_owner_lends_nothing(self) -> None:
        a, b = (officer(name, RoleName.CLERK, builders.SITE) for name in "ab")
        made = self.lend(a, b)
        User.objects.filter(pk=a.pk).update(is_active=False)
        assert lendings(b, TODAY) == []
        with pytest.raises(Refused):
            actions.take_back(delegation=made.pk, owner=b, on=TODAY)


class TestApprovals:
    PAYLOAD: dict[str, Any] = {"subject": "persons", "asked": {"town": "610926100"}}  # noqa: RUF012 - read only

    def ask(self, by: User, **words: Any) -> Approval:
        wanted: dict[str, Any] = {
            "kind": ApprovalKind.BULK_EXPORT, "subject": "persons", "payload": self.PAYLOAD, "summary": "导出 600 行",
            "url": "/persons/export/", "why": "人社局核对", "by": by, "at": now(),
        }  # fmt: skip
        return actions.ask_approval(**wanted | words)

    def use(self, by: User, **words: Any) -> Approval:
        wanted: dict[str, Any] = {
            "kind": ApprovalKind.BULK_EXPORT, "subject": "persons", "payload": self.PAYLOAD, "by": by, "at": now(),
        }  # fmt: skip
        return actions.use_approval(**wanted | words)

    def grant(self, approval: Approval, by: User, at: datetime | None = None) -> Approval:
        return actions.decide(approval=approval.pk, granted=True, remark="", by=by, at=at or now())

    @pytest.fixture
    def two(self) -> tuple[User, User]:
        return officer("asker"), officer("second", RoleName.HEAD)

    def test_what_a_second_person_granted_is_done_once(self, two: tuple[User, User]) -> None:
        asked = self.ask(two[0])
        with pytest.raises(Refused, match="第二人"):
            self.use(two[0])
        self.grant(asked, two[1])
        assert self.use(two[0]).used_at
        with pytest.raises(Refused, match="已用过"):
            self.use(two[0])
        assert Event.objects.filter(act=Act.APPROVAL_GIVEN).count() == 3

    def test_another_list_another_person_and_a_later_day_are_not_granted(
        self, two: tuple[User, User]
    ) -> None:
        self.grant(self.ask(two[0]), two[1])
        for words in (
            {"payload": {"subject": "persons", "asked": {}}},
            {"subject": "figure:persons"},
            {"by": officer("third")},
            {"at": now() + timedelta(days=8)},
        ):
            with pytest.raises(Refused):
                self.use(**{"by": two[0]} | words)

    def test_nobody_grants_their_own_wish_nor_that_of_whom_they_stand_in_for(
        self, two: tuple[User, User]
    ) -> None:
        other = officer("other")
        asked = self.ask(two[0])
        with pytest.raises(Refused, match="自己"):
            self.grant(asked, two[0])
        actions.lend(owner=two[0], delegate=other, start=TODAY, stop=TODAY, reason="外出", on=TODAY)
        with pytest.raises(Refused, match="代办人"):
            self.grant(asked, other)

    def test_only_who_may_approve_decides_and_only_in_scope(self, two: tuple[User, User]) -> None:
        builders.place_tree(builders.SITE, "610926200001")
        asked = self.ask(two[0])
        with pytest.raises(Refused, match="不能审批"):
            self.grant(asked, officer("clerk", RoleName.CLERK, builders.SITE))
        town = officer("town", RoleName.TOWN, builders.TOWN)
        with acting(scope=town.scope, actor="town"), pytest.raises(Refused, match="管辖范围"):
            self.grant(asked, town)

    def test_a_request_is_decided_once_before_it_is_too_old(self, two: tuple[User, User]) -> None:
        asked = self.ask(two[0])
        with pytest.raises(Refused, match="过期"):
            self.grant(asked, two[1], now() + timedelta(days=9))
        with pytest.raises(Refused, match="意见"):
            actions.decide(approval=asked.pk, granted=False, remark=" ", by=two[1], at=now())
        actions.decide(approval=asked.pk, granted=False, remark="范围太大", by=two[1], at=now())
        with pytest.raises(Refused, match="已经审批"):
            self.grant(asked, two[1])

    def test_the_same_wish_twice_is_one_request(self, two: tuple[User, User]) -> None:
        assert self.ask(two[0]).pk == self.ask(two[0]).pk
        with pytest.raises(Refused, match="事由"):
            self.ask(two[0], why=" ", subject="other")

    def test_a_long_list_leaves_only_with_a_second_person(
        self, two: tuple[User, User], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("anju.accounts.approvals.rows_that_need_two", lambda _on: 1)
        builders.person(builders.household())
        asker, second = Client(), Client()
        asker.force_login(two[0])
        second.force_login(two[1])
        wanted = "/persons/export/?why=核对"
        assert asker.get(wanted).status_code == 409
        assert asker.post("/approvals/ask/", {"why": "人社局核对"}).status_code == 302
        held = Approval.objects.get()
        assert second.post(f"/approvals/{held.pk}/", {"granted": "yes"}).status_code == 302
        page = asker.get(f"/approvals/{held.pk}/")
        assert "按审批办理" in page.text
        assert asker.get(wanted).headers["Content-Type"].startswith("application/vnd")
        assert asker.get(wanted).status_code == 409
