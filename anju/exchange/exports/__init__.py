"""The sheets that the labour system and the national system take, filled from one place's month."""

from anju.exchange.exports.declared import MOST, SHEETS, Drawn, OutSheet, drawn, rows, sheet

__all__ = ["MOST", "SHEETS", "Drawn", "OutSheet", "drawn", "rows", "sheet"]
