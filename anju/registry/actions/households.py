"""What happens to a household as a whole: moved, split, merged, another head."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import IntegrityError, transaction

from anju.kernel.refused import Refused
from anju.regions.models import Level, Place
from anju.registry.actions.case import ALONE, About, Case, Followers, finish, opened, vacate
from anju.registry.actions.members import NOBODY
from anju.registry.actions.spells import STATE, appoint, begin, end, leave, replace
from anju.registry.actions.standing import restate
from anju.registry.codes import ChangeKind, Relation, StartReason, StopReason
from anju.registry.models import Allocation, Change, Flat, Household, Membership
from anju.registry.queries import in_scope
from anju.registry.queries.kin import proposed, taken_in

SERIAL_DIGITS, MOST_SPLITS = 3, 100
_COPIED = (
    "place_id",
    "programme",
    "category",
    "mode",
    "household_class",
    "origin",
    "origin_code",
    "address",
    "lives_there",
)


@transaction.atomic
def change_head(
    *,
    household: int,
    head: int,
    about: About,
    by: str,
    on: date,
    relations: Mapping[int, str] = NOBODY,
) -> Change:
    """Another member becomes the head; the former one stays."""
    case = opened(household, about=about, by=by, on=on)
    spell = case.member(head)
    if spell.relation == Relation.HEAD:
        raise Refused("此人已是户主。")
    appoint(case, case.members(case.main), case.main, head, relations)
    return finish(case, ChangeKind.HEAD, [head, *(m.person_id for m in case.members(case.main))])


@transaction.atomic
def rehouse(
    *,
    household: int,
    about: About,
    by: str,
    on: date,
    place: str = "",
    flat: int | None = None,
    address: str | None = None,
    followers: Followers = ALONE,
) -> Change:
    """The household moves to another site (`place`), another flat, or both; without a flat it gives its flat up."""
    case = opened(household, about=about, by=by, on=on)
    target = place or case.main.place_id
    moved = target != case.main.place_id
    if not moved and flat == case.main.flat_id:
        raise Refused("安置区和住房都没有变化。请选择新的安置区或住房。")
    members = case.members(case.main)
    if moved:
        _reachable(target)
        case.journal.change(case.main, place_id=target)
        replace(case, [(member, {"place_id": target}) for member in members], StartReason.REHOUSED)
    vacate(case, case.main)
    _allot(case, flat, target)
    if address is not None:
        restate(case, case.main, address=address.strip())
    return finish(case, ChangeKind.REHOUSED, [member.person_id for member in members], followers)


def _reachable(place: str) -> None:
    """The target is a site within the scope of who records."""
    if not Place.objects.filter(pk=place, level=Level.SITE).exists():
        raise Refused("没有这个安置区。请重新选择。")
    if not in_scope(place):
        raise Refused("迁入的安置区不在您的管辖范围内。跨范围的搬移请由镇或县经办人办理。")


def _allot(case: Case, flat: int | None, place: str) -> None:
    """Give the household the flat, which must stand on the place and be free."""
    case.journal.change(case.main, flat_id=flat)
    if flat is None:
        return
    found = Flat.objects.select_for_update(of=("self",)).filter(pk=flat).first()
    if found is None or found.place_id != place:
        raise Refused("所选住房不在这个安置区。请重新选择。")
    if Allocation.objects.filter(flat=found, stop__isnull=True).exists():
        raise Refused("所选住房已分给另一户。请选择空房，或先登记那一户的搬移。")
    if Allocation.objects.filter(flat=found, stop__gt=case.about.day).exists():
        raise Refused("所选住房在变动日期当天还属于另一户。请核对日期。")
    case.journal.create(
        Allocation(
            place_id=place, grid_id=found.grid_id, flat=found, household=case.main, start=case.about.day
        )
    )


@transaction.atomic
def split(
    *,
    household: int,
    persons: Sequence[int],
    head: int,
    about: About,
    by: str,
    on: date,
    number: str = "",
    relations: Mapping[int, str] = NOBODY,
    remaining_head: int | None = None,
    remaining_relations: Mapping[int, str] = NOBODY,
) -> Change:
    """Some members become a household of their own under `head`; somebody stays, with a head."""
    case = opened(household, about=about, by=by, on=on)
    wanted = dict.fromkeys(persons)
    if head not in wanted:
        raise Refused("新户的户主必须是分出的成员之一。请重新选择。")
    spells = [case.member(person) for person in wanted]
    members = case.members(case.main)
    if len(spells) == len(members):
        raise Refused("分户后原户至少要留一人。全户搬走请登记搬移或迁出。")
    given = {person: relation for person, relation in relations.items() if relation}
    told = proposed(members, head, wanted.keys(), given)
    leave(case, spells, StopReason.SPLIT, remaining_head, remaining_relations)
    new = _founded(case, number)
    for spell in sorted(spells, key=lambda spell: spell.person_id != head):
        relation = Relation.HEAD.value if spell.person_id == head else told[spell.person_id]
        _transfer(case, spell, new, relation, StartReason.SPLIT)
    return finish(case, ChangeKind.SPLIT, wanted)


def _founded(case: Case, number: str) -> Household:
    """The new household of a split: everything of the old one but its flat."""
    copied = {name: getattr(case.main, name) for name in _COPIED}
    for wanted in [number.strip()] if number.strip() else _next_numbers(case.main):
        new = Household(number=wanted, start=case.about.day, **copied)
        try:
            with transaction.atomic():
                case.journal.create(new)
        except IntegrityError:  # taken, perhaps at a place out of sight: the next one
            continue
        case.households.append(new)
        return new
    raise Refused(f"户编号 {number.strip() or case.main.number} 已被使用。请另填一个户编号。")


def _next_numbers(home: Household) -> list[str]:
    """Numbers for a household that splits off, the lowest free one first: that of the home and a serial.

    A household that split off itself goes on with the serials of the one from which it came.
    """
    stem, dash, serial = home.number.rpartition("-")
    split_off = bool(dash) and len(serial) < SERIAL_DIGITS and Household.objects.filter(number=stem).exists()
    stem = stem if split_off else home.number
    taken = set(Household.objects.filter(number__startswith=f"{stem}-").values_list("number", flat=True))
    return [one for serial in range(1, MOST_SPLITS) if (one := f"{stem}-{serial}") not in taken]


def _transfer(case: Case, spell: Membership, to: Household, relation: str, reason: StartReason) -> None:
    begin(case, spell.person, to, relation, reason, **{name: getattr(spell, name) for name in STATE})


@transaction.atomic
def merge(
    *,
    household: int,
    other: int,
    about: About,
    by: str,
    on: date,
    relations: Mapping[int, str],
    followers: Followers = ALONE,
) -> Change:
    """All members of another household join this one, which keeps its head; the other is deregistered.

    `relations` are to this head, by person. Told of the other head alone, those of the rest follow from it.
    """
    if household == other:
        raise Refused("不能与本户合并。请选择另一户。")
    case = opened(household, other, about=about, by=by, on=on)
    spells = case.members(case.households[1])
    told = _as_told(case.members(case.main), spells, relations)
    for spell in spells:
        end(case, spell, StopReason.MERGED)
    for spell in spells:
        _transfer(case, spell, case.main, told[spell.person_id], StartReason.MERGED)
    return finish(case, ChangeKind.MERGED, [spell.person_id for spell in spells], followers)


def _as_told(
    members: Sequence[Membership], joining: Sequence[Membership], relations: Mapping[int, str]
) -> dict[int, str]:
    link = next((relations.get(one.person_id) for one in joining if one.relation == Relation.HEAD), None)
    derived = taken_in(link or Relation.OTHER.value, members[0], joining) if members else {}
    return {
        one.person_id: str(relations.get(one.person_id) or derived.get(one.person_id) or Relation.OTHER)
        for one in joining
    }
