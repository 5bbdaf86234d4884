"""Standing in for a colleague: one post at a time, between posts that may, with the second factor, seen by everybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from anju.accounts import actions, rules
from anju.accounts.codes import ROLES, STANDS_AT, STANDS_IN, ApprovalKind, RoleName
from anju.accounts.models import Approval, Delegation, User
from anju.accounts.scope import Scope, acting
from anju.audit.actions import record
from anju.audit.models import Access, Act, Event
from anju.jobs.models import Job
from anju.jobs.worker import Progress, run_one
from anju.kernel.refused import Refused
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
TODAY = timezone.localdate()
OTHER = "610926100002"
FAR = "610926200001"


def officer(name: str, role: str = RoleName.CLERK, place: str = builders.SITE) -> User:
    builders.place_tree(builders.SITE, OTHER, FAR)
    return builders.user(name, role=role, place=place)


def lent(owner: User, delegate: User, **words: Any) -> Delegation:
    wanted: dict[str, Any] = {"start": TODAY, "stop": TODAY, "reason": "年休假", "on": TODAY} | words
    return actions.lend(owner=owner, delegate=delegate, **wanted)


@contextmanager
def for_place(place: str, actor: str) -> Iterator[None]:
    with acting(scope=Scope((place,)), actor=actor, why="后台任务"):
        yield


def enter(user: User) -> Client:
    client = Client()
    assert client.post("/login/", {"username": user.username, "password": "right"}).status_code == 302
    return client


def switch(client: Client, to: Delegation | None, **words: str) -> int:
    return client.post("/account/post/", {"post": str(to.pk) if to else "", **words}).status_code


class TestWhoMayStandInForWhom:
    @pytest.mark.parametrize(
        ("owner", "delegate"),
        [
            ((RoleName.ADMINISTRATOR, builders.COUNTY), (RoleName.CLERK, builders.SITE)),
            ((RoleName.AUDITOR, builders.COUNTY), (RoleName.CLERK, builders.SITE)),
            ((RoleName.HEAD, builders.COUNTY), (RoleName.CLERK, builders.SITE)),
            ((RoleName.BUREAU, builders.COUNTY), (RoleName.TOWN, builders.TOWN)),
            ((RoleName.BUREAU, builders.COUNTY), (RoleName.RESIDENT, builders.SITE)),
            ((RoleName.BUREAU, builders.COUNTY), (RoleName.HEAD, builders.COUNTY)),
            ((RoleName.AUDITOR, builders.COUNTY), (RoleName.AUDITOR, builders.TOWN)),
            ((RoleName.ADMINISTRATOR, builders.COUNTY), (RoleName.ADMINISTRATOR, builders.TOWN)),
            ((RoleName.TOWN, builders.TOWN), (RoleName.CLERK, FAR)),
            ((RoleName.CLERK, builders.SITE), (RoleName.GRID, builders.SITE)),
            ((RoleName.CLERK, builders.SITE), (RoleName.COMPANY, builders.SITE)),
        ],
    )
    def test_what_would_give_a_lesser_post_more_is_not_lent(
        self, owner: tuple[str, str], delegate: tuple[str, str]
    ) -> None:
        with pytest.raises(Refused, match="不能代办"):
            lent(officer("owner", *owner), officer("delegate", *delegate))

    @pytest.mark.parametrize(
        ("owner", "delegate"),
        [
            ((RoleName.BUREAU, builders.COUNTY), (RoleName.BUREAU, builders.COUNTY)),
            ((RoleName.HEAD, builders.COUNTY), (RoleName.BUREAU, builders.COUNTY)),
            ((RoleName.TOWN, builders.TOWN), (RoleName.CLERK, builders.SITE)),
            ((RoleName.CLERK, builders.SITE), (RoleName.CLERK, OTHER)),
            ((RoleName.CLERK, builders.SITE), (RoleName.TOWN, builders.TOWN)),
            ((RoleName.AUDITOR, builders.TOWN), (RoleName.AUDITOR, builders.COUNTY)),
        ],
    )
    def test_colleagues_of_the_same_desk_and_neighbours_stand_in(
        self, owner: tuple[str, str], delegate: tuple[str, str]
    ) -> None:
        made = lent(officer("owner", *owner), officer("delegate", *delegate))
        assert [one.pk for one in lendings(made.delegate)] == [made.pk]

    def test_what_is_lent_is_void_when_the_posts_have_changed(self) -> None:
        made = lent(officer("a"), officer("b"))
        User.objects.filter(username="b").update(role=RoleName.COMPANY)
        assert lendings(User.objects.get(username="b")) == []
        assert switch(enter(made.delegate), made) == 422

    def test_a_system_stands_in_for_nobody(self) -> None:
        machine = officer("machine")
        User.objects.filter(pk=machine.pk).update(is_system=True)
        machine.refresh_from_db()
        with pytest.raises(Refused, match="停用"):
            lent(officer("a"), machine)

    def test_every_role_says_who_stands_in_and_where_it_stands(self) -> None:
        assert set(STANDS_IN) == set(ROLES) == set(STANDS_AT)
        assert not any(RoleName.RESIDENT in delegates for delegates in STANDS_IN.values())

    @given(
        st.sampled_from(RoleName.values),
        st.sampled_from((builders.COUNTY, builders.TOWN, builders.SITE)),
        st.sampled_from(RoleName.values),
        st.sampled_from((builders.COUNTY, builders.TOWN, builders.SITE, OTHER, FAR)),
    )
    def test_no_post_of_a_town_or_site_stands_in_for_the_county(
        self, role: str, place: str, other: str, where: str
    ) -> None:
        if rules.may_stand_in(role, place, other, where) and len(place) == 6:
            assert len(where) == 6


def lendings(user: User) -> list[Delegation]:
    from_page = Delegation.objects.filter(delegate=user)
    return [one for one in from_page if rules.may_stand_in(
        one.owner.role, one.owner.place_id, user.role, user.place_id)]  # fmt: skip


class TestOnePostAtATime:
    @pytest.fixture
    def two(self) -> tuple[User, User, Delegation]:
        """A town officer on leave, and a clerk of the town who stands in."""
        town, clerk = officer("town", RoleName.TOWN, builders.TOWN), officer("clerk")
        for place in (builders.SITE, OTHER, FAR):
            builders.person(builders.household(place), name=f"住户{place[-3:]}")
        return town, clerk, lent(town, clerk)

    def test_what_was_lent_does_nothing_before_the_switch(self, two: tuple[User, User, Delegation]) -> None:
        client = enter(two[1])
        assert client.get("/rounds/review/").status_code == 403
        assert "试验安置区100002" not in client.get("/persons/").text
        assert "有同事委托您代办" in client.get("/account/").text

    def test_a_switch_changes_place_and_rights_together_and_every_page_says_so(
        self, two: tuple[User, User, Delegation]
    ) -> None:
        client = enter(two[1])
        assert switch(client, two[2]) == 302
        page = client.get("/persons/").text
        assert "正在代 town 办理" in page
        assert "试验安置区100002" in page
        assert "正在代 town 办理" in client.get("/account/").text
        assert switch(client, None) == 302
        page = client.get("/persons/").text
        assert "正在代" not in page
        assert "试验安置区100002" not in page

    def test_the_own_post_sleeps_meanwhile(self) -> None:
        """A town officer in a clerk's post reviews nothing."""
        town, clerk = officer("town", RoleName.TOWN, builders.TOWN), officer("clerk")
        client = enter(town)
        assert client.get("/duplicates/").status_code == 200
        assert switch(client, lent(clerk, town)) == 302
        assert client.get("/duplicates/").status_code == 403

    def test_switching_and_what_is_done_meanwhile_names_the_lender_in_the_chain(
        self, two: tuple[User, User, Delegation]
    ) -> None:
        client = enter(two[1])
        switch(client, two[2])
        act = Event.objects.get(act=Act.POST_SWITCHED)
        assert (act.actor, act.target, act.detail["address"]) == ("clerk", "user:town", "127.0.0.1")
        assert client.get("/persons/export/?why=核对").status_code == 200
        act = Event.objects.get(act=Act.RECORDS_EXPORTED)
        assert (act.actor, act.detail["behalf"]) == ("clerk", "town")
        assert Access.objects.get(operation="export").behalf == "town"
        switch(client, None)
        assert client.get("/persons/export/?why=核对").status_code == 200
        assert "behalf" not in Event.objects.filter(act=Act.RECORDS_EXPORTED).latest("id").detail

    def test_long_work_remembers_in_whose_post_it_was_asked_for(
        self, two: tuple[User, User, Delegation]
    ) -> None:
        client = enter(two[1])
        switch(client, two[2])
        assert client.post("/checks/run/").status_code == 302
        job = Job.objects.get()
        assert (job.started_by, job.behalf, job.place) == ("clerk", "town", builders.TOWN)

        def work(job: Job, tell: Progress) -> dict[str, Any]:
            with acting(scope=Scope((job.place,)), actor=job.started_by, why="x"):
                record(act=Act.RECORD_CHANGED, by=job.started_by, target="x")
            return {}

        run_one(job.pk, job.place, {job.kind: work}, for_place)
        assert Event.objects.get(act=Act.RECORD_CHANGED).detail == {"behalf": "town"}
        record(act=Act.RECORD_CHANGED, by="clerk", target="y")
        assert Event.objects.get(target="y").detail == {}

    @pytest.mark.parametrize("how", ["taken back", "over", "owner shut", "post changed"])
    def test_a_hat_falls_when_it_is_no_longer_lent(
        self, how: str, two: tuple[User, User, Delegation]
    ) -> None:
        client = enter(two[1])
        switch(client, two[2])
        if how == "taken back":
            actions.take_back(delegation=two[2].pk, owner=two[0], on=TODAY)
        elif how == "over":
            Delegation.objects.update(start=TODAY - timedelta(days=3), stop=TODAY - timedelta(days=1))
        elif how == "owner shut":
            User.objects.filter(pk=two[0].pk).update(is_active=False)
        else:
            User.objects.filter(pk=two[0].pk).update(role=RoleName.BUREAU, place_id=builders.COUNTY)
        page = client.get("/persons/").text
        assert "试验安置区100002" not in page
        assert "代办已到期或已收回" in page

    def test_nobody_puts_on_what_was_lent_to_somebody_else(self, two: tuple[User, User, Delegation]) -> None:
        assert switch(enter(officer("third")), two[2]) == 422

    def test_a_worn_post_is_not_lent_on(self, two: tuple[User, User, Delegation]) -> None:
        third = officer("third")
        client = enter(two[1])
        switch(client, two[2])
        made = client.post("/account/lend/", {
            "delegate": third.pk, "start": TODAY.isoformat(), "stop": TODAY.isoformat(), "reason": "外出"})  # fmt: skip
        assert made.status_code == 302
        assert Delegation.objects.get(delegate=third).owner_id == two[1].pk

    def test_a_request_for_a_second_word_is_made_in_the_post_that_is_worn(
        self, two: tuple[User, User, Delegation], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What was granted for a site's list is not good for the town's, nor the other way round."""
        monkeypatch.setattr("anju.accounts.approvals.rows_that_need_two", lambda _on: 1)
        client, asked = enter(two[1]), "/persons/export/?why=核对"
        switch(client, two[2])
        assert client.get(asked).status_code == 409
        client.post("/approvals/ask/", {"why": "人社局核对"})
        held = Approval.objects.get()
        assert held.place_id == builders.TOWN
        actions.decide(approval=held.pk, granted=True, remark="", at=timezone.now(),
                       by=officer("head", RoleName.HEAD, builders.COUNTY))  # fmt: skip
        switch(client, None)
        assert client.get(asked).status_code == 409
        switch(client, two[2])
        assert client.get(asked).status_code == 200

    def test_who_asked_does_not_agree_in_anothers_post(self, two: tuple[User, User, Delegation]) -> None:
        client = enter(two[1])
        asked = actions.ask_approval(
            kind=ApprovalKind.BULK_EXPORT, subject="persons", payload={}, summary="导出", url="", why="核对", by=two[1],
            at=timezone.now(),
        )  # fmt: skip
        switch(client, two[2])
        assert client.post(f"/approvals/{asked.pk}/", {"granted": "yes"}).status_code == 422


class TestTheSecondFactor:
    @pytest.fixture
    def heads(self, settings: Any) -> tuple[User, Delegation]:
        """A deputy without a phone, and the head's post that asks for one; the own post asks for none here."""
        settings.ANJU_SECOND_FACTOR = "off"
        deputy = officer("deputy", RoleName.BUREAU, builders.COUNTY)
        return deputy, lent(officer("head", RoleName.HEAD, builders.COUNTY), deputy)

    def test_a_post_that_needs_it_is_not_put_on_without(
        self, heads: tuple[User, Delegation], settings: Any
    ) -> None:
        client = enter(heads[0])
        client.get("/account/")
        session = client.session
        del session["desk"]  # as somebody whose own post needs none
        session.save()
        settings.ANJU_SECOND_FACTOR = "required"
        answer = client.post("/account/post/", {"post": str(heads[1].pk)})
        assert answer.status_code == 422
        assert "动态口令" in answer.text
        assert "post" not in client.session

    def test_it_asks_for_a_fresh_code_at_the_switch_and_counts_wrong_ones(
        self, heads: tuple[User, Delegation], settings: Any
    ) -> None:
        secret, before = actions.new_secret(), timezone.now() - timedelta(minutes=5)
        actions.begin_factor(
            user=heads[0], secret=secret, code=pyotp.TOTP(secret).at(before), at=before, on=TODAY
        )
        settings.ANJU_SECOND_FACTOR = "required"
        client = enter(heads[0])
        entry = pyotp.TOTP(secret).at(timezone.now() - timedelta(seconds=30))
        assert client.post("/login/code/", {"code": entry}).status_code == 302
        assert switch(client, heads[1], code="") == 422
        assert switch(client, heads[1], code=entry) == 422  # no code is good twice
        assert Event.objects.filter(act=Act.SIGN_IN_REFUSED).count() == 2
        assert switch(client, heads[1], code=pyotp.TOTP(secret).now()) == 302
        assert Event.objects.get(act=Act.POST_SWITCHED).detail["second_factor"] is True
        assert "正在代 head 办理" in client.get("/persons/").text
