"""Tables of entitlements. Spells are `[start, stop)`; money is in fen; `place` follows the person or household."""

from anju.entitlements.models.booklets import BookletRequest, BookletState
from anju.entitlements.models.households import Income, LandRight, Measure, Monitoring
from anju.entitlements.models.persons import Account, Assistance, Disability, Insurance

__all__ = [
    "Account", "Assistance", "BookletRequest", "BookletState", "Disability", "Income", "Insurance", "LandRight", "Measure",
    "Monitoring",
]  # fmt: skip
