"""Merging two records of one person: asked for by one officer, approved by another, taken back where need be."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.codes import ApprovalKind, Right
from anju.audit.actions import record
from anju.audit.models import Act
from anju.duplicates.actions import second, spells
from anju.duplicates.actions.absorbing import absorb, links
from anju.duplicates.actions.book import Book, put_back
from anju.duplicates.actions.deciding import reason
from anju.duplicates.actions.finding import tell
from anju.duplicates.codes import MergeState, PairState
from anju.duplicates.models import Merge, Pair
from anju.duplicates.queries.removals import was_reported
from anju.employment.models import Line
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.regions.queries import working_day
from anju.registry.models import Alias, Household, Membership, Person
from anju.tasks.actions import raise_task, settle
from anju.tasks.codes import TaskKind

# What is taken from one of the two records: the name of the choice, and the fields that go together.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "number": ("id_number", "id_digest", "id_masked", "sex", "birth_date"),
    "name": ("name", "pinyin", "initials", "name_masked"),
    "ethnicity": ("ethnicity",),
    "phone": ("phone", "phone_digest", "phone_masked"),
}
HOUSEHOLD = "household"
# Memberships tell where somebody lived then, lines belong to the ledger of their place, and a record that something was
# reported under to where it was: none of them follows.
STAY = (Membership, Line, Person)


@transaction.atomic
def ask_merge(
    *, pair: int, survivor: int, choice: Mapping[str, int], why: str, by: str, at: datetime
) -> Merge:
    """Ask to merge a pair; `choice` says for each of CHOICES and for the household from which record it is taken.

    The merge is tried and taken back, so that what stands in its way is said now and not to the approver.
    """
    told, on = reason(why), working_day(at)
    found = _pair(pair, PairState.OPEN)
    both = (found.first, found.second)
    wanted = {name: choice.get(name, survivor) for name in (HOUSEHOLD, *CHOICES)}
    if survivor not in both or any(one not in both for one in wanted.values()):
        raise Refused(_("请从两份档案中选择保留哪一份。"))
    asked = Merge(
        pair=found, place_id=found.place_id, survivor=survivor, merged=both[0] if survivor == both[1] else both[1],
        choice=wanted, asked_on=on, asked_by=by, asked_why=told,
    )  # fmt: skip
    trial = transaction.savepoint()
    _merge(asked, on)
    transaction.savepoint_rollback(trial)
    asked.save()
    second.ask(_matter(asked), at=at)
    _decide(found, PairState.ASKED, on, by, told)
    raise_task(
        kind=TaskKind.APPROVAL, subject=f"merge:{asked.pk}", place=found.place_id, right=Right.APPROVE,
        title=stored("合并重复人员档案"), url=reverse("merge", args=[asked.pk]), on=on, by=by,
    )  # fmt: skip
    _record(asked, by, told, "merge_asked")
    tell(on=on, by=by)
    return asked


@transaction.atomic
def approve(*, merge: int, by: str, at: datetime, why: str = "") -> Merge:
    """Approve a merge that somebody else asked for and carry it out, or carry out one that was approved before."""
    asked, on = _asked(merge), working_day(at)
    remark = " ".join(why.split())[:200]
    decider = second.agree(_matter(asked), by=by, remark=remark, at=at)
    homes = _homes(asked)
    book = _merge(asked, on)
    _overtake(asked, homes)
    asked.journal = book.sealed()
    _close(asked, MergeState.DONE, decider, on, remark)
    Pair.objects.filter(pk=asked.pair_id).update(state=PairState.MERGED)
    _others(asked.merged)
    _record(asked, by, asked.asked_why, "merged", rows=len(book.ops))
    tell(on=on, by=by)
    return asked


@transaction.atomic
def refuse(*, merge: int, why: str, by: str, at: datetime) -> Merge:
    """Refuse a merge that somebody else asked for; the pair waits again."""
    told, asked, on = reason(why), _asked(merge), working_day(at)
    _close(asked, MergeState.REFUSED, second.disagree(_matter(asked), by=by, remark=told, at=at), on, told)
    _wait(asked.pair_id)
    _record(asked, by, told, "merge_refused")
    tell(on=on, by=by)
    return asked


@transaction.atomic
def undo(*, merge: int, why: str, by: str, on: date) -> Merge:
    """Take a merge back: both records are as they were. Raises Refused where something newer stands against it."""
    told = reason(why)
    done = Merge.objects.select_for_update(of=("self",)).filter(pk=merge, state=MergeState.DONE).first()
    if done is None:
        raise Refused(_("没有这次合并，它已撤销，或不在您的管辖范围内。请刷新后再看。"))
    put_back(done.journal)
    _overtake(done)
    done.state, done.undone_on, done.undone_by, done.undone_why = MergeState.UNDONE, on, by, told
    done.save()
    _wait(done.pair_id)
    _record(done, by, told, "merge_undone")
    tell(on=on, by=by)
    return done


def _homes(merge: Merge) -> list[int]:
    """The households in which either of the two is or was."""
    spells = Membership.objects.filter(person__in=(merge.survivor, merge.merged))
    return list(spells.values_list("household", flat=True).distinct())


def _overtake(merge: Merge, homes: Sequence[int] = ()) -> None:
    """Whoever has a page of these households open is told that it is overtaken; versions only ever grow."""
    Household.objects.filter(pk__in=homes or _homes(merge)).update(version=F("version") + 1)


def _matter(merge: Merge) -> second.Matter:
    words = {
        "pair": merge.pair_id,
        "survivor": merge.survivor,
        "merged": merge.merged,
        "choice": merge.choice,
    }
    return second.Matter(
        ApprovalKind.MERGE, f"merge:{merge.pk}", words, stored("合并重复人员档案"), reverse("merge", args=[merge.pk]),
        merge.asked_why, merge.asked_by,
    )  # fmt: skip


def _pair(pk: int, *states: str) -> Pair:
    found = Pair.objects.select_for_update(of=("self",)).filter(pk=pk, state__in=states).first()
    if found is None:
        raise Refused(_("这一对已经核对过，或不在您的管辖范围内。请刷新后再看。"))
    return found


def _asked(pk: int) -> Merge:
    asked = Merge.objects.select_for_update(of=("self",)).filter(pk=pk, state=MergeState.ASKED).first()
    if asked is None:
        raise Refused(_("没有这个合并申请，它已经办结，或不在您的管辖范围内。请刷新后再看。"))
    return asked


def _close(merge: Merge, state: MergeState, by: str, on: date, why: str) -> None:
    merge.state, merge.decided_on, merge.decided_by, merge.decided_why = state, on, by, why
    merge.save()
    settle(kind=TaskKind.APPROVAL, subject=f"merge:{merge.pk}", on=on, by=by, outcome=str(state.label))


def _decide(pair: Pair, state: PairState, on: date, by: str, why: str) -> None:
    pair.state, pair.decided_on, pair.decided_by, pair.decided_why = state, on, by, why
    pair.save()


def _wait(pair: int) -> None:
    Pair.objects.filter(pk=pair).update(state=PairState.OPEN, decided_on=None, decided_by="", decided_why="")


def _others(merged: int) -> None:
    """Other open pairs with the record that is gone no longer hold; the next run finds them anew with the survivor."""
    for side in ("first", "second"):
        Pair.objects.filter(**{side: merged}, state=PairState.OPEN).update(state=PairState.CLOSED)


def _record(merge: Merge, by: str, why: str, kind: str, **more: Any) -> None:
    detail = {"kind": kind, "survivor": merge.survivor, "merged": merge.merged, "merge": merge.pk} | more
    record(act=Act.RECORD_CHANGED, by=by, target=f"person:{merge.survivor}", why=why, detail=detail)


def _merge(asked: Merge, on: date) -> Book:
    """Do it: memberships, everything that hangs on the other record, the record itself, the values chosen.

    Lines of ledgers that were handed in, and locked persons, stay counted as they were reported: under the other record,
    which stays for their sake, marked as merged and without memberships.
    """
    locked = Person.objects.select_for_update(of=("self",)).filter(pk__in=(asked.survivor, asked.merged))
    persons = {person.pk: person for person in locked.order_by("pk")}
    if len(persons) < 2:
        raise Refused(_("两份档案中有一份已不在台账中，或不在您的管辖范围内。请由能看到两人的上一级办理。"))
    survivor, merged, book = persons[asked.survivor], persons[asked.merged], Book()
    kept = int(asked.choice[HOUSEHOLD])
    try:
        with transaction.atomic():
            spells.fit(
                book, kept=kept, other=asked.merged if kept == asked.survivor else asked.survivor, on=on
            )
            reported = absorb(book, merged, survivor, stays=was_reported)
            taken = {
                name: getattr(persons[asked.choice[group]], name)
                for group, names in CHOICES.items()
                for name in names
            }
            alias = _alias(asked, persons, on)
            if reported:
                book.change(merged, survivor_id=survivor.pk, id_digest=f"merged:{merged.pk}")
            else:
                book.delete(merged)
            places = {survivor.place_id, merged.place_id}
            book.change(survivor, **taken, **_where(survivor))
            alias.place_id = survivor.place_id
            book.create(alias)
            _follow(book, survivor, places)
    except IntegrityError as error:
        raise Refused(
            _("有的台账记录不在您的管辖范围内，或两份档案的记录互相矛盾，不能合并。请由县经办人核对办理。")
        ) from error
    return book


def _alias(asked: Merge, persons: Mapping[int, Person], on: date) -> Alias:
    """The number that is given up, with the id and name of the record that is given up."""
    given_up = persons[asked.survivor if asked.choice["number"] == asked.merged else asked.merged]
    return Alias(
        person_id=asked.survivor, former=asked.merged, name=persons[asked.merged].name, since=on,
        id_number=given_up.id_number, id_digest=given_up.id_digest, id_masked=given_up.id_masked,
    )  # fmt: skip


def _where(person: Person) -> dict[str, Any]:
    """Where the person lives by the open membership; who has left stays where the record was."""
    spell = Membership.objects.filter(person=person, stop__isnull=True).first()
    return {"place_id": spell.place_id, "grid_id": spell.grid_id} if spell else {}


def _follow(book: Book, person: Person, places: set[str]) -> None:
    """Records lie where the person lives, so that its clerk sees them."""
    for model, field in links(Person):
        if model in STAY or "place" not in {one.name for one in model._meta.concrete_fields}:
            continue
        strayed = model._base_manager.filter(
            **{field.name: person.pk, "place__in": places - {person.place_id}}
        )
        for row in strayed.order_by("pk"):
            book.change(row, place_id=person.place_id)
