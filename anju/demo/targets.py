"""What the demo county must give: published values on two days, as data, scaled to the wanted size.

`targets/2021-08-31.csv` holds the figures of the county's public reply, `targets/2021-12-31.csv` those published
later, `targets/settlement.csv` the split into concentrated and dispersed and two named sites (domain.md §0.1).
The generator is steered by these numbers and the tests compare against them; nothing else reads them.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from anju.kernel.refused import Refused

FOLDER = Path(__file__).parent / "targets"
ANCHOR = date(2021, 8, 31)
YEAR_END = date(2021, 12, 31)
SMALLEST, LARGEST = 0.01, 10.0

# Values that are no counts: a frequency and a threshold stay as they are at every scale.
UNSCALED = frozenset({"moral_appraisal_per_quarter", "households_100_plus_rule"})
# Sums and coverages follow from their parts, so that the cross-checks of the catalogue hold at every scale.
SUMS = {
    "concentrated_sites": ("resident_orgs_new", "resident_orgs_attached"),
    "police_room_sites": ("resident_orgs_new", "resident_orgs_attached"),
    "employment_ledgers": ("resident_orgs_new", "resident_orgs_attached"),
    "employed_persons": ("employed_outside_province", "employed_inside_province"),
    "star_communities": ("five_star_communities", "star_communities_in_progress"),
    "ydfpbq_households": ("ydfpbq_households_concentrated", "ydfpbq_households_dispersed"),
    "ydfpbq_persons": ("ydfpbq_persons_concentrated", "ydfpbq_persons_dispersed"),
}


@dataclass(frozen=True)
class Targets:
    """Values by indicator code: on the anchor day, at the end of the year, and of the settlement."""

    anchor: dict[str, int]
    year_end: dict[str, int]
    settlement: dict[str, int]
    scale: float


@cache
def _read(name: str) -> dict[str, int]:
    """One target file as code → value."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: int(row["value"]) for row in csv.DictReader(file)}


def _scaled(values: dict[str, int], scale: float) -> dict[str, int]:
    return {
        code: value if code in UNSCALED else max(1, round(value * scale)) for code, value in values.items()
    }


def load(scale: float = 1.0) -> Targets:
    """The targets of a county of this scale; raises Refused for a scale that no county can have.

    At scale 1 every value is the published one. Elsewhere each count is at least 1 and sums are sums of their parts.
    """
    if not SMALLEST <= scale <= LARGEST:
        raise Refused(f"--scale 只接受 {SMALLEST:g} 到 {LARGEST:g} 之间的数。")
    settlement = _scaled(_read("settlement"), scale)
    anchor = _scaled(_read("2021-08-31"), scale)
    parts = anchor | settlement
    anchor |= {code: sum(parts[part] for part in names) for code, names in SUMS.items()}
    anchor["sites"] = max(anchor["sites"], anchor["concentrated_sites"] + 1)
    year_end = _scaled(_read("2021-12-31"), scale)
    year_end["estate_certificates"] = min(year_end["estate_certificates"], anchor["ydfpbq_households"])
    return Targets(anchor, year_end, settlement, scale)
