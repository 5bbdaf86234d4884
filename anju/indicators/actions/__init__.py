"""Writing figures and definitions: closing months, making and checking the county's own definitions."""

from anju.indicators.actions.closing import close
from anju.indicators.actions.defining import (
    Composed,
    as_composed,
    countable,
    define,
    draft,
    fitted,
    retire,
    review,
)

__all__ = ["Composed", "as_composed", "close", "countable", "define", "draft", "fitted", "retire", "review"]
