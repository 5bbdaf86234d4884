"""What row security costs: the same figures as the acting role under a scope, and as the owner without policies."""

from collections.abc import Callable

from django.db import connection, transaction

from anju.accounts.scope import Scope, acting
from anju.bench.figures import DAY
from anju.bench.report import Line, interleaved
from anju.indicators import queries

LIMIT = 1.1


def _as_owner(work: Callable[[], object]) -> object:
    """Run without policies: the log-in role behind the acting one owns the tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("reset role")
        try:
            return work()
        finally:
            cursor.execute(f"set role {connection.settings_dict['OPTIONS']['assume_role']}")


def run(rounds: int) -> list[Line]:
    """All figures of the catalogue, scope on beside scope off."""

    def scoped() -> object:
        with acting(scope=Scope.everything(), actor="system:bench"):
            return queries.figures(DAY)

    measured, floor = interleaved(max(rounds, 5), scoped, lambda: _as_owner(lambda: queries.figures(DAY)))
    return [
        Line("row security on, all figures", measured, "s", LIMIT, floor, "beside the same without policies")
    ]
