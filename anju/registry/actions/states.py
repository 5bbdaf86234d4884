"""What is known of a person, changed from a day on or corrected for all days; and changes taken back."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.refused import Refused
from anju.registry.actions import journal
from anju.registry.actions.case import ALONE, LONGEST, About, Followers, finish, follow, opened
from anju.registry.actions.evidence import Evidence, kept
from anju.registry.actions.people import Correction, corrected
from anju.registry.actions.spells import STATE, in_order, replace
from anju.registry.codes import ChangeKind
from anju.registry.models import Change, Household, Membership, Person


@transaction.atomic
def change_state(
    *, household: int, person: int, state: Mapping[str, object], about: About, by: str, on: date
) -> Change:
    """From the day on, education, schooling, health, labour ability, political status or wish to work are others.

    `state` names those that change: keys of STATE, stored codes.
    """
    if unknown := set(state) - set(STATE):
        raise Refused(f"不能登记这些情况：{'、'.join(sorted(unknown))}。")
    case = opened(household, about=about, by=by, on=on)
    spell = case.member(person)
    if all(getattr(spell, name) == value for name, value in state.items()):
        raise Refused("情况没有变化：填写的与台账一致。")
    replace(case, [(spell, dict(state))])
    return finish(case, ChangeKind.STATE, [person])


@transaction.atomic
def correct(
    *, household: int, person: int, correction: Correction, about: About, by: str, on: date
) -> Change:
    """An identity was recorded wrongly: name, number, sex, birth date, ethnicity, phone. It holds for all days past.

    The household is the one of the person's latest membership, deregistered or not.
    """
    case = opened(household, about=about, by=by, on=on, closed=True)
    found = Person.objects.select_for_update().filter(pk=person, memberships__household=household).first()
    if found is None:
        raise Refused("此人不在这一户，或不在您的管辖范围内。请刷新后核对。")
    of_identity = corrected(case, found, correction)
    _lived_in_order(found)
    papers = "corrected_identity" if of_identity else ""
    return finish(case, ChangeKind.CORRECTED, [person], papers=papers)


def _lived_in_order(person: Person) -> None:
    """Nobody was in a household before being born, nor is a child older than the head."""
    first = person.memberships.order_by("start").first()
    if first and first.start < person.birth_date:
        raise Refused(f"更正后的出生日期晚于此人最早的在户日期（{first.start}）。请核对。")
    spell = person.memberships.filter(stop__isnull=True).first()
    if spell is None:
        return
    members = list(
        Membership.objects.filter(household=spell.household_id, stop__isnull=True).select_related("person")
    )
    for member in members:
        in_order(members, member.person, member.relation)


@transaction.atomic
def revert(*, change: int, version: int, why: str, by: str, on: date, followers: Followers = ALONE) -> Change:
    """Take back the last change of a household; everything is as it was before, and the change says who did it and why."""
    if not 1 < len(why.strip()) <= LONGEST:
        raise Refused("请写明撤销的原因（2至200个字），例如“登记到了另一户”。")
    found = Change.objects.select_for_update().filter(pk=change).first()
    if found is None:
        raise Refused("没有这次变动，或不在您的管辖范围内。")
    if found.reverted_on is not None:
        raise Refused(f"这次变动已由 {found.reverted_by} 于 {found.reverted_on} 撤销。")
    about = About(day=found.day, version=version)
    case = opened(*found.households, about=about, by=by, on=on, closed=True)
    for household in case.households:
        _nothing_newer(found, household)
    told = journal.undo(found.journal)
    _settled(found.households, followers)
    followers.restored(told["ended"], by)
    found.reverted_by, found.reverted_on, found.reverted_why = by, on, why.strip()
    found.save(update_fields=["reverted_by", "reverted_on", "reverted_why"])
    detail = {"kind": found.kind, "change": found.pk, "persons": found.persons}
    record(
        act=Act.RECORD_CHANGED, by=by, target=f"household:{found.household_id}", why="撤销变动", detail=detail
    )
    return found


def _nothing_newer(change: Change, household: Household) -> None:
    standing = Change.objects.filter(households__contains=[household.pk], reverted_on__isnull=True)
    last = standing.order_by("-id").first()
    if last is not None and last.pk != change.pk:
        raise Refused(
            f"户 {household.number} 之后又登记了“{last.get_kind_display()}”（{last.day}）。请先撤销后来的变动。"
        )


def _settled(ids: list[int], followers: Followers) -> None:
    """Households as they stand again, with a new version; one that the change had founded is gone."""
    again = list(Household.objects.select_for_update().filter(pk__in=ids))
    for household in again:
        household.version += 1
        household.save(update_fields=["version"])
    follow(again, followers)


@transaction.atomic
def supply_evidence(*, change: int, evidence: Evidence, by: str, on: date) -> Change:
    """The document of a change that was to come later (材料后补) is here; it is added once and never replaced."""
    found = Change.objects.select_for_update(of=("self",)).filter(pk=change).first()
    if found is None:
        raise Refused("没有这次变动，或不在您的管辖范围内。")
    if found.evidence:
        raise Refused("这次变动已有佐证材料，不能替换。材料有误的，请撤销变动后重新登记。")
    found.evidence, found.evidence_name = kept(evidence)
    found.evidence_by, found.evidence_on = by, on
    found.save(update_fields=["evidence", "evidence_name", "evidence_by", "evidence_on"])
    detail = {"kind": found.kind, "change": found.pk, "sm3": found.evidence}
    record(
        act=Act.RECORD_CHANGED,
        by=by,
        target=f"household:{found.household_id}",
        why="补交佐证材料",
        detail=detail,
    )
    return found
