"""The floor of the import does the same work as the importer: the same records, sealed and with history."""

from pathlib import Path

import pytest
from django.db import connection

from anju.bench import importer
from anju.intake.tests import rosters
from anju.registry.models import Household, Membership, Person
from anju.registry.tests.support import bring_places

pytestmark = pytest.mark.usefixtures("county")


def ledger() -> tuple[int, int, int, int]:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from registry_personevent")
        events = cursor.fetchone()[0]
    return Household.objects.count(), Person.objects.count(), Membership.objects.count(), events


@pytest.mark.parametrize("what", importer.MEASURED)
def test_floor_and_importer_leave_the_same_ledger(what: str, tmp_path: Path) -> None:
    lines = rosters.roster(5, persons=15)
    bring_places(tmp_path)
    path = rosters.write(tmp_path / "roster.xlsx", {"花名册": lines}, rosters.ROSTER_HEADS)
    assert importer.MEASURED[what](path) == len(lines)
    assert ledger() == (5, len(lines), len(lines), len(lines))
    person = Person.objects.order_by("id").first()
    assert person is not None
    assert person.id_number in {line["身份证号"] for line in lines}
