"""What administrators may do to accounts: within their places, never to themselves, and by two where it opens much."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from anju.accounts import actions, rules
from anju.accounts.codes import ApprovalKind, RoleName
from anju.accounts.models import Approval, User
from anju.audit.models import Event
from anju.kernel.refused import Refused
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
ONE_TIME = re.compile(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}")
FAR = "610926200"


def officer(name: str = "sun", role: str = RoleName.BUREAU, place: str = builders.COUNTY) -> User:
    builders.place_tree(builders.SITE, FAR + "001")
    return builders.user(name, role=role, place=place)


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def grant(by: User) -> Approval:
    """The second person agrees to the one open request."""
    held = Approval.objects.get(decision="pending")
    return actions.decide(approval=held.pk, granted=True, remark="", by=by, at=timezone.now())


class TestAdministration:
    @pytest.fixture
    def admin(self, client: Client) -> Client:
        client.force_login(officer("admin", RoleName.ADMINISTRATOR))
        return client

    def test_the_administrator_makes_an_account_whose_password_is_shown_once(self, admin: Client) -> None:
        builders.place_tree()
        wanted = {"username": "wangli", "display_name": "王丽", "role": "clerk", "place": builders.SITE}
        answer = admin.post("/accounts/new/", wanted)
        made = User.objects.get(username="wangli")
        assert (answer.status_code, made.must_change) == (200, True)
        assert "no-store" in answer.headers["Cache-Control"]

    def test_a_new_account_has_no_post_and_no_place_until_somebody_chooses_them(self, admin: Client) -> None:
        builders.place_tree()
        page = admin.get("/accounts/new/").text
        for name in ("role", "place"):
            asked = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
            assert asked is not None
            assert '<option value="" selected>' in asked[0]
            assert asked[0].count("selected") == 1
        answer = admin.post("/accounts/new/", {"username": "wangli", "display_name": "王丽"})
        assert answer.status_code == 422
        assert not User.objects.filter(username="wangli").exists()

    def test_nobody_raises_or_shuts_themselves_and_the_last_administrator_stays(self, admin: Client) -> None:
        own = User.objects.get(username="admin")
        for act in (
            lambda: actions.change_post(
                user=own, display_name="a", role="bureau", place=builders.COUNTY, by="admin"
            ),
            lambda: actions.set_active(user=own, active=False, by="admin"),
            lambda: actions.set_active(user=own, active=False, by="other"),
            lambda: actions.change_post(
                user=own, display_name="a", role="bureau", place=builders.COUNTY, by="other"
            ),
        ):
            with pytest.raises(Refused):
                act()

    def test_the_administrator_sees_no_household(self, admin: Client) -> None:
        home = builders.household()
        person = builders.person(home)
        for address in (
            "/persons/",
            f"/persons/{person.pk}/",
            f"/households/{home.pk}/",
            "/search/?q=a",
            "/figures/persons/",
        ):
            assert admin.get(address).status_code == 403
        assert admin.get("/").headers["Location"] == "/accounts/"

    @pytest.mark.parametrize("what", ["shut", "open", "unlock", "factor", "password"])
    def test_what_the_administrator_does_is_on_the_chain(self, admin: Client, what: str) -> None:
        user = officer("li", RoleName.CLERK, builders.SITE)
        before = Event.objects.count()
        assert admin.post(f"/accounts/{user.pk}/{what}/").status_code in {200, 302}
        assert Event.objects.count() > before
        assert admin.post(f"/accounts/{user.pk}/nonsense/").status_code == 404

    @pytest.mark.parametrize("role", RoleName.values)
    def test_everybody_lands_on_a_page_that_they_may_open(self, role: str, client: Client) -> None:
        builders.site()
        client.force_login(
            officer("x", role, builders.SITE if role in {"clerk", "grid", "company"} else builders.COUNTY)
        )
        answer = client.get("/", follow=True)
        assert answer.status_code == (409 if role == RoleName.RESIDENT else 200), role  # no person is linked


def wish(**words: str) -> dict[str, Any]:
    return {"username": "wangli", "display_name": "王丽", "role": "bureau", "place": builders.COUNTY} | words


class TestTwoPersons:
    """One administrator alone opens no privileged post, neither by a new account nor by somebody else's."""

    @pytest.fixture
    def head(self) -> User:
        return officer("head", RoleName.HEAD)

    @pytest.fixture
    def admin(self) -> Client:
        return enter(officer("admin", RoleName.ADMINISTRATOR))

    @pytest.mark.parametrize(
        ("role", "place"),
        [
            ("bureau", builders.COUNTY),
            ("head", builders.COUNTY),
            ("auditor", builders.COUNTY),
            ("administrator", builders.COUNTY),
            ("administrator", builders.TOWN),
            ("town", builders.TOWN),
        ],
    )
    def test_a_privileged_account_is_made_with_a_second_persons_word(
        self, role: str, place: str, admin: Client, head: User
    ) -> None:
        answer = admin.post("/accounts/new/", wish(role=role, place=place))
        assert answer.status_code == 409
        assert not ONE_TIME.search(answer.text)
        assert not User.objects.filter(username="wangli").exists()
        assert admin.post("/approvals/ask/", {"why": "新到岗"}).status_code == 302
        held = grant(head)
        assert (held.kind, held.subject) == (ApprovalKind.ACCOUNT, "user:wangli")
        page = admin.get(held.url)
        assert 'value="wangli"' in page.text
        other = admin.post("/accounts/new/", wish(role=role, place=place, display_name="李四"))
        assert other.status_code == 409  # agreed was to just this
        answer = admin.post("/accounts/new/", wish(role=role, place=place))
        assert answer.status_code == 200
        assert ONE_TIME.search(answer.text)
        assert User.objects.get(username="wangli").role == role

    def test_a_clerk_of_a_site_is_made_by_one(self, admin: Client) -> None:
        answer = admin.post("/accounts/new/", wish(role="clerk", place=builders.SITE))
        assert answer.status_code == 200
        assert ONE_TIME.search(answer.text)

    @pytest.mark.parametrize("what", ["password", "factor"])
    @pytest.mark.parametrize("role", ["head", "town", "auditor"])
    def test_the_password_and_the_phone_of_an_approver_are_not_reset_by_one(
        self, what: str, role: str, admin: Client, head: User
    ) -> None:
        place = builders.TOWN if role == "town" else builders.COUNTY
        other = officer("other", role, place)
        User.objects.filter(pk=other.pk).update(totp_since=timezone.localdate())
        before = User.objects.values("password", "totp_since").get(pk=other.pk)
        answer = admin.post(f"/accounts/{other.pk}/{what}/")
        assert answer.status_code == 409
        assert not ONE_TIME.search(answer.text)
        assert User.objects.values("password", "totp_since").get(pk=other.pk) == before
        admin.post("/approvals/ask/", {"why": "手机丢失"})
        with pytest.raises(Refused, match="自己账号"):
            grant(other if role == "head" else self._made_head(other))
        grant(head)
        assert admin.post(f"/accounts/{other.pk}/{what}/").status_code in {200, 302}
        assert User.objects.values("password", "totp_since").get(pk=other.pk) != before
        assert admin.post(f"/accounts/{other.pk}/{what}/").status_code == 409  # good once

    def _made_head(self, user: User) -> User:
        """Who asks and is asked about may be anybody who approves: even then not about themselves."""
        user.role, user.place_id = RoleName.HEAD, builders.COUNTY
        return user

    def test_a_post_is_given_and_taken_by_two(self, admin: Client, head: User) -> None:
        clerk = officer("clerk", RoleName.CLERK, builders.SITE)
        for user, role, place in ((clerk, "town", builders.TOWN), (head, "clerk", builders.SITE)):
            address = f"/accounts/{user.pk}/"
            answer = admin.post(address, {"display_name": user.display_name, "role": role, "place": place})
            assert answer.status_code == 409
            user.refresh_from_db()
            assert user.role != role
        answer = admin.post(
            f"/accounts/{clerk.pk}/", {"display_name": "新名", "role": "clerk", "place": builders.SITE}
        )
        assert answer.status_code == 302

    def test_nobody_is_rid_of_their_own_phone_or_password(self, admin: Client) -> None:
        own = User.objects.get(username="admin")
        for what in ("factor", "password"):
            answer = admin.post(f"/accounts/{own.pk}/{what}/")
            assert answer.status_code == 409
            assert "自己的" in answer.text

    def test_a_reset_of_the_phone_ends_all_sessions(self) -> None:
        user, client = officer("li", RoleName.CLERK, builders.SITE), Client()
        client.post("/login/", {"username": "li", "password": "right"})
        assert client.get("/account/").status_code == 200
        actions.reset_factor(user=user, by="admin")
        assert client.get("/account/").status_code == 302


class TestPlacesOfAdministrators:
    """An administrator of a town sees and touches the accounts of that town, and no others."""

    @pytest.fixture
    def admin(self) -> Client:
        return enter(officer("townadmin", RoleName.ADMINISTRATOR, builders.TOWN))

    @pytest.fixture
    def above(self) -> User:
        return officer("headofall", RoleName.HEAD)

    @pytest.fixture
    def beside(self) -> User:
        return officer("besides", RoleName.CLERK, FAR + "001")

    @pytest.mark.parametrize(
        "address", ["/accounts/", "/accounts/export/", "/accounts/tree/", "/accounts/?q=s"]
    )
    def test_lists_hold_the_own_places(self, address: str, admin: Client, above: User, beside: User) -> None:
        officer("near", RoleName.CLERK, builders.SITE)
        answer = admin.get(address)
        assert answer.status_code == 200
        text = answer.text if "html" in answer.headers["Content-Type"] else ""
        assert "headofall" not in text
        assert "besides" not in text
        assert "试验200镇" not in text
        assert not text or "near" in text or "tree" in address or "q=s" in address

    @pytest.mark.parametrize("what", ["", "password/", "factor/", "shut/", "open/", "unlock/"])
    def test_accounts_of_others_are_not_there(
        self, what: str, admin: Client, above: User, beside: User
    ) -> None:
        for user in (above, beside):
            for call in (admin.get, admin.post):
                assert call(f"/accounts/{user.pk}/{what}").status_code in {404, 405}

    @pytest.mark.parametrize(("role", "place"), [("clerk", FAR + "001"), ("bureau", builders.COUNTY)])
    def test_no_account_is_made_or_moved_outside(self, role: str, place: str, admin: Client) -> None:
        own = User.objects.get(username="townadmin")
        clerk = officer("clerk", RoleName.CLERK, builders.SITE)
        assert admin.post("/accounts/new/", wish(role=role, place=place)).status_code == 422
        address, words = f"/accounts/{clerk.pk}/", {"display_name": "x", "role": role, "place": place}
        assert admin.post(address, words).status_code == 422
        with pytest.raises(Refused, match="管辖范围"):
            actions.open_account(**wish(role=role, place=place), by=own, at=timezone.now())
        with pytest.raises(Refused, match="管辖范围"):
            actions.move(user=clerk, **words, by=own, at=timezone.now())

    def test_the_pause_of_an_address_is_lifted_by_the_county(self, admin: Client) -> None:
        answer = admin.post("/accounts/unlock-address/", {"address": "10.0.0.9"})
        assert answer.status_code == 409
        assert "县级" in answer.text

    def test_the_last_administrator_of_the_county_stays_though_towns_have_theirs(self, admin: Client) -> None:
        root = officer("root", RoleName.ADMINISTRATOR)
        with pytest.raises(Refused, match="最后一位"):
            actions.set_active(user=root, active=False, by="other")

    @pytest.mark.parametrize("role", [RoleName.ADMINISTRATOR, RoleName.AUDITOR])
    def test_a_second_factor_is_asked_of_administrators_and_auditors_everywhere(
        self, role: str, settings: Any
    ) -> None:
        settings.ANJU_SECOND_FACTOR = "required"
        officer("watcher", role, builders.TOWN)
        client = Client()
        client.post("/login/", {"username": "watcher", "password": "right"})
        assert client.get("/approvals/").headers["Location"] == "/account/second-factor/"


@pytest.mark.parametrize(
    ("role", "place", "where"),
    [
        ("bureau", builders.TOWN, "县"),
        ("head", builders.SITE, "县"),
        ("town", builders.COUNTY, "镇"),
        ("clerk", builders.COUNTY, "安置区"),
        ("clerk", builders.TOWN, "安置区"),
        ("auditor", builders.SITE, "县、镇"),
        ("administrator", builders.SITE, "县、镇"),
    ],
)
def test_a_post_stands_at_its_level(role: str, place: str, where: str) -> None:
    builders.place_tree()
    with pytest.raises(Refused, match=f"只能设在{where}"):
        actions.create_user(**wish(role=role, place=place), password="Three unlike words", by="x")
    assert not rules.stands_at(role, place)


@pytest.mark.parametrize(
    "name",
    [
        "system:work",
        "system-1",
        "System",
        "a",
        "1abc",
        "张三",
        "a b",
        "a\nb",
        "<b>",
        "unlock",
        "x" * 61,
        "a@b",
    ],
)
def test_a_user_name_passes_for_nothing_else(name: str) -> None:
    builders.place_tree()
    with pytest.raises(Refused, match="不能用"):
        actions.create_user(
            **wish(username=name, role="clerk", place=builders.SITE), password="Three unlike words", by="x"
        )


def test_user_names_differ_by_more_than_capitals() -> None:
    officer("WangLi", RoleName.CLERK, builders.SITE)
    with pytest.raises(Refused, match="已存在"):
        actions.create_user(**wish(role="clerk", place=builders.SITE), password="Three unlike words", by="x")
