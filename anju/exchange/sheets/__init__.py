"""The workbooks of the labour system, as the importer knows them."""

from anju.exchange.sheets.declared import EXPORT, HOMES, MOST, SHEETS, TEMPLATE

__all__ = ["EXPORT", "HOMES", "MOST", "SHEETS", "TEMPLATE"]
