"""One person is in one household at a time: the memberships of two records are fitted together."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from anju.duplicates.actions.book import Book
from anju.kernel.refused import Refused
from anju.registry.codes import Relation, StartReason, StopReason
from anju.registry.models import Household, Membership

Span = tuple[date, date]


def _span(spell: Membership) -> Span:
    return spell.start, spell.stop or date.max


def remaining(span: Span, taken: Sequence[Span]) -> list[Span]:
    """What is left of a span without the spans that are taken."""
    left = [span]
    for start, stop in taken:
        left = [
            piece
            for first, last in left
            for piece in ((first, min(last, start)), (max(first, stop), last))
            if piece[0] < piece[1]
        ]
    return left


def fit(book: Book, *, kept: int, other: int, on: date) -> None:
    """Keep the memberships of one record, and of the other's what does not overlap them.

    Raises Refused where a household would lose its head, or a spell would fall in two.
    """
    mine, theirs = _spells(kept), _spells(other)
    taken = [_span(spell) for spell in mine]
    touched = set()
    for spell in theirs:
        left = remaining(_span(spell), taken)
        if left == [_span(spell)]:
            continue
        touched.add(spell.household_id)
        if len(left) > 1:
            raise Refused(_("两份档案的在户时间交错，无法自动合并。请先更正其中一份的在户记录，再合并。"))
        if left:
            _cut(book, spell, *left[0])
        else:
            book.delete(spell)
    for household in Household.objects.select_for_update(of=("self",)).filter(pk__in=touched).order_by("pk"):
        _settle(book, household, on)


def _spells(person: int) -> list[Membership]:
    return list(
        Membership.objects.select_for_update(of=("self",)).filter(person=person).order_by("start", "pk")
    )


def _cut(book: Book, spell: Membership, start: date, stop: date) -> None:
    words: dict[str, object] = {}
    if start != spell.start:
        words |= {"start": start, "start_reason": StartReason.CHANGED.value}
    if stop != _span(spell)[1]:
        words |= {"stop": stop, "stop_reason": StopReason.CHANGED.value}
    book.change(spell, **words)


def _settle(book: Book, household: Household, on: date) -> None:
    """A household without members is deregistered; one with members needs its head."""
    if household.stop is not None:
        return
    members = list(Membership.objects.filter(household=household, stop__isnull=True))
    if not members:
        _close(book, household, on)
    elif not any(member.relation == Relation.HEAD for member in members):
        raise Refused(
            _("合并后户 %(number)s 没有户主。请先在该户登记户主变更，或保留另一份档案的在户记录，再合并。")
            % {"number": household.number}
        )


def _close(book: Book, household: Household, on: date) -> None:
    if on <= household.start:
        raise Refused(
            _("户 %(number)s 合并后没有成员，但搬迁日期不早于今天，不能注销。请先核对搬迁日期。")
            % {"number": household.number}
        )
    for allocation in household.allocations.select_for_update().filter(stop__isnull=True).order_by("pk"):
        if allocation.start >= on:
            book.delete(allocation)
        else:
            book.change(allocation, stop=on)
    book.change(household, stop=on, flat_id=None)
