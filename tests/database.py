"""The database of the tests: made by the owner from a migrated template, then used as the application's role.

Migrating takes seconds and each worker needs a database, so the server keeps one migrated template, named after
the content of the migrations; workers copy it. One advisory lock keeps workers, and other checkouts that share
the server, from making it at the same time.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from anju.accounts import rowsecurity
from anju.audit import history
from anju.cli.migrate import quick

PREFIX = "anju_template_"
_LOCK = 61_0926_99


@contextmanager
def locked_server() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """The owner's connection to the server, alone among all test runs on it."""
    held = connection.settings_dict
    with psycopg.connect(
        host=held["HOST"] or None,
        port=held["PORT"] or None,
        user=held["USER"] or None,
        password=held["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as server:
        server.execute("select pg_advisory_lock(%s)", [_LOCK])
        yield server


def template(server: psycopg.Connection[tuple[Any, ...]]) -> str:
    """The name of a migrated template database, made now when the migrations have changed."""
    me = server.info.user
    name = PREFIX + _fingerprint(me)
    mine = "select datname from pg_database where datname like %s and pg_get_userbyid(datdba) = %s"
    present = {row[0] for row in server.execute(mine, [PREFIX + "%", me])}
    if name not in present:
        for stale in present:
            server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(stale)))
        _build(server, name)
    return name


def _build(server: psycopg.Connection[tuple[Any, ...]], name: str) -> None:
    part = f"{name}_part"  # renamed when whole: an interrupted build is not taken for a template
    held = connection.settings_dict["NAME"]
    server.execute(sql.SQL("create database {}").format(sql.Identifier(part)))
    connection.close()
    connection.settings_dict["NAME"] = part
    try:
        with quick():
            call_command("migrate", verbosity=0)
        history.steady_triggers()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = held
    server.execute(
        sql.SQL("alter database {} rename to {}").format(sql.Identifier(part), sql.Identifier(name))
    )


def _fingerprint(user: str) -> str:
    """Changes with any migration of any installed application, the row-security steps, and the owner."""
    files = [Path(rowsecurity.__file__), Path(history.__file__)]
    for config in apps.get_app_configs():
        files += sorted(Path(config.path).glob("migrations/*.py"))
    return hashlib.sha256(user.encode() + b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def flush_as_owner(statements: list[str]) -> None:
    """Empty the tables after a test that committed: the application's role has no right to truncate."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("truncate registry_lockedevent")  # history by SQL: Django does not know the table
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(f"set role {rowsecurity.ROLE}")
