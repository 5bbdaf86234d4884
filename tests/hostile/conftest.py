"""One world for all tests of a file: it is built once, and whatever a test does to it is taken back."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from anju.accounts.scope import Scope, acting
from tests.hostile import world as worlds
from tests.hostile.world import World


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Both sides, all users and tokens, in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        with acting(scope=Scope.everything(), actor="test"):
            yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World) -> Iterator[World]:
    """The world as it was built; what the test writes goes back at its end."""
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)
