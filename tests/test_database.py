"""The set-up of the tests themselves: the role they act as, and the emptying after a committing test."""

import pytest
from django.db import connection

from anju.accounts.rowsecurity import ROLE
from anju.accounts.scope import Scope, acting
from anju.regions.models import Place


@pytest.mark.django_db
def test_the_tests_act_as_the_applications_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == (ROLE, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_a_committed_row_is_gone_in_the_next_test(run: int) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        assert not Place.objects.exists()
        Place.objects.create(code="610926", name="平利县", level="county")
