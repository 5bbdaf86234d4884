"""Memberships ended, begun and replaced on the day of a change."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from anju.kernel.refused import Refused
from anju.registry import rules
from anju.registry.actions.case import Case
from anju.registry.codes import Relation, StartReason, StopReason
from anju.registry.models import Household, Membership, Person
from anju.registry.queries.kin import proposed

STATE = ("education", "student", "health", "labour", "political", "willing")
_GOES_ON = (StartReason.CHANGED, StartReason.REHOUSED)
Wanted = tuple[Membership, dict[str, Any]]


def end(case: Case, spell: Membership, reason: StopReason) -> None:
    """End a membership. One that was only continued on that very day is taken back instead: no spell is empty."""
    day = case.about.day
    _not_before(case, spell)
    if day > spell.start:
        case.journal.change(spell, stop=day, stop_reason=reason)
        return
    before = Membership.objects.filter(person=spell.person_id, household=spell.household_id, stop=day).first()
    if spell.start_reason not in _GOES_ON or before is None:
        raise Refused(f"此人 {day} 当天才登记到本户，不能同日离开。请撤销那次登记，或核对日期。")
    case.journal.delete(spell)
    case.journal.change(before, stop_reason=reason)


def _not_before(case: Case, spell: Membership) -> None:
    if case.about.day < spell.start:
        raise Refused(
            f"变动日期（{case.about.day}）早于此人现有一段在户记录的起始日期（{spell.start}）。"
            "请核对日期；补记更早的变动，请先撤销后来的变动。"
        )


def begin(
    case: Case, person: Person, household: Household, relation: str, reason: StartReason, **state: Any
) -> Membership:
    """Begin a membership; raises Refused when the person was in a household on that day or later, or not yet born."""
    day = case.about.day
    for spell in person.memberships.select_related("household"):
        if spell.stop is None:
            raise Refused(
                f"此人仍在户 {spell.household.number} 在册。请先在原户登记变动，或用婚入、并户办理。"
            )
        if spell.stop > day:
            raise Refused(f"此人在户 {spell.household.number} 在册至 {spell.stop}，变动日期不能早于这一天。")
    if day < person.birth_date:
        raise Refused(f"变动日期（{day}）早于此人的出生日期。请核对日期。")
    spell = Membership(
        person=person, household=household, place_id=household.place_id, relation=relation, start=day,
        start_reason=reason, **state,
    )  # fmt: skip
    known(relation)
    in_order(case.members(household), person, relation)
    return case.journal.create(spell)


def known(relation: str) -> None:
    """Refuse what is no relation."""
    if relation not in Relation.values:
        raise Refused(f"与户主关系“{relation}”不在关系代码表中。请重新选择。")


def in_order(members: Sequence[Membership], person: Person, relation: str) -> None:
    """Refuse a second head, and a child older than the head or a parent who is younger."""
    head = next((member for member in members if member.relation == Relation.HEAD), None)
    if head is None or head.person_id == person.pk:
        return
    if relation == Relation.HEAD:
        raise Refused("这一户已有户主。请选择与户主的关系，或先登记户主变更。")
    if wrong := rules.out_of_order(relation, person.birth_date, head.person.birth_date):
        raise Refused(f"{wrong}。请核对与户主关系和出生日期。")


def replace(case: Case, wanted: Sequence[Wanted], reason: StartReason = StartReason.CHANGED) -> None:
    """Give memberships other values from the day on: the open spell ends and the next begins, all before stays.

    A spell that began on the very day is changed itself. Who steps down from the head goes first.
    """
    ordered = sorted(wanted, key=lambda pair: pair[1].get("relation") == Relation.HEAD)
    fresh: list[Membership] = []
    for spell, values in ordered:
        _not_before(case, spell)
        changed = {name: value for name, value in values.items() if getattr(spell, name) != value}
        if not changed:
            continue
        if spell.start == case.about.day:
            case.journal.change(spell, **changed)
            continue
        fresh.append(_continued(case, spell, reason, changed))
        case.journal.change(spell, stop=case.about.day, stop_reason=StopReason(reason.value))
    for spell in fresh:
        case.journal.create(spell)


def _continued(case: Case, spell: Membership, reason: StartReason, changed: dict[str, Any]) -> Membership:
    kept = {
        name: getattr(spell, name) for name in ("person_id", "household_id", "place_id", "relation", *STATE)
    }
    return Membership(start=case.about.day, start_reason=reason, **kept | changed)


def appoint(
    case: Case, before: Sequence[Membership], household: Household, head: int, relations: Mapping[int, str]
) -> None:
    """Make a member the head; how the others stand to the new head is told in `relations` or follows from before.

    `before` are the members as they were when the former head still was there; `relations` are of the members by person.
    """
    members = case.members(household)
    new = next((member for member in members if member.person_id == head), None)
    if new is None:
        raise Refused("新户主必须是这一户的在册成员。请重新选择。")
    _known_members(members, relations)
    others = {member.person_id: member for member in members if member.person_id != head}
    told = {person: relation for person, relation in relations.items() if relation and person in others}
    wanted: list[Wanted] = [(new, {"relation": Relation.HEAD.value})]
    for person, relation in proposed(before, head, others.keys(), told).items():
        member = others[person]
        known(relation)
        if wrong := rules.out_of_order(relation, member.person.birth_date, new.person.birth_date):
            raise Refused(f"{wrong}。请核对各成员与新户主的关系。")
        wanted.append((member, {"relation": relation}))
    replace(case, wanted)


def _known_members(members: Sequence[Membership], relations: Mapping[int, str]) -> None:
    """Nobody is told to be a second head."""
    people = {member.person_id for member in members}
    if Relation.HEAD in {relation for person, relation in relations.items() if person in people}:
        raise Refused("一户只有一名户主。请核对各成员与新户主的关系。")


def leave(
    case: Case,
    spells: Sequence[Membership],
    reason: StopReason,
    head: int | None,
    relations: Mapping[int, str],
    otherwise: Mapping[int, StopReason] = MappingProxyType({}),
) -> None:
    """Members leave the main household; when the head is among them and others stay, the new head is named.

    `otherwise` are the reasons of those who leave for another one.
    """
    before = case.members(case.main)
    leaving = {spell.person_id for spell in spells}
    staying = [member for member in before if member.person_id not in leaving]
    headless = any(spell.relation == Relation.HEAD for spell in spells) and staying
    if headless and head is None:
        raise Refused("户主离开后，其余成员必须有新户主。请指定新户主。")
    for spell in spells:
        end(case, spell, otherwise.get(spell.person_id, reason))
    if headless and head is not None:
        appoint(case, before, case.main, head, relations)
