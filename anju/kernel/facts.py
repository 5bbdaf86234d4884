"""What a domain gives to indicators: a dataset is one SELECT of flat rows with the day as its parameter.

All deriving (age, labour age, main job, side of the province border) is done in the dataset, so that an
indicator is a filter in a handful of words (architecture.md §1: fat facts, thin indicators).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Choices = tuple[tuple[str, str], ...]


class Kind(StrEnum):
    """Type of a fact column."""

    TEXT = "text"
    INT = "int"
    DECIMAL = "decimal"
    DATE = "date"
    BOOL = "bool"


@dataclass(frozen=True)
class Fact:
    """One column: its type, its name in both languages, the codes that a coded text may hold.

    `shown` columns stand in lists of records; none of them holds personal data unmasked.
    `population` columns tell populations apart that never mix in one ratio (a relocation programme from all).
    """

    kind: Kind
    zh: str
    en: str
    choices: Choices = ()
    shown: bool = True
    population: bool = False


@dataclass(frozen=True)
class Dataset:
    """Flat facts of one day.

    `sql` selects the declared columns under their names, takes `%(day)s`, and has one row per `row` column.
    Besides its own columns every dataset has `place` (code), `town` (nine digits) and `site` (twelve or null).
    `links` names for a key column the kind of record page that it opens (person, household, site).
    `sees` names the group of personal fields (accounts.codes.Field) without which lists of the dataset stay shut.
    `policy` names further parameters of the select: dated values as (`domain/book`, entry), read for the day.
    """

    name: str
    zh: str
    en: str
    row: str
    sql: str
    columns: Mapping[str, Fact]
    links: Mapping[str, str] = field(default_factory=dict)
    policy: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    sees: str = ""

    @property
    def keys(self) -> Mapping[str, str]:
        """The columns that name a record, and what they name: the row, what opens a page, ids of people and communities."""
        ids = (name for name in NAMING if name in self.columns and self.columns[name].kind is Kind.INT)
        return {self.row: self.name} | {name: name for name in ids} | dict(self.links)


NAMING = ("person", "household", "community")


PLACES: Mapping[str, Fact] = {
    "place": Fact(Kind.TEXT, "所在地代码", "Place code", shown=False),
    "town": Fact(Kind.TEXT, "镇代码", "Town code", shown=False),
    "site": Fact(Kind.TEXT, "安置区代码", "Site code", shown=False),
    "place_name": Fact(Kind.TEXT, "所在地", "Place"),
}
