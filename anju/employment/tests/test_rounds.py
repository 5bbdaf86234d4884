"""The monthly round: opened, confirmed, changed, handed in, returned, accepted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anju.employment import actions
from anju.employment.actions import LineChange, Stale
from anju.employment.models import Job, Ledger, Line
from anju.employment.queries import rounds
from anju.employment.queries.rounds import LineFilter
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.tasks.models import Task
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
AUGUST, ON = Month(2021, 8), date(2021, 8, 20)
BY = "clerk"


def nothing(_place: str, _month: Month) -> Sequence[str]:
    return ()


@pytest.fixture
def ledger() -> Ledger:
    """A community with a worker, his wife at home, a schoolboy and a grandmother."""
    builders.site()
    builders.community()
    home = builders.household()
    worker = builders.person(home, name="吴大勇", willing=True)
    builders.job(worker, income_fen=300_000, employer="常州某厂")
    builders.person(home, relation="spouse", name="郑小兰", willing=False)
    builders.person(home, relation="son", id_number=builders.id_number(date(2006, 5, 1)), student="senior_1")
    builders.person(home, relation="mother", id_number=builders.id_number(date(1950, 5, 1), female=True))
    actions.open_month(month=AUGUST, by="bureau", on=ON)
    return Ledger.objects.get()


def line(name: str) -> Line:
    return Line.objects.get(person__name=name)


def change(held: Line, what: str, **words: Any) -> Line:
    told = LineChange(what=what, source="phone", **words)
    return actions.change_line(line=held.pk, version=held.version, change=told, by=BY, on=ON)


def test_everybody_of_labour_age_who_is_not_at_school_is_carried_into_the_month(ledger: Ledger) -> None:
    assert set(Line.objects.values_list("person__name", flat=True)) == {"吴大勇", "郑小兰"}
    worker = line("吴大勇")
    assert (worker.employed, worker.income_fen, worker.state) == (True, 300_000, "unconfirmed")
    assert (ledger.state, ledger.due_on, ledger.community is not None) == ("open", date(2021, 9, 5), True)


def test_opening_again_adds_only_who_is_new_and_touches_no_confirmed_line(ledger: Ledger) -> None:
    actions.confirm_unchanged(ledger=ledger.pk, lines=None, source="phone", by=BY, on=ON)
    builders.person(builders.household(), name="新来者")
    opened = actions.open_month(month=AUGUST, by="bureau", on=ON)
    assert (opened.ledgers, opened.lines) == (0, 1)
    assert line("吴大勇").state == "unchanged"


def test_a_site_without_a_community_gets_a_ledger_that_its_town_keeps(ledger: Ledger) -> None:
    builders.site("610926100002")
    builders.person(builders.household("610926100002"))
    actions.open_month(month=AUGUST, by="bureau", on=ON)
    assert Ledger.objects.get(place="610926100002").community is None


def test_a_month_that_has_not_begun_is_not_opened() -> None:
    with pytest.raises(Refused, match="还没有开始"):
        actions.open_month(month=Month(2021, 9), by="bureau", on=ON)


def test_wishes_are_carried_and_an_unreachable_person_is_hinted_next_month(ledger: Ledger) -> None:
    change(line("郑小兰"), "other", reason="caring", wish="local", training_wish="1", reachable=False)
    actions.open_month(month=Month(2021, 9), by="bureau", on=date(2021, 9, 3))
    carried = Line.objects.get(person__name="郑小兰", month=date(2021, 9, 1))
    assert (carried.reason, carried.wish, carried.training_wish) == ("caring", "local", "1")
    assert (carried.hint, carried.state, carried.reachable) == ("unreachable", "unconfirmed", None)


@pytest.mark.parametrize(
    ("job", "hint"),
    [
        ({"contract_months": 18, "start": date(2020, 3, 1)}, "contract_ending"),  # until September 2021
        ({"contract_months": 36, "start": date(2020, 3, 1)}, ""),
        ({"seasonal": True}, ""),  # August is no season
    ],
)
def test_a_line_says_why_it_has_likely_changed(job: dict[str, Any], hint: str) -> None:
    builders.site()
    builders.job(builders.person(builders.household()), **job)
    actions.open_month(month=AUGUST, by="bureau", on=ON)
    assert Line.objects.get().hint == hint


def test_seasonal_work_is_hinted_in_the_season_that_spans_the_new_year() -> None:
    builders.site()
    builders.job(builders.person(builders.household()), seasonal=True)
    actions.open_month(month=Month(2022, 1), by="bureau", on=date(2022, 1, 10))
    assert Line.objects.get().hint == "seasonal"


def test_bulk_confirmation_leaves_the_hinted_and_does_nothing_twice(ledger: Ledger) -> None:
    Line.objects.filter(person__name="吴大勇").update(hint="seasonal")
    words: dict[str, Any] = {"ledger": ledger.pk, "lines": None, "source": "visit", "by": BY, "on": ON}
    assert actions.confirm_unchanged(**words).count == 1
    assert actions.confirm_unchanged(**words).count == 0
    confirmed = line("郑小兰")
    assert (confirmed.state, confirmed.source, confirmed.confirmed_by) == ("unchanged", "visit", BY)
    assert line("吴大勇").state == "unconfirmed"
    assert actions.confirm_unchanged(**words | {"lines": [line("吴大勇").pk]}).count == 1


def test_a_confirmation_says_how_it_is_known(ledger: Ledger) -> None:
    with pytest.raises(Refused, match="怎么知道"):
        actions.confirm_unchanged(ledger=ledger.pk, lines=None, source="guess", by=BY, on=ON)


def test_who_stops_working_ends_the_job_and_has_a_reason(ledger: Ledger) -> None:
    held = change(line("吴大勇"), "stopped", day=date(2021, 8, 10), reason="between", wish="go_out")
    assert Job.objects.get().stop == date(2021, 8, 10)
    assert (held.employed, held.job, held.reason, held.state) == (False, None, "between", "changed")


def test_who_begins_to_work_gets_a_job_from_that_day(ledger: Ledger) -> None:
    held = change(
        line("郑小兰"), "began", day=date(2021, 8, 5), channel="factory", work_place="county", employer="毛绒玩具厂",
        income_fen=210_000, reason="caring",
    )  # fmt: skip
    assert held.job is not None
    assert (held.job.start, held.job.channel, held.employed, held.income_fen) == (
        date(2021, 8, 5),
        "factory",
        True,
        210_000,
    )
    assert held.reason == ""


def test_who_changes_work_ends_one_spell_and_begins_the_next_on_one_day(ledger: Ledger) -> None:
    change(
        line("吴大勇"),
        "changed",
        day=date(2021, 8, 12),
        channel="migrant",
        work_place="province",
        employer="西安某店",
    )
    first, second = Job.objects.order_by("start")
    assert (first.stop, second.start) == (date(2021, 8, 12), date(2021, 8, 12))


def test_a_correction_changes_the_running_job_and_begins_none(ledger: Ledger) -> None:
    held = change(line("吴大勇"), "income", income_fen=350_000, employer="常州另一厂")
    job = Job.objects.get()
    assert (job.income_fen, job.employer, held.income_fen) == (350_000, "常州另一厂", 350_000)


@pytest.mark.parametrize(
    ("who", "what", "words", "says"),
    [
        ("吴大勇", "stopped", {}, "从哪一天起"),
        ("吴大勇", "stopped", {"day": date(2019, 1, 1)}, "晚于该工作的起始日期"),
        ("吴大勇", "stopped", {"day": date(2022, 1, 1)}, "还没有到"),
        (
            "吴大勇",
            "began",
            {"day": date(2021, 8, 1), "channel": "migrant", "work_place": "outside"},
            "正在就业",
        ),
        ("郑小兰", "stopped", {"day": date(2021, 8, 1)}, "没有在岗"),
        ("郑小兰", "began", {"day": date(2021, 8, 1)}, "就业途径和就业地域"),
        (
            "郑小兰",
            "began",
            {"day": date(2021, 8, 1), "channel": "factory", "work_place": "outside"},
            "在县内",
        ),
        (
            "郑小兰",
            "began",
            {"day": date(2021, 8, 1), "channel": "public_post", "work_place": "county"},
            "公岗类型",
        ),
        ("郑小兰", "nonsense", {}, "有什么变化"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    ledger: Ledger, who: str, what: str, words: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        change(line(who), what, **words)
    assert (Job.objects.get().stop, line(who).state, line(who).version) == (None, "unconfirmed", 1)


def test_the_second_of_two_clerks_is_told_who_was_first(ledger: Ledger) -> None:
    seen = line("吴大勇")
    change(seen, "income", income_fen=350_000)
    with pytest.raises(Stale) as told:
        change(seen, "income", income_fen=100_000)
    assert told.value.who == BY
    assert told.value.line.income_fen == 350_000
    assert line("吴大勇").income_fen == 350_000


@pytest.mark.parametrize(
    ("who", "what", "words"),
    [
        ("吴大勇", "stopped", {"day": date(2021, 8, 10), "reason": "between"}),
        ("吴大勇", "changed", {"day": date(2021, 8, 10), "channel": "flexible", "work_place": "county"}),
        ("吴大勇", "income", {"income_fen": 1_000_00, "employer": "错填"}),
        ("郑小兰", "began", {"day": date(2021, 8, 10), "channel": "flexible", "work_place": "county"}),
        ("郑小兰", "other", {"wish": "local"}),
    ],
)
def test_a_change_is_taken_back_with_its_jobs(
    ledger: Ledger, who: str, what: str, words: dict[str, Any]
) -> None:
    before, jobs = line(who), list(Job.objects.values())
    held = change(before, what, **words)
    actions.undo_line(line=held.pk, version=held.version, by=BY, on=ON)
    after = line(who)
    assert (after.state, after.employed, after.income_fen, after.wish, after.job_id) == (
        before.state, before.employed, before.income_fen, before.wish, before.job_id,
    )  # fmt: skip
    assert list(Job.objects.values()) == jobs


def test_a_ledger_with_unconfirmed_people_is_not_handed_in(ledger: Ledger) -> None:
    with pytest.raises(Refused, match=r"还有 2 人未确认"):
        actions.hand_in(ledger=ledger.pk, by=BY, on=ON, check=nothing)


def test_a_ledger_with_blocking_findings_is_not_handed_in(ledger: Ledger) -> None:
    actions.confirm_unchanged(ledger=ledger.pk, lines=None, source="phone", by=BY, on=ON)
    with pytest.raises(Refused, match="缺月收入"):
        actions.hand_in(ledger=ledger.pk, by=BY, on=ON, check=lambda _place, _month: ["缺月收入"])


def handed_in(ledger: Ledger) -> Ledger:
    actions.confirm_unchanged(ledger=ledger.pk, lines=None, source="phone", by=BY, on=ON)
    return actions.hand_in(ledger=ledger.pk, by=BY, on=ON, check=nothing)


def test_a_ledger_goes_to_the_town_comes_back_and_is_accepted(ledger: Ledger) -> None:
    handed_in(ledger)
    with pytest.raises(Refused, match="已报送"):
        change(line("吴大勇"), "income", income_fen=1)
    returned = actions.return_ledger(ledger=ledger.pk, reason="收入普遍缺填", by="town", on=ON)
    assert (returned.state, returned.confirmed_on, returned.return_reason) == (
        "returned",
        None,
        "收入普遍缺填",
    )
    assert Task.objects.get(kind="ledger_returned").settled_on is None
    change(line("吴大勇"), "income", income_fen=310_000)
    actions.hand_in(ledger=ledger.pk, by=BY, on=ON, check=nothing)
    assert Task.objects.get(kind="ledger_returned").settled_on == ON
    accepted = actions.accept_ledger(ledger=ledger.pk, by="town", on=ON)
    assert (accepted.state, accepted.reviewed_by) == ("accepted", "town")
    assert not Task.objects.filter(kind="ledger_handed_in", settled_on__isnull=True).exists()


def test_nobody_accepts_what_they_handed_in_and_nothing_happens_twice(ledger: Ledger) -> None:
    handed_in(ledger)
    with pytest.raises(Refused, match="自己报送"):
        actions.accept_ledger(ledger=ledger.pk, by=BY, on=ON)
    with pytest.raises(Refused, match="不用再报"):
        actions.hand_in(ledger=ledger.pk, by=BY, on=ON, check=nothing)
    with pytest.raises(Refused, match="退回原因"):
        actions.return_ledger(ledger=ledger.pk, reason=" ", by="town", on=ON)
    actions.accept_ledger(ledger=ledger.pk, by="town", on=ON)
    with pytest.raises(Refused, match="已报送的台账"):
        actions.accept_ledger(ledger=ledger.pk, by="town", on=ON)


def test_who_is_late_is_reminded_once(ledger: Ledger) -> None:
    assert actions.remind_late(month=AUGUST, by="bureau", on=date(2021, 9, 5)) == 0
    for _ in range(2):
        assert actions.remind_late(month=AUGUST, by="bureau", on=date(2021, 9, 8)) == 1
    assert Task.objects.filter(kind="ledger_late").count() == 1
    town = rounds.overview(AUGUST, date(2021, 9, 8), "town")[0]
    assert (town.ledgers, town.open, town.late, town.days_late, town.lines) == (1, 1, 1, 3, 2)


def test_a_household_in_which_nobody_works_any_more_has_ten_working_days(ledger: Ledger) -> None:
    assert not Task.objects.filter(kind="zero_employment").exists()
    held = change(line("吴大勇"), "stopped", day=date(2021, 8, 10), reason="between")
    task = Task.objects.get(kind="zero_employment")
    assert task.due_on == date(2021, 9, 3)
    assert rounds.zero_employed(ON)[0].due_on == task.due_on
    change(held, "began", day=date(2021, 8, 18), channel="flexible", work_place="county")
    task.refresh_from_db()
    assert task.settled_on == ON


def test_the_list_is_paged_and_filtered_with_a_constant_number_of_queries(ledger: Ledger) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            rounds.lines_of(ledger.pk, LineFilter(), "name", 1, 50)
        counts.append(len(asked))
        for _ in range(20):
            builders.person(builders.household())
        actions.open_month(month=AUGUST, by="bureau", on=ON)
    assert counts[0] == counts[1]
    assert rounds.lines_of(ledger.pk, LineFilter(work="yes"), "-age", 1, 5).total == 1
    assert rounds.lines_of(ledger.pk, LineFilter(text="吴"), "hint", 1, 5).total == 1
    assert rounds.lines_of(ledger.pk, LineFilter(tab="changed"), "nonsense", 1, 5).total == 0
    assert rounds.progress(ledger.pk).total == 42


def test_the_town_sees_who_began_stopped_and_changed_against_last_month(ledger: Ledger) -> None:
    actions.confirm_unchanged(ledger=ledger.pk, lines=None, source="phone", by=BY, on=ON)
    actions.open_month(month=Month(2021, 9), by="bureau", on=date(2021, 9, 3))
    september = Ledger.objects.get(month=date(2021, 9, 1))
    worker = Line.objects.get(person__name="吴大勇", ledger=september)
    told = LineChange(what="stopped", source="phone", day=date(2021, 9, 2), reason="between")
    actions.change_line(line=worker.pk, version=1, change=told, by=BY, on=date(2021, 9, 3))
    compared = rounds.changes_since(september.pk)
    assert ([row.person for row in compared.stopped], compared.began) == ([worker.person_id], [])
    assert (compared.employed_now, compared.employed_before) == (0, 1)


def test_a_job_that_ends_elsewhere_no_longer_holds_an_unconfirmed_line(ledger: Ledger) -> None:
    actions.end_job(job=Job.objects.get(), on=date(2021, 8, 15), by="import")
    held = line("吴大勇")
    assert (held.employed, held.job, held.income_fen) == (False, None, None)
    change(held, "began", day=date(2021, 8, 16), channel="flexible", work_place="county")


def test_a_confirmed_line_whose_job_ended_elsewhere_is_not_a_dead_end(ledger: Ledger) -> None:
    actions.confirm_unchanged(ledger=ledger.pk, lines=None, source="phone", by=BY, on=ON)
    actions.end_jobs_of(persons=[line("吴大勇").person_id], on=date(2021, 8, 15), by="registry")
    held = change(line("吴大勇"), "other", reason="between")
    assert (held.employed, held.job, held.reason) == (False, None, "between")


def test_two_changes_are_taken_back_one_after_the_other(ledger: Ledger) -> None:
    jobs = list(Job.objects.values())
    once = change(line("吴大勇"), "stopped", day=date(2021, 8, 10), reason="between")
    twice = change(once, "began", day=date(2021, 8, 12), channel="flexible", work_place="county")
    back = actions.undo_line(line=twice.pk, version=twice.version, by=BY, on=ON)
    assert (back.state, back.employed) == ("changed", False)
    first = actions.undo_line(line=back.pk, version=back.version, by=BY, on=ON)
    assert (first.state, first.employed) == ("unconfirmed", True)
    assert list(Job.objects.values()) == jobs


def test_an_undo_never_doubles_a_job_nor_overwrites_a_newer_value(ledger: Ledger) -> None:
    held = change(line("吴大勇"), "stopped", day=date(2021, 8, 10), reason="between")
    builders.job(held.person, start=date(2021, 8, 15))
    with pytest.raises(Refused, match="新的登记"):
        actions.undo_line(line=held.pk, version=held.version, by=BY, on=ON)
    other = change(
        line("郑小兰"), "began", day=date(2021, 8, 5), channel="flexible", work_place="county", employer="甲"
    )
    told = change(other, "income", employer="乙")
    Job.objects.filter(pk=told.job_id or 0).update(employer="丙")
    with pytest.raises(Refused, match="新的登记"):
        actions.undo_line(line=told.pk, version=told.version, by=BY, on=ON)


def test_a_corrected_channel_corrects_the_kind_of_employment(ledger: Ledger) -> None:
    held = change(line("吴大勇"), "income", channel="business")
    assert held.job is not None
    assert (held.job.channel, held.job.kind) == ("business", "2")
    with pytest.raises(Refused, match="代码表"):
        change(held, "income", channel="nonsense")
