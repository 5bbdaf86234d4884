"""Subsidies, loans, hiring and technical schools: recorded from a person's page, corrected with a look at the last version."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from anju.accounts.codes import RoleName
from anju.accounts.eyes import EVERYTHING
from anju.accounts.scope import Scope, acting
from anju.audit.models import Act, Event
from anju.employment import actions
from anju.employment.models import Hiring, Job, Loan, Schooling, Subsidy
from anju.kernel.refused import Refused
from anju.registry.models import Person
from anju.registry.panels import PersonSubject
from anju.web.own_record import panels_of
from anju.web.tests.conftest import HERE, THERE, Two, signed_in
from tests import builders

TODAY = timezone.localdate
FORMS: dict[str, dict[str, Any]] = {
    "subsidy": {"year": "2021", "transport_fen": "500", "startup_fen": "3000.5"},
    "loan": {"amount_fen": "100000", "start": "2021-03-01"},
    "schooling": {
        "school": "安康市技工学校", "region": "in_prov", "major": "汽修", "start": "2019-09-01", "years": "3", "sushan": "yes",
        "yulu_fen": "3000", "free": "no",
    },
}  # fmt: skip


@pytest.fixture
def clerk(two: Two) -> Client:
    with acting(scope=Scope.everything(), actor="test"):
        builders.user("clerk_here", role=RoleName.CLERK, place=HERE)
    return signed_in("clerk_here")


def county(done: Any) -> Any:
    with acting(scope=Scope.everything(), actor="test"):
        return done()


def record(clerk: Client, two: Two, kind: str, **words: Any) -> Any:
    return clerk.post(f"/persons/{two.zou.pk}/support/{kind}/", FORMS.get(kind, {}) | words)


@pytest.mark.parametrize("kind", FORMS)
def test_a_record_is_made_shown_corrected_and_taken_out_from_the_page_of_the_person(
    clerk: Client, two: Two, kind: str
) -> None:
    page = clerk.get(f"/persons/{two.zou.pk}/").content.decode()
    assert f"/persons/{two.zou.pk}/support/" in page
    assert record(clerk, two, kind).status_code == 302
    listed = clerk.get(f"/persons/{two.zou.pk}/support/").content.decode()
    (address,) = re.findall(rf'href="(/support/{kind}/\d+/)"', listed)
    form = clerk.get(address).content.decode()
    version = re.findall(r'name="version" value="(\d+)"', form)[0]
    changed = FORMS[kind] | {
        "version": version,
        "transport_fen": "600",
        "amount_fen": "90000",
        "major": "钳工",
    }
    assert clerk.post(address, changed).status_code == 302
    stale = clerk.post(address, changed)
    assert (stale.status_code, "已被他人改过" in stale.content.decode()) == (422, True)
    assert clerk.post(f"{address}remove/", {"version": version}).status_code == 409
    assert clerk.post(f"{address}remove/", {"version": "2"}).status_code == 302
    assert county(lambda: [Subsidy.objects.count(), Loan.objects.count(), Schooling.objects.count()]) == [
        0,
        0,
        0,
    ]
    told = county(lambda: list(Event.objects.filter(act=Act.RECORD_CHANGED, target=f"person:{two.zou.pk}")))
    assert [one.detail["what"] for one in told] == ["recorded", "corrected", "removed"]


def test_amounts_are_kept_in_fen_and_choices_as_three_values(clerk: Client, two: Two) -> None:
    for kind in FORMS:
        record(clerk, two, kind)
    subsidy, loan, school = county(
        lambda: (Subsidy.objects.get(), Loan.objects.get(), Schooling.objects.get())
    )
    assert (subsidy.transport_fen, subsidy.startup_fen, subsidy.seeking_fen) == (50_000, 300_050, None)
    assert (loan.amount_fen, loan.start, loan.place_id) == (10_000_000, date(2021, 3, 1), HERE)
    assert (school.sushan, school.free, school.yulu_fen, school.years) == (True, False, 300_000, 3)


def test_hiring_belongs_to_a_business_of_the_person(clerk: Client, two: Two) -> None:
    assert "没有可选项的" in clerk.get(f"/persons/{two.zou.pk}/support/hiring/").content.decode()
    job = county(
        lambda: builders.job(
            two.zou, kind="2", channel="business", work_place="county", start=date(2021, 5, 1), trade="茶饮店"
        )
    )
    words = {"job_id": str(job.pk), "counted_on": "2021-06-01", "hired": "5", "hired_lifted": "6"}
    refused = record(clerk, two, "hiring", **words)
    assert (refused.status_code, "不能多于带动就业人数" in refused.content.decode()) == (422, True)
    assert record(clerk, two, "hiring", **words | {"hired_lifted": "2"}).status_code == 302
    assert county(lambda: Hiring.objects.get().job_id) == job.pk
    other = county(lambda: Job.objects.exclude(pk=job.pk).get())
    values = {"job_id": other.pk, "counted_on": date(2021, 6, 2), "hired": 1, "hired_lifted": 0}
    with (
        acting(scope=Scope.everything(), actor="test"),
        pytest.raises(Refused, match="只能登记在本人的创业记录上"),
    ):
        actions.record_support(person=two.zou.pk, kind="hiring", values=values, by="clerk", on=TODAY())


@pytest.mark.parametrize(
    ("kind", "words", "says"),
    [
        ("subsidy", {"year": "2021", "transport_fen": "", "startup_fen": ""}, "至少填写一项"),
        ("subsidy", {"year": str(TODAY().year + 1)}, "年度应在"),
        ("loan", {"start": str(TODAY() + timedelta(days=1))}, "日期不能晚于今天"),
        ("loan", {"stop": "2020-01-01"}, "结清日期必须晚于发放日期"),
        ("loan", {"amount_fen": "0"}, "请填写贷款金额"),
        ("schooling", {"stop": "2018-01-01"}, "毕业日期必须晚于入学日期"),
        ("schooling", {"school": ""}, "安康市技工学校"),
    ],
)
def test_what_cannot_be_is_said_in_the_form(
    clerk: Client, two: Two, kind: str, words: Any, says: str
) -> None:
    answer = record(clerk, two, kind, **words)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_the_same_year_or_day_twice_is_refused(clerk: Client, two: Two) -> None:
    for kind in FORMS:
        assert record(clerk, two, kind).status_code == 302
        assert record(clerk, two, kind).status_code == 422


def test_nobody_touches_records_of_another_place_and_who_only_reads_writes_none(
    clerk: Client, two: Two
) -> None:
    record(clerk, two, "loan")
    pk = county(lambda: Loan.objects.get().pk)
    stranger = signed_in("clerk")
    assert stranger.get(f"/support/loan/{pk}/").status_code == 404
    assert stranger.post(f"/support/loan/{pk}/remove/", {"version": "1"}).status_code == 404
    assert stranger.get(f"/persons/{two.zou.pk}/support/").status_code == 404
    assert clerk.get("/support/nonsense/1/").status_code == 404
    assert signed_in("auditor").get(f"/persons/{two.zou.pk}/support/").status_code == 403


def test_records_move_with_the_person_and_stand_in_what_the_person_may_ask_for(
    clerk: Client, two: Two
) -> None:
    for kind in FORMS:
        record(clerk, two, kind)
    with acting(scope=Scope.everything(), actor="test"):
        actions.move_records(persons=[two.zou.pk], households=[], place=THERE)
        assert {one.place_id for model in (Subsidy, Loan, Schooling) for one in model.objects.all()} == {
            THERE
        }
        person = Person.objects.get(pk=two.zou.pk)
        panels = panels_of(PersonSubject(person.pk, two.here.pk, TODAY(), EVERYTHING))
    told = str(panels)
    for word in ("安康市技工学校", "100,000", "3,000.5", "汽修"):
        assert word in told
