"""What follows when persons die or move in the middle of the round: lines, jobs, and the clocks of households without work."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.employment import actions
from anju.employment.actions import LineChange
from anju.employment.models import Job, Ledger, Line
from anju.employment.queries import rounds
from anju.employment.queries.rounds import LineFilter
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.registry import actions as registry
from anju.registry.actions import About
from anju.registry.models import Change, Household, Membership, Person
from anju.tasks.models import Task
from anju.web.followers import FOLLOWERS
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
AUGUST, ON = Month(2021, 8), date(2021, 8, 10)
SITE, OTHER = builders.SITE, "610926100002"


def nothing(_place: str, _month: Month) -> Sequence[str]:
    return ()


def about(home: Household, day: date) -> About:
    version = Household.objects.get(pk=home.pk).version
    return About(day=day, version=version, reason="据证明材料", later="材料下周补交")


def moved(home: Household, place: str = OTHER) -> Change:
    return registry.rehouse(
        household=home.pk, place=place, about=about(home, ON), by="town", on=ON, followers=FOLLOWERS
    )


def died(person: Person, day: date) -> Change:
    home = person.memberships.get(stop=None).household
    return registry.register_death(
        household=home.pk, person=person.pk, about=about(home, day), by="clerk", on=date(2021, 8, 25), followers=FOLLOWERS
    )  # fmt: skip


def reverted(change: Change) -> None:
    version = Household.objects.get(pk=change.household_id).version
    registry.revert(
        change=change.pk,
        version=version,
        why="登记到了另一户",
        by="clerk",
        on=date(2021, 8, 25),
        followers=FOLLOWERS,
    )


@pytest.fixture
def family() -> tuple[Household, Person]:
    """A head at home and a spouse whose contract ends soon, so that the line is hinted; another household stays."""
    builders.site()
    builders.site(OTHER)
    home = builders.household()
    builders.person(home, name="户主", willing=False)
    spouse = builders.person(home, relation="spouse", name="郑小兰")
    builders.job(spouse, contract_months=17, income_fen=1)
    builders.person(builders.household(), name="留下者", willing=False)
    return home, spouse


def opened() -> None:
    actions.open_month(month=AUGUST, by="bureau", on=date(2021, 8, 1))


def ledger(place: str = SITE) -> Ledger:
    return Ledger.objects.get(place=place, month=AUGUST.first)


def line(name: str) -> Line:
    return Line.objects.get(person__name=name)


def hand_in(place: str = SITE, on: date = date(2021, 8, 28)) -> None:
    actions.confirm_unchanged(ledger=ledger(place).pk, lines=None, source="phone", by="clerk", on=on)
    actions.hand_in(ledger=ledger(place).pk, by="clerk", on=on, check=nothing)


def test_lines_go_with_a_household_that_moves_into_the_ledger_of_the_new_site(
    family: tuple[Household, Person],
) -> None:
    builders.person(builders.household(OTHER), name="邻居")
    opened()
    moved(family[0])
    held = line("郑小兰")
    assert (held.place_id, held.ledger, held.hint) == (OTHER, ledger(OTHER), "contract_ending")
    assert line("户主").hint == "newcomer"
    with acting(scope=Scope((SITE,)), actor="clerk"):
        page = rounds.lines_of(ledger().pk, LineFilter(), "name", 1, 50)
        assert ([row.name for row in page.rows], page.total) == (["留**"], 1)
        hand_in()
    with acting(scope=Scope((OTHER,)), actor="clerk"):
        assert rounds.lines_of(ledger(OTHER).pk, LineFilter(), "hint", 1, 50).total == 3


def test_a_site_into_which_the_first_household_moves_gets_its_ledger_and_task(
    family: tuple[Household, Person],
) -> None:
    opened()
    moved(family[0])
    assert line("郑小兰").ledger == ledger(OTHER)
    assert Task.objects.get(kind="ledger_opened", place=OTHER).settled_on is None


def test_lines_of_a_month_that_the_new_site_has_handed_in_are_settled_and_the_old_site_hands_in(
    family: tuple[Household, Person],
) -> None:
    builders.person(builders.household(OTHER), name="邻居")
    opened()
    hand_in(OTHER, date(2021, 8, 2))
    moved(family[0])
    held = line("郑小兰")
    assert (held.place_id, held.state, held.source, held.employed) == (SITE, "unchanged", "registry", True)
    with acting(scope=Scope((SITE,)), actor="clerk"):
        page = rounds.lines_of(ledger().pk, LineFilter(), "name", 1, 50)
        assert (len(page.rows), page.total, sum(row.left for row in page.rows)) == (3, 3, 2)
        told = LineChange(what="other", source="phone")
        with pytest.raises(Refused, match="不能再改"):
            actions.change_line(line=held.pk, version=held.version, change=told, by="clerk", on=ON)
        hand_in()


def test_what_was_handed_in_stays_when_somebody_moves_or_dies(family: tuple[Household, Person]) -> None:
    opened()
    ids = {one.pk: one.version for one in Line.objects.all()}
    actions.confirm_unchanged(ledger=ledger().pk, lines=ids, source="phone", by="clerk", on=ON)
    actions.hand_in(ledger=ledger().pk, by="clerk", on=ON, check=nothing)
    before = list(Line.objects.order_by("pk").values())
    died(family[1], date(2021, 8, 20))
    moved(family[0])
    assert list(Line.objects.order_by("pk").values()) == before


def test_who_died_in_the_month_is_settled_without_work_and_blocks_nothing(
    family: tuple[Household, Person],
) -> None:
    opened()
    died(family[1], date(2021, 8, 20))
    held = line("郑小兰")
    assert (held.state, held.source, held.employed, held.hint) == ("changed", "registry", False, "")
    hand_in()


def test_who_died_before_the_month_is_in_its_ledger_no_more(family: tuple[Household, Person]) -> None:
    opened()
    died(family[1], date(2021, 7, 3))
    assert not Line.objects.filter(person=family[1]).exists()
    hand_in()


@pytest.mark.parametrize("day", [date(2021, 7, 3), date(2021, 8, 20)])
@pytest.mark.parametrize("confirmed", [False, True])
def test_a_death_recorded_by_mistake_gives_the_line_back(
    family: tuple[Household, Person], day: date, confirmed: bool
) -> None:
    opened()
    if confirmed:
        wanted = {line("郑小兰").pk: 1}
        actions.confirm_unchanged(ledger=ledger().pk, lines=wanted, source="visit", by="clerk", on=ON)
    before = line("郑小兰")
    reverted(died(family[1], day))
    actions.top_up(by="system:work", on=date(2021, 8, 25))
    after = line("郑小兰")
    assert (after.employed, after.job, after.income_fen) == (True, before.job, 1)
    assert Job.objects.get().stop is None
    if day >= AUGUST.first:
        assert (after.state, after.source, after.confirmed_by) == (
            before.state,
            before.source,
            before.confirmed_by,
        )


def test_the_hand_in_settles_who_left_without_anybody_telling_it(family: tuple[Household, Person]) -> None:
    opened()
    registry.move_out(
        household=family[0].pk, persons=[family[1].pk], about=about(family[0], ON), by="clerk", on=ON
    )
    hand_in()
    assert line("郑小兰").source == "registry"


def test_the_page_of_the_hand_in_waits_for_nobody_who_left(
    family: tuple[Household, Person], client: Client
) -> None:
    opened()
    actions.confirm_unchanged(ledger=ledger().pk, lines=None, source="phone", by="clerk", on=ON)
    registry.move_out(
        household=family[0].pk, persons=[family[1].pk], about=about(family[0], ON), by="clerk", on=ON
    )
    client.force_login(builders.user("clerk", role=RoleName.CLERK, place=SITE))
    assert f"/rounds/{ledger().pk}/hand-in/" in client.get(f"/rounds/{ledger().pk}/checks/").content.decode()
    assert line("郑小兰").source == "registry"


def test_a_clerk_opens_no_form_of_who_has_left(family: tuple[Household, Person], client: Client) -> None:
    opened()
    died(family[1], date(2021, 8, 20))
    client.force_login(builders.user("clerk", role=RoleName.CLERK, place=SITE))
    page = client.get(f"/rounds/{ledger().pk}/?tab=changed").content.decode()
    assert "人口变动" in page
    assert f"/rounds/lines/{line('郑小兰').pk}/" not in page
    answer = client.get(f"/rounds/lines/{line('郑小兰').pk}/")
    assert (answer.status_code, "不能再改" in answer.content.decode()) == (409, True)


@pytest.fixture
def idle() -> Household:
    """A household of one who wants work and has none; its clock runs since 2 August."""
    builders.site()
    builders.site(OTHER)
    home = builders.household()
    builders.person(home, name="吴大勇", willing=True)
    actions.watch_zero_employment(by="system:work", on=date(2021, 8, 2))
    return home


def clocks(**words: Any) -> list[tuple[str, date | None, str]]:
    found = Task.objects.filter(kind="zero_employment", **words).order_by("pk")
    return list(found.values_list("place_id", "due_on", "outcome"))


DUE = date(2021, 8, 16)


def test_the_clock_goes_with_the_household_and_the_old_site_cannot_stop_it(idle: Household) -> None:
    opened()
    moved(idle)
    for place in (SITE, OTHER, ""):
        actions.watch_zero_employment(place=place, by="system:work", on=date(2021, 8, 12))
    assert clocks() == [(OTHER, DUE, "")]
    with acting(scope=Scope((OTHER,)), actor="clerk"):
        assert Task.objects.filter(kind="zero_employment").count() == 1


def test_a_clock_of_whom_a_place_does_not_see_is_left_to_who_sees_all(idle: Household) -> None:
    registry.rehouse(
        household=idle.pk, place=OTHER, about=about(idle, ON), by="town", on=ON
    )  # nobody follows
    with acting(scope=Scope((SITE,)), actor="clerk"):
        actions.watch_zero_employment(place=SITE, by="clerk", on=date(2021, 8, 11))
    assert clocks() == [(SITE, DUE, "")]
    actions.watch_zero_employment(by="system:work", on=date(2021, 8, 12))
    assert clocks() == [(OTHER, DUE, "")]


def test_a_clock_that_was_stopped_untruly_runs_on(idle: Household) -> None:
    Task.objects.update(
        settled_on=date(2021, 8, 11), settled_by="clerk", outcome="有劳动能力的人均登记为暂无就业意愿"
    )
    actions.watch_zero_employment(by="system:work", on=date(2021, 8, 12))
    assert clocks(settled_on=None) == [(SITE, DUE, "")]


def test_a_job_that_is_taken_back_days_later_gives_no_fresh_ten_days(idle: Household) -> None:
    opened()
    held = line("吴大勇")
    told = LineChange(
        what="began", source="phone", day=date(2021, 8, 12), channel="migrant", work_place="outside"
    )
    held = actions.change_line(
        line=held.pk, version=held.version, change=told, by="clerk", on=date(2021, 8, 13)
    )
    assert clocks(settled_on=None) == []
    actions.undo_line(line=held.pk, version=held.version, by="clerk", on=date(2021, 8, 16))
    assert clocks(settled_on=None) == [(SITE, DUE, "")]


def test_a_refusal_of_work_that_is_taken_back_days_later_gives_no_fresh_ten_days(idle: Household) -> None:
    opened()
    held = line("吴大勇")
    told = LineChange(what="other", source="phone", wish="none_wished")
    held = actions.change_line(
        line=held.pk, version=held.version, change=told, by="clerk", on=date(2021, 8, 11)
    )
    assert clocks(settled_on=None) == []
    actions.undo_line(line=held.pk, version=held.version, by="clerk", on=date(2021, 8, 13))
    assert clocks(settled_on=None) == [(SITE, DUE, "")]


def test_a_death_stops_the_clock_at_once_and_its_undo_lets_it_run_on(idle: Household) -> None:
    builders.person(idle, relation="mother", id_number=builders.id_number(date(1950, 1, 1), female=True))
    who = Person.objects.get(name="吴大勇")
    mother = idle.memberships.get(relation="mother").person_id
    change = registry.register_death(
        household=idle.pk, person=who.pk, head=mother, about=about(idle, date(2021, 8, 3)), by="clerk", on=ON,
        followers=FOLLOWERS,
    )  # fmt: skip
    assert clocks() == [(SITE, DUE, "户内已无劳动年龄内有劳动能力的人")]
    reverted(change)
    assert clocks(settled_on=None) == [(SITE, DUE, "")]


def left(home: Household, *people: Person, married: Person | None = None) -> None:
    """People leave the ledger in August: all moved out, or one married out with the others along."""
    words: dict[str, Any] = {
        "household": home.pk, "about": about(home, ON), "by": "clerk", "on": ON, "followers": FOLLOWERS,
    }  # fmt: skip
    if married:
        registry.marry_out(person=married.pk, along=[one.pk for one in people], **words)
    else:
        registry.move_out(persons=[one.pk for one in people], **words)


def test_who_moves_out_waits_for_nobody_in_the_open_ledger(family: tuple[Household, Person]) -> None:
    opened()
    left(family[0], family[1])
    held = line("郑小兰")
    assert (held.state, held.source) == ("unchanged", "registry")
    assert Job.objects.get().stop is None


def test_who_marries_out_takes_children_along_who_move_out(family: tuple[Household, Person]) -> None:
    home, spouse = family
    child = builders.person(
        home, relation="daughter", name="郑小小", id_number=builders.id_number(date(2015, 5, 1))
    )
    opened()
    left(home, child, married=spouse)
    ways = dict(Membership.objects.filter(stop__isnull=False).values_list("person", "stop_reason"))
    assert ways == {spouse.pk: "married_out", child.pk: "moved_out"}
    assert line("郑小兰").source == "registry"
    assert Change.objects.get().persons == [spouse.pk, child.pk]
