"""Old looks leave the table for an encrypted file, never before their time, and the chain stays whole."""

import gzip
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from anju.accounts.rowsecurity import ROLE
from anju.audit.actions import record, retention, saw
from anju.audit.actions.retention import limit_on, retain
from anju.audit.actions.sealing import seal_history
from anju.audit.models import Access, Act, Operation
from anju.audit.verify import verify
from anju.kernel.refused import Refused
from anju.privacy.fields import open_bytes

ON = date(2026, 11, 23)


def looks_of(years_ago: int, count: int) -> None:
    """Looks of long ago, sealed as one range."""
    before = set(Access.objects.values_list("pk", flat=True))
    for number in range(count):
        saw(by="zhao", operation=Operation.PERSON, target=f"person:{number}", persons=[number])
    then = datetime.combine(ON, datetime.min.time(), UTC) - timedelta(days=366 * years_ago)
    fresh = list(set(Access.objects.values_list("pk", flat=True)) - before)
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("update audit_access set at = %s where id = any(%s)", [then, fresh])
        cursor.execute(f"set role {ROLE}")
    seal_history(by="test")


def test_the_term_comes_from_the_dated_policy() -> None:
    assert limit_on(date(2026, 11, 23)) == date(2023, 11, 1)
    assert limit_on(date(2020, 3, 1)) == date(2019, 9, 1)


def test_old_looks_move_to_a_file_and_everything_stays_provable(county: None, tmp_path: Path) -> None:
    looks_of(5, 3)
    looks_of(4, 2)
    looks_of(0, 4)
    archive = retain(folder=tmp_path, by="test", on=ON)
    assert archive is not None
    assert archive.rows == 5
    assert Access.objects.count() == 4
    lines = gzip.decompress(open_bytes(archive.path.read_bytes())).decode().splitlines()
    assert len(lines) == 5 + 2
    assert "person:2" in lines[3]
    assert b"person:2" not in archive.path.read_bytes()
    verdict = verify(tables=["audit_access"])
    assert (verdict.problems, verdict.archived) == ([], 2)
    assert retain(folder=tmp_path, by="test", on=ON) is None


def test_young_or_unsealed_looks_stay(county: None, tmp_path: Path) -> None:
    looks_of(1, 2)
    saw(by="zhao", operation=Operation.PERSON, target="person:1")
    assert retain(folder=tmp_path, by="test", on=ON) is None
    assert Access.objects.count() == 3


def test_a_folder_that_cannot_be_written_removes_nothing(county: None, tmp_path: Path) -> None:
    looks_of(5, 2)
    (tmp_path / "file").write_text("x")
    with pytest.raises(Refused, match="写不进去"):
        retain(folder=tmp_path / "file", by="test", on=ON)
    assert Access.objects.count() == 2


def test_the_database_itself_keeps_what_is_young_or_not_archived(
    county: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks_of(0, 2)
    looks_of(5, 2)
    young, old = Access.objects.order_by("id").values_list("pk", flat=True)[0:4:2]
    record(act=Act.ACCESS_ARCHIVED, by="x", target="audit_access", detail={"ranges": [[young, young + 1]]})
    for first in (young, old):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select anju_forget_access(%s, %s)", [first, first + 1])
    with pytest.raises(DatabaseError), transaction.atomic():
        Access.objects.all().delete()
    assert retention.LEAST_MONTHS == 6
