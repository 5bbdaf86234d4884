"""Why another office has another figure: by day, by place, by definition, and record by record where it gave a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.figures import Number
from anju.indicators.queries.closed import closed_figures, trend
from anju.indicators.queries.live import chosen, figures
from anju.indicators.queries.places import LEVEL_DIGITS, places_below
from anju.indicators.queries.states import State, reading
from anju.indicators.queries.variations import variations
from anju.kernel.month import Month

NEAREST = 8
"""How many guesses that do not meet the other value are shown."""


class Ground(StrEnum):
    """On which ground two figures differ."""

    AS_OF = "as_of"
    PLACE = "place"
    DEFINITION = "definition"
    INDICATOR = "indicator"


@dataclass(frozen=True)
class Guess:
    """One way to come to another value: the ground, what is different in both languages, the value that it gives.

    `code`, `on` and `scope` open the figure that has this value, where there is one.
    """

    ground: Ground
    zh: str
    en: str
    value: Number
    code: str = ""
    on: str = ""
    scope: str = ""

    def gap(self, theirs: Number) -> Decimal:
        """How far it is from the other value."""
        return abs(Decimal(self.value) - Decimal(theirs))


def explained(code: str, state: State, scope: str, theirs: Number) -> tuple[list[Guess], list[Guess]]:
    """Guesses that give exactly the other value, and the nearest of the others.

    `scope` is a place that the viewer has; raises Refused for an unknown code or place.
    """
    known = state.known
    item = chosen(known, [code])[0]
    ours = _value(state, code, scope)
    found = [
        *_other_days(code, state, scope),
        *_other_places(code, state, scope, ours),
        *_other_definitions(item, known, state, scope),
        *_other_indicators(item, known, state, scope),
    ]
    found = [guess for guess in _once(found) if guess.value != ours]
    found.sort(key=lambda guess: (guess.gap(theirs), guess.ground, guess.zh))
    exact = [guess for guess in found if guess.value == theirs]
    return exact, found[len(exact) : len(exact) + NEAREST]


def _once(found: Sequence[Guess]) -> Iterator[Guess]:
    seen = set()
    for guess in found:
        if (guess.ground, guess.zh, guess.value) not in seen:
            seen.add((guess.ground, guess.zh, guess.value))
            yield guess


def _value(state: State, code: str, scope: str) -> Number | None:
    held = (
        closed_figures(state.close, scope, codes=[code])
        if state.close
        else figures(state.on, scope, codes=[code])
    )
    return held[0].value if held else None


def _other_days(code: str, state: State, scope: str) -> Iterator[Guess]:
    """The same figure in every close, in its earlier versions, and in the ledger as it is now."""
    for point in trend(code, scope):
        for label, value in [
            (point.close, point.value),
            *((f"{point.close}（更正前）", one) for one in point.restated),
        ]:
            if value is not None and label != state.label:
                on = Month.of(point.month).last.isoformat()
                yield Guess(Ground.AS_OF, f"取 {label} 的数", f"the value of {label}", value, code, on, scope)
    for held in figures(state.on, scope, codes=[code]) if state.close else ():
        if held.value is not None:
            yield Guess(
                Ground.AS_OF,
                "按现在的台账计算当日",
                "the day as the ledger has it now",
                held.value,
                code,
                "live",
                scope,
            )


def _other_places(code: str, state: State, scope: str, ours: Number | None) -> Iterator[Guess]:
    """The figure of one place below, and the figure without it."""
    by = {6: "town", LEVEL_DIGITS["town"]: "site"}.get(len(scope))
    if by is None:
        return
    held = (
        closed_figures(state.close, scope, by=by, codes=[code])
        if state.close
        else figures(state.on, scope, by=by, codes=[code])
    )
    names = dict(places_below(scope, by))
    for figure in held:
        if figure.value is None or not figure.value:
            continue
        name = names[figure.scope]
        yield Guess(Ground.PLACE, f"只算{name}", f"{name} only", figure.value, code, "", figure.scope)
        if ours is not None and figure.denominator is None:
            yield Guess(Ground.PLACE, f"不含{name}", f"without {name}", ours - figure.value)


def _other_definitions(item: Indicator, known: Catalogue, state: State, scope: str) -> Iterator[Guess]:
    """The definition with one condition less, or counting something else, over the same facts."""
    if not item.dataset or item.policy:
        return
    with reading(state, item.dataset) as here:
        found = list(variations(item, here.dataset))
        held = here.values([one.item for one in found], scope).get(scope, {}) if found else {}
    for one in found:
        yield Guess(Ground.DEFINITION, one.zh, one.en, held.get(one.item.code, 0))


def _other_indicators(item: Indicator, known: Catalogue, state: State, scope: str) -> Iterator[Guess]:
    """Other indicators of the catalogue that are counted in the same unit."""
    codes = [
        one.code for one in known if one.unit_zh == item.unit_zh and one.code != item.code and not one.policy
    ]
    held = (
        closed_figures(state.close, scope, codes=codes)
        if state.close
        else figures(state.on, scope, codes=codes, known=known)
    )
    for figure in held:
        if figure.value is not None:
            yield Guess(
                Ground.INDICATOR, f"是指标“{figure.name_zh}”", f"it is the indicator “{figure.name_en}”", figure.value,
                figure.code, "", scope,
            )  # fmt: skip
