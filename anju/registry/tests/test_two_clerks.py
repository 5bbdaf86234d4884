"""Two clerks at the same household at the same moment: one is served, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from anju.accounts.scope import Scope, acting
from anju.kernel.refused import Refused
from anju.registry.actions import About, NewPerson, register_birth
from anju.registry.models import Change, Household
from tests import builders

ON = date(2021, 12, 31)


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_record_at_once_the_second_is_told() -> None:
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        home = builders.household()
        builders.person(home, id_number=builders.id_number(date(1960, 1, 1)))
    ready = Barrier(2)
    children = [builders.id_number(date(2021, 5, 1)) for _ in range(2)]

    def record(number: str) -> str:
        ready.wait()
        try:
            with acting(scope=Scope((builders.SITE,)), actor="clerk"):
                register_birth(
                    household=home.pk, child=NewPerson("邹小", number), relation="grandson", by="clerk", on=ON,
                    about=About(date(2021, 5, 1), 0, "新生儿", later="证未办"),
                )  # fmt: skip
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(record, children))
    assert answers[0] == ""
    assert "clerk 于" in answers[1]
    with acting(scope=Scope.everything(), actor="test"):
        assert Change.objects.count() == 1
        assert Household.objects.get().version == 1
