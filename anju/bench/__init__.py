"""Measurements beside their floors: a part is a function of the number of rounds that gives its lines."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection

from anju.accounts.scope import Scope, acting
from anju.bench import closes, figures, imports, load, pages, province, rounds, scope, search, spreadsheet
from anju.bench.report import Line, Report, machine
from anju.registry.models import Person

PARTS: dict[str, Callable[..., list[Line]]] = {
    "figures": figures.run,
    "scope": scope.run,
    "pages": pages.run,
    "search": search.run,
    "rounds": rounds.run,
    "import": imports.run,
    "closes": closes.run,
    "spreadsheet": spreadsheet.run,
    "province": province.run,
    "load": load.run,
}


def _machine() -> str:
    with acting(scope=Scope.everything(), actor="system:bench"), connection.cursor() as cursor:
        cursor.execute("show server_version")
        return machine(cursor.fetchone()[0], f"{Person.objects.count():,} persons in the ledger")


def measure(parts: Sequence[str], times: int, more: Mapping[str, Mapping[str, Any]] | None = None) -> Report:
    """Measure the named parts one after the other; `more` are words that only some of them take.

    Raises Refused where the ledger or its workbooks are missing.
    """
    told = more or {}
    return Report(_machine(), [line for part in parts for line in PARTS[part](times, **told.get(part, {}))])
