"""Every address as every role, at a thing inside and a thing outside its scope: no hole."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from anju.accounts.codes import ROLES, Right, RoleName
from anju.api.actions import ROLES as MACHINES
from anju.api.interface import interface
from tests.architecture.test_addresses import LEAVES, OPEN, right_of
from tests.hostile import world as worlds
from tests.hostile.world import World

API = "api/v1/"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
ROUTES = [(route, entry) for route, entry in LEAVES if entry.name not in OPEN]
PAGES = [(route, right_of(entry)) for route, entry in ROUTES if not route.startswith(API)]
SCOPED = [role for role in RoleName.values if worlds.PLACES.get(role, worlds.NEAR) != "610926"]
# Addresses whose thing the small world does not hold.
NOT_HELD = {route for route, row in worlds.ADDRESSES.items() if isinstance(row, tuple)} | {
    "imports/jobs/<int:pk>/progress/", "imports/<int:pk>/marked/", "imports/<int:pk>/rows/<int:row>/",
    "proposals/jobs/<int:pk>/", "checks/jobs/<int:pk>/", "checks/jobs/<int:pk>/progress/", "rounds/opening/<int:pk>/",
    "rounds/opening/<int:pk>/progress/", "closes/jobs/<int:pk>/", "closes/jobs/<int:pk>/progress/",
}  # fmt: skip
THERE = {200, 204, 302, 400, 404, 405, 409, 422}  # answered, asked for more, or of a state that does not fit
GONE = {403, 404}
OPERATIONS = [
    (f"{API.rstrip('/')}{path}".replace("{", "<").replace("}", ">"), method, operation)
    for _prefix, router in interface._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
]


@pytest.fixture
def world(county: None) -> World:
    return worlds.build()


def fill(route: str, given: dict[str, object]) -> str:
    """The address, for lists that leave with their purpose (without one they only ask for it)."""
    purpose = "?why=test" if route.endswith(("export/", "record/")) else ""
    return "/" + PARAMETER.sub(lambda found: str(given[found[1]]), route) + purpose


def text_of(answer: HttpResponse) -> str:
    """What the reader gets, workbooks unpacked."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # as the test client knows
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return " ".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return str(body.decode(errors="replace"))


def leaks(answer: HttpResponse, asked: str = "") -> list[str]:
    """Marks of the far side in an answer that the question did not hold itself."""
    text = text_of(answer)
    return [mark for mark in worlds.MARKS if mark in text and mark not in asked]


def test_every_address_with_a_parameter_is_in_the_table() -> None:
    asked = {route for route, _ in ROUTES if PARAMETER.search(route)}
    assert asked - set(worlds.ADDRESSES) == set(), "say in tests/hostile/world.py what the address names"
    assert set(worlds.ADDRESSES) - asked == set()


def asked(client: Client, method: str, address: str) -> HttpResponse:
    """One request whose writing is taken back."""
    with transaction.atomic():
        answer: HttpResponse = getattr(client, method)(address)
        transaction.set_rollback(True)
    return answer


def pages(world: World, role: str) -> Iterator[tuple[str, Right, str, str, bool]]:
    """Each page twice: at the near thing, and at the far one where it lies somewhere."""
    for route, right in PAGES:
        assert right
        if not PARAMETER.search(route):
            yield route, right, "/" + route, "", True
            continue
        same, given = worlds.arguments(route)
        yield route, right, fill(route, given(world.near)), "near", True
        if not same:
            yield route, right, fill(route, given(world.far)), "far", role not in SCOPED


@pytest.mark.parametrize("role", RoleName.values)
def test_a_role_opens_what_it_may_and_nothing_else(role: str, world: World) -> None:
    client, holes = Client(raise_request_exception=True), []
    client.force_login(world.users[role])
    for route, right, address, _side, inside in pages(world, role):
        for method in ("get", "post"):
            answer = asked(client, method, address)
            if right not in ROLES[role].rights:
                wanted = {403}
            else:
                wanted = THERE if inside else GONE | {405}
            if answer.status_code not in wanted:
                holes.append(f"{method} {address} ({route}): {answer.status_code}, expected {sorted(wanted)}")
            elif answer.status_code == 404 and inside and route not in NOT_HELD:
                holes.append(f"{method} {address}: is not there for {role}, which proves nothing")
            elif role in SCOPED and (found := leaks(answer)):
                holes.append(f"{method} {address}: shows {found}")
    assert holes == []


@pytest.mark.parametrize("role", SCOPED)
def test_questions_about_the_far_side_get_nothing_of_it(role: str, world: World) -> None:
    """Searches, filters, sorting, exports, drop-downs and error messages say nothing of what is out of scope."""
    client, holes = Client(), []
    client.force_login(world.users[role])
    lists = [route for route, right in PAGES if not PARAMETER.search(route) and right in ROLES[role].rights]
    for route in lists:
        for word in worlds.far_words(world):
            for name in ("q", "place", "site", "town", "scope", "household", "sort"):
                question = f"/{route}?{name}={quote(word)}&why=test"
                answer = asked(client, "get", question)
                if answer.status_code >= 500:
                    holes.append(f"{question}: {answer.status_code}")
                elif found := leaks(answer, word):
                    holes.append(f"{question}: shows {found}")
    assert holes == []


@pytest.mark.parametrize("role", list(MACHINES))
def test_an_operation_opens_what_the_role_of_its_system_may_and_nothing_else(role: str, world: World) -> None:
    client, holes = Client(), []
    headers = {"Authorization": f"Bearer {world.tokens[role]}"}
    for route, method, operation in OPERATIONS:
        same, given = worlds.arguments(route) if PARAMETER.search(route) else (True, worlds.same())
        right = operation.view_func.right  # type: ignore[attr-defined]  # set by `needs`
        for side in (world.near, world.far):
            if side is world.far and (same or role not in SCOPED):
                continue
            with transaction.atomic():
                words = {"q": "x", "by": "town"}
                call = getattr(client, method.lower())
                body = {} if method == "GET" else {"content_type": "application/json"}
                data = words if method == "GET" else json.dumps({"why": "核对信息"})
                answer = call(fill(route, given(side)), data, headers=headers, **body)
                transaction.set_rollback(True)
            wanted = (
                {403} if right not in ROLES[role].rights else (THERE if side is world.near else {404, 422})
            )
            if answer.status_code not in wanted or (role in SCOPED and leaks(answer)):
                holes.append(f"{role} {method} {route}: {answer.status_code} {text_of(answer)[:120]}")
    assert holes == []
