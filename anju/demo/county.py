"""The whole invented county in memory: one call from a seed and a scale to everything that the workbooks say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from anju.demo import careers, households, life, operators, settlement, work
from anju.demo.careers import Job
from anju.demo.households import Household
from anju.demo.operators import Contract, Operator
from anju.demo.persons import Person
from anju.demo.settlement import Site
from anju.demo.targets import ANCHOR, YEAR_END, Targets, load

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
