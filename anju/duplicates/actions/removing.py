"""Taking a person out of the ledger who was entered by mistake: asked for by one, approved by another, undone where need be.

Nothing that was reported goes: who stands in a closed month, a handed-in ledger, a locked population or a recorded
change leaves the roster by a change, so that every figure still opens down to its records. The history of the rows stays.
"""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.codes import ApprovalKind, Right
from anju.audit.actions import record
from anju.audit.models import Act
from anju.duplicates.actions import second
from anju.duplicates.actions.absorbing import take_away
from anju.duplicates.actions.book import Book, put_back
from anju.duplicates.actions.deciding import reason
from anju.duplicates.codes import RemovalState
from anju.duplicates.models import Removal
from anju.duplicates.queries import removals
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.regions.queries import working_day
from anju.registry.models import Household, Membership, Person
from anju.tasks.actions import raise_task, settle
from anju.tasks.codes import TaskKind


@transaction.atomic
def ask_removal(*, person: int, why: str, by: str, at: datetime) -> Removal:
    """Ask to take a person out of the ledger; tried and taken back, so that what stands in its way is said now."""
    told, on = reason(why), working_day(at)
    found = _person(person)
    member = Membership.objects.select_related("household").filter(person=found).order_by("-start").first()
    asked = Removal(
        person=person, name=found.name_masked, number=member.household.number if member else "",
        place_id=found.place_id, asked_on=on, asked_by=by, asked_why=told,
    )  # fmt: skip
    if removals.standing(person) is not None:
        raise Refused(_("这个人的档案已在申请删除，请等待审批。"))
    trial = transaction.savepoint()
    _remove(person)
    transaction.savepoint_rollback(trial)
    asked.save()
    second.ask(_matter(asked), at=at)
    raise_task(
        kind=TaskKind.APPROVAL, subject=f"removal:{asked.pk}", place=asked.place_id, right=Right.APPROVE,
        title=stored("删除错录人员档案"), url=reverse("removal", args=[asked.pk]), on=on, by=by,
    )  # fmt: skip
    _record(asked, by, told, "removal_asked")
    return asked


@transaction.atomic
def approve_removal(*, removal: int, by: str, at: datetime, why: str = "") -> Removal:
    """Approve a removal that somebody else asked for and carry it out, or carry out one that was approved before."""
    asked, on = _asked(removal), working_day(at)
    remark = " ".join(why.split())[:200]
    decider = second.agree(_matter(asked), by=by, remark=remark, at=at)
    book = _remove(asked.person)
    asked.journal = book.sealed()
    _close(asked, RemovalState.DONE, decider, on, remark)
    _record(asked, by, asked.asked_why, "removed", rows=len(book.ops))
    return asked


@transaction.atomic
def refuse_removal(*, removal: int, why: str, by: str, at: datetime) -> Removal:
    """Refuse a removal that somebody else asked for."""
    told, asked, on = reason(why), _asked(removal), working_day(at)
    decider = second.disagree(_matter(asked), by=by, remark=told, at=at)
    _close(asked, RemovalState.REFUSED, decider, on, told)
    _record(asked, by, told, "removal_refused")
    return asked


@transaction.atomic
def undo_removal(*, removal: int, why: str, by: str, on: date) -> Removal:
    """Put a record back as it was. Raises Refused where something newer stands against it."""
    told = reason(why)
    done = Removal.objects.select_for_update(of=("self",)).filter(pk=removal, state=RemovalState.DONE).first()
    if done is None:
        raise Refused(_("没有这次删除，它已撤销，或不在您的管辖范围内。请刷新后再看。"))
    put_back(done.journal)
    done.state, done.undone_on, done.undone_by, done.undone_why = RemovalState.UNDONE, on, by, told
    done.save()
    _record(done, by, told, "removal_undone")
    return done


def _matter(removal: Removal) -> second.Matter:
    return second.Matter(
        ApprovalKind.DELETION, f"removal:{removal.pk}", {"person": removal.person}, stored("删除错录人员档案"),
        reverse("removal", args=[removal.pk]), removal.asked_why, removal.asked_by,
    )  # fmt: skip


def _asked(pk: int) -> Removal:
    asked = Removal.objects.select_for_update(of=("self",)).filter(pk=pk, state=RemovalState.ASKED).first()
    if asked is None:
        raise Refused(_("没有这个删除申请，它已经办结，或不在您的管辖范围内。请刷新后再看。"))
    return asked


def _person(pk: int) -> Person:
    found = Person.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Refused(_("这个人不在台账中，或不在您的管辖范围内。"))
    return found


def _close(removal: Removal, state: RemovalState, by: str, on: date, why: str) -> None:
    removal.state, removal.decided_on, removal.decided_by, removal.decided_why = state, on, by, why
    removal.save()
    settle(kind=TaskKind.APPROVAL, subject=f"removal:{removal.pk}", on=on, by=by, outcome=str(state.label))


def _record(removal: Removal, by: str, why: str, kind: str, **more: Any) -> None:
    detail = {"kind": kind, "removal": removal.pk} | more
    record(act=Act.RECORD_CHANGED, by=by, target=f"person:{removal.person}", why=why, detail=detail)


def _remove(pk: int) -> Book:
    """Take the person and everything that hangs on the record away; a household of nobody else goes with it."""
    person, book = _person(pk), Book()
    if sentence := removals.barred(person):
        raise Refused(sentence)
    homes = list(
        Household.objects.select_for_update(of=("self",)).filter(memberships__person=person).order_by("pk")
    )
    try:
        with transaction.atomic():
            take_away(book, person)
            for home in homes:
                if not home.memberships.exists():
                    take_away(book, home)
    except IntegrityError as error:
        raise Refused(_("有的台账记录不在您的管辖范围内，不能删除。请由县经办人办理。")) from error
    return book
