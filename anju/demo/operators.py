"""Parks and community factories of the demo county, and their contracts with households."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from anju.demo.gazetteer import COUNTY
from anju.demo.people.households import LEDGER_FROM, Household
from anju.demo.people.persons import days_after
from anju.demo.settlement import Site, shares
from anju.demo.targets import ANCHOR, YEAR_END, Targets
from anju.employment.codes import LinkageForm, OperatorKind

PARK_TRADES = ("茶叶", "绞股蓝", "食用菌", "中药材", "高山蔬菜", "猕猴桃", "魔芋", "生态养殖")
FACTORY_TRADES = ("毛绒玩具", "电子线束", "服装加工", "手套编织", "袜业", "手工艺品")
_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = [3**i % 31 for i in range(17)]
_STOPPED = (date(2020, 2, 20), date(2020, 11, 30))


@dataclass(slots=True)
class Operator:
    """An agricultural park or a community factory during `[start, stop)`; `planned`: an item of the 2021 plan."""

    kind: OperatorKind
    name: str
    uscc: str
    site: Site
    industry: str
    start: date
    stop: date | None = None
    posts: int = 0
    workshop_m2: int | None = None
    area_mu: int | None = None
    planned: bool = False

    @property
    def active(self) -> bool:
        """Whether it runs on the anchor day."""
        return self.start <= ANCHOR and (self.stop is None or self.stop > ANCHOR)


@dataclass(slots=True)
class Contract:
    """A linkage contract between an operator and a household; the yearly amount is in yuan."""

    number: str
    operator: Operator
    household: Household
    form: LinkageForm
    amount: int
    start: date
    stop: date | None = None


def social_credit_code(rng: Random) -> str:
    """An invented unified social credit code with the right check character (GB 32100-2015)."""
    first17 = (
        f"91{COUNTY}" + "".join(rng.choice(_USCC_SIGNS[:10]) for _ in range(8)) + rng.choice(_USCC_SIGNS)
    )
    total = sum(_USCC_SIGNS.index(c) * w for c, w in zip(first17, _USCC_WEIGHTS, strict=True))
    return first17 + _USCC_SIGNS[(31 - total % 31) % 31]


class _Founder:
    """Founds operators whose names are told apart by site and trade."""

    def __init__(self, rng: Random, kind: OperatorKind, sites: Sequence[Site]) -> None:
        self.rng, self.kind, self.sites = rng, kind, list(sites)
        self.trades = PARK_TRADES if kind == OperatorKind.PARK else FACTORY_TRADES
        self.suffix = "产业园" if kind == OperatorKind.PARK else "社区工厂"
        self._taken: set[str] = set()

    def found(self, site: Site, first: date, last: date) -> Operator:
        """One operator at a site, begun between two days."""
        trades = self.rng.sample(self.trades, len(self.trades))
        wishes = [f"{site.name}{trade}{self.suffix}" for trade in trades]
        wishes += [f"{site.name}第{n}{trade}{self.suffix}" for n in "二三四五六七八九" for trade in trades]
        name = next(wish for wish in wishes if wish not in self._taken)
        self._taken.add(name)
        trade = next(trade for trade in trades if trade in name)
        return Operator(
            self.kind, name, social_credit_code(self.rng), site, trade, days_after(self.rng, first, last)
        )

    def several(self, count: int, first: date, last: date) -> list[Operator]:
        """So many operators: one at each site first, then more at sites by size."""
        sites = self.sites[:count]
        weights = [site.households for site in self.sites]
        sites += self.rng.choices(self.sites, weights, k=max(0, count - len(sites)))
        return [self.found(site, max(first, site.built_on), last) for site in sites]


def found(targets: Targets, sites: Sequence[Site], rng: Random) -> tuple[list[Operator], list[Operator]]:
    """Parks and factories: those of the anchor day, those of the last months, and a few that stopped earlier."""
    fyp13 = sorted((site for site in sites if site.fyp13), key=lambda site: -site.households)
    parks = _Founder(rng, OperatorKind.PARK, fyp13)
    factories = _Founder(rng, OperatorKind.FACTORY, fyp13)
    planned = targets.anchor["parks_built"]
    old = targets.anchor["parks"] - planned
    begun = parks.several(old, date(2016, 9, 1), date(2021, 5, 31))
    new = [parks.found(rng.choice(fyp13), date(2021, 3, 10), date(2021, 8, 20)) for _ in range(planned)]
    for park in new:
        park.planned = True
    begun += new
    begun += _late_and_stopped(parks, targets.year_end["parks"] - targets.anchor["parks"], rng)
    made = factories.several(targets.anchor["community_factories"], date(2017, 6, 1), date(2021, 7, 31))
    late = targets.year_end["community_factories"] - targets.anchor["community_factories"]
    made += _late_and_stopped(factories, late, rng)
    _measure(begun, made, targets, rng)
    return begun, made


def _late_and_stopped(founder: _Founder, late: int, rng: Random) -> list[Operator]:
    """Those that open in the last four months, and two that closed during 2020."""
    first, last = ANCHOR + timedelta(days=10), YEAR_END - timedelta(days=12)
    opened = [founder.found(rng.choice(founder.sites), first, last) for _ in range(max(0, late))]
    closed = [founder.found(rng.choice(founder.sites), date(2016, 9, 1), date(2019, 6, 30)) for _ in range(2)]
    for operator in closed:
        operator.stop = days_after(rng, *_STOPPED)
    return opened + closed


def _measure(parks: list[Operator], factories: list[Operator], targets: Targets, rng: Random) -> None:
    """Areas, posts and workshops; the factories' posts and workshops add up to the published values."""
    for park in parks:
        park.area_mu, park.posts = rng.randrange(60, 900, 10), rng.randrange(20, 90)
    for factory in factories:
        factory.posts, factory.workshop_m2 = rng.randrange(20, 80), rng.randrange(200, 900, 10)
    running = [factory for factory in factories if factory.stop is None]
    weights = [factory.posts for factory in running]
    posts = shares(targets.year_end["factory_posts"], weights, least=5)
    spaces = shares(targets.year_end["workshop_area"], weights, least=60)
    for factory, count, space in zip(running, posts, spaces, strict=True):
        factory.posts, factory.workshop_m2 = count, space


def _amount(rng: Random, form: LinkageForm) -> int:
    low, high = {LinkageForm.LABOUR: (3000, 12000), LinkageForm.LAND: (300, 2400)}.get(form, (500, 4000))
    return rng.randrange(low, high, 100)


class Contracts:
    """Writes contracts with running numbers."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.made: list[Contract] = []

    def sign(
        self, operator: Operator, household: Household, form: LinkageForm, first: date, last: date
    ) -> Contract:
        """A contract begun between two days, not before both parties are there."""
        start = days_after(self.rng, max(first, operator.start, household.start), last)
        number = f"LJ{start.year}-{len(self.made) + 1:06d}"
        contract = Contract(number, operator, household, form, _amount(self.rng, form), start)
        self.made.append(contract)
        return contract


def contracts(working: dict[str, tuple[Household, Operator, bool]], rng: Random) -> list[Contract]:
    """Contracts of the households in which operators give work on the anchor day.

    `working` tells for each household number its operator and whether a member works there on the anchor day. Every
    household with a park worker then has a labour contract in force; land and order contracts come on top of it.
    """
    book = Contracts(rng)
    for household, operator, now in working.values():
        if not now:
            _ended(book, household, operator)
            continue
        latest = max(ANCHOR - timedelta(days=3), operator.start, household.start)
        labour = book.sign(operator, household, LinkageForm.LABOUR, date(2018, 3, 1), latest)
        if rng.random() < 0.05:
            labour.stop = days_after(rng, ANCHOR + timedelta(days=20), YEAR_END)
        if rng.random() < 0.3:
            book.sign(operator, household, LinkageForm.LAND, labour.start, latest)
        if rng.random() < 0.14:
            book.sign(
                operator, household, rng.choice((LinkageForm.ORDER, LinkageForm.SHARES)), labour.start, latest
            )
    return book.made


def _ended(book: Contracts, household: Household, operator: Operator) -> None:
    """A contract of earlier months that ran out before the anchor day."""
    latest = ANCHOR - timedelta(days=200)
    first = max(operator.start, household.start, date(2018, 3, 1))
    if first >= latest:
        return
    contract = book.sign(operator, household, LinkageForm.LABOUR, first, latest)
    contract.stop = days_after(
        book.rng, max(contract.start, LEDGER_FROM) + timedelta(days=30), ANCHOR - timedelta(days=10)
    )
