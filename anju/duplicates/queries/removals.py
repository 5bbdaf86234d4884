"""Reading removals, and what stands in the way of one."""

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from anju.duplicates.codes import RemovalState
from anju.duplicates.models import Removal
from anju.employment.codes import LedgerState
from anju.employment.models import Line
from anju.indicators.models import Close
from anju.registry.codes import Relation
from anju.registry.models import Alias, Change, Locked, Membership, Person

REPORTED = (LedgerState.HANDED_IN, LedgerState.ACCEPTED)


def removals(state: str = "") -> QuerySet[Removal]:
    """Removals in scope, the latest first; of one state when it is named."""
    found = Removal.objects.select_related("place").defer("journal").order_by("-pk")
    return found.filter(state=state) if state else found


def removal(pk: int) -> Removal | None:
    """The removal of an id, None where the scope has none."""
    return removals().filter(pk=pk).first()


def standing(person: int) -> Removal | None:
    """The removal of a person that waits or is done."""
    return removals().filter(person=person, state__in=(RemovalState.ASKED, RemovalState.DONE)).first()


def gone(person: int) -> Removal | None:
    """The removal that took a person out of the ledger; None where none did."""
    return removals(RemovalState.DONE).filter(person=person).first()


def barred(person: Person) -> str:
    """Why a record may not be taken out of the ledger; empty where nothing stands in the way."""
    for stands, sentence in (
        (_closed(person), _("这个人已计入结账的月份，不能删除。确属错录的，请登记迁出并写明原因。")),
        (_handed_in(person), _("这个人已在报送的月度台账中，不能删除。请由镇退回台账后再办，或登记迁出。")),
        (_locked(person), _("这个人在锁定人口中，不能删除。请登记迁出并写明原因。")),
        (_changed(person), _("这个人涉及已登记的变动，不能直接删除。请先撤销有关变动。")),
        (_merged(person), _("这份档案是合并而成的，不能删除。请先撤销合并。")),
        (_leads(person), _("这个人是户主，户内还有其他成员，不能删除。请先变更户主。")),
    ):  # fmt: skip
        if stands:
            return sentence
    return ""


def _closed(person: Person) -> bool:
    """Whether a close holds the person: made after the record was, of a month in which the person was on the roster."""
    first = Membership.objects.filter(person=person).order_by("start").values_list("start", flat=True).first()
    events = Person.pgh_event_model.objects.filter(pgh_obj_id=person.pk)  # type: ignore[attr-defined]  # set by pghistory
    known = events.order_by("pgh_id").values_list("pgh_created_at", flat=True).first()
    if first is None or known is None:
        return False
    return Close.objects.filter(month__gte=first.replace(day=1), closed_at__gte=known).exists()


def was_reported(row: Model) -> bool:
    """Whether a row was reported to somebody: a line of a ledger that was handed in, a person of a locked population."""
    if isinstance(row, Line):
        return row.ledger.state in REPORTED
    return isinstance(row, Locked)


def _handed_in(person: Person) -> bool:
    return Line.objects.filter(person=person, ledger__state__in=REPORTED).exists()


def _locked(person: Person) -> bool:
    return Locked.objects.filter(person=person).exists()


def _changed(person: Person) -> bool:
    return Change.objects.filter(persons__contains=[person.pk], reverted_on__isnull=True).exists()


def _merged(person: Person) -> bool:
    return Alias.objects.filter(person=person).exists()


def _leads(person: Person) -> bool:
    homes = Membership.objects.filter(person=person, relation=Relation.HEAD, stop__isnull=True)
    return (
        Membership.objects.filter(household__in=homes.values("household"), stop__isnull=True)
        .exclude(person=person)
        .exists()
    )
