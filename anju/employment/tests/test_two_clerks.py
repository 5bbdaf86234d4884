"""Two people at the round at the same moment: one is served, the other is told, and nothing is overwritten."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, transaction

from anju.accounts.scope import Scope, acting
from anju.employment import actions
from anju.employment.actions import LineChange, Stale
from anju.employment.models import Job, Ledger, Line
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.tasks.models import Task
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)
AUGUST, ON = Month(2021, 8), date(2021, 8, 20)
PATIENCE = 20.0


def nothing(_place: str, _month: Month) -> Sequence[str]:
    return ()


def as_clerk(name: str, step: Callable[[], object]) -> str:
    """Do something in a transaction and on a connection of one's own; the refusal in words, empty where it was done."""
    try:
        with acting(scope=Scope((builders.SITE,)), actor=name):
            step()
    except Refused as refusal:
        return f"{type(refusal).__name__}: {refusal}"
    finally:
        connection.close()
    return ""


def at_once(*steps: Callable[[], object]) -> list[str]:
    """Begin all at the same moment; how each ended, in their order."""
    ready = Barrier(len(steps))

    def go(number: int) -> str:
        ready.wait(PATIENCE)
        return as_clerk(f"clerk{number}", steps[number])

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(go, range(len(steps))))


@pytest.fixture
def ledger() -> int:
    """A worker and his wife at home, carried into an open month."""
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        builders.community()
        home = builders.household()
        builders.job(
            builders.person(home, name="吴大勇", willing=True), income_fen=300_000, employer="常州某厂"
        )
        builders.person(home, relation="spouse", name="郑小兰")
        actions.open_month(month=AUGUST, by="bureau", on=ON)
        return Ledger.objects.get().pk


def lines() -> dict[str, Line]:
    with acting(scope=Scope.everything(), actor="test"):
        return {line.person.name: line for line in Line.objects.select_related("person")}


def edit(held: Line, by: str, income_fen: int, employer: str = "") -> Callable[[], object]:
    told = LineChange(what="income", source="phone", income_fen=income_fen, employer=employer)
    return lambda: actions.change_line(line=held.pk, version=held.version, change=told, by=by, on=ON)


def test_of_two_clerks_who_edit_one_person_at_once_the_second_is_told_and_overwrites_nothing(
    ledger: int,
) -> None:
    seen = lines()["吴大勇"]
    answers = at_once(edit(seen, "clerk0", 310_000, "甲厂"), edit(seen, "clerk1", 320_000, "乙厂"))
    assert sorted(bool(answer) for answer in answers) == [False, True]
    first = answers.index("")
    told = answers[1 - first]
    assert told.startswith(Stale.__name__)
    assert f"已由 clerk{first} 在" in told
    now = lines()["吴大勇"]
    assert (now.version, now.confirmed_by, now.income_fen) == (2, f"clerk{first}", (310_000, 320_000)[first])
    with acting(scope=Scope.everything(), actor="test"):
        job = Job.objects.get()
        assert (job.employer, job.income_fen) == (("甲厂", "乙厂")[first], now.income_fen)


def test_an_edit_that_waits_for_another_is_told_once_that_one_is_kept(ledger: int) -> None:
    seen, begun, go = lines()["吴大勇"], Event(), Event()
    answers: list[str] = []

    def slow() -> None:
        edit(seen, "slow", 310_000)()
        begun.set()
        assert go.wait(PATIENCE)

    threads = [Thread(target=lambda: answers.append(as_clerk("slow", slow)))]
    threads[0].start()
    assert begun.wait(PATIENCE)
    threads.append(Thread(target=lambda: answers.append(as_clerk("quick", edit(seen, "quick", 320_000)))))
    threads[1].start()
    threads[1].join(0.5)
    assert threads[1].is_alive()  # it waits: what the first wrote is not yet kept
    assert lines()["吴大勇"].income_fen == 300_000
    go.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert answers[0] == ""
    assert "已由 slow 在" in answers[1]
    assert lines()["吴大勇"].income_fen == 310_000


def test_two_clerks_who_edit_two_people_of_a_household_are_both_served(ledger: int) -> None:
    seen = lines()
    wish = LineChange(what="other", source="visit", reason="caring", wish="local")
    answers = at_once(
        edit(seen["吴大勇"], "clerk0", 310_000),
        lambda: actions.change_line(line=seen["郑小兰"].pk, version=1, change=wish, by="clerk1", on=ON),
    )
    assert answers == ["", ""]
    now = lines()
    assert (now["吴大勇"].income_fen, now["郑小兰"].wish) == (310_000, "local")


def test_of_a_bulk_confirmation_and_an_edit_at_once_the_edit_is_never_lost(ledger: int) -> None:
    seen = lines()["吴大勇"]
    answers = at_once(
        lambda: actions.confirm_unchanged(ledger=ledger, lines=None, source="visit", by="clerk0", on=ON),
        edit(seen, "clerk1", 310_000),
    )
    now = lines()["吴大勇"]
    if answers[1]:  # the confirmation came first: the edit was told, and nothing of it stands
        assert answers[1].startswith(Stale.__name__)
        assert (now.state, now.income_fen) == ("unchanged", 300_000)
    else:
        assert (now.state, now.income_fen, now.confirmed_by) == ("changed", 310_000, "clerk1")
    assert answers[0] == ""
    assert lines()["郑小兰"].state == "unchanged"


def test_a_ledger_that_is_handed_in_while_somebody_edits_holds_either_the_edit_or_none_of_it(
    ledger: int,
) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        actions.confirm_unchanged(ledger=ledger, lines=None, source="phone", by="clerk", on=ON)
    seen = lines()["吴大勇"]
    answers = at_once(
        lambda: actions.hand_in(ledger=ledger, by="clerk0", on=ON, check=nothing),
        edit(seen, "clerk1", 310_000),
    )
    assert answers[0] == ""
    assert answers[1] == "" or "台账已报送" in answers[1]
    assert lines()["吴大勇"].income_fen == (300_000 if answers[1] else 310_000)
    with acting(scope=Scope.everything(), actor="test"):
        assert Ledger.objects.get().state == "handed_in"


def test_an_edit_that_has_begun_is_in_the_ledger_that_is_handed_in_meanwhile(ledger: int) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        actions.confirm_unchanged(ledger=ledger, lines=None, source="phone", by="clerk", on=ON)
    seen, begun, go = lines()["吴大勇"], Event(), Event()

    def slow() -> None:
        edit(seen, "slow", 310_000)()
        begun.set()
        assert go.wait(PATIENCE)

    def look(_place: str, _month: Month) -> Sequence[str]:
        found.append(Line.objects.get(pk=seen.pk).income_fen)
        return ()

    found: list[int | None] = []
    with ThreadPoolExecutor(2) as pool:
        editing = pool.submit(as_clerk, "slow", slow)
        assert begun.wait(PATIENCE)
        step = partial(actions.hand_in, ledger=ledger, by="clerk0", on=ON, check=look)
        handing = pool.submit(as_clerk, "clerk0", step)
        go.set()
        assert (editing.result(PATIENCE), handing.result(PATIENCE)) == ("", "")
    assert found == [310_000]  # the checks of the hand-in saw what was edited


def test_a_ledger_is_handed_in_once_though_two_click_at_once(ledger: int) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        actions.confirm_unchanged(ledger=ledger, lines=None, source="phone", by="clerk", on=ON)
    answers = at_once(
        *(lambda: actions.hand_in(ledger=ledger, by="clerk", on=ON, check=nothing) for _ in range(2))
    )
    assert sorted(answers)[0] == ""
    assert "已经报送" in sorted(answers)[1]
    with acting(scope=Scope.everything(), actor="test"):
        assert Task.objects.filter(kind="ledger_handed_in").count() == 1


def test_a_month_that_two_open_at_once_has_each_ledger_line_and_task_once() -> None:
    with acting(scope=Scope.everything(), actor="test"):
        for code in ("610926100001", "610926100002", "610926200001"):
            builders.site(code)
            builders.person(builders.household(code), willing=True)
    ready = Barrier(2)

    def open_it(number: int) -> tuple[int, int]:
        ready.wait(PATIENCE)
        try:
            with acting(scope=Scope.everything(), actor=f"bureau{number}"):
                opened = actions.open_month(month=AUGUST, by=f"bureau{number}", on=ON)
                return opened.ledgers, opened.lines
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        both = sorted(pool.map(open_it, range(2)))
    assert both == [(0, 0), (3, 3)]
    with acting(scope=Scope.everything(), actor="test"):
        assert (Ledger.objects.count(), Line.objects.count()) == (3, 3)
        for kind in ("ledger_opened", "zero_employment"):
            assert Task.objects.filter(kind=kind, settled_on__isnull=True).count() == 3


def test_a_reminder_and_a_hand_in_at_once_leave_no_reminder_of_what_is_handed_in(ledger: int) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        actions.confirm_unchanged(ledger=ledger, lines=None, source="phone", by="clerk", on=ON)
    late = date(2021, 9, 8)
    answers = at_once(
        lambda: actions.hand_in(ledger=ledger, by="clerk", on=late, check=nothing),
        lambda: actions.remind_late(by="system:work", on=late),
    )
    assert answers == ["", ""]
    with acting(scope=Scope.everything(), actor="test"), transaction.atomic():
        left = Task.objects.filter(settled_on__isnull=True)
        assert list(left.values_list("kind", flat=True)) == ["ledger_handed_in"]
