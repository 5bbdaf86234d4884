"""Judging kinship: who must be older than whom, and how a member stands to a new head. Pure.

A relation is a way: from the head over spouses, children, parents, brothers and sisters. How somebody stands to another
head is the way back from that one and on from there, without its detours; the ways that have a name stand in one table.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from anju.registry.codes import Relation as R

ELDERS = frozenset({
    R.FATHER, R.MOTHER, R.WIFE_FATHER, R.WIFE_MOTHER, R.HUSBAND_FATHER, R.HUSBAND_MOTHER, R.GRANDFATHER, R.GRANDMOTHER,
    R.MOTHERS_FATHER, R.MOTHERS_MOTHER,
})  # fmt: skip
DESCENDANTS = frozenset({
    R.SON, R.DAUGHTER, R.GRANDSON, R.GRANDDAUGHTER, R.DAUGHTERS_SON, R.DAUGHTERS_DAUGHTER, R.GREAT_GRANDSON,
    R.GREAT_GRANDDAUGHTER,
})  # fmt: skip

MAN, WOMAN = True, False
SPOUSE, CHILD, PARENT, PEER = "spouse", "child", "parent", "peer"
_BACK = {SPOUSE: SPOUSE, CHILD: PARENT, PARENT: CHILD, PEER: PEER}


@dataclass(frozen=True)
class Step:
    """One step from a person to a next of kin: what that one is to the person, and whether a man."""

    kin: str
    man: bool


Way = tuple[Step, ...]


def _way(*steps: tuple[str, bool]) -> Way:
    return tuple(Step(kin, man) for kin, man in steps)


# From the head to each relation, as far as one way leads there whoever the head is.
_WAYS: Mapping[R, Way] = {
    R.SON: _way((CHILD, MAN)), R.DAUGHTER: _way((CHILD, WOMAN)),
    R.SON_WIFE: _way((CHILD, MAN), (SPOUSE, WOMAN)), R.DAUGHTER_HUSBAND: _way((CHILD, WOMAN), (SPOUSE, MAN)),
    R.GRANDSON: _way((CHILD, MAN), (CHILD, MAN)), R.GRANDDAUGHTER: _way((CHILD, MAN), (CHILD, WOMAN)),
    R.DAUGHTERS_SON: _way((CHILD, WOMAN), (CHILD, MAN)), R.DAUGHTERS_DAUGHTER: _way((CHILD, WOMAN), (CHILD, WOMAN)),
    R.GREAT_GRANDSON: _way((CHILD, MAN), (CHILD, MAN), (CHILD, MAN)),
    R.GREAT_GRANDDAUGHTER: _way((CHILD, MAN), (CHILD, MAN), (CHILD, WOMAN)),
    R.FATHER: _way((PARENT, MAN)), R.MOTHER: _way((PARENT, WOMAN)),
    R.WIFE_FATHER: _way((SPOUSE, WOMAN), (PARENT, MAN)), R.WIFE_MOTHER: _way((SPOUSE, WOMAN), (PARENT, WOMAN)),
    R.HUSBAND_FATHER: _way((SPOUSE, MAN), (PARENT, MAN)), R.HUSBAND_MOTHER: _way((SPOUSE, MAN), (PARENT, WOMAN)),
    R.GRANDFATHER: _way((PARENT, MAN), (PARENT, MAN)), R.GRANDMOTHER: _way((PARENT, MAN), (PARENT, WOMAN)),
    R.MOTHERS_FATHER: _way((PARENT, WOMAN), (PARENT, MAN)), R.MOTHERS_MOTHER: _way((PARENT, WOMAN), (PARENT, WOMAN)),
    R.NEPHEW: _way((PEER, MAN), (CHILD, MAN)), R.NIECE: _way((PEER, MAN), (CHILD, WOMAN)),
    R.SIBLING_WIFE: _way((PEER, MAN), (SPOUSE, WOMAN)), R.UNCLE: _way((PARENT, MAN), (PEER, MAN)),
}  # fmt: skip
_NAMED: Mapping[Way, R] = {way: relation for relation, way in _WAYS.items()}
# Where two steps lead in one: of whom → next.
_SHORT: Mapping[tuple[str, str], str] = {
    (SPOUSE, CHILD): CHILD, (CHILD, PEER): CHILD, (PEER, PARENT): PARENT, (PARENT, SPOUSE): PARENT,
}  # fmt: skip


@dataclass(frozen=True)
class Lines:
    """How many children of the head, by sex, and how many brothers and sisters there are in the household.

    Where there is one only, "the head's son" said twice means the same man.
    """

    sons: int = 1
    daughters: int = 1
    siblings: int = 1

    @classmethod
    def of(cls, relations: Iterable[str]) -> "Lines":
        """Of the relations of everybody in a household."""
        told = Counter(relations)
        return cls(told[R.SON], told[R.DAUGHTER], told[R.SIBLING])

    def one(self, kin: str, man: bool) -> bool:
        """Whether two of this kin are the same person."""
        many = self.siblings if kin == PEER else self.sons if man else self.daughters
        return many <= 1


ONE_LINE = Lines()


def seen_from(
    new: str, other: str, *, male: bool, new_is_male: bool, head_is_male: bool, lines: Lines = ONE_LINE
) -> R:
    """How somebody stands to the new head, from how both stood to the former one, whose sex is `head_is_male`.

    `male` is the sex of that somebody. What cannot be told for sure becomes 其他; the clerk may say it better.
    """
    to_new, to_other = _leads(new, new_is_male, head_is_male), _leads(other, male, head_is_male)
    if to_new is None or to_other is None:
        return R.OTHER
    return _called(_turned(to_new, head_is_male) + to_other, new_is_male, lines)


def joined(link: str, other: str, *, male: bool, link_is_male: bool, head_is_male: bool) -> R:
    """How somebody stands to the head of a household that takes another one in.

    `link` is what the other head, of sex `link_is_male`, is to this one; `other` what somebody is to the other head.
    """
    to_link, to_other = _leads(link, link_is_male, head_is_male), _leads(other, male, link_is_male)
    if to_link is None or to_other is None:
        return R.OTHER
    return _called(to_link + to_other, head_is_male, ONE_LINE)


def _leads(relation: str, man: bool, head_is_male: bool) -> Way | None:
    """The way from the head to a relation; None where the relation does not tell it."""
    if relation == R.HEAD:
        return ()
    if relation == R.SPOUSE:
        return _way((SPOUSE, not head_is_male))
    return _way((PEER, man)) if relation == R.SIBLING else _WAYS.get(R(relation))


def _turned(way: Way, start_is_male: bool) -> Way:
    """The same way back: to where it began, which is a man or not."""
    sexes = [start_is_male, *(step.man for step in way)]
    return tuple(
        Step(_BACK[step.kin], sex) for step, sex in zip(reversed(way), reversed(sexes[:-1]), strict=True)
    )


def _called(way: Way, start_is_male: bool, lines: Lines) -> R:
    """The name of where a way leads that may have detours."""
    short = _straight(way, start_is_male, lines)
    if short is None or not short:
        return R.OTHER
    if len(short) == 1 and short[0].kin in (SPOUSE, PEER):
        return R.SPOUSE if short[0].kin == SPOUSE else R.SIBLING
    return _NAMED.get(short, R.OTHER)


def _straight(way: Way, start_is_male: bool, lines: Lines) -> Way | None:
    """The way without detours; None where it forks, so that nobody can tell where it leads."""
    steps, at = list(way), 0
    while at + 1 < len(steps):
        before = steps[at - 1].man if at else start_is_male
        made = _two(steps[at], steps[at + 1], before, last=at == 0 and len(steps) == 2, lines=lines)
        if made is None:
            return None
        if len(made) == 2:
            at += 1
            continue
        steps[at : at + 2] = made
        at = max(0, at - 1)
    return tuple(steps)


def _two(one: Step, two: Step, before: bool, *, last: bool, lines: Lines) -> list[Step] | None:
    """Two steps in a row as they are best said; `before` is whether the walk comes from a man."""
    if (one.kin, two.kin) in _SHORT:
        return [Step(_SHORT[one.kin, two.kin], two.man)]
    if one.kin == two.kin == SPOUSE:
        return []
    if (one.kin, two.kin) == (CHILD, PARENT):  # the other parent of a child is the spouse
        return [] if two.man == before else [Step(SPOUSE, two.man)]
    if (one.kin, two.kin) in ((PARENT, CHILD), (PEER, PEER)):  # oneself again, or a brother or sister
        if last or two.man != before:
            return [Step(PEER, two.man)]
        return [] if lines.one(two.kin, two.man) else None
    return [one, two]


def out_of_order(relation: str, born: date, head_born: date) -> str:
    """What is wrong with the ages of a member and the head; empty when nothing is."""
    label = R(relation).label
    if relation in DESCENDANTS and born <= head_born:
        return f"“{label}”的出生日期不晚于户主"
    if relation in ELDERS and born >= head_born:
        return f"“{label}”的出生日期不早于户主"
    return ""


def one_head(spells: Sequence[tuple[date, date | None, bool]]) -> bool:
    """Whether there is one head on each day on which there is anybody; spells are (start, stop, is the head)."""
    days = {start for start, _stop, _head in spells} | {stop for _start, stop, _head in spells if stop}
    for day in days:
        heads = [head for start, stop, head in spells if start <= day and (stop is None or stop > day)]
        if heads and sum(heads) != 1:
            return False
    return True
