"""Tables of employment. Spells are `[start, stop)`; money is in fen; `place` follows the person or household."""

from anju.employment.models.rounds import Ledger, Line
from anju.employment.models.support import Hiring, Loan, Schooling, Subsidy
from anju.employment.models.work import Job, Linkage, Operator, Training

__all__ = [
    "Hiring",
    "Job",
    "Ledger",
    "Line",
    "Linkage",
    "Loan",
    "Operator",
    "Schooling",
    "Subsidy",
    "Training",
]
