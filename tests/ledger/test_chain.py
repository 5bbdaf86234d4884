"""The chain of acts: whatever is altered by hand is found, and the application cannot alter anything."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import ProgrammingError, connection, transaction

from anju.accounts.rowsecurity import ROLE
from anju.accounts.scope import Scope, acting
from anju.audit.actions import record
from anju.audit.chain import GENESIS
from anju.audit.models import Act, Event
from anju.audit.queries import acts_on, broken_links, head


@pytest.fixture
def five_acts(county: None) -> list[Event]:
    return [
        record(
            act=Act.IMPORT_APPLIED,
            by="zhao",
            target=f"batch:{n}",
            why="月报",
            detail={"rows": n, "页": [1, 2]},
        )
        for n in range(5)
    ]


def as_owner(statement: str, *values: int) -> None:
    """What somebody with the database's own password might do."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute(statement, values)
        cursor.execute(f"set role {ROLE}")


def problems() -> list[tuple[int, str]]:
    return [(link.event, link.problem) for link in broken_links()]


def test_an_untouched_chain_has_no_broken_link(five_acts: list[Event]) -> None:
    assert problems() == []
    assert five_acts[0].previous == GENESIS
    assert head() == five_acts[-1].digest


@pytest.mark.parametrize(
    "change",
    ["actor = 'qian'", "target = 'batch:9'", "why = ''", "act = 'letter.made'", "at = at + interval '1 second'",
     "detail = jsonb_set(detail, '{rows}', '99')"],
)  # fmt: skip
def test_an_act_altered_by_hand_is_found(five_acts: list[Event], change: str) -> None:
    altered = five_acts[2].pk
    as_owner(f"update audit_event set {change} where id = %s", altered)
    assert problems() == [(altered, "is not what was sealed")]


def test_a_removed_act_is_found(five_acts: list[Event]) -> None:
    as_owner("delete from audit_event where id = %s", five_acts[2].pk)
    assert problems() == [(five_acts[3].pk, "does not follow the event before it")]


def test_an_altered_act_with_a_seal_of_its_own_breaks_the_next_link(five_acts: list[Event]) -> None:
    as_owner("update audit_event set digest = repeat('0', 63) || '1' where id = %s", five_acts[2].pk)
    assert [event for event, _ in problems()] == [five_acts[2].pk, five_acts[3].pk]


def test_a_chain_cut_at_its_end_shows_by_its_head(five_acts: list[Event]) -> None:
    kept_elsewhere = head()
    as_owner("delete from audit_event where id = %s", five_acts[4].pk)
    assert problems() == []
    assert head() != kept_elsewhere


@pytest.mark.parametrize(
    "statement", ["update audit_event set actor = 'x'", "delete from audit_event", "truncate audit_event"]
)
def test_the_application_itself_cannot_change_the_chain(five_acts: list[Event], statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_what_was_done_to_a_thing_is_listed_newest_first(five_acts: list[Event]) -> None:
    later = record(act=Act.RECORDS_EXPORTED, by="qian", target="batch:3")
    assert list(acts_on("batch:3")) == [later, five_acts[3]]


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_do_not_fork_the_chain() -> None:
    def write(name: str) -> None:
        try:
            for n in range(8):
                with acting(scope=Scope.everything(), actor=name):
                    record(act=Act.RECORD_CHANGED, by=name, target=f"{name}:{n}")
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(write, name) for name in ("zhao", "qian", "sun")]:
            done.result(timeout=60)
    assert Event.objects.count() == 24
    assert problems() == []
