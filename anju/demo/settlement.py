"""The county's settlement sites, and how many households of which programme live at each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from anju.demo import gazetteer
from anju.demo.gazetteer import Town
from anju.demo.targets import Targets
from anju.registry.codes import CommunityMode, Mode, Urbanity

DISPERSED_OTHERS = 0.08  # share of the households outside the 13th-FYP programme that live dispersed
_MODES = (Mode.TOWN, Mode.NEARBY, Mode.NEW_VILLAGE, Mode.INDUSTRIAL, Mode.TOURISM)
_MODE_SHARES = (40, 25, 25, 5, 5)
_URBAN = {Mode.TOWN, Mode.INDUSTRIAL}


@dataclass(slots=True)
class Site:
    """A settlement site, or the dispersed households of a town; with its planned numbers of households."""

    code: str
    name: str
    town: Town
    mode: Mode
    fyp13: bool
    built_on: date
    fyp13_households: int = 0
    other_households: int = 0
    community: "Community | None" = None
    longitude: float = 0.0
    latitude: float = 0.0

    @property
    def concentrated(self) -> bool:
        """Whether one can walk through it."""
        return self.mode.startswith("1")

    @property
    def urbanity(self) -> Urbanity:
        """Urban where the mode is a small town or an industrial park."""
        return Urbanity.URBAN if self.mode in _URBAN else Urbanity.RURAL

    @property
    def households(self) -> int:
        """Relocated households on the anchor day."""
        return self.fyp13_households + self.other_households


@dataclass(slots=True)
class Community:
    """The community of a 13th-FYP site."""

    name: str
    mode: CommunityMode
    host: str
    founded_on: date
    resident_groups: int


@dataclass(slots=True)
class Cell:
    """Households of one site and population whose sizes add up together: a group of exact totals."""

    persons: int
    sites: list[tuple[Site, int]] = field(default_factory=list)
    fyp13: bool = True

    @property
    def households(self) -> int:
        """Households of the group."""
        return sum(count for _, count in self.sites)


def shares(total: int, weights: Sequence[float], least: int = 1) -> list[int]:
    """Split a total by weights into whole parts of at least `least` where the total allows it."""
    least = min(least, total // len(weights)) if weights else 0
    spare, weight = total - least * len(weights), sum(weights)
    exact = [spare * w / weight for w in weights]
    parts = [int(x) for x in exact]
    order = sorted(range(len(parts)), key=lambda i: exact[i] - parts[i], reverse=True)
    for i in order[: spare - sum(parts)]:
        parts[i] += 1
    return [least + part for part in parts]


def _named(targets: Targets, count: int) -> list[tuple[str, str]]:
    """Names of sites with the names of their towns: the two real ones while a third site remains."""
    both = [(gazetteer.CHANGAN, gazetteer.CHANGAN_TOWN), (gazetteer.JINPING, gazetteer.JINPING_TOWN)]
    return both[: max(0, min(2, targets.anchor["concentrated_sites"] - 1, count))]


def _towns(rng: Random, count: int) -> list[Town]:
    """A town for each site: every town once where there are enough sites, then by weight."""
    towns = list(gazetteer.TOWNS)
    rest = rng.choices(towns, weights=[town.weight for town in towns], k=max(0, count - len(towns)))
    return (rng.sample(towns, count) if count < len(towns) else towns + rest)[:count]


def _day(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randrange((last - first).days + 1))


def _site(rng: Random, serials: dict[str, int], name: str, town: Town, fyp13: bool) -> Site:
    serials[town.code] = serials.get(town.code, 0) + 1
    first, last = (date(2016, 6, 1), date(2019, 6, 30)) if fyp13 else (date(2011, 9, 1), date(2017, 12, 31))
    return Site(
        code=f"{town.code}{serials[town.code]:03d}",
        name=name,
        town=town,
        mode=Mode.TOWN
        if name in {gazetteer.CHANGAN, gazetteer.JINPING}
        else rng.choices(_MODES, _MODE_SHARES)[0],
        fyp13=fyp13,
        built_on=_day(rng, first, last),
        longitude=round(town.longitude + rng.uniform(-0.04, 0.04), 6),
        latitude=round(town.latitude + rng.uniform(-0.04, 0.04), 6),
    )


def _concentrated(targets: Targets, rng: Random) -> list[Site]:
    """All concentrated sites, those of the 13th-FYP programme first, the named ones first of all."""
    count, fyp13 = targets.anchor["sites"], targets.anchor["concentrated_sites"]
    serials: dict[str, int] = {}
    town_of = {town.name: town for town in gazetteer.TOWNS}
    named = _named(targets, count)
    names = gazetteer.site_names(rng, count - len(named))
    towns = _towns(rng, count - len(named))
    rng.shuffle(towns)
    places = [(name, town_of[town]) for name, town in named] + list(zip(names, towns, strict=True))
    return [_site(rng, serials, name, town, i < fyp13) for i, (name, town) in enumerate(places)]


def _dispersed(rng: Random) -> list[Site]:
    """One gathering place for the dispersed households of each town."""
    return [
        Site(
            code=f"{town.code}900",
            name=f"{town.name}分散安置",
            town=town,
            mode=Mode.INTERSPERSED,
            fyp13=False,
            built_on=date(2011, 1, 1),
            longitude=town.longitude,
            latitude=town.latitude,
        )
        for town in gazetteer.TOWNS
    ]


def _fill(sites: list[Site], total: int, rng: Random, attribute: str, least: int) -> list[tuple[Site, int]]:
    """Spread households over sites by a skewed weight and note the numbers at the sites."""
    weights = [rng.lognormvariate(0, 0.7) for _ in sites]
    parts = list(zip(sites, shares(total, weights, least), strict=True))
    for site, part in parts:
        setattr(site, attribute, getattr(site, attribute) + part)
    return parts


def _named_cells(targets: Targets, sites: list[Site]) -> list[Cell]:
    """The groups of the named sites: both populations of a site add up to its published numbers."""
    cells = []
    for name, key, share in ((gazetteer.CHANGAN, "changan", 0.66), (gazetteer.JINPING, "jinping", 0.62)):
        site = next((site for site in sites if site.name == name), None)
        if site is None:
            continue
        households, persons = targets.settlement[f"{key}_households"], targets.settlement[f"{key}_persons"]
        site.fyp13_households = max(1, round(households * share))
        site.other_households = households - site.fyp13_households
        inner = round(persons * site.fyp13_households / households)
        cells.append(Cell(inner, [(site, site.fyp13_households)], fyp13=True))
        cells.append(Cell(persons - inner, [(site, site.other_households)], fyp13=False))
    return cells


def plan(targets: Targets, rng: Random) -> tuple[list[Site], list[Cell]]:
    """The sites of the county and the groups of households whose numbers are exact on the anchor day."""
    concentrated, dispersed = _concentrated(targets, rng), _dispersed(rng)
    count = targets.settlement
    cells = _named_cells(targets, concentrated)
    named = {site.code for cell in cells for site, _ in cell.sites}
    free = [site for site in concentrated if site.code not in named]
    inside = [cell for cell in cells if cell.fyp13]
    outside = [cell for cell in cells if not cell.fyp13]

    home = _fill(
        [site for site in free if site.fyp13],
        count["ydfpbq_households_concentrated"] - sum(cell.households for cell in inside),
        rng, "fyp13_households", least=14,
    )  # fmt: skip
    cells.append(Cell(count["ydfpbq_persons_concentrated"] - sum(cell.persons for cell in inside), home))
    spread = _fill(dispersed, count["ydfpbq_households_dispersed"], rng, "fyp13_households", least=3)
    cells.append(Cell(count["ydfpbq_persons_dispersed"], spread))

    others = targets.anchor["households"] - targets.anchor["ydfpbq_households"]
    left = others - sum(cell.households for cell in outside)
    away = _fill(dispersed, round(left * DISPERSED_OTHERS), rng, "other_households", least=3)
    rest = _fill(free, left - sum(part for _, part in away), rng, "other_households", least=8)
    persons = (
        targets.anchor["persons"] - targets.anchor["ydfpbq_persons"] - sum(cell.persons for cell in outside)
    )
    cells.append(Cell(persons, away + rest, fyp13=False))
    _found_communities(targets, [site for site in concentrated if site.fyp13], rng)
    return [*concentrated, *dispersed], cells


def _found_communities(targets: Targets, sites: list[Site], rng: Random) -> None:
    """A community for each 13th-FYP site: new ones at the named and largest sites, the others attached."""
    named = {gazetteer.CHANGAN, gazetteer.JINPING}
    ranked = sorted(sites, key=lambda site: (site.name not in named, -site.households))
    for i, site in enumerate(ranked):
        new = i < targets.anchor["resident_orgs_new"]
        founded = (
            _day(rng, date(2019, 3, 1), date(2021, 4, 30))
            if new
            else _day(rng, date(2017, 3, 1), date(2020, 12, 1))
        )
        site.community = Community(
            name=f"{site.name}社区",
            mode=CommunityMode.NEW if new else CommunityMode.ATTACHED,
            host="" if new else gazetteer.village(rng),
            founded_on=max(founded, site.built_on),
            resident_groups=11 if site.name == gazetteer.CHANGAN else max(1, round(site.households / 75)),
        )
        if site.name == gazetteer.CHANGAN:  # set up in June 2020 with 11 residents' groups (domain.md S25)
            site.community.founded_on = date(2020, 6, 18)
