"""What the tests of proposals share: a closed month, a proposal, and no LibreOffice unless it is wanted."""

from datetime import date

import pytest

from anju.documents.render import office
from anju.indicators.actions import close as close_month
from anju.indicators.models import Close
from anju.kernel.month import Month
from tests.builders import community, family, household, job, person, site

AUGUST = Month(2021, 8)


@pytest.fixture
def with_office() -> None:
    """LibreOffice prints as well, where it is installed."""


@pytest.fixture(autouse=True)
def _office(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice costs a second a letter: only who asks for it gets it."""
    if "with_office" not in request.fixturenames:
        monkeypatch.setattr(office, "program", lambda: None)


@pytest.fixture
def closed(county: None) -> Close:
    """A county of one site and four people, with August closed."""
    site()
    community()
    family()
    job(person(household()))
    return close_month(AUGUST, by="test", on=date(2021, 9, 1), accepted="试验")
