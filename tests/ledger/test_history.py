"""History: whatever way a row is written, its history names who did it and why."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from anju.accounts.scope import Scope, acting

FIND = """
select e.pgh_label, c.metadata ->> 'actor', c.metadata ->> 'why'
from registry_buildingevent e left join pghistory_context c on c.id = e.pgh_context_id order by e.pgh_id
"""


@pytest.fixture
def building(county: None) -> Any:
    place = apps.get_model("regions", "Place").objects.create(code="610926", name="平利县", level="county")
    return apps.get_model("registry", "Building").objects.create(place=place, number="1号楼")


def told() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(FIND)
        return list(cursor.fetchall())


def test_each_write_is_told_with_its_actor_and_reason(building: Any) -> None:
    with acting(scope=Scope.everything(), actor="zhao", why="更正楼号"):
        type(building).objects.filter(pk=building.pk).update(number="2号楼")
    with acting(scope=Scope.everything(), actor="qian", why="重复登记"):
        type(building).objects.filter(pk=building.pk).delete()
    assert told() == [("insert", "test", ""), ("update", "zhao", "更正楼号"), ("delete", "qian", "重复登记")]


def test_raw_sql_is_told_as_well_row_by_row(building: Any) -> None:
    """Bulk loads COPY into a temporary table and go on by INSERT: PostgreSQL has no COPY under row security."""
    with acting(scope=Scope.everything(), actor="system:import", why="花名册"), connection.cursor() as cursor:
        cursor.execute("update registry_building set number = '3号楼'")
        cursor.execute(
            "insert into registry_building (place, number) select '610926', n || '号楼' from generate_series(4, 5) n"
        )
    assert told()[1:] == [
        ("update", "system:import", "花名册"),
        ("insert", "system:import", "花名册"),
        ("insert", "system:import", "花名册"),
    ]


def test_one_transaction_has_one_context(building: Any) -> None:
    with acting(scope=Scope.everything(), actor="zhao"), connection.cursor() as cursor:
        for number in ("6号楼", "7号楼"):
            type(building).objects.create(place_id="610926", number=number)
        cursor.execute(
            "select count(distinct pgh_context_id) from registry_buildingevent where number <> '1号楼'"
        )
        assert cursor.fetchone() == (1,)
