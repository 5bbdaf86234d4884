"""How the members of a household stand to another head, as far as it follows from how they stood to the former one."""

from collections.abc import Collection, Mapping, Sequence

from anju.registry import rules
from anju.registry.codes import Relation, Sex
from anju.registry.models import Membership
from anju.registry.rules import Lines

NOTHING: Mapping[int, str] = {}


def proposed(
    members: Sequence[Membership], head: int, within: Collection[int], told: Mapping[int, str] = NOTHING
) -> dict[int, str]:
    """Relation to the next `head` of each of `within`, by person; `told` ones are taken as they are.

    `members` are all of the household as it was, its former head among them. There is one spouse at most, and nobody is
    the child of somebody younger: what would be so is left as 其他.
    """
    new = next(member for member in members if member.person_id == head)
    former = next((member for member in members if member.relation == Relation.HEAD), None)
    head_is_male = former is None or former.person.sex == Sex.MALE
    lines = Lines.of(member.relation for member in members)
    found: dict[int, str] = {}
    for member in members:
        if member.person_id == head or member.person_id not in within:
            continue
        relation = told.get(member.person_id) or _seen(new, member, head_is_male, lines)
        taken = Relation.SPOUSE in {*found.values(), *told.values()}
        if relation == Relation.SPOUSE and taken and member.person_id not in told:
            relation = Relation.OTHER.value
        found[member.person_id] = str(relation)
    return found


def _seen(new: Membership, member: Membership, head_is_male: bool, lines: Lines) -> str:
    relation = rules.seen_from(
        new.relation, member.relation, male=member.person.sex == Sex.MALE, new_is_male=new.person.sex == Sex.MALE,
        head_is_male=head_is_male, lines=lines,
    )  # fmt: skip
    return _in_order(relation, member, new)


def taken_in(link: str, head: Membership, joining: Sequence[Membership]) -> dict[int, str]:
    """How everybody of a household that joins another stands to its `head`; `link` is what their own head is to that one."""
    own = next((member for member in joining if member.relation == Relation.HEAD), None)
    if own is None:
        return {member.person_id: Relation.OTHER.value for member in joining}
    man = own.person.sex == Sex.MALE
    found = {own.person_id: link}
    for member in joining:
        if member.person_id == own.person_id:
            continue
        relation = rules.joined(
            link, member.relation, male=member.person.sex == Sex.MALE, link_is_male=man,
            head_is_male=head.person.sex == Sex.MALE,
        )  # fmt: skip
        spouse = (
            relation == Relation.SPOUSE
        )  # the head's own spouse may live here already: better said than guessed
        found[member.person_id] = Relation.OTHER.value if spouse else _in_order(relation, member, head)
    return found


def _in_order(relation: Relation, member: Membership, head: Membership) -> str:
    wrong = rules.out_of_order(relation, member.person.birth_date, head.person.birth_date)
    return Relation.OTHER.value if wrong else relation.value
