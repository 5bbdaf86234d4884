"""Every sheet that the importer knows, in the order in which workbooks must be imported."""

from collections.abc import Iterable
from pathlib import Path

from anju.conduct import sheets as conduct
from anju.employment import sheets as employment
from anju.entitlements import sheets as entitlements
from anju.estates import sheets as estates
from anju.exchange import sheets as exchange
from anju.governance import sheets as governance
from anju.indicators import sheets as indicators
from anju.intake.heads import plain
from anju.intake.sheet import Sheet
from anju.intake.workbook import titles
from anju.plans import sheets as plans
from anju.proposals import sheets as proposals
from anju.registry import sheets as registry

SHEETS: tuple[Sheet, ...] = (
    registry.PLACES,
    registry.SITES,
    registry.COMMUNITIES,
    registry.ROSTER,
    registry.FLATS,
    registry.PAPERS,
    registry.GRIDS,
    employment.OPERATORS,
    employment.JOBS,
    *exchange.SHEETS,
    employment.TRAININGS,
    employment.LINKAGES,
    employment.LEDGERS,
    entitlements.INSURANCES,
    entitlements.ASSISTANCES,
    entitlements.DISABILITIES,
    entitlements.INCOMES,
    entitlements.MONITORINGS,
    entitlements.MEASURES,
    entitlements.LANDS,
    entitlements.ACCOUNTS,
    estates.COMMITTEES,
    estates.SERVICES,
    governance.ORGANISATIONS,
    governance.STAFF,
    governance.MEDIATION_COMMITTEES,
    governance.MEDIATION_ROOMS,
    governance.POLICE_ROOMS,
    governance.STAR_ENTRIES,
    governance.STAR_AWARDS,
    conduct.APPRAISALS,
    plans.ITEMS,
    indicators.GOALS,
    proposals.PROPOSALS,
    proposals.SUGGESTIONS,
)
"""A sheet stands below those whose records it names. Each domain adds its lines here."""


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Files in the order in which they must be imported; files without a tab that we know by title come last."""
    ranks = {
        plain(title): rank for rank, sheet in enumerate(SHEETS) for title in (sheet.title, *sheet.aliases)
    }
    return sorted(
        paths,
        key=lambda path: min(
            (ranks.get(plain(title), len(SHEETS)) for title in titles(path)), default=len(SHEETS)
        ),
    )
