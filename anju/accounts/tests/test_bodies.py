"""How much a request may send is decided before it is read: little for strangers, much for those whose page takes it."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
MB = 1024 * 1024


class Unread(io.BytesIO):
    """A body that nobody may read."""

    def read(self, *args: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def sent(client: Client, path: str, length: int, kind: str = "multipart/form-data; boundary=x") -> int:
    """The answer to a request that declares a length, whose body must not be touched."""
    return declared(client, path, length, kind).status_code


def declared(client: Client, path: str, length: int, kind: str) -> Any:
    environment: dict[str, Any] = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
    answer: Any = client.generic("POST", path, b"", kind, **environment)
    return answer


def entered(role: str) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(builders.user(f"u-{role}", role=role, place=builders.SITE))
    return client


@pytest.mark.parametrize("path", ["/login/", "/login/code/", "/language/", "/imports/", "/account/password/"])
def test_a_stranger_sends_no_more_than_a_log_in(path: str) -> None:
    assert sent(Client(enforce_csrf_checks=True), path, 65 * 1024) == 413


def test_a_small_form_of_a_stranger_is_read() -> None:
    assert Client().post("/login/", {"username": "a", "password": "b"}).status_code == 422
    file = SimpleUploadedFile("x.bin", b"x" * 2 * MB)
    assert Client().post("/login/", {"username": "a", "password": "b", "f": file}).status_code == 413


@pytest.mark.parametrize(
    ("role", "path", "length", "status"),
    [
        (RoleName.CLERK, "/imports/", 202 * MB, 413),
        (RoleName.RESIDENT, "/imports/", 100 * MB, 413),  # may not import
        (RoleName.CLERK, "/account/password/", 13 * MB, 413),
        (RoleName.CLERK, "/households/1/changes/birth/", 13 * MB, 413),
    ],
)
def test_a_page_takes_what_it_says(role: str, path: str, length: int, status: int) -> None:
    assert sent(entered(role), path, length) == status


def test_a_workbook_of_the_usual_size_is_taken() -> None:
    client = Client()
    client.force_login(builders.user("clerk", role=RoleName.CLERK, place=builders.SITE))
    with acting(scope=Scope((builders.SITE,)), actor="clerk"):
        answer = client.post(
            "/imports/", {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04" + b"x" * 14 * MB)}
        )
    assert answer.status_code == 302


def test_a_body_without_a_length_is_refused() -> None:
    answer = RequestFactory().post("/login/")
    del answer.META["CONTENT_LENGTH"]
    status = Client().generic("POST", "/login/", b"", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")
    assert status.status_code == 411


@pytest.mark.parametrize("length", ["-1", "x", "１２", "1e9"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    assert Client().generic("POST", "/login/", b"", CONTENT_LENGTH=length).status_code in {400, 411}
