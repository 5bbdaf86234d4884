"""What all tests share: a data folder and a database of their own, the application's role, the county's scope."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from hypothesis import settings as hypothesis
from pytest_django.plugin import DjangoDbBlocker

from anju import embedded
from anju.accounts.rowsecurity import ROLE
from anju.accounts.scope import Scope, acting
from tests import database

# A loaded machine is no failure; and nothing is kept between runs, so that each machine sees the same.
hypothesis.register_profile("anju", deadline=None, database=None)
hypothesis.load_profile("anju")


def pytest_configure(config: pytest.Config) -> None:
    """Each process writes files and closes into a folder of its own; keys stay in ANJU_HOME, which workers share."""
    folder = Path(tempfile.mkdtemp(prefix="anju-test-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    settings.ANJU_FILES = folder / "files"
    settings.ANJU_CLOSES = folder / "closes"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # the server of static files warns without it
    settings.ANJU_SECOND_FACTOR = "off"  # tests of the second factor switch it on
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # log-ins cost nothing


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The set-up acts as the owner of the database, on the embedded server or the one of DATABASE_URL."""
    if not os.environ.get("DATABASE_URL"):
        embedded.start(settings.ANJU_HOME)
    connection.settings_dict["OPTIONS"].pop("assume_role", None)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Copy the template, then take the application's role for every test; drop the copy at the end."""
    creation = connection.creation
    with django_db_blocker.unblock():
        with database.locked_server() as server:
            connection.settings_dict["TEST"]["TEMPLATE"] = database.template(server)
            before = connection.settings_dict["NAME"]
            creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
        connection.settings_dict["OPTIONS"]["assume_role"] = ROLE
        pytest.MonkeyPatch().setattr(connection.ops, "execute_sql_flush", database.flush_as_owner)
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["OPTIONS"].pop("assume_role")
        creation.destroy_test_db(before, verbosity=0)


@pytest.fixture
def county(db: None) -> Iterator[None]:
    """Act for the whole county."""
    with acting(scope=Scope.everything(), actor="test"):
        yield


@pytest.fixture(autouse=True)
def in_chinese() -> None:
    """The language of the interface, whatever a command that ran before in this process has switched to."""
    translation.activate(settings.LANGUAGE_CODE)
