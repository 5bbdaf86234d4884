"""What was altered by hand in the database is found and named; what was not is whole."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from anju.accounts.rowsecurity import ROLE
from anju.accounts.scope import Scope, acting
from anju.audit.actions import record, saw, sealing
from anju.audit.actions.sealing import seal_history
from anju.audit.models import Act, Event, Operation, Seal
from anju.audit.queries import head
from anju.audit.verify import Problem, Verdict, verify
from anju.registry.models import Person
from tests import builders

TABLES = ("registry_person", "registry_personevent", "audit_access", "registry_membership")


def as_owner(statement: str, *values: int) -> None:
    """What somebody with the database's own password might do."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute(statement, values)
        cursor.execute(f"set role {ROLE}")


def without_triggers(statement: str, *values: int) -> None:
    as_owner("set session_replication_role = replica")
    as_owner(statement, *values)
    as_owner("set session_replication_role = origin")


def found(tables: Sequence[str] = TABLES) -> set[tuple[str, str]]:
    return {(problem.table, str(problem.row)) for problem in verify(tables=tables).problems}


@pytest.fixture
def people(county: None) -> list[Person]:
    """Three people, their history sealed, and one of them looked at."""
    builders.site()
    people = [m.person for m in builders.family(members=3).memberships.order_by("id")]
    saw(by="zhao", operation=Operation.PERSON, target=f"person:{people[0].pk}", persons=[people[0].pk])
    sealed = seal_history(by="test")
    assert sealed is not None
    assert sealed.rows["registry_personevent"] == 3
    assert sealed.rows["audit_access"] == 1
    return people


def test_what_nobody_altered_is_whole(people: list[Person]) -> None:
    people[0].name_masked = "改**"
    people[0].save()
    people[1].memberships.all().delete()
    verdict = verify()
    assert verdict.problems == []
    assert verdict.whole
    assert verdict.live["registry_person"] == 3
    assert verdict.unsealed["registry_personevent"] == 1
    assert verdict.head == head()


def test_a_ledger_row_altered_with_its_triggers_off_is_named(people: list[Person]) -> None:
    without_triggers("update registry_person set sex = '9' where id = %s", people[1].pk)
    problem = verify(tables=TABLES).problems
    assert problem == [Problem("registry_person", str(people[1].pk), "与最后一条历史不同，是绕过程序改动的")]


def test_a_ledger_row_removed_or_added_with_its_triggers_off_is_named(people: list[Person]) -> None:
    gone = people[2].memberships.get().pk
    without_triggers("delete from registry_membership where id = %s", gone)
    without_triggers(
        "insert into registry_person select (jsonb_populate_record(p, jsonb_build_object('id', 999999, 'id_digest', 'x'))).* "
        "from registry_person p where id = %s",
        people[0].pk,
    )
    assert found() == {("registry_membership", str(gone)), ("registry_person", "999999")}


def test_history_and_ledger_altered_alike_is_found_by_the_seal(people: list[Person]) -> None:
    row = history_of(people[1])
    without_triggers("update registry_person set sex = '9' where id = %s", people[1].pk)
    as_owner("update registry_personevent set sex = '9' where pgh_id = %s", row)
    assert found() == {("registry_personevent", str(row))}


def test_who_wrote_it_is_sealed_too(people: list[Person]) -> None:
    as_owner('update pghistory_context set metadata = metadata || \'{"actor": "other"}\'')
    assert len(found(["registry_personevent"])) == 3


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("delete from registry_personevent where pgh_id = %s", "history"),
        ("update audit_access set actor = 'nobody'", "access"),
        ("delete from audit_access", "access"),
    ],
)
def test_history_and_look_ups_that_were_altered_are_named(
    people: list[Person], statement: str, row: str
) -> None:
    history, look = history_of(people[0]), Seal.objects.get(table="audit_access").first
    as_owner(statement, *([history] if row == "history" else []))
    named = ("registry_personevent", str(history)) if row == "history" else ("audit_access", str(look))
    assert named in found()


def test_a_seal_that_was_removed_or_made_anew_is_found(people: list[Person]) -> None:
    as_owner("delete from audit_seal where \"table\" = 'registry_personevent'")
    problems = verify(tables=["registry_personevent"]).problems
    assert [problem.table for problem in problems] == ["audit_seal"]


def test_an_end_that_was_cut_off_shows_by_the_head_kept_elsewhere(people: list[Person]) -> None:
    record(act=Act.RECORD_CHANGED, by="zhao", target="person:1")
    kept = head()
    assert verify(tables=["audit_access"], kept_head=kept).whole
    as_owner("delete from audit_event where id = (select max(id) from audit_event)")
    assert not verify(tables=["audit_access"], kept_head=kept).whole


def test_a_column_added_later_leaves_older_seals_valid(people: list[Person]) -> None:
    as_owner("alter table registry_personevent add column extra text not null default 'x'")
    assert found(["registry_personevent"]) == set()
    people[0].name_masked = "改**"
    as_owner("alter table registry_personevent drop column extra")
    people[0].save()
    assert seal_history(by="test") is not None
    assert found(["registry_personevent"]) == set()


def test_long_tables_are_sealed_in_several_ranges(county: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST", 2)
    for number in range(5):
        saw(by="zhao", operation=Operation.LIST, target=f"list:{number}")
    seal_history(by="test")
    ranges = Seal.objects.filter(table="audit_access").order_by("first")
    assert [seal.rows for seal in ranges] == [2, 2, 1]
    as_owner("update audit_access set rows = 7 where id = %s", ranges[1].last)
    assert found(["audit_access"]) == {("audit_access", str(ranges[1].last))}


def test_nothing_new_makes_no_act(people: list[Person]) -> None:
    acts = Event.objects.count()
    again = seal_history(by="test")
    assert again is not None
    assert again.event is None
    assert Event.objects.count() == acts


def test_one_table_alone_can_be_looked_at(people: list[Person]) -> None:
    verdict: Verdict = verify(tables=["registry_person"])
    assert set(verdict.live) == {"registry_person"}


def history_of(person: Person) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pgh_id from registry_personevent where pgh_obj_id = %s", [person.pk])
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sealed_while_somebody_writes() -> None:
    """A row that a slow writer commits later would appear inside the sealed range."""
    wrote, may_end = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with acting(scope=Scope.everything(), actor="slow"):
                saw(by="slow", operation=Operation.LIST, target="list:slow")
                wrote.set()
                may_end.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(write)
        assert wrote.wait(20)
        with acting(scope=Scope.everything(), actor="quick"):
            saw(by="quick", operation=Operation.LIST, target="list:quick")
        with acting(scope=Scope.everything(), actor="test"):
            refused = seal_history(by="test", patience=0.2)
        may_end.set()
        slow.result(20)
    assert refused is None
    with acting(scope=Scope.everything(), actor="test"):
        sealed = seal_history(by="test")
        assert sealed is not None
        assert sealed.rows["audit_access"] == 2
        assert found(["audit_access"]) == set()


@pytest.mark.django_db(transaction=True)
def test_who_writes_elsewhere_does_not_hold_up_the_sealing() -> None:
    """PostgreSQL itself writes into its statistics now and then, for longer than we wait on a busy machine."""
    wrote, may_end = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("lock table registry_building in row exclusive mode")
                wrote.set()
                may_end.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(write)
        assert wrote.wait(20)
        with acting(scope=Scope.everything(), actor="test"):
            saw(by="quick", operation=Operation.LIST, target="list:quick")
            sealed = seal_history(by="test", patience=0.2)
        may_end.set()
        other.result(20)
    assert sealed is not None
    assert sealed.rows["audit_access"] == 1
