"""What happens in families during the two years: deaths, births, marriages, moves, and leaving school for work."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from anju.demo.people import names
from anju.demo.people.families import Kin
from anju.demo.people.households import LEDGER_FROM, Household, HouseholdMaker, departed
from anju.demo.people.persons import ABLE, LEFT, Person, days_after, state, worker
from anju.demo.targets import ANCHOR, YEAR_END
from anju.kernel.identity import FEMALE, MALE
from anju.registry.codes import Health, Labour, Relation, StartReason, StopReason

# Events in a county of full size; `happen` scales them by the number of households.
FULL_SIZE = 32526
DIED_BEFORE, DIED_AFTER = 330, 95
LEFT_BEFORE, LEFT_AFTER = 170, 45
BORN_AFTER, MARRIED_AFTER, MARRIED_RECENTLY = 170, 45, 420
LEAVERS_BY_YEAR = ((date(2020, 7, 1), 330), (date(2021, 7, 1), 470))
_BEFORE = (LEDGER_FROM + timedelta(days=12), ANCHOR - timedelta(days=1))
_AFTER = (ANCHOR + timedelta(days=1), YEAR_END)
_CHILDREN = {Relation.SON, Relation.DAUGHTER}


def happen(households: list[Household], maker: HouseholdMaker) -> None:
    """Let two years of life happen; who is present on the anchor day stays exactly as it was."""
    rng = maker.rng
    scale = len(households) / FULL_SIZE

    def some(pool: list[Household], count: int) -> list[Household]:
        return rng.sample(pool, min(len(pool), max(1, round(count * scale))))

    _deaths_before(some(households, DIED_BEFORE), maker)
    _moves_before(some(households, LEFT_BEFORE), maker)
    _marriages_recently(some([h for h in households if _bride(h)], MARRIED_RECENTLY), rng)
    for day, count in LEAVERS_BY_YEAR:
        _school_leavers(some([h for h in households if _leaver(h, day)], count), day, rng)
    _ends(some([h for h in households if _elder(h)], DIED_AFTER), _elder, StopReason.DIED, rng)
    _ends(some([h for h in households if _daughter(h)], LEFT_AFTER), _daughter, StopReason.MARRIED_OUT, rng)
    _births_after(some([h for h in households if _mother(h)], BORN_AFTER), maker)
    _marriages_after(some([h for h in households if _groom(h)], MARRIED_AFTER), maker)


def _first(household: Household, fits: Callable[[Person], bool]) -> Person | None:
    """The first untouched member that fits."""
    return next((p for p in household.members if p.stop is None and p.changed_on is None and fits(p)), None)


def _deaths_before(chosen: list[Household], maker: HouseholdMaker) -> None:
    """Old parents who died before the anchor day: they are lines with an end, beyond the members of that day."""
    for household in chosen:
        age = min(household.head.age() + maker.rng.randint(20, 28), 95)
        sex = maker.rng.choice((MALE, FEMALE))
        relation = Relation.FATHER if sex == MALE else Relation.MOTHER
        if any(p.relation == relation for p in household.members):
            continue
        person = departed(maker, household, relation, sex, age)
        _end(person, household, StopReason.DIED, maker.rng)
        household.members.append(person)


def _moves_before(chosen: list[Household], maker: HouseholdMaker) -> None:
    """Daughters who married out before the anchor day."""
    for household in chosen:
        if not 44 <= household.head.age() <= 60:
            continue
        person = departed(maker, household, Relation.DAUGHTER, FEMALE, maker.rng.randint(21, 25))
        _end(person, household, StopReason.MARRIED_OUT, maker.rng)
        household.members.append(person)


def _end(person: Person, household: Household, reason: StopReason, rng: Random) -> None:
    """End a former member's spell before the anchor day."""
    first = max(_BEFORE[0], household.start + timedelta(days=30))
    person.stop = min(max(days_after(rng, first, _BEFORE[1]), first), ANCHOR)
    person.stop_reason = reason
    if person.state.labour in ABLE:
        person.state.labour, person.state.willing = Labour.ORDINARY, True


def _elder(household: Household) -> Person | None:
    return _first(household, lambda p: p.relation != Relation.HEAD and p.age() >= 70)


def _daughter(household: Household) -> Person | None:
    return _first(
        household, lambda p: p.relation == Relation.DAUGHTER and 21 <= p.age() <= 29 and not p.state.student
    )


def _mother(household: Household) -> Person | None:
    """The woman of a household to whom a child may be born."""
    wives = {Relation.SPOUSE, Relation.SON_WIFE}
    return _first(household, lambda p: p.relation in wives and p.sex == FEMALE and 21 <= p.age() <= 36)


def _groom(household: Household) -> Person | None:
    """A grown-up son without a wife in the household."""
    if any(p.relation == Relation.SON_WIFE for p in household.members):
        return None
    return _first(
        household, lambda p: p.relation == Relation.SON and 23 <= p.age() <= 32 and not p.state.student
    )


def _bride(household: Household) -> Person | None:
    """A young wife who may have come only recently: nobody was born to her before."""
    children = {Relation.GRANDSON, Relation.GRANDDAUGHTER}
    if any(p.relation in children for p in household.members):
        return None
    return _first(household, lambda p: p.relation == Relation.SON_WIFE and 21 <= p.age() <= 32)


def _leaver(household: Household, day: date) -> Person | None:
    """A young worker who may have left school on that day, in the summer of the usual age."""
    return _first(
        household,
        lambda p: p.age(day) in LEFT and p.state.labour in ABLE and p.start < day and p.relation in _CHILDREN,
    )


def _marriages_recently(chosen: list[Household], rng: Random) -> None:
    """Wives who married in during the two years before the anchor day."""
    for household in chosen:
        person = _bride(household)
        first = max(LEDGER_FROM, household.start + timedelta(days=1))
        if person is not None and first < ANCHOR:
            person.start, person.start_reason = days_after(rng, first, ANCHOR), StartReason.MARRIED_IN


def _school_leavers(chosen: list[Household], day: date, rng: Random) -> None:
    """Two adjoining spells: a student until that summer, at work (or free for it) afterwards."""
    for household in chosen:
        person = _leaver(household, day)
        if person is None:
            continue
        before = state(rng, 16)
        before.student, before.education = LEFT[person.age(day)], None
        before.labour, before.willing, before.health = Labour.NONE, None, Health.HEALTHY
        person.before, person.changed_on = before, day
        person.state = worker(rng, before)


def _ends(
    chosen: list[Household], who: Callable[[Household], Person | None], reason: StopReason, rng: Random
) -> None:
    """Members of the anchor day whose membership ends in the last four months."""
    for household in chosen:
        person = who(household)
        if person is not None:
            person.stop, person.stop_reason = days_after(rng, *_AFTER), reason


def _births_after(chosen: list[Household], maker: HouseholdMaker) -> None:
    """Children born in the last four months."""
    rng = maker.rng
    for household in chosen:
        mother = _mother(household)
        if mother is None:
            continue
        born = days_after(rng, *_AFTER)
        boy = rng.random() < 0.52
        grand = mother.relation == Relation.SON_WIFE
        son, daughter = (
            (Relation.GRANDSON, Relation.GRANDDAUGHTER) if grand else (Relation.SON, Relation.DAUGHTER)
        )
        kin = Kin(son if boy else daughter, MALE if boy else FEMALE, 0)
        head = household.head
        person = maker.makers.person(kin, head.name[:1], head.ethnicity, household.start, born)
        person.start, person.start_reason = born, StartReason.BORN
        household.members.append(person)


def _marriages_after(chosen: list[Household], maker: HouseholdMaker) -> None:
    """Wives of sons who marry in during the last four months."""
    rng = maker.rng
    for household in chosen:
        son = _groom(household)
        if son is None:
            continue
        kin = Kin(Relation.SON_WIFE, FEMALE, max(21, son.age() - rng.randint(0, 3)))
        person = maker.makers.person(kin, names.surname(rng), son.ethnicity, household.start)
        person.start, person.start_reason = days_after(rng, *_AFTER), StartReason.MARRIED_IN
        household.members.append(person)
