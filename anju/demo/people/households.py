"""The relocated households of the county with all their members, exact in number on the anchor day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from anju.demo import gazetteer
from anju.demo.people.families import Kin, family, sizes
from anju.demo.people.persons import Makers, Person, days_after
from anju.demo.settlement import Cell, Site
from anju.demo.targets import ANCHOR, YEAR_END
from anju.registry.codes import Category, HouseholdClass, Mode, Programme, Relation

LEDGER_FROM = date(2020, 1, 1)  # first day of the two years of history
_BEFORE_2020 = date(2019, 12, 25)
LATE_MOVES = 0.03  # of the households that may have moved since 2020 did so


@dataclass(slots=True)
class Household:
    """A relocated household; the head is its first member."""

    number: str
    site: Site
    programme: Programme
    category: Category
    mode: Mode
    household_class: HouseholdClass
    origin: str
    start: date
    lives_there: bool
    reclaimed: bool | None
    members: list[Person] = field(default_factory=list)
    address: str = ""

    @property
    def fyp13(self) -> bool:
        """Whether it belongs to the 13th-five-year-plan programme."""
        return self.programme == Programme.FYP13

    @property
    def head(self) -> Person:
        """The head of the household."""
        return self.members[0]

    def present(self, on: date = ANCHOR) -> list[Person]:
        """Members on a day."""
        return [person for person in self.members if person.present(on)]


_OTHERS = (Programme.SOUTHERN, Programme.ALONGSIDE, Programme.OTHER)
_OTHER_SHARES = (56, 33, 11)
_CATEGORIES: dict[Programme, tuple[int, ...]] = {
    Programme.FYP13: (14, 8, 70, 4, 0, 3, 1),
    Programme.ALONGSIDE: (24, 16, 30, 10, 6, 11, 3),
    Programme.SOUTHERN: (38, 22, 22, 9, 3, 4, 2),
    Programme.OTHER: (10, 6, 8, 8, 48, 14, 6),
}
_FIRST_MOVE = {
    Programme.FYP13: date(2016, 8, 1),
    Programme.ALONGSIDE: date(2016, 9, 1),
    Programme.SOUTHERN: date(2011, 10, 1),
    Programme.OTHER: date(2014, 3, 1),
}
_LAST_MOVE = {
    Programme.FYP13: date(2020, 10, 31),
    Programme.ALONGSIDE: date(2020, 11, 30),
    Programme.SOUTHERN: date(2018, 12, 31),
    Programme.OTHER: date(2021, 8, 20),
}
_DISPERSED_MODES = (Mode.INTERSPERSED, Mode.KIN, Mode.OWN_PURCHASE, Mode.OWN_BUILDING, Mode.OTHER_DISPERSED)
_DISPERSED_SHARES = list(accumulate((34, 12, 30, 20, 4)))
_CATEGORY_SHARES = {programme: list(accumulate(weights)) for programme, weights in _CATEGORIES.items()}


class HouseholdMaker:
    """Makes households one after another, with numbers that run inside each town."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.makers = Makers(rng)
        self._serials: dict[str, int] = {}

    def number(self, site: Site) -> str:
        """The next household number of the site's town: town code and six digits."""
        serial = self._serials[site.town.code] = self._serials.get(site.town.code, 0) + 1
        return f"{site.town.code}{serial:06d}"

    def household(self, site: Site, programme: Programme, start: date) -> Household:
        """An empty household of that site and programme."""
        rng = self.rng
        mode = site.mode
        if not site.concentrated:
            mode = rng.choices(_DISPERSED_MODES, cum_weights=_DISPERSED_SHARES)[0]
        category = rng.choices(tuple(Category), cum_weights=_CATEGORY_SHARES[programme])[0]
        lifted = programme == Programme.FYP13 or rng.random() < 0.22
        town = site.town if rng.random() < 0.86 else rng.choice(gazetteer.TOWNS)
        reclaimed = None if programme == Programme.OTHER else rng.random() < 0.985
        return Household(
            number=self.number(site),
            site=site,
            programme=programme,
            category=category,
            mode=mode,
            household_class=HouseholdClass.LIFTED if lifted else HouseholdClass.ORDINARY,
            origin=f"{town.name}{gazetteer.village(rng)}{rng.randint(1, 9)}组",
            start=start,
            lives_there=rng.random() < (0.97 if site.concentrated else 0.93),
            reclaimed=reclaimed,
        )

    def moved_on(self, site: Site, programme: Programme) -> date:
        """A plausible day of the move: after the site was built, inside the programme's years, few during 2020."""
        first = max(_FIRST_MOVE[programme], site.built_on)
        last = max(_LAST_MOVE[programme], first)
        late = self.rng.random() < LATE_MOVES and last > _BEFORE_2020
        if late:
            return days_after(self.rng, max(first, LEDGER_FROM), last)
        return days_after(self.rng, first, min(last, max(first, _BEFORE_2020)))


def _other_programme(rng: Random, site: Site) -> Programme:
    """Programme of a household outside the 13th-FYP one; late sites have no early households."""
    chosen = rng.choices(_OTHERS, _OTHER_SHARES)[0]
    return (
        Programme.ALONGSIDE if site.built_on > date(2018, 6, 30) and chosen == Programme.SOUTHERN else chosen
    )


def settle(cells: list[Cell], rng: Random) -> tuple[list[Household], HouseholdMaker]:
    """All households that live in the county on the anchor day, each with the members of that day."""
    maker = HouseholdMaker(rng)
    households = []
    for cell in cells:
        wanted = iter(sizes(rng, cell.households, cell.persons))
        for site, count in cell.sites:
            for _ in range(count):
                programme = Programme.FYP13 if cell.fyp13 else _other_programme(rng, site)
                household = maker.household(site, programme, maker.moved_on(site, programme))
                kin = family(rng, next(wanted))
                household.members = maker.makers.family(kin, household.start)
                _keep_adults_from_the_start(household)
                households.append(household)
    return households, maker


def _keep_adults_from_the_start(household: Household) -> None:
    """A head is there from the first day on: the household begins when its head was of age, at the earliest."""
    for person in household.members:
        person.start = max(person.start, household.start)


def newcomers(maker: HouseholdMaker, sites: list[Site], count: int) -> list[Household]:
    """Households that move in after the anchor day, until the end of the year."""
    rng, made = maker.rng, []
    concentrated = [site for site in sites if site.concentrated]
    for _ in range(count):
        site = rng.choice(concentrated)
        start = days_after(rng, ANCHOR + timedelta(days=5), YEAR_END - timedelta(days=10))
        household = maker.household(site, Programme.OTHER, start)
        household.members = maker.makers.family(family(rng, rng.randint(2, 4)), start)
        made.append(household)
    return made


def departed(maker: HouseholdMaker, household: Household, relation: Relation, sex: str, age: int) -> Person:
    """A former member of the household, made like the others; the caller says when and why they left."""
    kin = Kin(relation, sex, age)
    sample = household.head
    return maker.makers.person(kin, sample.name[:1], sample.ethnicity, household.start)
