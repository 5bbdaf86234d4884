"""Tables of the registry."""

from anju.registry.models.accounts import PersonAccount
from anju.registry.models.aliases import Alias
from anju.registry.models.changes import (
    Allocation,
    Change,
    Grid,
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

__all__ = [
    "Alias", "Allocation", "Booklet", "Building", "Certificate", "Change", "Community", "Flat", "Grid", "Gridded", "Household",
    "Locked", "Membership", "Occupation", "Person", "PersonAccount", "Reclamation", "Site", "Verification",
]  # fmt: skip
