"""Targets of the year beside what was reached by the newest close of that year."""

from collections.abc import Iterable
from dataclasses import dataclass

from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.figures import Number
from anju.indicators.models import Close
from anju.indicators.queries.closed import closes, held_figures
from anju.indicators.queries.definitions import catalogue
from anju.plans.models import Goal
from anju.plans.queries import goals_of
from anju.plans.rules import Reached, reached


@dataclass(frozen=True)
class Standing:
    """A target with its indicator (None where the catalogue has it no longer), the closed figure, and how far it is."""

    goal: Goal
    item: Indicator | None
    value: Number | None
    reached: Reached | None


def newest_of(year: int) -> Close | None:
    """The close by which a year is judged: its newest month, in its newest version."""
    return closes().filter(month__year=year).order_by("-month", "-version").first()


def standings(year: int, prefix: str, close: Close | None) -> list[Standing]:
    """All targets of a year below a prefix, in the order of the catalogue; three queries, however many there are."""
    goals = list(goals_of(year, prefix).select_related("place"))
    known = catalogue()
    held = held_figures(close, sorted({goal.code for goal in goals})) if close and goals else {}
    found = [_standing(goal, known, held.get((goal.place_id, goal.code))) for goal in goals]
    order = {code: at for at, code in enumerate(known.indicators)}
    return sorted(found, key=lambda one: (order.get(one.goal.code, len(order)), one.goal.place_id))


def _standing(goal: Goal, known: Catalogue, value: Number | None) -> Standing:
    return Standing(goal, known.indicators.get(goal.code), value, reached(goal.sense, goal.value, value))


def codes_of(names: Iterable[str]) -> dict[str, str]:
    """What an indicator is called in a sheet (its Chinese name, or its code) → its code; unknown names are left out."""
    known = catalogue()
    by_name = {item.name_zh: item.code for item in known}
    found = {name: name if name in known else by_name.get(name.strip(), "") for name in names}
    return {name: code for name, code in found.items() if code}
