"""Figures of the monthly round: how stable work is by dated policy, which places handed in by the due day."""

from datetime import date
from typing import Any

import pytest

from anju.employment import actions
from anju.employment.models import Ledger, Line
from anju.indicators import queries
from anju.kernel.month import Month
from anju.policy import book
from anju.registry.models import Person
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
SITES = ("610926100001", "610926100002", "610926100003", "610926200001")
STABLE = ("ledger_stable", "ledger_more_stable")
IN_TIME = ("ledger_places", "ledger_places_in_time", "ledger_in_time_rate")


def values(codes: tuple[str, ...], day: date, scope: str | None = None) -> list[Any]:
    return [figure.value for figure in queries.figures(day, scope, codes=codes)]


def ledger(place: str = builders.SITE, month: int = 8, **fields: Any) -> Ledger:
    first = date(2021, month, 1)
    return Ledger.objects.create(place_id=place, month=first, opened_on=first, **fields)


def worked(person: Person, *months: int, confirmed: bool = True, employed: bool = True) -> None:
    """Lines of these months of 2021, in ledgers that are made where they are missing."""
    said: dict[str, Any] = {
        "state": "unchanged", "source": "phone", "confirmed_by": "clerk", "confirmed_at": "2021-01-01T00:00:00+08:00"
    } if confirmed else {}  # fmt: skip
    for month in months:
        held = Ledger.objects.filter(place=person.place_id, month=date(2021, month, 1)).first()
        Line.objects.create(
            ledger=held or ledger(person.place_id, month), person=person, place_id=person.place_id,
            month=date(2021, month, 1), employed=employed, **said,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("months", "expected"), [(2, [0, 0]), (3, [1, 0]), (5, [1, 0]), (6, [1, 1]), (8, [1, 1])]
)
def test_work_is_stable_from_the_months_that_policy_sets(months: int, expected: list[int]) -> None:
    builders.site()
    worked(builders.person(builders.household()), *range(9 - months, 9))
    assert values(STABLE, date(2021, 8, 31)) == expected


def test_months_that_nobody_confirmed_and_months_without_work_do_not_count() -> None:
    builders.site()
    one, other = (builders.person(builders.household()) for _ in range(2))
    worked(one, 6, 7)
    worked(one, 8, confirmed=False)
    worked(other, 6, 7)
    worked(other, 8, employed=False)
    assert values(STABLE, date(2021, 8, 31)) == [0, 0]


def test_a_new_value_of_policy_moves_the_figures_from_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.site()
    worked(builders.person(builders.household()), *range(4, 9))
    known = book.value

    def changed(name: str, entry: str, day: date) -> Any:
        since = day >= date(2021, 8, 1)
        return {"stable_months": 6, "more_stable_months": 9}.get(entry) if since and entry in {
            "stable_months", "more_stable_months"
        } else known(name, entry, day)  # fmt: skip

    monkeypatch.setattr(book, "value", changed)
    assert values(STABLE, date(2021, 7, 31)) == [1, 0]  # four months under the old value
    assert values(STABLE, date(2021, 8, 31)) == [0, 0]  # five under the new one


def test_a_definition_holds_no_number_of_months() -> None:
    for code in STABLE:
        assert not any(sign.isdigit() for sign in str(queries.indicator(code).where))


def test_places_that_handed_in_by_the_due_day_are_counted_and_not_their_people() -> None:
    for code in SITES:
        builders.site(code)
        for _ in range(5):
            builders.person(builders.household(code))
    builders.community(SITES[0])
    actions.open_month(month=Month(2021, 8), by="bureau", on=date(2021, 8, 20))
    due = date(2021, 9, 5)
    for place, on in zip(SITES, (due, due.replace(day=6), due.replace(day=1), None), strict=True):
        if on:
            held = Ledger.objects.get(place=place).pk
            actions.confirm_unchanged(ledger=held, lines=None, source="phone", by="clerk", on=on)
            actions.hand_in(ledger=held, by="clerk", on=on, check=lambda _place, _month: ())
    assert values(IN_TIME, date(2021, 8, 31)) == [4, 2, 50]
    assert values(IN_TIME, date(2021, 8, 31), "610926200") == [1, 0, 0]
    behind = queries.records("ledger_places_in_time", date(2021, 8, 31))
    assert behind.total == 2


def test_a_ledger_that_came_back_counts_by_the_day_on_which_it_is_handed_in_again() -> None:
    builders.site()
    held = ledger(
        due_on=date(2021, 9, 5), state="handed_in", confirmed_on=date(2021, 9, 3), confirmed_by="clerk"
    )
    assert values(IN_TIME, date(2021, 8, 31)) == [1, 1, 100]
    actions.return_ledger(ledger=held.pk, reason="收入缺填", by="town", on=date(2021, 9, 4))
    assert values(IN_TIME, date(2021, 8, 31)) == [1, 0, 0]
    actions.hand_in(ledger=held.pk, by="clerk", on=date(2021, 9, 7), check=lambda _place, _month: ())
    assert values(IN_TIME, date(2021, 8, 31)) == [1, 0, 0]


def test_a_ledger_from_a_workbook_without_a_due_day_is_measured_by_the_day_of_policy() -> None:
    for code, on in ((SITES[0], date(2021, 9, 5)), (SITES[1], date(2021, 9, 6))):
        builders.site(code)
        ledger(code, state="accepted", confirmed_on=on, confirmed_by="周敏")
    assert values(IN_TIME, date(2021, 8, 31)) == [2, 1, 50]


def test_only_communities_count_as_communities_with_a_ledger() -> None:
    for code in SITES[:2]:
        builders.site(code)
    on = date(2021, 8, 30)
    ledger(
        SITES[0], community=builders.community(SITES[0]), state="accepted", confirmed_on=on, confirmed_by="甲"
    )
    ledger(SITES[1], state="accepted", confirmed_on=on, confirmed_by="乙")
    assert values(("employment_ledgers", "ledger_places"), date(2021, 8, 31)) == [1, 2]
    assert queries.records("employment_ledgers", date(2021, 8, 31)).total == 1
