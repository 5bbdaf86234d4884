"""List pages ask as often for many records as for few: no query hides in a loop."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anju.accounts.scope import Scope, acting
from anju.web.tests.conftest import Two, signed_in
from tests import builders

MORE = 6


def asked(address: str) -> int:
    """How many statements a page takes, log-in and session included."""
    client = signed_in("county")
    client.get(address)
    with CaptureQueriesContext(connection) as held:
        assert client.get(address).status_code == 200
    return len(held)


@pytest.mark.parametrize("address", ["/persons/", "/persons/?sort=-age&sex=1", "/sites/", "/search/?q=邹"])
def test_a_list_asks_as_often_for_many_as_for_few(two: Two, address: str) -> None:
    few = asked(address)
    with acting(scope=Scope.everything(), actor="test"):
        for number in range(MORE):
            code = f"6109261090{number:02d}"
            builders.site(code)
            builders.job(builders.person(builders.family(code), relation="son"))
    assert asked(address) == few
