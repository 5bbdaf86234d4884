"""Whether a target is reached, and how far. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from anju.plans.codes import Sense


@dataclass(frozen=True)
class Reached:
    """A target beside the figure. `share` is the figure in per cent of the target, one place; None where that says nothing."""

    met: bool
    share: Decimal | None
    gap: Decimal


def reached(sense: str, wanted: Decimal, value: int | Decimal | None) -> Reached | None:
    """How a figure stands to its target; None where there is no figure.

    `gap` is what is still lacking (or, for a ceiling, what is too much), never below nothing. A ceiling has no share:
    half of what is allowed is not half of the way. Nor has a target of nothing.
    """
    if value is None:
        return None
    figure = Decimal(value)
    short = wanted - figure if sense == Sense.AT_LEAST else figure - wanted
    share = None
    if sense == Sense.AT_LEAST and wanted:
        share = (figure * 100 / wanted).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Reached(short <= 0, share, max(short, Decimal(0)))
