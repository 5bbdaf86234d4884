"""Writing figures and definitions: closing months, making and checking the county's own definitions."""

from anju.indicators.actions.closing import close

__all__ = ["close"]
