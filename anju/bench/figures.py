"""All figures of the letter on the live ledger beside hand-written statements that give the same numbers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from anju.accounts.scope import Scope, acting
from anju.bench import floors
from anju.bench.report import Line, interleaved
from anju.indicators import queries
from anju.indicators.figures import FigureValue, Number
from anju.kernel.refused import Refused

DAY = date(2021, 8, 31)
LIMIT = 1.5
Held = dict[tuple[str, str], Number]


def _floor(by_site: bool) -> Held:
    """The hand-written statements: (place, code) → value."""
    found: Held = {}
    with connection.cursor() as cursor:
        for statement in floors.statements(by_site):
            cursor.execute(statement, {"day": DAY})
            names = [column.name for column in cursor.description or ()]
            for row in cursor.fetchall():
                held = dict(zip(names, row, strict=True))
                place = held.pop("site", settings.ANJU_COUNTY)
                found |= {(place, code): value for code, value in held.items()}
    return found


def _codes() -> list[str]:
    """The counted figures that the floor gives as well."""
    return sorted({code for _place, code in _floor(by_site=False)})


def _differences(ours: Iterable[FigureValue], floor: Held) -> list[Any]:
    return [(f.scope, f.code) for f in ours if f.value != floor.get((f.scope, f.code), 0)]


def _line(by: str | None, codes: list[str], rounds: int) -> Line:
    def ours() -> list[FigureValue]:
        return queries.figures(DAY, by=by, codes=codes)

    def floor() -> Held:
        return _floor(by_site=by is not None)

    wrong = _differences(ours(), floor())
    if wrong:
        raise Refused(f"测速的两边得数不同：{wrong[:5]}。下限语句与口径不一致，需先改正。")
    measured, least = interleaved(rounds, ours, floor)
    where = f"figures of the letter, by {by}" if by else "figures of the letter, county"
    return Line(where, measured, "s", LIMIT, least, f"{len(codes)} figures, same numbers")


def run(rounds: int) -> list[Line]:
    """County totals, then every site."""
    with acting(scope=Scope.everything(), actor="system:bench"):
        codes = _codes()
        return [_line(None, codes, rounds), _line("site", codes, rounds)]
