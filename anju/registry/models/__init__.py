"""Tables of the registry."""

from anju.registry.models.accounts import PersonAccount
from anju.registry.models.aliases import Alias
from anju.registry.models.changes import (
    Allocation,
    Change,
    Grid,
    HouseholdPast,
    Locked,
    Occupation,
    Reclamation,
    Verification,
)
from anju.registry.models.ledger import (
    Booklet,
    Building,
    Certificate,
    Community,
    Flat,
    Gridded,
    Household,
    Membership,
    Person,
    Site,
)
from anju.registry.models.then import HouseholdThen, PersonThen

__all__ = [
    "Alias", "Allocation", "Booklet", "Building", "Certificate", "Change", "Community", "Flat", "Grid", "Gridded", "Household",
    "HouseholdPast", "HouseholdThen", "Locked", "Membership", "Occupation", "Person", "PersonAccount", "PersonThen",
    "Reclamation", "Site", "Verification",
]  # fmt: skip
