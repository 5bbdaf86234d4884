"""Every address declares a right, refuses a stranger and refuses an officer whose post lacks the right."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from anju.accounts.codes import ROLES, Right
from anju.accounts.scope import Scope, acting
from tests import builders

OPEN = {
    "login",
    "login_code",
    "login_service",
    "login_service_back",
    "logout",
}  # before the log-in and after it: they show no row
NOT_OURS = {"set_language", "jsi18n"}


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each leaf of the address tree with its whole route."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def address(route: str) -> str:
    """An address of the route, its parameters filled with something of their kind."""
    filled = re.sub(
        r"<(?:(\w+):)?\w+>", lambda found: "1" if found[1] in {"int", None, "str", "slug"} else "x", route
    )
    return "/" + filled.replace("^", "").replace("$", "").replace("\\Z", "")


LEAVES = [(route, entry) for route, entry in patterns() if entry.name not in NOT_OURS]


def right_of(entry: URLPattern) -> Right | None:
    return getattr(entry.callback, "right", None)


@pytest.mark.parametrize(("route", "entry"), LEAVES, ids=[route or "/" for route, _ in LEAVES])
def test_every_address_declares_a_right(route: str, entry: URLPattern) -> None:
    if entry.name not in OPEN:
        assert isinstance(right_of(entry), Right), (
            f"{route}: wrap the view with accounts.pages.page(view, right=…)"
        )


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "entry"), LEAVES, ids=[route or "/" for route, _ in LEAVES])
def test_every_address_sends_a_stranger_to_the_log_in(route: str, entry: URLPattern, client: Client) -> None:
    if entry.name in OPEN:
        return
    for answer in (client.get(address(route)), client.post(address(route))):
        refused = answer.status_code in {401, 403}
        sent = answer.status_code == 302 and answer.headers["Location"].startswith("/login/")
        assert refused or sent, f"{route} answers a stranger with {answer.status_code}"


def lacking(right: Right) -> str:
    """A post without this right, empty when every post has it."""
    return next((name for name, role in ROLES.items() if right not in role.rights), "")


GUARDED = [(route, entry) for route, entry in LEAVES if lacking(right_of(entry) or Right.SIGNED_IN)]


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "entry"), GUARDED, ids=[route or "/" for route, _ in GUARDED])
def test_every_address_refuses_a_post_without_its_right(
    route: str, entry: URLPattern, client: Client
) -> None:
    right = right_of(entry)
    assert right
    with acting(scope=Scope.everything(), actor="test"):
        client.force_login(builders.user(role=lacking(right)))
    assert client.get(address(route)).status_code == 403
    assert client.post(address(route)).status_code == 403


@pytest.mark.django_db
def test_every_answer_forbids_other_hosts_and_inline_scripts(client: Client) -> None:
    for answer in (client.get("/login/"), client.get("/persons/"), client.get("/no-such-page/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy or "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http:" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}


def test_every_right_belongs_to_a_role_and_is_asked_for_or_planned() -> None:
    assert set(Right) == set().union(*(role.rights for role in ROLES.values()))
