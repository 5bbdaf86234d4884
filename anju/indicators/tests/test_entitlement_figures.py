"""Figures of benefits, monitoring and booklet requests count persons and households of the ledger."""

from datetime import date

import pytest

from anju.accounts.scope import Scope, acting
from anju.indicators import queries as indicators
from tests import builders
from tests.entitled import entitle

ON = date(2021, 8, 31)


@pytest.mark.django_db
def test_figures_count_persons_and_households() -> None:
    wanted = {
        "medical_insured_persons": 1, "medical_insured_rate": 100, "pension_due_persons": 1, "pension_insured_rate": 0,
        "low_income_persons": 1, "low_income_households": 1, "destitute_persons": 0, "disabled_persons": 1,
        "disabled_households": 1, "monitored_households": 1, "monitored_standing_households": 1,
        "monitored_standing_persons": 1, "monitored_resolved_households": 0, "booklet_requests_open": 0,
    }  # fmt: skip
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        entitle(builders.person(builders.household()))
        found = {one.code: one.value for one in indicators.figures(ON)}
    assert {code: found[code] for code in wanted} == wanted
