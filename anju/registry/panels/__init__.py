"""What the registry shows of a person, a household and a site."""

from anju.registry.panels.changes import changed_rows, changes_of, changes_of_household, changes_of_person
from anju.registry.panels.homes import housing, reclamation
from anju.registry.panels.people import aliases, family, lock_fact, roster
from anju.registry.panels.sites import (
    allocations,
    buildings,
    communities,
    grid_table,
    grids,
    occupations,
    verification_table,
)
from anju.registry.panels.subjects import HIDDEN, HouseholdSubject, PersonSubject, SiteSubject, spell

__all__ = [
    "HIDDEN", "HouseholdSubject", "PersonSubject", "SiteSubject", "aliases", "allocations", "buildings", "changed_rows",
    "changes_of", "changes_of_household", "changes_of_person", "communities", "family", "grid_table", "grids", "housing",
    "lock_fact", "occupations", "reclamation", "roster", "spell", "verification_table",
]  # fmt: skip
