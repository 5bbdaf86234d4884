"""What happens to a household as a whole: moved, split, merged, another head."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import IntegrityError, transaction

from anju.kernel.refused import Refused
from anju.regions.models import Level, Place
from anju.registry.actions.case import ALONE, About, Case, Followers, finish, opened, vacate
from anju.registry.actions.members import NOBODY
from anju.registry.actions.spells import STATE, appoint, begin, end, leave, replace, suggested
from anju.registry.codes import ChangeKind, Relation, StartReason, StopReason
from anju.registry.models import Allocation, Change, Flat, Household, Membership
from anju.registry.queries import in_scope

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
    appoint(case, case.main, head, relations)
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
        case.journal.change(case.main, address=address.strip())
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
    if len(spells) == len(case.members(case.main)):
        raise Refused("分户后原户至少要留一人。全户搬走请登记搬移或迁出。")
    new_head = next(spell for spell in spells if spell.person_id == head)
    told = {
        spell.person_id: str(relations.get(spell.person_id) or suggested(new_head, spell)) for spell in spells
    }
    leave(case, spells, StopReason.SPLIT, remaining_head, remaining_relations)
    new = _founded(case, number)
    for spell in sorted(spells, key=lambda spell: spell.person_id != head):
        relation = Relation.HEAD.value if spell.person_id == head else told[spell.person_id]
        _transfer(case, spell, new, relation, StartReason.SPLIT)
    return finish(case, ChangeKind.SPLIT, wanted)


def _founded(case: Case, number: str) -> Household:
    """The new household of a split: everything of the old one but its flat."""
    copied = {name: getattr(case.main, name) for name in _COPIED}
    stem = case.main.number.split("-")[0]
    taken = Household.objects.filter(number__startswith=f"{stem}-").count()
    new = Household(number=number.strip() or f"{stem}-{taken + 1}", start=case.about.day, **copied)
    try:
        with transaction.atomic():
            case.journal.create(new)
    except IntegrityError as error:
        raise Refused(f"户编号 {new.number} 已被使用。请另填一个户编号。") from error
    case.households.append(new)
    return new


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
    """All members of another household join this one, which keeps its head; the other is deregistered."""
    if household == other:
        raise Refused("不能与本户合并。请选择另一户。")
    case = opened(household, other, about=about, by=by, on=on)
    spells = case.members(case.households[1])
    for spell in spells:
        end(case, spell, StopReason.MERGED)
    for spell in spells:
        relation = str(relations.get(spell.person_id) or Relation.OTHER)
        _transfer(case, spell, case.main, relation, StartReason.MERGED)
    return finish(case, ChangeKind.MERGED, [spell.person_id for spell in spells], followers)
