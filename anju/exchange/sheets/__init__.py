"""The workbooks of the labour system, as the importer knows them."""

from anju.exchange.exports import MOST
from anju.exchange.sheets.businesses import BUSINESSES
from anju.exchange.sheets.declared import EXPORT, HOMES, TEMPLATE
from anju.exchange.sheets.labourers import LABOURERS
from anju.exchange.sheets.monthly import MONTHLY
from anju.exchange.sheets.schools import SCHOOLS

SHEETS = (HOMES, TEMPLATE, EXPORT, BUSINESSES, LABOURERS, SCHOOLS, MONTHLY)

__all__ = ["BUSINESSES", "EXPORT", "HOMES", "LABOURERS", "MONTHLY", "MOST", "SCHOOLS", "SHEETS", "TEMPLATE"]
