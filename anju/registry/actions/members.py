"""People who come into a household and leave it: born, married in, moved in; died, married out, moved out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from anju.kernel.refused import Refused
from anju.registry.actions.case import ALONE, About, Followers, finish, opened
from anju.registry.actions.people import NewPerson, found_or_made, made, renewed_phone
from anju.registry.actions.spells import begin, end, leave
from anju.registry.codes import (
    ChangeKind,
    Health,
    Labour,
    Political,
    Relation,
    StartReason,
    StopReason,
    Student,
)
from anju.registry.models import Change, Membership

NOBODY: Mapping[int, str] = {}


@dataclass(frozen=True)
class State:
    """What changes about a person in a household, in stored codes."""

    education: str = ""
    student: str = ""
    health: str = Health.HEALTHY.value
    labour: str = Labour.ORDINARY.value
    political: str = Political.MASSES.value
    willing: bool | None = None


NEWBORN = State(student=Student.TODDLER.value, labour=Labour.NONE.value)


@transaction.atomic
def register_birth(
    *,
    household: int,
    child: NewPerson,
    relation: str,
    about: About,
    by: str,
    on: date,
    state: State = NEWBORN,
) -> Change:
    """A child is born into the household; the day is the birth date that the identity number tells."""
    case = opened(household, about=about, by=by, on=on)
    person = made(case, child, case.main)
    if person.birth_date != about.day:
        raise Refused(f"出生日期（{about.day}）与身份证号中的日期（{person.birth_date}）不一致。请核对。")
    begin(case, person, case.main, relation, StartReason.BORN, **asdict(state))
    return finish(case, ChangeKind.BIRTH, [person.pk])


@transaction.atomic
def register_death(
    *,
    household: int,
    person: int,
    about: About,
    by: str,
    on: date,
    head: int | None = None,
    relations: Mapping[int, str] = NOBODY,
    followers: Followers = ALONE,
) -> Change:
    """A member has died; when it was the head, `head` names the next. Other domains end what death ends."""
    case = opened(household, about=about, by=by, on=on)
    spell = case.member(person)
    if about.day < spell.person.birth_date:
        raise Refused(f"死亡日期（{about.day}）早于出生日期。请核对日期。")
    leave(case, [spell], StopReason.DIED, head, relations)
    case.ended = followers.departed([person], about.day, by)
    return finish(case, ChangeKind.DEATH, [person, *([head] if head else [])], followers)


@transaction.atomic
def marry_in(
    *,
    household: int,
    person: "int | NewPerson",
    relation: str,
    about: About,
    by: str,
    on: date,
    state: State | None = None,
    phone: str = "",
    followers: Followers = ALONE,
) -> Change:
    """Somebody marries into the household: from another household of the ledger (by id), or from outside."""
    return _come(
        household=household, person=person, relation=relation, about=about, by=by, on=on, state=state,
        phone=phone, followers=followers, kind=ChangeKind.MARRIED_IN, came=StartReason.MARRIED_IN, left=StopReason.MARRIED_OUT,
    )  # fmt: skip


@transaction.atomic
def move_in(
    *,
    household: int,
    person: "int | NewPerson",
    relation: str,
    about: About,
    by: str,
    on: date,
    state: State | None = None,
    phone: str = "",
    followers: Followers = ALONE,
) -> Change:
    """Somebody moves into the household, from outside or from another household of the ledger."""
    return _come(
        household=household, person=person, relation=relation, about=about, by=by, on=on, state=state,
        phone=phone, followers=followers, kind=ChangeKind.MOVED_IN, came=StartReason.MOVED_IN, left=StopReason.MOVED_OUT,
    )  # fmt: skip


def _come(
    *,
    household: int,
    person: "int | NewPerson",
    relation: str,
    about: About,
    by: str,
    on: date,
    state: State | None,
    phone: str,
    followers: Followers,
    kind: ChangeKind,
    came: StartReason,
    left: StopReason,
) -> Change:
    """An open membership elsewhere ends on the day; without a `state` the last one known goes on.

    `phone` is told with somebody of the ledger; of a `NewPerson` it is part.
    """
    former = _former(person)
    if former and former.household_id == household:
        raise Refused("此人已是这一户的成员。")
    case = opened(household, *([former.household_id] if former else []), about=about, by=by, on=on)
    if former:
        spell = case.member(former.person_id, case.households[1])
        if spell.relation == Relation.HEAD and len(case.members(case.households[1])) > 1:
            raise Refused("此人是原户的户主。请先在原户登记户主变更。")
        end(case, spell, left)
    arriving = found_or_made(case, person, case.main)
    renewed_phone(case, arriving, phone)
    known = asdict(state) if state else _last_state(arriving.pk)
    begin(case, arriving, case.main, relation, came, **known)
    return finish(case, kind, [arriving.pk], followers)


def _former(person: "int | NewPerson") -> Membership | None:
    """The open membership of somebody who is told by id."""
    if isinstance(person, NewPerson):
        return None
    return Membership.objects.filter(person=person, stop__isnull=True).first()


def _last_state(person: int) -> dict[str, object]:
    last = Membership.objects.filter(person=person).order_by("-start").first()
    return {name: getattr(last, name) for name in asdict(NEWBORN)} if last else asdict(State())


@transaction.atomic
def marry_out(
    *,
    household: int,
    person: int,
    about: About,
    by: str,
    on: date,
    along: Sequence[int] = (),
    head: int | None = None,
    relations: Mapping[int, str] = NOBODY,
    followers: Followers = ALONE,
) -> Change:
    """A member marries into a household that is not in the ledger; `along` are those who go with them (children): they move out."""
    case = opened(household, about=about, by=by, on=on)
    others = [one for one in dict.fromkeys(along) if one != person]
    spells = [case.member(one) for one in (person, *others)]
    leave(
        case,
        spells,
        StopReason.MARRIED_OUT,
        head,
        relations,
        dict.fromkeys(others, StopReason.MOVED_OUT),
    )
    followers.left([person, *others], by)
    return finish(case, ChangeKind.MARRIED_OUT, [person, *others], followers)


@transaction.atomic
def move_out(
    *,
    household: int,
    persons: Sequence[int],
    about: About,
    by: str,
    on: date,
    head: int | None = None,
    relations: Mapping[int, str] = NOBODY,
    followers: Followers = ALONE,
) -> Change:
    """Members leave the county or the programme; when all leave, the household is deregistered."""
    case = opened(household, about=about, by=by, on=on)
    if not persons:
        raise Refused("请选择迁出的人员。")
    leaving = list(dict.fromkeys(persons))
    leave(case, [case.member(person) for person in leaving], StopReason.MOVED_OUT, head, relations)
    followers.left(leaving, by)
    return finish(case, ChangeKind.MOVED_OUT, persons, followers)
