"""Every address as every role, at a thing inside and a thing outside its scope: no hole."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from anju.accounts.codes import ROLES, Right
from anju.api.interface import interface
from tests.architecture.test_addresses import LEAVES, OPEN, right_of
from tests.hostile import world as worlds
from tests.hostile.actors import Actor, one_of_each_desk, others
from tests.hostile.bodies import CALLS, Call
from tests.hostile.world import World

API = "api/v1/"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
ROUTES = [(route, entry) for route, entry in LEAVES if entry.name not in OPEN]
PAGES = [(route, right_of(entry)) for route, entry in ROUTES if not route.startswith(API)]
# Addresses whose thing the small world does not hold.
NOT_HELD = {route for route, row in worlds.ADDRESSES.items() if isinstance(row, tuple)} | {
    "imports/jobs/<int:pk>/progress/", "imports/<int:pk>/marked/", "imports/<int:pk>/rows/<int:row>/",
    "proposals/jobs/<int:pk>/", "checks/jobs/<int:pk>/", "checks/jobs/<int:pk>/progress/", "rounds/opening/<int:pk>/",
    "rounds/opening/<int:pk>/progress/", "closes/jobs/<int:pk>/", "closes/jobs/<int:pk>/progress/",
    "province/export/",  # nothing came in
}  # fmt: skip
# Requests of others are there for those who may approve.
FOR_APPROVERS = {"approvals/<int:pk>/", "api/v1/approvals/<pk>/"}
THERE = {200, 204, 302, 400, 404, 405, 409, 422}  # answered, asked for more, or of a state that does not fit
GONE = {403, 404}
PURPOSES = ("export/", "record/", "marked/", "evidence/")
OPERATIONS = [
    (f"{API.rstrip('/')}{path}".replace("{", "<").replace("}", ">"), method, operation)
    for _prefix, router in interface._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
]


def fill(route: str, given: dict[str, object]) -> str:
    """The address, for lists that leave with their purpose (without one they only ask for it)."""
    purpose = "?why=test" if route.endswith(PURPOSES) else ""
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


def test_every_operation_that_writes_has_a_body_that_is_good() -> None:
    writing = {route for route, method, _ in OPERATIONS if method != "GET"}
    assert writing - set(CALLS) == set(), "say in tests/hostile/bodies.py what it takes"
    assert set(CALLS) - writing == set()


def asked(client: Client, method: str, address: str, body: dict[str, str] | None = None) -> HttpResponse:
    """One request whose writing is taken back."""
    with transaction.atomic():
        answer: HttpResponse = getattr(client, method)(address, *([body] if body else []))
        transaction.set_rollback(True)
    return answer


def pages(world: World, actor: Actor) -> Iterator[tuple[str, Right, str, bool]]:
    """Each page twice: at the near thing, and at the far one where it lies somewhere."""
    for route, right in PAGES:
        assert right
        if not PARAMETER.search(route):
            yield route, right, "/" + route, True
            continue
        same, given = worlds.arguments(route)
        yield route, right, fill(route, given(world.near)), True
        if not same:
            yield route, right, fill(route, given(world.far)), not actor.scoped


def wanted(actor: Actor, route: str, right: Right, *, inside: bool) -> set[int]:
    if not actor.may(right):
        return {403}
    if route in FOR_APPROVERS and not actor.may(Right.APPROVE):
        return GONE
    return THERE if inside else GONE | {405}


@pytest.mark.parametrize("actor", one_of_each_desk(scoped=False), ids=lambda actor: actor.name)
def test_a_role_opens_what_it_may_and_nothing_else(actor: Actor, world: World) -> None:
    client, holes = actor.enter(world), []
    for route, right, address, inside in pages(world, actor):
        for method, body in (("get", None), ("post", {"why": "核对信息"})):
            answer = asked(client, method, address, body)
            fits = wanted(actor, route, right, inside=inside)
            if answer.status_code not in fits:
                holes.append(f"{method} {address} ({route}): {answer.status_code}, expected {sorted(fits)}")
            elif answer.status_code == 404 and fits == THERE and route not in NOT_HELD:
                holes.append(f"{method} {address}: is not there for {actor.name}, which proves nothing")
            elif actor.scoped and (found := leaks(answer)):
                holes.append(f"{method} {address}: shows {found}")
    assert holes == []


@pytest.mark.parametrize("actor", [*others()], ids=lambda actor: actor.name)
def test_who_wears_or_was_lent_a_post_opens_what_the_post_that_counts_may(actor: Actor, world: World) -> None:
    """What the own and the other post do not share, and everything far: never more than the one that counts."""
    client, holes = actor.enter(world), []
    own, lent = (worlds.post(name) for name in actor.both)
    for route, right, address, inside in pages(world, actor):
        differs = (right in ROLES[own[0]].rights) != (right in ROLES[lent[0]].rights)
        if not differs and (inside or own[1] == lent[1]):
            continue
        answer = asked(client, "get", address)
        fits = wanted(actor, route, right, inside=inside)
        if answer.status_code not in fits or (actor.scoped and leaks(answer)):
            holes.append(f"{address} ({route}): {answer.status_code}, expected {sorted(fits)}")
    assert holes == []


def questions(world: World, route: str) -> Iterator[tuple[str, str]]:
    """Texts that name the far side: in the search, and in everything else that a list may ask for, together and alone."""
    words = list(worlds.far_words(world))
    searched = ["远在天边"] if route.endswith("export/") else words
    yield from ((word, f"q={quote(word)}&why=test") for word in searched)
    for word in (worlds.FAR, worlds.FAR[:9], "FARSIDE01"):
        yield word, "&".join([*(f"{name}={word}" for name in ASKED), "why=test"])
    for name in () if route.endswith("export/") else ("place", "scope"):
        yield worlds.FAR, f"{name}={worlds.FAR}&why=test"


ASKED = ("place", "site", "town", "scope", "household", "sort")


@pytest.mark.parametrize("actor", one_of_each_desk(), ids=lambda actor: actor.name)
def test_questions_about_the_far_side_get_nothing_of_it(actor: Actor, world: World) -> None:
    """Searches, filters, sorting, exports, drop-downs and error messages say nothing of what is out of scope."""
    client, holes = actor.enter(world), []
    lists = [route for route, right in PAGES if not PARAMETER.search(route) and right and actor.may(right)]
    for route in lists:
        for word, question in questions(world, route):
            answer = asked(client, "get", f"/{route}?{question}")
            if answer.status_code >= 500:
                holes.append(f"{route}?{question}: {answer.status_code}")
            elif found := leaks(answer, word):
                holes.append(f"{route}?{question}: shows {found}")
    assert holes == []


def sent(client: Client, route: str, method: str, side: worlds.Side, more: dict[str, Any]) -> Any:
    """One call of the interface with a body that is good, at a side; what it wrote is taken back."""
    _same, given = worlds.arguments(route) if PARAMETER.search(route) else (True, worlds.same())
    address = fill(route, given(side))
    with transaction.atomic():
        if method == "GET":
            answer: Any = client.get(address, more)
        else:
            call: Call = CALLS[route]
            call.before(side)
            body = call.body(side)
            words = (body,) if call.file else (json.dumps(body), "application/json")
            answer = client.post(address, *words)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("name", list(worlds.MACHINES))
def test_an_operation_opens_what_the_role_of_its_system_may_and_nothing_else(name: str, world: World) -> None:
    """With bodies that are good: what the near side does, the far side refuses for its place."""
    role, place = worlds.MACHINES[name]
    actor, holes = Actor(name, name, role, place), []
    client = Client(headers={"Authorization": f"Bearer {world.tokens[name]}"})
    for route, method, operation in OPERATIONS:
        right = operation.view_func.right  # type: ignore[attr-defined]  # set by `needs`
        words = {one["name"] for one in described(route, method)}
        asked_for = {key: value for key, value in (("q", "x"), ("by", "town")) if key in words}
        same = not PARAMETER.search(route) or worlds.arguments(route)[0]
        for side in (world.near, *(() if same or not actor.scoped else (world.far,))):
            answer = sent(client, route, method, side, asked_for)
            if hole := judged(actor, route, method, right, answer, near=side is world.near):
                holes.append(f"{name} {method} {route} {side.place}: {hole}")
    assert holes == [], "\n".join(holes)


def described(route: str, method: str) -> list[dict[str, Any]]:
    """The query words of an operation, as the description names them."""
    path = "/" + route.replace("<", "{").replace(">", "}")
    return [one for one in PATHS[path][method.lower()].get("parameters", ()) if one["in"] == "query"]


PATHS = interface.get_openapi_schema(path_prefix="/api/v1/")["paths"]


def judged(actor: Actor, route: str, method: str, right: Right, answer: HttpResponse, *, near: bool) -> str:
    """What is wrong with an answer; empty when it is as the right and the place want it."""
    status, text = answer.status_code, text_of(answer)
    if actor.scoped and (found := leaks(answer)):
        return f"shows {found}"
    if not actor.may(right):
        return "" if status == 403 else f"{status}, expected 403"
    if near:
        done = method == "GET" or actor.role in CALLS[route].by
        fits = {200} if done else {404, 409}
        if route in NOT_HELD_THERE or (route in FOR_APPROVERS and not actor.may(Right.APPROVE)):
            fits |= {404}
        return "" if status in fits else f"{status} {text[:200]}, expected {sorted(fits)}"
    refused = status in GONE or (status == 409 and "不在您的管辖范围" in text)
    return "" if refused else f"{status} {text[:200]}, expected a refusal for its place"


# Operations that read what the small world does not hold.
NOT_HELD_THERE = {
    "api/v1/letters/<pk>/", "api/v1/letters/<pk>/figures/", "api/v1/letters/<pk>/files/<kind>/", "api/v1/jobs/<pk>/",
    "api/v1/figures/<code>/trend/", "api/v1/closes/<month>/", "api/v1/closes/<month>/figures/",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name, (_role, place) in worlds.MACHINES.items() if len(place) > 6])
def test_questions_of_systems_about_the_far_side_get_nothing_of_it(name: str, world: World) -> None:
    client, holes = Client(headers={"Authorization": f"Bearer {world.tokens[name]}"}), []
    for route, method, _operation in OPERATIONS:
        if method != "GET" or PARAMETER.search(route):
            continue
        for parameter in described(route, method):
            for word in worlds.far_words(world):
                question = f"/{route}?{parameter['name']}={quote(word)}"
                answer = asked(client, "get", question)
                if answer.status_code >= 500 or leaks(answer, word):
                    holes.append(f"{question}: {answer.status_code} {leaks(answer, word)}")
    assert holes == []
