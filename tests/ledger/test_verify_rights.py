"""Who may do what, who agreed to it, and the files behind the ledger: altered by hand, they are found as ledger rows are."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from anju.accounts import actions as accounts
from anju.accounts.codes import ApprovalKind
from anju.accounts.models import User
from anju.api import actions as api
from anju.audit.actions.sealing import seal_history
from anju.audit.verify import verify
from anju.checks.actions import run
from anju.intake.actions import files
from anju.intake.files import place_of
from anju.intake.models import Batch, BatchState
from anju.kernel.digest import sm3_hex
from anju.registry.actions import About, Evidence, change_state
from anju.registry.actions.population import lock_population
from anju.registry.models import Locked
from anju.web import kept
from tests import builders
from tests.ledger.test_verify import as_owner, without_triggers

DAY = date(2021, 8, 31)
PASSWORD = "Three unlike words"


@pytest.fixture
def county_at_work(county: None) -> None:
    """Accounts, a request that was granted, lent duties, a system, a locked population, an upload: all made by actions."""
    builders.site()
    person = builders.person(builders.household())
    for name, role, place in (("admin", "administrator", builders.COUNTY), ("bureau", "bureau", builders.COUNTY),
                              ("head", "head", builders.COUNTY), ("grid", "grid", builders.SITE),
                              ("clerk", "clerk", builders.SITE), ("other", "clerk", builders.SITE)):  # fmt: skip
        accounts.create_user(
            username=name, display_name=name, role=role, place=place, password=PASSWORD, by="system:user"
        )
    user = {one.username: one for one in User.objects.all()}
    now, today = timezone.now(), timezone.localdate()
    asked = accounts.ask_approval(kind=ApprovalKind.BULK_EXPORT, subject="persons", payload={}, summary="导出", url="",
                                  why="核对", by=user["bureau"], at=now)  # fmt: skip
    accounts.lend(
        owner=user["clerk"], delegate=user["other"], start=today, stop=today, reason="年休假", on=today
    )
    accounts.change_password(user=user["clerk"], password="Four unlike words", by="clerk")
    api.register_system(name="平台", owner="x", role="clerk", place=builders.SITE, by="admin", on=today)
    lock_population(day=DAY, document="平政发〔2021〕1号", by="bureau", on=today)
    run(place=builders.SITE, on=DAY, by="clerk")
    sm3 = files.keep(b"PK what was received")
    Batch.objects.create(upload="u", sheet="roster", filename="a.xlsx", sm3=sm3, size=1, place_id=builders.SITE,
                         received_by="clerk", received_at=now, state=BatchState.APPLIED)  # fmt: skip
    change_state(
        household=person.memberships.get().household_id, person=person.pk, state={"labour": "weak"}, by="clerk", on=today,
        about=About(DAY, 0, reason="核实", evidence=Evidence("证明.pdf", b"%PDF-1.4 proof")),
    )  # fmt: skip
    assert asked.pk


def found() -> set[str]:
    return {problem.table for problem in verify(files=kept.problems()).problems}


def test_what_the_program_did_is_whole(county_at_work: None) -> None:
    verdict = verify(files=kept.problems())
    assert verdict.problems == []
    assert verdict.files == 2
    assert {"accounts_user", "accounts_approval", "accounts_delegation", "api_system", "regions_place", "intake_batch",
            "registry_locked"} <= set(verdict.live)  # fmt: skip


OF_ACCOUNTS: list[tuple[str, str]] = [
    ("accounts_user", "update accounts_user set role = 'bureau', place_id = '610926' where username = 'grid'"),
    ("accounts_user", "update accounts_user set password = 'pbkdf2$x' where username = 'bureau'"),
    ("accounts_user", "update accounts_user set is_active = false where username = 'head'"),
    ("accounts_user", "update accounts_user set totp_since = now() where username = 'grid'"),
    ("accounts_approval", "update accounts_approval set decision = 'granted', decided_at = now(), decided_by_id = "
     "(select id from accounts_user where username = 'head')"),
    ("accounts_approval", "update accounts_approval set payload_sm3 = repeat('0', 64)"),
    ("accounts_delegation", "update accounts_delegation set stop = stop + 300"),
    ("accounts_delegation", "delete from accounts_delegation"),
    ("api_system", "update api_system set token_digest = repeat('0', 64)"),
    ("api_system", "update api_system set expires_on = '2099-01-01'"),
]  # fmt: skip
OF_THE_REST: list[tuple[str, str]] = [
    ("registry_locked", "delete from registry_locked"),
    ("registry_locked", "update registry_locked set relation = 'son'"),
    ("regions_place", "update regions_place set name = 'x' where code = '610926'"),
    ("regions_countysetting", "insert into regions_countysetting (county, short_name, is_demo) values ('610926', 'x', true)"),
    ("intake_batch", "update intake_batch set sm3 = repeat('0', 64)"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "statement"), [*OF_ACCOUNTS, *OF_THE_REST])
def test_rows_altered_with_their_triggers_off_are_found(
    table: str, statement: str, county_at_work: None
) -> None:
    without_triggers(statement)
    assert table in found()


@pytest.mark.parametrize(("table", "statement"), OF_ACCOUNTS)
def test_accounts_agreements_and_tokens_altered_with_their_triggers_on_are_found(
    table: str, statement: str, county_at_work: None
) -> None:
    """History is written as if somebody had done it, in the name of the one whose transaction it is; the chain has no act."""
    later = "update {0}event set pgh_created_at = pgh_created_at + interval '1 hour' where pgh_id = (select max(pgh_id) from {0}event)"
    as_owner(statement)
    as_owner(later.format(table))  # in the test everything is one transaction
    assert table in found()


@pytest.mark.parametrize(("table", "statement"), [*OF_ACCOUNTS, *OF_THE_REST])
def test_what_nobody_in_particular_wrote_is_found(table: str, statement: str, county_at_work: None) -> None:
    """Typed at the database itself: history has the change, and nobody who made it."""
    as_owner(
        "select set_config('pghistory.context_id', '', true), set_config('pghistory.context_metadata', '', true)"
    )
    as_owner(statement)
    assert {table, f"{table}event"} & found()


def test_a_run_of_the_checks_is_sealed_but_for_its_result(county_at_work: None) -> None:
    assert seal_history(by="test") is not None
    assert found() == set()
    as_owner("update checks_run set found = found + 1")
    assert found() == set()
    as_owner("update checks_run set by = 'somebody'")
    assert found() == {"checks_run"}


@pytest.mark.parametrize(
    "statement",
    [
        "update registry_locked set relation = 'son'",
        "update registry_locked set verification_id = verification_id",
        "update checks_run set by = 'x'",
        "delete from checks_run",
        "update registry_lockedevent set relation = 'son'",
        "delete from accounts_userevent",
    ],
)
def test_the_program_itself_cannot_rewrite_them(statement: str, county_at_work: None) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_history_keeps_no_secret_of_an_account(county_at_work: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select * from accounts_userevent")
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    assert not {"password", "totp", "recovery"} & set(names)
    held = User.objects.get(username="clerk")
    assert not any(held.password in str(row) for row in rows)
    assert (
        len({row[names.index("password_mark")] for row in rows if row[names.index("username")] == "clerk"})
        == 2
    )


def test_the_locked_are_kept_as_they_were(county_at_work: None) -> None:
    row = Locked.objects.get()
    Locked.objects.filter(pk=row.pk).update(place_id=builders.TOWN)
    row.delete()
    with connection.cursor() as cursor:
        cursor.execute("select pgh_label, place from registry_lockedevent order by pgh_id")
        assert cursor.fetchall() == [
            ("insert", builders.SITE), ("update", builders.TOWN), ("delete", builders.TOWN)]  # fmt: skip
    assert found() == set()


def altered(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def exchanged(path: Path) -> None:
    """Sealed by the same key: only its digest says that it is another file."""
    other = files.keep(b"PK something else")
    path.write_bytes(place_of(other).read_bytes())


@pytest.mark.parametrize("how", [Path.unlink, altered, exchanged])
@pytest.mark.parametrize(
    ("table", "content"), [("intake_batch", b"PK what was received"), ("registry_change", b"%PDF-1.4 proof")]
)
def test_a_kept_file_that_is_gone_or_another_is_found(
    how: Callable[[Path], None], table: str, content: bytes, county_at_work: None
) -> None:
    path = place_of(sm3_hex(content))
    before = path.read_bytes()
    try:
        how(path)
        assert found() == {table}
    finally:
        path.write_bytes(before)


def test_one_table_alone_is_looked_at_without_the_files(county_at_work: None) -> None:
    assert verify(tables=["regions_place"], files=kept.problems()).files == 0
