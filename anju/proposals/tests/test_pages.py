"""The pages of proposals and letters."""

import io

import openpyxl
import pytest
from django.test import Client

from anju.accounts.codes import RoleName
from anju.audit.models import Act, Event
from anju.documents.models import Letter
from anju.indicators.models import Close
from anju.jobs import actions as jobs
from anju.jobs.models import Job, JobState
from anju.proposals import work
from anju.proposals.actions import reply
from anju.proposals.tests.made import proposal
from tests.builders import COUNTY, SITE, user

ASKED = {"month": "2021-08", "on": "2021-09-06"}


@pytest.fixture
def officer(closed: Close, client: Client) -> Client:
    """An officer of the bureau, logged in, after August was closed."""
    client.force_login(user())
    return client


@pytest.fixture
def clerk(closed: Close, client: Client) -> Client:
    """A clerk of one site: may read, may make no letters."""
    client.force_login(user("clerk", role=RoleName.CLERK, place=SITE))
    return client


def made(closed: Close) -> Letter:
    proposal()
    return reply(number=51, close=closed, by="test").letter


def test_the_list_names_proposals_and_what_was_answered(officer: Client, closed: Close) -> None:
    proposal(number=52)
    letter = made(closed)
    text = officer.get("/letters/").content.decode()
    assert "九届六次会议第52号提案" in text
    assert "未生成" in text
    assert f"/letters/{letter.pk}/" in text


def test_an_empty_list_says_how_to_begin(officer: Client) -> None:
    assert "请先导入提案台账" in officer.get("/letters/").content.decode()


def test_a_letter_shows_its_pages_and_the_way_to_each_figure(officer: Client, closed: Close) -> None:
    letter = made(closed)
    text = officer.get(f"/letters/{letter.pk}/").content.decode()
    assert text.count("<img") == 1 + 4  # the mark of the application, and four pages
    assert "/figures/employed_persons/?as_of=2021-08-31" in text
    assert "检查意见" in text
    picture = officer.get(f"/letters/{letter.pk}/pages/4/")
    assert picture.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(("kind", "start"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_files_come_under_the_letters_number(officer: Client, closed: Close, kind: str, start: bytes) -> None:
    answer = officer.get(f"/letters/{made(closed).pk}/{kind}/")
    assert answer.content.startswith(start)
    assert "%E3%80%942021%E3%80%95" in answer.headers["Content-Disposition"]


def test_taking_the_evidence_is_written_down(officer: Client, closed: Close) -> None:
    letter = made(closed)
    asked = officer.get(f"/letters/{letter.pk}/evidence/")
    assert "事由" in asked.content.decode()
    assert not Event.objects.filter(act=Act.RECORDS_EXPORTED).exists()
    book = openpyxl.load_workbook(
        io.BytesIO(officer.get(f"/letters/{letter.pk}/evidence/?why=上级检查").content)
    )
    event = Event.objects.get(act=Act.RECORDS_EXPORTED)
    assert (event.target, event.why) == (f"letter:{letter.pk}", "上级检查")
    assert all(event.detail["export"] in str(sheet.oddFooter.left.text) for sheet in book.worksheets)


def test_the_evidence_of_many_records_leaves_by_two(
    officer: Client, closed: Close, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = made(closed)
    monkeypatch.setattr("anju.accounts.approvals.rows_that_need_two", lambda _on: 2)
    answer = officer.get(f"/letters/{letter.pk}/evidence/?why=上级检查")
    assert answer.status_code == 409
    assert "第二人" in answer.text
    monkeypatch.setattr("anju.accounts.approvals.rows_that_need_two", lambda _on: 500)
    assert officer.get(f"/letters/{letter.pk}/evidence/?why=上级检查").status_code == 200
    assert Event.objects.get(act=Act.RECORDS_EXPORTED).detail["rows"] > 2


def test_a_clerk_reads_the_letter_but_takes_no_evidence_and_makes_none(clerk: Client, closed: Close) -> None:
    letter = made(closed)
    assert clerk.get(f"/letters/{letter.pk}/").status_code == 200
    assert "evidence" not in clerk.get(f"/letters/{letter.pk}/").content.decode()
    assert clerk.get(f"/letters/{letter.pk}/evidence/").status_code == 403
    assert clerk.get(f"/letters/{letter.pk}/evidence.xlsx/").status_code == 404
    asked = proposal(number=52)
    assert "生成复函</button>" not in clerk.get(f"/proposals/{asked.pk}/").content.decode()
    assert clerk.post(f"/proposals/{asked.pk}/reply/", ASKED).status_code == 403


@pytest.mark.parametrize(
    "path", ["/letters/9/", "/letters/9/pdf/", "/letters/9/pages/1/", "/letters/9/evidence/"]
)
def test_an_unknown_letter_is_told(officer: Client, path: str) -> None:
    answer = officer.get(path)
    assert answer.status_code == 409
    assert "没有这份公文" in answer.content.decode()


def test_the_form_proposes_the_drafts_day_and_the_close_before_it(officer: Client) -> None:
    text = officer.get(f"/proposals/{proposal().pk}/").content.decode()
    assert 'value="2021-09-06"' in text
    assert '<option value="2021-08" selected>' in text


def test_asking_for_a_reply_starts_a_job_that_ends_in_the_letter(officer: Client) -> None:
    answer = officer.post(f"/proposals/{proposal().pk}/reply/", ASKED)
    job = Job.objects.get(kind=work.REPLY)
    page = f"/proposals/jobs/{job.pk}/"
    assert answer.headers["Location"] == page
    assert "排队" in officer.get(page).content.decode() or "<progress" in officer.get(page).content.decode()
    result = work.make_reply(job, lambda done, total, words: None)
    jobs.end(job, state=JobState.DONE, result=result)
    letter = Letter.objects.get()
    assert officer.get(page).headers["Location"] == f"/letters/{letter.pk}/"
    assert (
        officer.get(page, headers={"HX-Request": "true"}).headers["HX-Redirect"] == f"/letters/{letter.pk}/"
    )


def test_a_refused_job_says_why(officer: Client) -> None:
    job = jobs.start(kind=work.REPLY, title="生成复函", arguments={}, by="officer", place=COUNTY)
    jobs.end(job, state=JobState.REFUSED, error="还没有答复稿。")
    assert "还没有答复稿。" in officer.get(f"/proposals/jobs/{job.pk}/").content.decode()


def test_jobs_of_other_kinds_are_not_shown_here(officer: Client) -> None:
    job = jobs.start(kind="intake.receive", title="导入", arguments={}, by="officer", place=COUNTY)
    assert officer.get(f"/proposals/jobs/{job.pk}/").status_code == 404


@pytest.mark.parametrize(
    "said", [{"month": "2021-09", "on": "2021-09-06"}, {"month": "2021-08", "on": "明天"}, {}]
)
def test_a_form_with_errors_keeps_what_was_typed(officer: Client, said: dict[str, str]) -> None:
    answer = officer.post(f"/proposals/{proposal().pk}/reply/", said)
    assert answer.status_code == 422
    assert not Job.objects.exists()
    assert said.get("on", "") in answer.content.decode()
