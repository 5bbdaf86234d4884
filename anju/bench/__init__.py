"""Measurements beside their floors: a part is a function of the number of rounds that gives its lines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from anju.accounts.scope import Scope, acting
from anju.bench import closes, figures, imports, load, pages, province, rounds, scope, search, spreadsheet
from anju.bench.report import Line, Report, machine
from anju.kernel.refused import Refused
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


def measure(
    parts: Sequence[str], times: int, more: Mapping[str, Mapping[str, Any]] | None = None
) -> Iterator[Report]:
    """Measure the named parts one after the other, a report as each ends; what a part lacks stands in its report.

    `more` are words that only some of them take.
    """
    known, told = _machine(), more or {}
    for part in parts:
        try:
            yield Report(known, PARTS[part](times, **told.get(part, {})))
        except Refused as refusal:
            yield Report(known, [], f"{part}: {refusal}")
