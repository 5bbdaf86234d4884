"""Requests about residence booklets: two sides, two persons, across towns; and the pages that they are handled on."""

from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.audit.models import Act, Event
from anju.entitlements import actions, queries
from anju.entitlements.actions import Asked
from anju.entitlements.models import BookletRequest, BookletState
from anju.kernel.refused import Refused
from anju.registry.models import Booklet, Household
from anju.tasks.models import Task
from tests import builders

SITE, ORIGIN, OTHER = builders.SITE, "610926200", "610926300"
DAY = date(2021, 5, 10)
LATER = date(2021, 5, 12)


@pytest.fixture(autouse=True)
def _world(db: None) -> None:
    """A household that came from another town, and an officer of each side."""
    with acting(scope=Scope.everything(), actor="test"):
        builders.place_tree(SITE, f"{ORIGIN}001", f"{OTHER}001")
        builders.site()
        home = builders.household(number="HOUSE-1", origin="试验200镇杨溪村3组", origin_code="")
        builders.person(home, name="邹试安")
        for name, role, place in (
            ("clerk", RoleName.CLERK, SITE), ("town", RoleName.TOWN, SITE[:9]), ("origin", RoleName.TOWN, ORIGIN),
            ("stranger", RoleName.TOWN, OTHER), ("bureau", RoleName.BUREAU, builders.COUNTY),
        ):  # fmt: skip
            builders.user(name, role=role, place=place)


def at(place: str, actor: str = "x") -> AbstractContextManager[None]:
    return acting(scope=Scope((place,)), actor=actor)


def asked(kind: str = "issue", **words: str) -> BookletRequest:
    with at(SITE):
        home = Household.objects.get()
        person = home.memberships.get().person_id
        given = {"reason": "搬迁入住", "to_address": "1号楼1单元301室"} | words
        return actions.ask_booklet(
            household=home.pk, asked=Asked(kind, person, [person], **given), by="clerk", on=DAY
        )


def issued() -> BookletRequest:
    made = asked()
    with at(ORIGIN):
        actions.confirm(request=made.pk, by="origin", on=DAY)
    with at(SITE):
        return actions.confirm(request=made.pk, by="clerk", on=LATER, number="PL1", issued_by="长安派出所")


def test_the_home_side_is_the_town_of_the_origin() -> None:
    with at(SITE):
        home = Household.objects.get()
        assert queries.home_of(home) == ORIGIN
        home.origin_code = "610926300201"
        assert queries.home_of(home) == OTHER
        home.origin, home.origin_code = "外县某村", "610925100201"
        assert queries.home_of(home) == builders.COUNTY


def test_both_sides_confirm_and_the_booklet_is_written() -> None:
    done = issued()
    assert (done.state, done.home_by, done.residence_by) == ("done", "origin", "clerk")
    with at(SITE):
        booklet = Booklet.objects.get()
        state = BookletState.objects.get()
        assert (booklet.number, booklet.issued_on) == ("PL1", LATER)
        assert (state.issued_by, state.status, state.members) == ("长安派出所", "valid", done.members)
        assert not Task.objects.filter(settled_on__isnull=True).exists()


def test_the_task_goes_to_the_home_side_first_and_then_to_the_residence() -> None:
    made = asked()
    with at(ORIGIN):
        task = Task.objects.get(settled_on__isnull=True)
        assert task.due_on is not None
        assert task.due_on > DAY
        assert "邹试安" not in task.title
        actions.confirm(request=made.pk, by="origin", on=DAY)
        assert not Task.objects.filter(settled_on__isnull=True).exists()
    with at(SITE):
        assert Task.objects.get(settled_on__isnull=True).place_id == SITE


def test_the_home_side_sees_the_request_and_nothing_else_of_the_household() -> None:
    made = asked()
    with at(ORIGIN):
        assert queries.request_of(made.pk) is not None
        assert not Household.objects.exists()
        assert queries.visible_household(made.household_id) is False
    with at(OTHER):
        assert queries.request_of(made.pk) is None


@pytest.mark.parametrize(("place", "by"), [(SITE, "clerk"), (SITE[:9], "town")])
def test_the_residence_side_cannot_confirm_for_the_home_side(place: str, by: str) -> None:
    made = asked()
    with at(place), pytest.raises(Refused, match="原籍"):
        actions.confirm(request=made.pk, by=by, on=DAY)


def test_one_person_cannot_confirm_both_sides() -> None:
    made = asked()
    with at(builders.COUNTY):
        actions.confirm(request=made.pk, by="bureau", on=DAY)
        with pytest.raises(Refused, match="两个人"):
            actions.confirm(request=made.pk, by="bureau", on=DAY, number="PL1", issued_by="所")


def test_a_refusal_needs_a_reason_and_leaves_the_booklet_alone() -> None:
    made = asked()
    with at(ORIGIN):
        with pytest.raises(Refused, match="原因"):
            actions.refuse(request=made.pk, why=" ", by="origin", on=DAY)
        refused = actions.refuse(request=made.pk, why="户口已迁出", by="origin", on=DAY)
        assert refused.state == "refused"
        with pytest.raises(Refused, match="已经办结"):
            actions.confirm(request=made.pk, by="origin", on=DAY)
    with at(SITE):
        assert not Booklet.objects.exists()
        assert asked().state == "at_home"


def test_a_household_has_one_request_at_a_time() -> None:
    asked()
    with pytest.raises(Refused, match="已有一件"):
        asked()


@pytest.mark.parametrize(
    ("kind", "words", "told"),
    [
        ("change", {}, "没有有效的居住簿"),
        ("cancel", {}, "没有有效的居住簿"),
        ("issue", {"to_address": ""}, "新地址"),
        ("issue", {"reason": " "}, "原因"),
        ("swap", {}, "申请事项"),
    ],
)
def test_a_request_that_cannot_be_right_is_refused(kind: str, words: dict[str, str], told: str) -> None:
    with pytest.raises(Refused, match=told):
        asked(kind, **words)


def test_issuing_needs_a_free_number_and_an_office() -> None:
    made = asked()
    with at(ORIGIN):
        actions.confirm(request=made.pk, by="origin", on=DAY)
    with at(SITE):
        for words, told in (({}, "编号"), ({"number": "PL1"}, "发放单位")):
            with pytest.raises(Refused, match=told):
                actions.confirm(request=made.pk, by="clerk", on=DAY, **words)
        assert not Booklet.objects.exists()


def test_a_change_and_a_cancellation_are_written_on_the_booklet() -> None:
    issued()
    for kind, status in (("change", "changed"), ("cancel", "cancelled")):
        made = asked(kind, to_address="2号楼")
        with at(ORIGIN):
            actions.confirm(request=made.pk, by="origin", on=LATER)
        with at(SITE):
            actions.confirm(request=made.pk, by="clerk", on=LATER)
            assert BookletState.objects.get().status == status
    with at(SITE):
        assert Booklet.objects.get().cancelled_on == LATER
        assert BookletState.objects.get().address == "2号楼"


def test_each_step_is_one_act_of_the_chain() -> None:
    done = issued()
    with at(builders.COUNTY):
        acts = Event.objects.filter(target=f"booklet_request:{done.pk}")
        assert [(one.actor, one.why) for one in acts.order_by("id")] == [
            ("clerk", "受理居住簿申请"), ("origin", "原籍确认"), ("clerk", "住地确认并办结"),
        ]  # fmt: skip


def test_requests_follow_the_household_to_another_place() -> None:
    made = asked()
    with at(builders.COUNTY):
        actions.move_records(persons=[], households=[made.household_id], place=f"{OTHER}001")
        assert BookletRequest.objects.get().place_id == f"{OTHER}001"


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def _it_opens_for_a_purpose(address: str, clients: dict[str, Client]) -> None:
    for client in clients.values():
        masked = client.get(address).text
        assert "301室" not in masked
        assert "搬迁入住" not in masked
        assert "301室" not in client.post(address).text  # it asks for the purpose
        opened = client.post(address, {"why": "办理本人申请"}).text
        assert "301室" in opened
        assert "搬迁入住" in opened
    with at(SITE):
        acts = Event.objects.filter(act=Act.SECRET_REVEALED, target__startswith="booklet_request:").order_by(
            "id"
        )
        assert [(act.actor, act.why) for act in acts] == [(name, "办理本人申请") for name in clients]


def test_a_clerk_asks_on_the_household_page_and_both_sides_answer_on_theirs() -> None:
    with at(SITE):
        home = Household.objects.get()
        person = home.memberships.get().person_id
    clerk, origin = signed_in("clerk"), signed_in("origin")
    assert "原籍由试验200镇确认" in clerk.get(f"/households/{home.pk}/booklet/").text
    told = {
        "kind": "issue",
        "applicant": person,
        "members": [person],
        "to_address": "301室",
        "reason": "搬迁入住",
    }
    assert clerk.post(f"/households/{home.pk}/booklet/", told).status_code == 302
    with at(SITE):
        pk = BookletRequest.objects.get().pk
    address = f"/booklets/requests/{pk}/"
    assert "现在轮到原籍确认" in clerk.get(address).text
    assert "邹**" in origin.get("/booklets/requests/").text
    assert "邹试安" not in origin.get(address).text
    _it_opens_for_a_purpose(address, {"clerk": clerk, "origin": origin})
    assert origin.post(f"{address}confirm/").status_code == 302
    bad = clerk.post(f"{address}confirm/", {"number": "", "issued_by": "打的字"})
    assert bad.status_code == 422
    assert "打的字" in bad.text
    assert clerk.post(f"{address}confirm/", {"number": "PL1", "issued_by": "长安派出所"}).status_code == 302
    page = clerk.get(f"/households/{home.pk}/").text
    assert "PL1" in page
    assert "长安派出所" in page


def test_who_is_on_neither_side_finds_no_request() -> None:
    made = asked()
    stranger = signed_in("stranger")
    assert stranger.get(f"/booklets/requests/{made.pk}/").status_code == 404
    assert stranger.post(f"/booklets/requests/{made.pk}/confirm/").status_code == 404
    assert "HOUSE-1" not in stranger.get("/booklets/requests/?state=all").text


def test_the_list_filters_sorts_and_leaves_with_its_purpose() -> None:
    asked()
    clerk = signed_in("clerk")
    assert "HOUSE-1" in clerk.get("/booklets/requests/?kind=issue&sort=-number").text
    assert "HOUSE-1" not in clerk.get("/booklets/requests/?kind=cancel").text
    assert "HOUSE-1" not in clerk.get("/booklets/requests/?state=done").text
    answer = clerk.get("/booklets/requests/export/?why=核对")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


def test_the_form_says_what_is_missing_and_keeps_what_was_typed() -> None:
    with at(SITE):
        home = Household.objects.get()
    bad = signed_in("clerk").post(
        f"/households/{home.pk}/booklet/", {"kind": "issue", "to_address": "打的字"}
    )
    assert bad.status_code == 422
    assert "打的字" in bad.text
    assert "请写明申请原因" in bad.text
