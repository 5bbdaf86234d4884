"""Which changes need a document, and which still wait for theirs."""

from datetime import date

from django.db.models import QuerySet

from anju.policy import book
from anju.registry.models import Change

BOOK = "registry/evidence"


def needed(entry: str, on: date) -> str:
    """The documents that a kind of change needs on a day, in words; empty where it needs none."""
    return str(book.value(BOOK, entry, on))


def missing(found: QuerySet[Change]) -> QuerySet[Change]:
    """Those changes whose document was to come later and is not here (材料待补); what was taken back needs none."""
    return found.filter(evidence="", reverted_on__isnull=True).exclude(later="")
