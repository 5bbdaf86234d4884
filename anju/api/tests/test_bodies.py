"""How much a call may send: decided by its token and its operation before a byte is read."""

import pytest
from django.test import Client
from django.utils import timezone

from anju.accounts.codes import RoleName
from anju.accounts.tests.test_bodies import MB, declared, sent
from anju.api import actions as api
from tests import builders

pytestmark = pytest.mark.usefixtures("county")


@pytest.mark.parametrize(
    ("path", "kind", "length"),
    [
        ("/api/v1/imports/", "multipart/form-data; boundary=x", 202 * MB),
        ("/api/v1/persons/1/reveal/", "multipart/form-data; boundary=x", 2 * MB),
        ("/api/v1/persons/1/reveal/", "application/json", 2 * MB),
    ],
)
def test_the_interface_has_limits_too_and_says_so_as_a_problem(path: str, kind: str, length: int) -> None:
    builders.place_tree()
    token = api.register_system(
        name="x", owner="x", role=RoleName.CLERK, place=builders.SITE, by="x", on=timezone.localdate()
    ).token
    client = Client(headers={"Authorization": f"Bearer {token}"})
    answer = declared(client, path, length, kind)
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_without_a_token_nothing_of_a_file_is_read() -> None:
    assert sent(Client(), "/api/v1/imports/", 100 * MB) == 401
