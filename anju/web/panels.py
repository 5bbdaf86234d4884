"""Which domain shows what on the pages of persons, households and sites: three literal tuples."""

from collections.abc import Callable

from anju.checks import panels as checks
from anju.employment import panels as employment
from anju.entitlements import panels as entitlements
from anju.estates import panels as estates
from anju.governance import panels as governance
from anju.registry import panels as registry
from anju.registry.panels import HouseholdSubject, PersonSubject, SiteSubject
from anju.ui.parts import Panel

PERSON_PANELS: tuple[Callable[[PersonSubject], Panel | None], ...] = (
    checks.of_person,
    registry.family,
    employment.work_history,
    registry.roster,
    registry.aliases,
    registry.changes_of_person,
    registry.housing,
    employment.linkages,
    employment.courses,
    employment.schooling,
    employment.support,
    entitlements.benefits,
    entitlements.disability,
    entitlements.account,
)

HOUSEHOLD_PANELS: tuple[Callable[[HouseholdSubject], Panel | None], ...] = (
    checks.of_household,
    registry.family,
    registry.housing,
    registry.changes_of_household,
    registry.reclamation,
    entitlements.booklet,
    entitlements.monitoring,
    entitlements.land,
    employment.linkages,
    entitlements.responsibility,
)

SITE_PANELS: tuple[Callable[[SiteSubject], Panel | None], ...] = (
    registry.communities,
    registry.buildings,
    registry.grids,
    governance.organisations,
    estates.property_management,
    governance.safety,
    employment.operators,
    employment.ledgers,
)


def person_panels(subject: PersonSubject) -> list[Panel]:
    """The panels of a person's page that have something to say."""
    return [panel for show in PERSON_PANELS if (panel := show(subject))]


def household_panels(subject: HouseholdSubject) -> list[Panel]:
    """The panels of a household's page."""
    return [panel for show in HOUSEHOLD_PANELS if (panel := show(subject))]


def site_panels(subject: SiteSubject) -> list[Panel]:
    """The panels of a site's page."""
    return [panel for show in SITE_PANELS if (panel := show(subject))]
