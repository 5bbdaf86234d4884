"""Two years of work of each person: spells before, on and after the anchor day, with seasons and the epidemic.

Migrants come home for the Spring Festival (25 January 2020, 12 February 2021) and leave again; in 2020 the epidemic
kept them until March or April, and some stayed for good and took work near home.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from anju.demo.operators import Operator
from anju.demo.people.households import Household
from anju.demo.people.persons import ABLE, WORKING_FROM, Person, days_after
from anju.demo.targets import ANCHOR, YEAR_END
from anju.demo.work import Post, Worker
from anju.employment.codes import Channel, WorkPlace

_DAY = timedelta(days=1)
_AFAR = {WorkPlace.OUTSIDE, WorkPlace.PROVINCE, WorkPlace.CITY, WorkPlace.ABROAD}
_MIGRANT = Post(Channel.MIGRANT, WorkPlace.OUTSIDE)
_FREELANCE = Post(Channel.FLEXIBLE, WorkPlace.COUNTY)
_IN_PROVINCE = Post(Channel.MIGRANT, WorkPlace.PROVINCE)
# Of the able who are not at work on the anchor day: lost before it, the same of those who gave up, found after it.
LOST_BEFORE, GAVE_UP, FOUND_AFTER = 0.55, 0.3, 0.4


@dataclass(slots=True)
class Job:
    """One spell of work of a person."""

    person: Person
    household: Household
    post: Post
    start: date
    stop: date | None


Spell = tuple[Post, date, date | None]


def _festival(rng: Random, post: Post) -> list[Spell]:
    """A migrant who comes home every winter."""
    return [
        (
            post,
            days_after(rng, date(2019, 2, 14), date(2019, 9, 30)),
            days_after(rng, date(2020, 1, 6), date(2020, 1, 22)),
        ),
        (post, _after_epidemic(rng), days_after(rng, date(2021, 1, 18), date(2021, 2, 8))),
        (post, days_after(rng, date(2021, 2, 20), date(2021, 3, 28)), None),
    ]


def _after_epidemic(rng: Random) -> date:
    """When people could leave again in 2020: few in February, most in the second half of March, some in May."""
    return date(2020, 2, 18) + timedelta(days=round(min(max(rng.gauss(34, 17), 0), 95)))


def _steady(rng: Random, post: Post) -> list[Spell]:
    """Somebody who kept the same work all the time."""
    return [(post, days_after(rng, date(2018, 2, 25), date(2019, 12, 20)), None)]


def _changed(rng: Random, post: Post) -> list[Spell]:
    """Somebody who changed work once, with up to seven weeks between."""
    left = days_after(rng, date(2020, 4, 1), date(2021, 6, 20))
    before = _before(rng, post)
    begun = days_after(rng, date(2018, 3, 1), date(2020, 1, 10) if rng.random() < 0.85 else left - 40 * _DAY)
    again = left + timedelta(days=rng.randrange(0, 50))
    return [(before, begun, left), (post, again, None)]


def _before(rng: Random, post: Post) -> Post:
    """The work that somebody had before the present one."""
    if post.place in _AFAR or rng.random() < 0.5:
        return rng.choice((_MIGRANT, _MIGRANT, _IN_PROVINCE, post if post.operator is None else _MIGRANT))
    return _FREELANCE


def _returned(rng: Random, post: Post) -> list[Spell]:
    """A migrant whom the epidemic kept at home and who then found work there."""
    left = days_after(rng, date(2020, 1, 5), date(2020, 2, 12))
    back = days_after(rng, date(2020, 3, 20), date(2021, 5, 31))
    return [
        (_before(rng, post), days_after(rng, date(2018, 9, 1), date(2019, 10, 31)), left),
        (post, back, None),
    ]


def _joined(rng: Random, post: Post) -> list[Spell]:
    """Somebody who began only during the two years."""
    return [(post, days_after(rng, date(2020, 5, 6), date(2021, 8, 25)), None)]


def _renewed(rng: Random, post: Post) -> list[Spell]:
    """A public post is given for a year from the first of a month, and often given again."""
    begun = date(2021, rng.choice((1, 1, 1, 2, 3, 4, 5, 6, 7, 8)), 1)
    if rng.random() < 0.45:
        return [*_earlier(rng, post, begun), (post, begun, None)]
    return [(post, begun.replace(year=2020), begun), (post, begun, None)]


def _earlier(rng: Random, post: Post, until: date) -> list[Spell]:
    """Other work that ended shortly before: few come to their work out of nothing."""
    begun, left = (
        days_after(rng, date(2018, 2, 25), date(2019, 11, 30)),
        until - timedelta(days=rng.randrange(0, 60)),
    )
    return [(_before(rng, post), begun, left)] if rng.random() < 0.75 and begun < left else []


def _opened(rng: Random, post: Post, since: date) -> list[Spell]:
    """Somebody who came to a park or factory that opened during the last years."""
    start = min(since + timedelta(days=rng.randrange(0, 240)), ANCHOR - timedelta(days=rng.randrange(0, 25)))
    start = max(start, since)
    return [*_earlier(rng, post, start), (post, start, None)]


_PATTERNS = {
    "afar": ((_festival, 20), (_steady, 51), (_changed, 21), (_joined, 8)),
    "near": ((_steady, 52), (_changed, 19), (_returned, 20), (_joined, 9)),
    "post": ((_renewed, 100),),
}


def _history(rng: Random, post: Post) -> list[Spell]:
    """The spells of somebody at work on the anchor day; the last one covers it."""
    if post.operator is not None and post.operator.start > date(2019, 3, 1):
        return _opened(rng, post, post.operator.start)
    kind = "post" if post.channel == Channel.PUBLIC_POST else "afar" if post.place in _AFAR else "near"
    patterns, weights = zip(*_PATTERNS[kind], strict=True)
    spells: list[Spell] = rng.choices(patterns, weights)[0](rng, post)
    return spells


def _afterwards(rng: Random, last: Spell) -> list[Spell]:
    """What becomes of the anchor day's work until the end of the year: most goes on."""
    post, start, _ = last
    dice = rng.random()
    if dice < 0.03:  # lost, and not found again this year
        return [(post, start, days_after(rng, ANCHOR + 5 * _DAY, YEAR_END))]
    if dice < 0.07:  # changed
        left = days_after(rng, ANCHOR + 3 * _DAY, YEAR_END - 45 * _DAY)
        return [(post, start, left), (_before(rng, post), left + timedelta(days=rng.randrange(4, 40)), None)]
    if post.place in _AFAR and dice < 0.095:  # home early for the winter
        return [(post, start, days_after(rng, date(2021, 12, 8), YEAR_END))]
    return [last]


def earliest(person: Person) -> date:
    """The first day on which the person can be at work: of age, out of school, registered in the household."""
    sixteen = date(person.born.year + WORKING_FROM, person.born.month, min(person.born.day, 28)) + 3 * _DAY
    return max(person.start, sixteen, person.changed_on or person.start)


def _within(spells: Iterable[Spell], worker: Worker, covers: bool) -> list[Job]:
    """The spells inside the person's possible days and the operators' lives; the anchor day stays covered."""
    first, last = earliest(worker.person), worker.person.stop
    jobs: list[Job] = []
    for post, begun, ended in spells:
        start = max(begun, first, post.operator.start if post.operator else begun)
        if jobs and (before := jobs[-1].stop) is not None:
            start = max(start, before)
        on_anchor = covers and begun <= ANCHOR and (ended is None or ended > ANCHOR)
        start = min(start, ANCHOR) if on_anchor else start
        stop = min(filter(None, (ended, last)), default=None)
        if stop is None or stop > start:
            jobs.append(Job(worker.person, worker.household, post, start, stop))
    return jobs


def career(rng: Random, worker: Worker) -> list[Job]:
    """All spells of somebody at work on the anchor day."""
    if worker.post is None:
        raise ValueError("a worker without a post")
    spells = _history(rng, worker.post)
    jobs = _within([*spells[:-1], *_afterwards(rng, spells[-1])], worker, covers=True)
    if worker.second is not None and all(job.post.channel != worker.second.channel for job in jobs):
        beside = Worker(worker.person, worker.household)
        jobs += _within(
            [(worker.second, days_after(rng, date(2020, 9, 1), date(2021, 8, 1)), None)], beside, covers=True
        )
    return jobs


def idle_career(rng: Random, person: Person, household: Household, young: list[Operator]) -> list[Job]:
    """Spells of somebody who is not at work on the anchor day: lost before it, found after it, or none."""
    dice, worker = rng.random(), Worker(person, household)
    spells: list[Spell] = []
    if dice < LOST_BEFORE and (person.state.willing or dice < GAVE_UP):
        post = rng.choice((_MIGRANT, _IN_PROVINCE, _FREELANCE))
        begun = days_after(rng, date(2019, 2, 20), date(2020, 9, 30))
        spells.append(
            (post, begun, days_after(rng, max(begun + 40 * _DAY, date(2020, 1, 8)), ANCHOR - 2 * _DAY))
        )
    if person.state.willing and (dice > 1 - FOUND_AFTER or dice < LOST_BEFORE * FOUND_AFTER):
        post = rng.choice((_MIGRANT, _IN_PROVINCE, _FREELANCE))
        if young and rng.random() < 0.3:
            operator = rng.choice(young)
            post = Post(
                Channel.PARK if operator.kind == "park" else Channel.FACTORY, WorkPlace.COUNTY, operator
            )
        spells.append((post, days_after(rng, ANCHOR + 3 * _DAY, YEAR_END - 20 * _DAY), None))
    return _within(spells, worker, covers=False)


def careers(
    workers: list[Worker], households: Iterable[Household], operators: list[Operator], rng: Random
) -> list[Job]:
    """The employment ledger of the two years."""
    jobs = [job for worker in workers for job in career(rng, worker)]
    at_work = {id(worker.person) for worker in workers}
    young = [operator for operator in operators if operator.start > ANCHOR]
    for household in households:
        for person in household.present():
            if person.state.labour in ABLE and person.able and id(person) not in at_work:
                jobs += idle_career(rng, person, household, young)
    return jobs
