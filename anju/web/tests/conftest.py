"""Two towns with one site each; an officer of the county, of one town, a clerk of the other site, an auditor."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.registry.models import Household, Person
from tests import builders

HERE, THERE = "610926100001", "610926200001"


@dataclass(frozen=True)
class Two:
    """A household in each town: Zou here (working outside the province), Xiao there (without work)."""

    zou: Person
    xiao: Person
    here: Household
    there: Household


@pytest.fixture
def two(db: None) -> Two:
    """Fill the ledger; what pages remember of another county is forgotten."""
    cache.clear()
    with acting(scope=Scope.everything(), actor="test"):
        builders.site(HERE)
        builders.site(THERE)
        here, there = builders.household(HERE), builders.household(THERE, programme="southern")
        zou = builders.person(
            here, name="邹试安", pinyin="zoushian", initials="zsa", phone="13912345678",
            id_number=builders.id_number(date(1985, 3, 2)),
        )  # fmt: skip
        xiao = builders.person(
            there, name="肖试宁", pinyin="xiaoshining", initials="xsn",
            id_number=builders.id_number(date(1950, 6, 1), female=True), labour="none",
        )  # fmt: skip
        builders.job(zou)
        builders.user("county")
        builders.user("town", role=RoleName.TOWN, place=HERE[:9])
        builders.user("clerk", role=RoleName.CLERK, place=THERE)
        builders.user("auditor", role=RoleName.AUDITOR)
    return Two(zou, xiao, here, there)


def signed_in(name: str) -> Client:
    """A browser of that user."""
    client = Client()
    with acting(scope=Scope.everything(), actor="test"):
        assert client.login(username=name, password="right")
    return client
