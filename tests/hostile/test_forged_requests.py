"""Requests that no page of ours sent: without the token of a form, with odd hosts, methods, bodies, file names."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anju.accounts.codes import RoleName
from tests.hostile import world as worlds
from tests.hostile.test_roles_and_addresses import PAGES, PARAMETER, asked, fill
from tests.hostile.world import World


def test_no_page_takes_a_form_without_its_token(world: World) -> None:
    """A page of another site may send the reader's cookie; it cannot send the token."""
    client, holes = Client(enforce_csrf_checks=True), []
    for role in (RoleName.BUREAU, RoleName.ADMINISTRATOR):
        client.force_login(world.users[role])
        for route, _right in PAGES:
            given = worlds.arguments(route)[1](world.near) if PARAMETER.search(route) else {}
            answer = asked(client, "post", fill(route, given))
            if answer.status_code not in {403, 405}:
                holes.append(f"{role} {route}: {answer.status_code}")
    assert holes == []


def test_an_unknown_host_is_turned_away(client: Client) -> None:
    assert client.get("/login/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_the_log_in_leads_to_no_other_site(back: str, world: World, client: Client) -> None:
    user = world.users[RoleName.CLERK]
    answer = client.post("/login/", {"username": user.username, "password": "right", "next": back})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith(("//", "/\\"))


def test_an_oversized_form_is_refused(world: World, client: Client) -> None:
    client.force_login(world.users[RoleName.CLERK])
    answer = client.post("/account/password/", {"old": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert answer.status_code in {400, 403, 413}


def test_a_form_of_thousands_of_fields_is_refused(world: World, client: Client) -> None:
    client.force_login(world.users[RoleName.CLERK])
    assert client.post("/account/password/", {f"f{n}": "x" for n in range(2_000)}).status_code == 400


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.xlsx",
        "..\\..\\x.xlsx",
        "a\x00b.xlsx",
        "C:\\x.xlsx",
        "x" * 300 + ".xlsx",
        "=cmd|.xlsx",
    ],
)
def test_a_file_name_leads_nowhere(name: str, world: World, client: Client) -> None:
    client.force_login(world.users[RoleName.CLERK])
    answer = client.post("/imports/", {"file": SimpleUploadedFile(name, b"PK\x03\x04 no workbook")})
    assert answer.status_code in {200, 302, 400, 409, 422}
    assert "etc/passwd" not in answer.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace", "options"])
def test_odd_methods_change_nothing_and_break_nothing(method: str, world: World, client: Client) -> None:
    client.force_login(world.users[RoleName.BUREAU])
    for address in ("/", f"/persons/{world.near['person'].pk}/", "/api/v1/persons/"):
        assert getattr(client, method)(address).status_code < 500
