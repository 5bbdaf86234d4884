"""The whole invented county in memory: one call from a seed and a scale to everything that the workbooks say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from anju.demo import careers, operators, settlement, work
from anju.demo.careers import Job
from anju.demo.operators import Contract, Operator
from anju.demo.people import households, life
from anju.demo.people.households import Household
from anju.demo.settlement import Site
from anju.demo.targets import ANCHOR, YEAR_END, Targets, load
from anju.employment.codes import OperatorKind
from anju.kernel.refused import Refused

SEED = 610926
NEWCOMERS = 32  # households that move in during the last four months of a county of full size


@dataclass
class County:
    """Everything invented, and the day until which its history is told."""

    targets: Targets
    as_of: date
    seed: int
    sites: list[Site]
    households: list[Household]
    operators: list[Operator]
    jobs: list[Job]
    contracts: list[Contract]

    @property
    def fyp13_sites(self) -> list[Site]:
        """The sites that have a community."""
        return [site for site in self.sites if site.community is not None]


def build(
    *,
    scale: float = 1.0,
    as_of: date = YEAR_END,
    seed: int = SEED,
    progress: Callable[[str, int, int], None] | None = None,
) -> County:
    """Invent the county of a seed and scale, with its history until the day `as_of` (anchor day to year's end).

    The same arguments give the same county. Raises Refused where a scale is too small for its numbers.
    """
    if not ANCHOR <= as_of <= YEAR_END:
        raise Refused(f"--as-of 只接受 {ANCHOR} 到 {YEAR_END} 之间的日期：演示县的历史写到这一天为止。")
    tell = progress or (lambda *_: None)
    targets, rng = load(scale), Random(seed)
    tell("安置区", 0, 5)
    sites, cells = settlement.plan(targets, rng)
    tell("搬迁户", 1, 5)
    settled, maker = households.settle(cells, rng)
    tell("家庭变化", 2, 5)
    life.happen(settled, maker)
    settled += households.newcomers(maker, sites, max(1, round(NEWCOMERS * scale)))
    tell("园区工厂", 3, 5)
    parks, factories = operators.found(targets, sites, rng)
    tell("就业", 4, 5)
    workers = work.staff(targets, settled, parks, factories, rng)
    jobs = careers.careers(workers, settled, [*parks, *factories], rng)
    contracts = operators.contracts(_linked(workers, settled, parks, rng), rng)
    tell("就业", 5, 5)
    return County(targets, as_of, seed, sites, settled, [*parks, *factories], jobs, contracts)


def _linked(
    workers: list[work.Worker], settled: list[Household], parks: list[Operator], rng: Random
) -> dict[str, tuple[Household, Operator, bool]]:
    """Which household has a contract with which operator: all whose members work in a park, some of factories and of before."""
    linked: dict[str, tuple[Household, Operator, bool]] = {}
    for worker in workers:
        operator = worker.post.operator if worker.post else None
        if operator is not None and (operator.kind == OperatorKind.PARK or rng.random() < 0.2):
            number = worker.household.number
            if number not in linked or operator.kind == OperatorKind.PARK:
                linked[number] = (worker.household, operator, True)
    free = [h for h in settled if h.number not in linked and h.start <= ANCHOR and h.site.community]
    for household in rng.sample(free, len(linked) // 9):
        linked[household.number] = (household, rng.choice(parks), False)
    return linked
