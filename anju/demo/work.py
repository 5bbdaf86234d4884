"""Who works where on the anchor day: chosen so that every published number of the employment ledger is met."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from random import Random

from anju.demo.operators import Operator
from anju.demo.people.households import Household
from anju.demo.people.persons import ABLE, Person
from anju.demo.targets import Targets
from anju.employment.codes import Channel, WorkPlace
from anju.kernel.identity import MALE
from anju.kernel.refused import Refused
from anju.registry.codes import Labour

OTHERS_AT_WORK = 0.8  # share of the able and willing outside the 13th-FYP programme
PARK_FROM_FYP13 = 0.8
CONTENT = 0.96  # of the households where somebody could work and nobody does
FACTORY_SHARE, OTHERS_PUBLIC_POSTS, SECOND_JOBS = 0.16, 0.022, 0.035


@dataclass(frozen=True, slots=True)
class Post:
    """A kind of work at a place, perhaps with an operator of the county."""

    channel: Channel
    place: WorkPlace
    operator: Operator | None = None


@dataclass(slots=True)
class Worker:
    """A person at work on the anchor day, with the household."""

    person: Person
    household: Household
    post: Post | None = None
    second: Post | None = None


def _willing(household: Household) -> list[Person]:
    return [p for p in household.present() if p.able and p.state.willing]


def _raise_ability(households: Iterable[Household], people: int) -> None:
    """Let so many more people be able to work, the nearest to it first; small counties may need a few."""
    near = [
        person
        for household in households
        for person in household.present()
        if person.state.student is None
        and 18 <= person.age() < 65
        and not (person.able and person.state.willing)
    ]
    near.sort(key=lambda p: (p.state.labour not in ABLE, p.state.labour != Labour.WEAK, p.age()))
    for person in near[:people]:
        if person.state.labour not in ABLE:
            person.state.labour = Labour.ORDINARY
        person.state.willing = True


def _employed(households: Sequence[Household], wanted: int, people: int, rng: Random) -> list[Worker]:
    """Exactly so many workers in exactly so many households, each with at least one."""
    able = [(household, persons) for household in households if (persons := _willing(household))]
    if len(able) < wanted:
        idle = [household for household in households if not _willing(household)]
        for household in idle:
            _raise_ability([household], 1)
        able = [(household, persons) for household in households if (persons := _willing(household))]
    rng.shuffle(able)
    # Households of two and more workers first, so that the people fit; those of one worker may stay out of work.
    spare = len(able) - wanted
    able.sort(key=lambda entry: len(entry[1]) > 1)
    chosen = able[spare:] if spare >= 0 else able
    lacking = people - sum(len(persons) for _, persons in chosen)
    if lacking > 0:
        _raise_ability((household for household, _ in chosen), lacking)
        chosen = [(household, _willing(household)) for household, _ in chosen]
    if len(chosen) != wanted or sum(len(persons) for _, persons in chosen) < people:
        raise Refused("演示县的规模过小，无法按比例安排就业人数。请用更大的 --scale 或另一个 --seed。")
    return _leave_out(chosen, people, rng)


def _leave_out(chosen: list[tuple[Household, list[Person]]], people: int, rng: Random) -> list[Worker]:
    """Leave members out at random until the number is met; one worker stays in every household."""
    workers = []
    optional = []
    for household, persons in chosen:
        rng.shuffle(persons)
        workers.append(Worker(persons[0], household))
        optional += [Worker(person, household) for person in persons[1:]]
    rng.shuffle(optional)
    return workers + optional[: people - len(workers)]


def _rest_of_the_willing(households: Sequence[Household], workers: Sequence[Worker], rng: Random) -> None:
    """Where nobody works, hardly anybody still looks for work: households without any are brought near zero.

    The province asks that households that can and want to work have at least one member at work (domain.md §2.4).
    """
    busy = {worker.household.number for worker in workers}
    for household in households:
        if household.number not in busy and rng.random() < CONTENT:
            for person in _willing(household):
                person.state.willing = False


def _far(rng: Random) -> Callable[[Worker], float]:
    """How likely a worker goes far: the young and men first, with much chance."""
    return lambda worker: (
        abs(worker.person.age() - 30) / 22 - (0.35 if worker.person.sex == MALE else 0) + rng.random() * 1.6
    )


def _outside(workers: list[Worker], count: int, rng: Random) -> tuple[list[Worker], list[Worker]]:
    """Split the workers into those outside the province and those inside."""
    ordered = sorted(workers, key=_far(rng))
    for i, worker in enumerate(ordered[:count]):
        place, channel = WorkPlace.OUTSIDE, Channel.MIGRANT
        if i % 151 == 17:
            place = WorkPlace.ABROAD
        elif rng.random() < 0.03:
            channel = Channel.BUSINESS
        worker.post = Post(channel, place)
    return ordered[:count], ordered[count:]


def _by_household(workers: Iterable[Worker]) -> dict[str, list[Worker]]:
    found: dict[str, list[Worker]] = {}
    for worker in workers:
        found.setdefault(worker.household.number, []).append(worker)
    return found


class Staffing:
    """Puts the workers inside the province into parks, factories, public posts and other work."""

    def __init__(
        self, targets: Targets, parks: list[Operator], factories: list[Operator], rng: Random
    ) -> None:
        self.targets, self.rng = targets, rng
        self.parks = [park for park in parks if park.active]
        self.factories = [factory for factory in factories if factory.active]

    def _near(self, operators: list[Operator], household: Household) -> Operator:
        """An operator at the household's site, else in its town, else anywhere."""
        at_site = [o for o in operators if o.site is household.site]
        in_town = at_site or [o for o in operators if o.site.town is household.site.town]
        return self.rng.choice(in_town or operators)

    def parks_hire(self, fyp13: list[Worker], others: list[Worker]) -> None:
        """Exactly the wanted persons of exactly the wanted households work in parks."""
        persons, households = self.targets.anchor["park_persons"], self.targets.anchor["park_households"]
        groups = self._park_order(fyp13, others)
        extra = persons - households
        double = [group for group in groups if len(group) > 1][:extra]
        double_ids = {id(group) for group in double}
        single = [group for group in groups if id(group) not in double_ids][: households - len(double)]
        if len(single) + len(double) < households or len(double) < extra:
            raise Refused("演示县的规模过小，无法按比例安排园区用工。请用更大的 --scale 或另一个 --seed。")
        for group, hired in [(group, 2) for group in double] + [(group, 1) for group in single]:
            park = self._near(self.parks, group[0].household)
            for worker in group[:hired]:
                worker.post = Post(Channel.PARK, WorkPlace.COUNTY, park)

    def _park_order(self, fyp13: list[Worker], others: list[Worker]) -> list[list[Worker]]:
        """Households in the order in which parks hire: at sites with a community first, mostly of the 13th FYP."""
        near: list[tuple[float, list[Worker]]] = []
        far: list[tuple[float, list[Worker]]] = []
        for workers, chance in ((fyp13, PARK_FROM_FYP13), (others, 1 - PARK_FROM_FYP13)):
            for group in _by_household(workers).values():
                wanted = group[0].household.site.community is not None
                (near if wanted else far).append((self.rng.random() / chance, group))
        order = itemgetter(0)
        return [group for _, group in sorted(near, key=order) + sorted(far, key=order)]

    def public_posts(self, workers: list[Worker], count: int) -> None:
        """So many of the free workers hold a public post; the older the likelier."""
        free = [worker for worker in workers if worker.post is None]
        free.sort(key=lambda worker: -worker.person.age() / 30 + self.rng.random() * 1.5)
        for worker in free[:count]:
            worker.post = Post(Channel.PUBLIC_POST, WorkPlace.COUNTY)
            if self.rng.random() < SECOND_JOBS:
                worker.second = Post(Channel.FLEXIBLE, WorkPlace.COUNTY)

    def factories_hire(self, workers: list[Worker], count: int) -> None:
        """So many of the free workers, women first, within the posts that the factories have."""
        free = [worker for worker in workers if worker.post is None]
        free.sort(key=lambda worker: (worker.person.sex == MALE) * 0.5 + self.rng.random())
        room = {id(factory): factory.posts for factory in self.factories}
        for worker in free[:count]:
            factory = self._near(self.factories, worker.household)
            if room[id(factory)] > 0:
                room[id(factory)] -= 1
                worker.post = Post(Channel.FACTORY, WorkPlace.COUNTY, factory)

    def rest(self, workers: list[Worker]) -> None:
        """Everybody else inside the province: away in the city or province, in small trade, on the land."""
        for worker in workers:
            if worker.post is None:
                worker.post = self.rng.choices(_REST, _REST_WEIGHTS)[0]


_REST = (
    Post(Channel.MIGRANT, WorkPlace.PROVINCE), Post(Channel.MIGRANT, WorkPlace.CITY), Post(Channel.MIGRANT, WorkPlace.COUNTY),
    Post(Channel.FLEXIBLE, WorkPlace.COUNTY), Post(Channel.BUSINESS, WorkPlace.COUNTY), Post(Channel.BUSINESS, WorkPlace.CITY),
    Post(Channel.FARMING, WorkPlace.COUNTY),
)  # fmt: skip
_REST_WEIGHTS = (30, 14, 12, 18, 8, 2, 16)


def staff(
    targets: Targets,
    households: Sequence[Household],
    parks: list[Operator],
    factories: list[Operator],
    rng: Random,
) -> list[Worker]:
    """Everybody at work on the anchor day, with their post."""
    want = targets.anchor
    ours = [household for household in households if household.fyp13]
    theirs = [household for household in households if not household.fyp13]
    fyp13 = _employed(ours, want["employed_households"], want["employed_persons"], rng)
    able = [Worker(p, household) for household in theirs for p in _willing(household)]
    others = rng.sample(able, round(len(able) * OTHERS_AT_WORK))
    _rest_of_the_willing(ours, fyp13, rng)
    _rest_of_the_willing(theirs, others, rng)
    away, home = _outside(fyp13, want["employed_outside_province"], rng)
    far, near = _outside(
        others, round(len(others) * want["employed_outside_province"] / want["employed_persons"]), rng
    )

    staffing = Staffing(targets, parks, factories, rng)
    staffing.parks_hire(home, near)
    staffing.public_posts(home, want["public_posts"])
    staffing.public_posts(near, round(len(near) * OTHERS_PUBLIC_POSTS))
    staffing.factories_hire(home, round(len(home) * FACTORY_SHARE))
    staffing.factories_hire(near, round(len(near) * FACTORY_SHARE))
    staffing.rest(home)
    staffing.rest(near)
    return away + home + far + near
