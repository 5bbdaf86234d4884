"""Invented people: identity numbers, and what a roster says of a person of that age."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from anju.demo.people import names
from anju.demo.people.families import Kin
from anju.demo.targets import ANCHOR
from anju.kernel.identity import MALE, age_on, check_digit
from anju.registry.codes import (
    Education,
    Ethnicity,
    Health,
    Labour,
    Political,
    Relation,
    StartReason,
    StopReason,
    Student,
)

OLD_PREFIX, NEW_PREFIX = "612427", "610926"  # county code until 1999 and since 2000 (domain.md §0.2)
NEW_SINCE = 2000
WORKING_FROM, WORKING_TO = 16, 60
ABLE = frozenset({Labour.SKILLED, Labour.ORDINARY})


@dataclass(slots=True)
class State:
    """What changes about a person: school or education, health, ability, party, wish to work."""

    education: Education | None
    student: Student | None
    health: Health
    labour: Labour
    political: Political
    willing: bool | None


@dataclass(slots=True)
class Person:
    """A member of a household during `[start, stop)`; `before` is the state until `changed_on`."""

    name: str
    sex: str
    born: date
    id_number: str
    ethnicity: Ethnicity
    phone: str
    relation: Relation
    state: State
    start: date
    start_reason: StartReason
    stop: date | None = None
    stop_reason: StopReason | None = None
    before: State | None = None
    changed_on: date | None = None

    def age(self, on: date = ANCHOR) -> int:
        """Completed years on a day."""
        return age_on(self.born, on)

    def present(self, on: date = ANCHOR) -> bool:
        """Whether the person is a member on a day."""
        return self.start <= on and (self.stop is None or self.stop > on)

    @property
    def able(self) -> bool:
        """Whether the person can be at work: of age, out of school, full labour ability."""
        return self.state.labour in ABLE and WORKING_FROM <= self.age() < 66


class Numbers:
    """Identity and telephone numbers, each given out once."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._serials: set[str] = set()
        self._phones: set[str] = set()

    def identity(self, born: date, sex: str) -> str:
        """A valid number that nobody else has: odd serials are men's."""
        prefix = NEW_PREFIX if born.year >= NEW_SINCE else OLD_PREFIX
        day = f"{prefix}{born:%Y%m%d}"
        while True:
            serial = self._rng.randrange(1 if sex == MALE else 2, 1000, 2)
            first17 = f"{day}{serial:03d}"
            if first17 not in self._serials:
                self._serials.add(first17)
                return first17 + check_digit(first17)

    def phone(self) -> str:
        """An invented mobile number of eleven digits."""
        while True:
            number = f"1{self._rng.choice('35789')}{self._rng.randrange(10**9):09d}"
            if number not in self._phones:
                self._phones.add(number)
                return number


_HEALTH = (
    Health.HEALTHY,
    Health.CHRONIC,
    Health.SERIOUS,
    Health.DISABLED,
    Health.CHRONIC_DISABLED,
    Health.SERIOUS_DISABLED,
)
# Upper age, then the cumulated shares of the six states in thousandths.
_HEALTH_BY_AGE = (
    (16, (985, 988, 990, 999, 1000, 1000)),
    (45, (945, 965, 972, 996, 999, 1000)),
    (60, (850, 935, 950, 988, 998, 1000)),
    (70, (600, 875, 915, 970, 997, 1000)),
    (120, (380, 800, 865, 945, 995, 1000)),
)


def _health(rng: Random, age: int) -> Health:
    shares = next(shares for upto, shares in _HEALTH_BY_AGE if age < upto)
    return rng.choices(_HEALTH, cum_weights=shares)[0]


_SCHOOL = (
    *(Student.TODDLER,) * 3, *(Student.PRESCHOOL,) * 3, *(Student.PRIMARY,) * 6,
    Student.GRADE_7, Student.GRADE_8, Student.GRADE_9,
)  # fmt: skip
_LATER = {
    15: (Student.SENIOR_1, Student.VOCATIONAL_1),
    16: (Student.SENIOR_2, Student.VOCATIONAL_2),
    17: (Student.SENIOR_3, Student.VOCATIONAL_3),
    18: (Student.COLLEGE_1, Student.BACHELOR_1),
    19: (Student.COLLEGE_2, Student.BACHELOR_2),
    20: (Student.COLLEGE_3, Student.BACHELOR_3),
    21: (Student.BACHELOR_4, Student.BACHELOR_4),
    22: (Student.MASTER, Student.MASTER),
    23: (Student.MASTER, Student.MASTER),
}
_STAYS = {15: 1.0, 16: 0.93, 17: 0.9, 18: 0.52, 19: 0.5, 20: 0.45, 21: 0.2, 22: 0.04, 23: 0.03}


def _student(rng: Random, age: int) -> Student | None:
    """School of that age; from fifteen on not everybody goes."""
    if age < len(_SCHOOL):
        return _SCHOOL[age]
    return rng.choice(_LATER[age]) if rng.random() < _STAYS.get(age, 0) else None


_EDUCATION = tuple(Education)
_EDUCATION_BY_AGE = (
    (26, (0, 10, 530, 800, 930, 1000)),
    (36, (5, 90, 720, 880, 965, 1000)),
    (50, (15, 270, 850, 965, 993, 1000)),
    (62, (70, 520, 930, 992, 999, 1000)),
    (120, (330, 850, 970, 997, 1000, 1000)),
)


def _education(rng: Random, age: int) -> Education:
    shares = next(shares for upto, shares in _EDUCATION_BY_AGE if age < upto)
    return rng.choices(_EDUCATION, cum_weights=shares)[0]


def _labour(rng: Random, age: int, health: Health) -> Labour:
    """Ability by age and health; healthy people of working age are never weak (upper rule 5_12_008)."""
    dice = rng.random()
    if age < WORKING_FROM:
        return Labour.NONE
    if age >= 70 or health in (Health.SERIOUS_DISABLED, Health.CHRONIC_DISABLED):
        return Labour.LOST if dice < 0.4 else Labour.NONE
    if health in (Health.SERIOUS, Health.DISABLED):
        return Labour.WEAK if dice < 0.55 else Labour.LOST
    if age >= WORKING_TO:
        return Labour.ORDINARY if dice < 0.34 and health == Health.HEALTHY else Labour.WEAK
    if health == Health.CHRONIC:
        return Labour.ORDINARY if dice < 0.62 else Labour.WEAK
    return Labour.SKILLED if dice < 0.17 else Labour.ORDINARY


_POLITICAL = (Political.MEMBER, Political.PROBATIONARY, Political.YOUTH, Political.MASSES)


def _political(rng: Random, age: int) -> Political:
    shares = (0, 0, 300, 1000) if age < 28 else (45, 48, 48, 1000)
    return rng.choices(_POLITICAL, cum_weights=shares)[0] if age >= 18 else Political.MASSES


def state(rng: Random, age: int) -> State:
    """What a roster says of a person of that age: a student has no education yet, everybody else no school."""
    student, health = _student(rng, age), _health(rng, age)
    labour = Labour.NONE if student else _labour(rng, age, health)
    education = None if student else _education(rng, age)
    willing = rng.random() < 0.95 if labour in ABLE else None
    return State(education, student, health, labour, _political(rng, age), willing)


def worker(rng: Random, schooled: State) -> State:
    """The state of a student after leaving school for work."""
    degree = _DEGREES.get(schooled.student, Education.SENIOR) if schooled.student else Education.SENIOR
    return replace(
        schooled,
        student=None,
        education=degree,
        health=Health.HEALTHY,
        labour=Labour.SKILLED if rng.random() < 0.4 else Labour.ORDINARY,
        willing=True,
    )


_DEGREES = {
    Student.COLLEGE_3: Education.COLLEGE,
    Student.BACHELOR_4: Education.BACHELOR,
    Student.MASTER: Education.BACHELOR,
}
# The grade in which a worker of that age left school, for those whose state changed during the two years.
LEFT = {
    18: Student.VOCATIONAL_3,
    19: Student.VOCATIONAL_3,
    21: Student.COLLEGE_3,
    22: Student.BACHELOR_4,
    23: Student.BACHELOR_4,
}

_ETHNIC = (Ethnicity.HAN, Ethnicity.HUI, Ethnicity.TUJIA, Ethnicity.MIAO, Ethnicity.MANCHU)
_ETHNIC_SHARES = list(accumulate((9760, 190, 25, 15, 10)))


def ethnicity(rng: Random) -> Ethnicity:
    """The ethnic group of a household: mostly Han, some Hui."""
    return rng.choices(_ETHNIC, cum_weights=_ETHNIC_SHARES)[0]


def born_at(rng: Random, age: int, on: date = ANCHOR) -> date:
    """A birth date that gives so many completed years on the day."""
    latest = on.toordinal() - round(age * 365.2425)
    day = date.fromordinal(latest - rng.randrange(3, 362))
    return day if age_on(day, on) == age else date.fromordinal(latest - 180)


@dataclass(slots=True)
class Descent:
    """Surnames and group of a family: the father's surname goes to the children."""

    own: str
    married: str
    group: Ethnicity

    def surname(self, kin: Kin, head: Kin, rng: Random) -> str:
        """Surname of a member by relation."""
        if kin.relation in _OWN:
            return self.own
        if kin.relation == Relation.SPOUSE:
            return self.married
        if kin.relation in _FATHERS:
            return self.own if head.sex == MALE else self.married
        return names.surname(rng)


_OWN = {Relation.HEAD, Relation.FATHER, Relation.SIBLING}
_FATHERS = {Relation.SON, Relation.DAUGHTER, Relation.GRANDSON, Relation.GRANDDAUGHTER}


class Makers:
    """Everything from which people are made: the dice and the numbers given out so far."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.numbers = Numbers(rng)

    def person(
        self, kin: Kin, surname: str, group: Ethnicity, start: date, born: date | None = None
    ) -> Person:
        """A person of that relation, sex and age on the anchor day; without a birth date one is drawn."""
        rng = self.rng
        born = born or born_at(rng, kin.age)
        phone = self.numbers.phone() if kin.age >= WORKING_FROM and rng.random() < 0.8 else ""
        return Person(
            name=surname + names.given(rng, kin.sex, born.year),
            sex=kin.sex,
            born=born,
            id_number=self.numbers.identity(born, kin.sex),
            ethnicity=group,
            phone=phone,
            relation=kin.relation,
            state=state(rng, kin.age),
            start=max(start, born),
            start_reason=StartReason.BORN if born > start else StartReason.RELOCATED,
        )

    def family(self, kin: list[Kin], start: date) -> list[Person]:
        """A whole family that moved on that day (later children count from their birth)."""
        rng = self.rng
        descent = Descent(names.surname(rng), names.surname(rng), ethnicity(rng))
        return [self.person(k, descent.surname(k, kin[0], rng), descent.group, start) for k in kin]


def days_after(rng: Random, first: date, last: date) -> date:
    """A day from first to last, both included; `first` where last is not later."""
    return first + timedelta(days=rng.randrange(max((last - first).days, 0) + 1))
