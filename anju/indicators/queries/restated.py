"""What a restatement changed, and what was accepted when a month was closed."""

from collections.abc import Iterator
from typing import Any

from anju.indicators.catalogue import Indicator
from anju.indicators.crosschecks import Break
from anju.indicators.figures import FigureValue, Number
from anju.indicators.models import Close
from anju.indicators.queries.closed import breaks_of, closed_figures, sealed_catalogue
from anju.indicators.queries.places import names_of


def changed(
    before: Close, after: Close, scope: str
) -> Iterator[tuple[Indicator, Number | None, Number | None]]:
    """Indicators whose figure of a place differs between two closes, with both values."""
    known = sealed_catalogue(after)
    old = {figure.code: figure for figure in closed_figures(before, scope)}
    for figure in closed_figures(after, scope):
        earlier: FigureValue | None = old.get(figure.code)
        if earlier is None or earlier.value != figure.value:
            yield known.get(figure.code), earlier.value if earlier else None, figure.value


def told_breaks(close: Close) -> list[dict[str, Any]]:
    """The broken cross-checks that were accepted with a close, each as a sentence."""
    found = breaks_of(close)
    known, names = sealed_catalogue(close), names_of({one["place"] for one in found})
    return [
        one
        | {
            "sentence": Break(
                one["code"], one["kind"], tuple(one["parts"]), one["place"], one["left"], one["right"]
            ).sentence(known, names)
        }
        for one in found
    ]
