"""Row security: whoever has no scope sees no row of any table that belongs to a place, nor of its history."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from anju.accounts.scope import Scope, acting
from tests import builders
from tests.architecture import source

OPEN = {
    # The tree of places is public (names and codes of towns and sites), and scopes are made of it.
    "regions_place",
    # The user's own row is read at log-in, before any scope is known; `place` is the scope itself.
    "accounts_user",
    "accounts_userevent",
    # Figures and letters are published county figures, not records; pages show them by right.
    "indicators_figure",
    "documents_letter",
}


def scoped_tables() -> list[str]:
    """Every table with a column `place`, event tables included."""
    tables = []
    for model in apps.get_models():
        if model.__module__.startswith("anju.") and any(
            f.column == "place" for f in model._meta.local_concrete_fields
        ):
            tables.append(model._meta.db_table)
    return sorted(set(tables) - OPEN)


def ledger_models() -> Iterator[type[Model]]:
    return (m for m in source.models() if m._meta.db_table in set(scoped_tables()))


@pytest.mark.django_db
def test_every_table_with_a_place_has_row_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_policies p on p.tablename = c.relname "
            "where c.relrowsecurity and p.policyname = 'scope' and p.cmd = 'ALL'"
        )
        secured = {row[0] for row in cursor.fetchall()}
    assert set(scoped_tables()) - secured == set(), "add scope_rows(table) to a migration"


@pytest.mark.django_db
def test_the_acting_role_owns_no_table_and_so_cannot_pass_row_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_tables where tableowner = 'anju_app'")
        assert cursor.fetchone() == (0,)


@pytest.fixture
def a_full_town(county: None) -> None:
    builders.site()
    builders.community()
    family = builders.family()
    builders.job(family.memberships.all()[0].person)


@pytest.mark.parametrize("table", scoped_tables())
def test_a_stranger_without_scope_sees_no_row(table: str, a_full_town: None) -> None:
    assert count(table) == 0


@pytest.mark.parametrize("table", scoped_tables())
def test_a_clerk_of_another_town_sees_no_row(table: str, a_full_town: None) -> None:
    with acting(scope=Scope(("610926101",)), actor="stranger"):
        assert _count(table) == 0


def count(table: str) -> int:
    """Rows that show when the scope is unset, as in a page that forgot to act."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('anju.scope', '', true), set_config('role', 'anju_app', true)")
        seen = _count(table)
        transaction.set_rollback(True)
    return seen


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'select count(*) from "{table}"')
        seen: int = cursor.fetchone()[0]
        return seen


def test_the_builders_did_fill_the_tables_that_the_strangers_look_at(a_full_town: None) -> None:
    tables = (
        "registry_site",
        "registry_person",
        "registry_personevent",
        "employment_job",
        "employment_jobevent",
    )
    assert all(_count(table) > 0 for table in tables)


def test_nobody_writes_a_row_outside_the_own_scope(a_full_town: None) -> None:
    with acting(scope=Scope(("610926101",)), actor="stranger"), connection.cursor() as cursor:
        cursor.execute("update registry_household set address = 'x'")
        assert cursor.rowcount == 0
