"""Who comes after a month was opened, and months that somebody forgot to open."""

from datetime import date

import pytest
from django.utils import timezone

from anju.employment import actions, work
from anju.employment.actions import LineChange
from anju.employment.models import Ledger, Line
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.registry.models import Household, Membership
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
JUNE, AUGUST = Month(2021, 6), Month(2021, 8)
LATER = date(2021, 8, 25)


@pytest.fixture
def home() -> Household:
    builders.site()
    made = builders.household()
    builders.person(made, name="吴大勇")
    return made


def opened(month: Month = AUGUST) -> None:
    actions.open_month(month=month, by="bureau", on=month.first)


def names(month: Month = AUGUST) -> set[str]:
    return set(Line.objects.filter(month=month.first).values_list("person__name", flat=True))


def test_who_came_left_school_or_turned_sixteen_after_the_opening_has_a_line_the_next_night(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    pupil = builders.person(
        home,
        relation="son",
        name="出校者",
        id_number=builders.id_number(date(2003, 5, 1)),
        student="senior_3",
    )
    builders.person(home, relation="son", name="十六岁", id_number=builders.id_number(date(2005, 8, 20)))
    opened()
    assert names() == {"吴大勇"}
    builders.person(builders.household(), name="迁入者")
    Membership.objects.filter(person=pupil).update(student="")
    monkeypatch.setattr(timezone, "localdate", lambda *_: LATER)
    assert work.keep_months("system:work") == 3
    assert names() == {"吴大勇", "迁入者", "出校者", "十六岁"}
    assert work.keep_months("system:work") == 0


def test_who_came_is_marked_as_new_where_there_were_months_before(home: Household) -> None:
    opened(JUNE)
    opened()
    builders.person(builders.household(), name="迁入者")
    assert actions.top_up(by="clerk", on=LATER) == 2  # in both months that are open
    assert Line.objects.get(month=AUGUST.first, person__name="迁入者").hint == ""  # June knows him
    assert Line.objects.get(month=JUNE.first, person__name="迁入者").hint == ""


def test_a_ledger_without_a_line_for_everybody_is_not_handed_in(home: Household) -> None:
    opened()
    ledger = Ledger.objects.get()
    builders.person(builders.household(), name="迁入者")
    actions.confirm_unchanged(ledger=ledger.pk, lines=None, source="phone", by="clerk", on=LATER)
    with pytest.raises(Refused, match="有 1 人应在本月台账而没有行"):
        actions.hand_in(ledger=ledger.pk, by="clerk", on=LATER, check=lambda _place, _month: ())
    actions.top_up(by="clerk", on=LATER, place=ledger.place_id)
    actions.confirm_unchanged(ledger=ledger.pk, lines=None, source="phone", by="clerk", on=LATER)
    actions.hand_in(ledger=ledger.pk, by="clerk", on=LATER, check=lambda _place, _month: ())


def test_a_ledger_that_was_handed_in_gets_no_line_and_a_new_site_gets_a_ledger(home: Household) -> None:
    opened()
    Line.objects.update(state="unchanged", source="phone", confirmed_by="c", confirmed_at=timezone.now())
    Ledger.objects.update(state="handed_in", confirmed_on=LATER, confirmed_by="c")
    builders.person(builders.household(), name="迟到者")
    assert actions.top_up(by="system:work", on=LATER) == 0
    builders.site("610926100002")
    builders.person(builders.household("610926100002"), name="新区人")
    opened_now = actions.open_month(month=AUGUST, by="bureau", on=LATER)
    assert (opened_now.ledgers, opened_now.lines) == (1, 1)


def test_wishes_and_reasons_outlast_a_month_that_nobody_opened(home: Household) -> None:
    opened(JUNE)
    held = Line.objects.get()
    told = LineChange(
        what="other", source="phone", reason="caring", wish="local", training_wish="1", reachable=False
    )
    actions.change_line(line=held.pk, version=held.version, change=told, by="clerk", on=JUNE.last)
    opened()
    august = Line.objects.get(month=AUGUST.first)
    assert (august.reason, august.wish, august.training_wish, august.hint) == (
        "caring",
        "local",
        "1",
        "unreachable",
    )


def test_a_forgotten_month_is_opened_later_as_its_last_day_was(home: Household) -> None:
    opened()
    person = builders.person(builders.household(), name="七月离开")
    Membership.objects.filter(person=person).update(stop=date(2021, 7, 15), stop_reason="moved_out")
    builders.person(builders.household(start=date(2021, 8, 5)), name="八月来的")
    job = builders.job(Line.objects.get().person, start=date(2021, 8, 2))
    actions.open_month(month=Month(2021, 7), by="bureau", on=LATER)
    july = Line.objects.get(month=date(2021, 7, 1))
    assert (names(Month(2021, 7)), july.employed, july.ledger.due_on) == ({"吴大勇"}, False, date(2021, 8, 5))
    assert job.start > july.month


def test_a_month_that_only_a_workbook_knows_gets_no_lines(home: Household) -> None:
    Ledger.objects.create(place_id=builders.SITE, month=JUNE.first, opened_on=JUNE.first)
    assert actions.top_up(by="system:work", on=LATER) == 0
    opened()
    assert actions.top_up(by="system:work", on=LATER) == 0
    assert names(JUNE) == set()
