"""Families as they are: who lives with the head of a household, how old, in which relation."""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

from anju.kernel.identity import FEMALE, MALE
from anju.registry.codes import Relation

OLDEST = 94
# How often a relocated household has 1, 2, … 8 members before the group's mean is met.
_SIZES = (16, 27, 22, 18, 10, 5, 1.5, 0.5)


@dataclass(slots=True)
class Kin:
    """A member of a family: relation to the head, sex, age in completed years."""

    relation: Relation
    sex: str
    age: int


def sizes(rng: Random, households: int, persons: int) -> list[int]:
    """So many household sizes from 1 to 8 that add up to the persons; raises ValueError where none can."""
    if not households <= persons <= households * len(_SIZES):
        raise ValueError(f"{persons} persons do not fit {households} households")
    numbers = range(1, len(_SIZES) + 1)
    tilt = _tilt(persons / households)
    weights = list(accumulate(w * tilt**k for k, w in zip(numbers, _SIZES, strict=True)))
    drawn = rng.choices(numbers, cum_weights=weights, k=households)
    step = 1 if sum(drawn) < persons else -1
    for _ in range(abs(persons - sum(drawn))):
        i = rng.randrange(households)
        while not 1 <= drawn[i] + step <= len(_SIZES):
            i = rng.randrange(households)
        drawn[i] += step
    return drawn


def _tilt(mean: float) -> float:
    """The factor that brings the mean of the weighted sizes to the wanted one (bisection)."""
    low, high = 0.01, 100.0
    for _ in range(40):
        middle = (low * high) ** 0.5
        weights = [w * middle**k for k, w in enumerate(_SIZES, start=1)]
        if sum(k * w for k, w in enumerate(weights, start=1)) / sum(weights) < mean:
            low = middle
        else:
            high = middle
    return (low * high) ** 0.5


def family(rng: Random, size: int) -> list[Kin]:
    """A family of that size, the head first; every relation occurs as often and at such ages as it can."""
    head = _head(rng, size)
    kin = [head]
    if size > 1 and rng.random() < _MARRIED[min(size, 4)]:
        kin.append(_spouse(rng, head))
    wishes = _wishes(rng, head)
    while len(kin) < size:
        relation = wishes.pop(0) if wishes else rng.choice(_FILL)
        member = _relative(rng, head, kin, relation)
        if member is not None:
            kin.append(member)
    return kin


# Chance that the head lives with a spouse, by size of the household.
_MARRIED = {2: 0.66, 3: 0.86, 4: 0.93}
_FILL = (Relation.SON, Relation.DAUGHTER, Relation.MOTHER, Relation.FATHER, Relation.SIBLING, Relation.OTHER)


def _head(rng: Random, size: int) -> Kin:
    """Heads of small households are mostly old; larger ones are young families, middle-aged or of three generations."""
    dice = rng.random()
    if size == 1:
        age = rng.randint(60, 88) if dice < 0.7 else rng.randint(34, 62)
        return Kin(Relation.HEAD, MALE if rng.random() < 0.58 else FEMALE, age)
    if size == 2:
        age = rng.randint(60, 82) if dice < 0.46 else rng.randint(30, 60)
    elif dice < 0.46:
        age = rng.randint(28, 43)
    elif dice < 0.74:
        age = min(max(round(rng.gauss(51, 5)), 43), 60)
    else:
        age = rng.randint(60, 74)
    return Kin(Relation.HEAD, MALE if rng.random() < 0.76 else FEMALE, age)


def _spouse(rng: Random, head: Kin) -> Kin:
    other = FEMALE if head.sex == MALE else MALE
    years = round(rng.gauss(-2.5 if head.sex == MALE else 2.5, 2.5))
    return Kin(Relation.SPOUSE, other, min(max(head.age + years, 21), OLDEST - 4))


def _wishes(rng: Random, head: Kin) -> list[Relation]:
    """The usual order in which such a household fills, with its chances already thrown."""

    def child() -> Relation:
        return Relation.SON if rng.random() < 0.52 else Relation.DAUGHTER

    if head.age < 48:
        order = [
            (child(), 0.97),
            (child(), 0.78),
            (Relation.MOTHER, 0.36),
            (child(), 0.35),
            (Relation.FATHER, 0.3),
        ]
    elif head.age < 60:
        order = [
            (child(), 0.85), (Relation.MOTHER, 0.42), (Relation.SON_WIFE, 0.3), (Relation.GRANDSON, 0.3),
            (child(), 0.5), (Relation.GRANDDAUGHTER, 0.3), (Relation.FATHER, 0.25), (child(), 0.3),
        ]  # fmt: skip
    else:
        order = [
            (Relation.SON, 0.8), (Relation.GRANDSON, 0.5), (Relation.SON_WIFE, 0.5), (Relation.GRANDDAUGHTER, 0.45),
            (child(), 0.3), (Relation.DAUGHTER_HUSBAND, 0.08), (Relation.DAUGHTERS_SON, 0.2), (Relation.GRANDSON, 0.3),
        ]  # fmt: skip
    return [relation for relation, chance in order if rng.random() < chance]


_CHILDREN = {Relation.SON: MALE, Relation.DAUGHTER: FEMALE}
_GRANDCHILDREN = {Relation.GRANDSON: MALE, Relation.GRANDDAUGHTER: FEMALE, Relation.DAUGHTERS_SON: MALE}
_IN_LAWS = {Relation.SON_WIFE: (Relation.SON, FEMALE), Relation.DAUGHTER_HUSBAND: (Relation.DAUGHTER, MALE)}


def _relative(rng: Random, head: Kin, kin: list[Kin], relation: Relation) -> Kin | None:
    """A member in that relation at a possible age, None where the family leaves no room for one."""
    if relation in _CHILDREN:
        return _child(rng, kin, relation)
    if relation in _GRANDCHILDREN:
        return _grandchild(rng, kin, relation)
    if relation in _IN_LAWS:
        return _in_law(rng, kin, relation)
    if relation in (Relation.FATHER, Relation.MOTHER):
        return _parent(rng, head, kin, relation)
    age = min(max(head.age + rng.randint(-9, 9), 17), OLDEST - 6)
    if relation == Relation.SIBLING:
        return Kin(relation, MALE if rng.random() < 0.6 else FEMALE, age)
    return Kin(Relation.OTHER, rng.choice((MALE, FEMALE)), max(head.age - rng.randint(20, 30), 6))


def _child(rng: Random, kin: list[Kin], relation: Relation) -> Kin | None:
    """A child: the mother was 19 to 41 at birth, and siblings are at least one year apart."""
    parents = [k for k in kin if k.relation in (Relation.HEAD, Relation.SPOUSE)]
    mother = min(parents, key=lambda k: (k.sex != FEMALE, k.age))
    taken = {k.age for k in kin if k.relation in _CHILDREN}
    age = mother.age - min(max(round(rng.gauss(25, 3.6)), 19), 41)
    if age < 0 or age in taken or age > 58:
        return None
    # Grown-up daughters have mostly married out; grown-up sons bring their wives.
    if relation == Relation.DAUGHTER and age > 26 and rng.random() < 0.6:
        return None
    return Kin(relation, _CHILDREN[relation], age)


def _in_law(rng: Random, kin: list[Kin], relation: Relation) -> Kin | None:
    """The spouse of a grown-up child who has none yet."""
    of, sex = _IN_LAWS[relation]
    grown = [k for k in kin if k.relation == of and k.age >= 22]
    if len(grown) <= sum(k.relation == relation for k in kin):
        return None
    return Kin(relation, sex, max(grown[0].age + rng.randint(-4, 2), 21))


def _grandchild(rng: Random, kin: list[Kin], relation: Relation) -> Kin | None:
    """A child of a grown-up child in the household."""
    of = Relation.DAUGHTER if relation == Relation.DAUGHTERS_SON else Relation.SON
    grown = [k.age for k in kin if k.relation == of and k.age >= 22]
    if not grown:
        return None
    age = grown[0] - rng.randint(21, 32)
    return Kin(relation, _GRANDCHILDREN[relation], age) if age >= 0 else None


def _parent(rng: Random, head: Kin, kin: list[Kin], relation: Relation) -> Kin | None:
    """Father or mother of the head, once each, while they may still live."""
    age = head.age + rng.randint(20, 30)
    if age > OLDEST or any(k.relation == relation for k in kin):
        return None
    return Kin(relation, MALE if relation == Relation.FATHER else FEMALE, age)
