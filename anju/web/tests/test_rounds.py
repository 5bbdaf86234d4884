"""Pages of the monthly round: clerk, town and bureau; scope, masks, forms, conflicts, exports, constant queries."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.audit.models import Access, Act, Event
from anju.employment import actions
from anju.employment.codes import LedgerState, LineState
from anju.employment.models import Job, Ledger, Line
from anju.employment.views import rounds as pages
from anju.kernel.month import Month
from anju.web.tests.conftest import HERE, THERE, Two, signed_in
from tests import builders

TODAY = timezone.localdate
HTMX = {"HX-Request": "true"}


def county_acts(done: Callable[[], Any]) -> Any:
    with acting(scope=Scope.everything(), actor="test"):
        return done()


@pytest.fixture
def month(two: Two) -> Month:
    """The running month, opened for both places; Zou works here, his wife does not; a clerk sits here."""
    with acting(scope=Scope.everything(), actor="test"):
        builders.person(
            two.here,
            relation="spouse",
            name="罗试兰",
            id_number=builders.id_number(female=True),
            willing=False,
        )
        builders.user("clerk_here", role=RoleName.CLERK, place=HERE)
        builders.user("grid_here", role=RoleName.GRID, place=HERE)
        chosen = Month.of(TODAY())
        actions.open_month(month=chosen, by="county", on=TODAY())
    return chosen


def ledger(place: str = HERE) -> Ledger:
    return county_acts(lambda: Ledger.objects.get(place=place))


def line(name: str) -> Line:
    return county_acts(lambda: Line.objects.select_related("job").get(person__name=name))


def confirm_all(client: Client) -> None:
    held = ledger()
    seen = county_acts(lambda: list(Line.objects.filter(ledger=held).values_list("pk", "version")))
    client.post(
        f"/rounds/{held.pk}/confirm/",
        {"line": [f"{pk}-{version}" for pk, version in seen], "source": "phone"},
    )


def pair(name: str) -> str:
    """A line as a row of the list names it."""
    return f"{line(name).pk}-{line(name).version}"


def stamp_of(page: str, form: str) -> dict[str, str]:
    """The stamp that the page carries for a form: `whole` or `remaining`."""
    return {f"{form}_stamp": re.findall(rf'name="{form}_stamp" value="([^"]+)"', page)[0]}


def hand_in(client: Client) -> None:
    confirm_all(client)
    client.post(f"/rounds/{ledger().pk}/hand-in/")


def test_the_clerk_sees_the_own_ledger_with_names_masked(month: Month) -> None:
    client = signed_in("clerk_here")
    assert f"/rounds/{ledger().pk}/" in client.get("/rounds/").text
    page = client.get(f"/rounds/{ledger().pk}/?tab=unconfirmed").text
    assert "邹**" in page
    assert "邹试安" not in page
    assert client.get(f"/rounds/{ledger(THERE).pk}/").status_code == 404


def test_names_and_phones_open_by_one_click_and_every_look_is_written_down(month: Month, two: Two) -> None:
    client, home = signed_in("clerk_here"), f"/rounds/{ledger().pk}/?tab=unconfirmed"
    client.post(f"/rounds/{ledger().pk}/names/", {"next": home})
    page = client.get(home).text
    assert "邹试安" in page
    assert "13912345678" in page
    assert Event.objects.filter(act=Act.SECRET_REVEALED, actor="clerk_here").count() == 1
    assert two.zou.pk in Access.objects.latest("id").persons
    client.post(f"/rounds/{ledger().pk}/names/", {"next": home, "hide": "1"})
    assert "邹试安" not in client.get(home).text


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("q=zsa", True),
        ("q=罗", False),
        ("work=yes", True),
        ("work=no", False),
        ("household=NONE", False),
        ("building=x", True),
    ],
)
def test_the_list_is_filtered_by_its_address(month: Month, words: str, seen: bool) -> None:
    page = signed_in("clerk_here").get(f"/rounds/{ledger().pk}/?tab=unconfirmed&{words}").text
    assert ("邹**" in page) == seen


def test_chosen_lines_are_confirmed_with_how_they_are_known(month: Month) -> None:
    client = signed_in("clerk_here")
    answer = client.post(
        f"/rounds/{ledger().pk}/confirm/", {"line": [pair("邹试安")], "source": "visit"}, follow=True
    )
    assert "已确认 1 人无变化" in answer.text
    assert (line("邹试安").state, line("邹试安").source) == (LineState.UNCHANGED, "visit")
    assert line("罗试兰").state == LineState.UNCONFIRMED


def test_all_that_remain_are_confirmed_at_once(month: Month) -> None:
    client, home = signed_in("clerk_here"), f"/rounds/{ledger().pk}/"
    stamp = stamp_of(client.get(f"{home}?tab=unconfirmed").text, "remaining")
    client.post(f"{home}confirm/", {"remaining": "1", "source": "kin"} | stamp)
    assert {line("罗试兰").state, line("邹试安").state} == {LineState.UNCHANGED}


def test_the_whole_filtered_list_is_confirmed_at_once(month: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SIZE", 1)
    with acting(scope=Scope.everything(), actor="test"):
        for _ in range(2):
            builders.person(builders.household(HERE), name="又一人")
        actions.open_month(month=month, by="county", on=TODAY())
    client, home = signed_in("clerk_here"), f"/rounds/{ledger().pk}/"
    stamp = stamp_of(client.get(f"{home}?tab=unconfirmed&work=no").text, "whole")
    words = {"whole": "1", "source": "kin"} | stamp
    answer = client.post(f"{home}confirm/?tab=unconfirmed&work=no", words, follow=True)
    assert "已确认 3 人无变化" in answer.text
    assert (line("罗试兰").state, line("邹试安").state) == (LineState.UNCHANGED, LineState.UNCONFIRMED)


@pytest.mark.parametrize("form", ["remaining", "whole"])
def test_a_list_that_has_changed_since_it_was_opened_is_not_confirmed_unseen(
    month: Month, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(pages, "SIZE", 1)
    client, home = signed_in("clerk_here"), f"/rounds/{ledger().pk}/"
    stamp = stamp_of(client.get(f"{home}?tab=unconfirmed").text, form)
    county_acts(lambda: actions.end_job(job=Job.objects.get(), on=TODAY(), by="import"))
    words = {form: "1", "source": "kin"} | stamp
    answer = client.post(f"{home}confirm/?tab=unconfirmed", words, follow=True)
    assert "名单在您打开之后有了变化" in answer.text
    assert {line("罗试兰").state, line("邹试安").state} == {LineState.UNCONFIRMED}
    without = client.post(f"{home}confirm/?tab=unconfirmed", {form: "1", "source": "kin"}, follow=True)
    assert "名单在您打开之后有了变化" in without.text


@pytest.mark.parametrize("form", ["remaining", "whole"])
def test_ones_own_writing_on_the_page_is_no_surprise_to_the_confirmation_that_follows(
    month: Month, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(pages, "SIZE", 1)
    with acting(scope=Scope.everything(), actor="test"):
        builders.person(builders.household(HERE), name="又一人")
        actions.open_month(month=month, by="county", on=TODAY())
    client, home = signed_in("clerk_here"), f"/rounds/{ledger().pk}/"
    page = client.get(f"{home}?tab=unconfirmed").text

    def seen(text: str) -> dict[str, str]:
        names = ("whole_stamp", "remaining_stamp", "seen_in")
        found = {name: re.findall(rf'name="{name}" value="([^"]*)"', text)[0] for name in names}
        return found | {"seen_in": found["seen_in"].replace("&amp;", "&")}

    pk = line("罗试兰").pk
    words = {"version": "1", "what": "other", "wish": "local", "source": "phone"} | seen(page)
    page = client.post(f"/rounds/lines/{pk}/", words, headers=HTMX).text
    page = client.post(f"/rounds/lines/{pk}/undo/", {"version": "2"} | seen(page), headers=HTMX).text
    words = {"version": "3", "source": "phone"} | seen(page)
    page = client.post(f"/rounds/lines/{pk}/confirm/", words, headers=HTMX).text
    answer = client.post(
        f"{home}confirm/?tab=unconfirmed", {form: "1", "source": "kin"} | seen(page), follow=True
    )
    assert "已确认 2 人无变化" in answer.text
    assert {line("罗试兰").state, line("邹试安").state, line("又一人").state} == {LineState.UNCHANGED}


def test_who_confirms_what_a_colleague_has_changed_since_is_told_and_overwrites_nothing(month: Month) -> None:
    seen, other = pair("罗试兰"), pair("邹试安")
    home, wish = f"/rounds/lines/{line('罗试兰').pk}/", {"what": "other", "source": "phone", "wish": "local"}
    signed_in("town").post(home, wish | {"version": line("罗试兰").version}, headers=HTMX)
    client = signed_in("clerk_here")
    words = {"line": [seen, other], "source": "visit"}
    answer = client.post(f"/rounds/{ledger().pk}/confirm/", words, follow=True)
    assert "已确认 1 人无变化" in answer.text
    assert "另有 1 人在您打开名单之后被他人改过" in answer.text
    assert (line("罗试兰").state, line("罗试兰").confirmed_by) == (LineState.CHANGED, "town")
    one = client.post(f"{home}confirm/", {"source": "visit", "version": "1"}, headers=HTMX)
    assert one.status_code == 409
    assert "这一行已由 town 在" in one.text


@pytest.mark.parametrize("version", ["", "1", "0", "x", "9" * 30])
def test_only_who_has_seen_the_last_writing_takes_it_back(month: Month, version: str) -> None:
    client, pk = signed_in("clerk_here"), line("邹试安").pk
    confirm_all(client)
    answer = client.post(f"/rounds/lines/{pk}/undo/", {"version": version}, headers=HTMX)
    assert answer.status_code == 409
    assert "这一行已由 clerk_here 在" in answer.text
    assert line("邹试安").state == LineState.UNCHANGED


def test_nothing_chosen_and_an_unknown_source_are_said(month: Month) -> None:
    client, home = signed_in("clerk_here"), f"/rounds/{ledger().pk}/confirm/"
    assert "没有选中任何人" in client.post(home, {"source": "phone"}, follow=True).text
    assert "怎么知道的" in client.post(home, {"line": [pair("邹试安")], "source": "x"}, follow=True).text
    assert line("邹试安").state == LineState.UNCONFIRMED


def test_a_row_opens_its_form_in_place_and_comes_back_changed_with_the_progress(month: Month) -> None:
    client, home = signed_in("clerk_here"), f"/rounds/lines/{line('邹试安').pk}/"
    form = client.get(home, headers=HTMX).text
    assert form.startswith(f'<tr id="line-{line("邹试安").pk}"')
    words = {
        "version": line("邹试安").version,
        "what": "stopped",
        "day": str(TODAY()),
        "reason": "between",
        "source": "phone",
    }
    row = client.post(home, words, headers=HTMX).text
    assert "已变更" in row
    assert "待岗返乡" in row
    assert 'hx-swap-oob="true"' in row
    assert county_acts(lambda: Job.objects.get().stop) == TODAY()


def test_without_scripts_the_form_is_a_page_and_leads_back_to_the_list(month: Month) -> None:
    client, back = signed_in("clerk_here"), f"/rounds/{ledger().pk}/?tab=unconfirmed"
    home = f"/rounds/lines/{line('罗试兰').pk}/"
    assert "<!doctype html>" in client.get(f"{home}?next={back}").text
    words = {
        "version": line("罗试兰").version, "what": "began", "day": str(TODAY()), "channel": "factory", "work_place": "county",
        "employer": "试验毛绒厂", "income": "2600", "source": "visit", "next": back,
    }  # fmt: skip
    answer = client.post(home, words)
    assert (answer.status_code, answer.headers["Location"]) == (302, back)
    changed = line("罗试兰")
    assert (changed.state, changed.employed, changed.income_fen) == (LineState.CHANGED, True, 260_000)
    assert changed.job
    assert changed.job.employer == "试验毛绒厂"


def test_a_correction_of_the_income_keeps_the_plan_that_the_form_did_not_ask_about(month: Month) -> None:
    county_acts(
        lambda: Line.objects.update(planned_out=True, wish="go_out", wish_industry="电子厂", reachable=True)
    )
    held = line("邹试安")
    words = {"version": held.version, "what": "income", "income": "3000", "reachable": "", "source": "phone"}
    assert signed_in("clerk_here").post(f"/rounds/lines/{held.pk}/", words, headers=HTMX).status_code == 200
    held = line("邹试安")
    assert (held.planned_out, held.wish, held.wish_industry, held.reachable) == (
        True,
        "go_out",
        "电子厂",
        None,
    )


def test_the_form_asks_for_what_the_sheets_of_the_labour_system_need(month: Month) -> None:
    client, pk = signed_in("clerk_here"), line("罗试兰").pk
    words = {
        "version": line("罗试兰").version, "what": "began", "day": str(TODAY()), "channel": "public_post", "post_kind": "special",
        "work_place": "county", "employer": "某村", "employer_nature": "collective", "contract_months": "12", "income": "900",
        "post_subsidy": "900.5", "pay_cycle_months": "3", "source": "visit",
    }  # fmt: skip
    assert client.post(f"/rounds/lines/{pk}/", words, headers=HTMX).status_code == 200
    job = line("罗试兰").job
    assert job
    assert (job.contract_months, job.employer_nature, job.post_subsidy_fen, job.pay_cycle_months) == (
        12, "collective", 90_050, 3,
    )  # fmt: skip
    form = client.get(f"/rounds/lines/{pk}/", headers=HTMX).text
    assert 'value="900.5"' in form
    assert f"/persons/{line('罗试兰').person_id}/support/" in form


def test_a_foreign_way_back_is_not_followed(month: Month) -> None:
    client = signed_in("clerk_here")
    answer = client.post(
        f"/rounds/{ledger().pk}/confirm/", {"source": "phone", "next": "https://evil.example/"}
    )
    assert answer.headers["Location"] == f"/rounds/{ledger().pk}/"


def test_errors_stand_beside_the_field_and_typed_words_stay(month: Month) -> None:
    client, home = signed_in("clerk_here"), f"/rounds/lines/{line('罗试兰').pk}/"
    words = {
        "version": line("罗试兰").version,
        "what": "began",
        "employer": "试验毛绒厂",
        "income": "abc",
        "source": "phone",
    }
    answer = client.post(home, words, headers=HTMX)
    assert answer.status_code == 422
    assert "请填日期" in answer.text
    assert "请选择就业途径" in answer.text
    assert 'value="试验毛绒厂"' in answer.text
    assert 'value="abc"' in answer.text
    assert line("罗试兰").state == LineState.UNCONFIRMED


def test_what_the_ledger_refuses_is_said_in_the_form(month: Month) -> None:
    client, home = signed_in("clerk_here"), f"/rounds/lines/{line('罗试兰').pk}/"
    words = {
        "version": line("罗试兰").version, "what": "began", "day": str(TODAY()), "channel": "factory",
        "work_place": "outside", "source": "phone",
    }  # fmt: skip
    answer = client.post(home, words, headers=HTMX)
    assert answer.status_code == 422
    assert "就业地域不能是" in answer.text


def test_the_second_of_two_clerks_is_told_who_was_quicker_and_keeps_what_was_typed(month: Month) -> None:
    home, seen = f"/rounds/lines/{line('罗试兰').pk}/", line("罗试兰").version
    words = {
        "version": seen, "what": "began", "day": str(TODAY()), "channel": "factory", "work_place": "county",
        "employer": "试验毛绒厂", "source": "phone",
    }  # fmt: skip
    signed_in("town").post(home, words | {"employer": "试验茶厂"}, headers=HTMX)
    second = signed_in("clerk_here")
    answer = second.post(home, words, headers=HTMX)
    assert answer.status_code == 409
    for shown in ("town", "试验茶厂", 'value="试验毛绒厂"', "没有覆盖对方的改动"):
        assert shown in answer.text
    assert county_acts(lambda: Job.objects.get(person__name="罗试兰").employer) == "试验茶厂"
    version = re.search(r'name="version" value="(\d+)"', answer.text)
    assert version
    again = second.post(home, words | {"version": version[1], "what": "income"}, headers=HTMX)
    assert again.status_code == 200
    assert county_acts(lambda: Job.objects.get(person__name="罗试兰").employer) == "试验毛绒厂"


def test_a_line_is_confirmed_and_taken_back_by_one_click_each(month: Month) -> None:
    client, pk = signed_in("clerk_here"), line("邹试安").pk
    assert (
        "已确认无变化"
        in client.post(f"/rounds/lines/{pk}/confirm/", {"source": "phone", "version": 1}, headers=HTMX).text
    )
    client.post(f"/rounds/lines/{pk}/undo/", {"version": line("邹试安").version}, headers=HTMX)
    assert line("邹试安").state == LineState.UNCONFIRMED


def test_a_ledger_with_open_lines_is_not_handed_in_and_the_page_says_why(month: Month) -> None:
    client, home = signed_in("clerk_here"), f"/rounds/{ledger().pk}/"
    assert "还有 2 人未确认" in client.get(f"{home}checks/").text
    assert client.post(f"{home}hand-in/").status_code == 409
    assert ledger().state == LedgerState.OPEN


def test_a_handed_in_ledger_is_read_only_for_the_clerk(month: Month) -> None:
    client = signed_in("clerk_here")
    hand_in(client)
    page = client.get(f"/rounds/{ledger().pk}/?tab=unchanged").text
    assert "等候镇审核" in page
    assert "data-edit" not in page
    answer = client.post(
        f"/rounds/{ledger().pk}/confirm/", {"remaining": "1", "source": "phone"}, follow=True
    )
    assert "台账已报送，不能再改" in answer.text


def test_the_town_sees_only_what_is_late_or_waits_and_returns_with_a_reason(month: Month) -> None:
    town, clerk = signed_in("town"), signed_in("clerk_here")
    assert "没有逾期或待审核的台账" in town.get(f"/rounds/review/{month}/").text
    hand_in(clerk)
    assert f"/rounds/{ledger().pk}/review/" in town.get("/rounds/review/", follow=True).text
    assert town.post(f"/rounds/{ledger().pk}/return/", {"reason": ""}).status_code == 422
    town.post(f"/rounds/{ledger().pk}/return/", {"reason": "请补齐月收入"})
    assert ledger().state == LedgerState.RETURNED
    page = clerk.get(f"/rounds/{ledger().pk}/?tab=unchanged").text
    assert "请补齐月收入" in page
    assert "data-edit" in page


def test_the_town_accepts_and_the_bureau_sees_it(month: Month) -> None:
    hand_in(signed_in("clerk_here"))
    town, home = signed_in("town"), f"/rounds/{ledger().pk}/"
    page = town.get(f"{home}review/").text
    assert "审核通过" in page
    stamp = re.findall(r'name="stamp" value="([^"]+)"', page)[0]
    county_acts(lambda: Line.objects.filter(person__name="罗试兰").update(version=9))
    assert (
        town.post(f"{home}accept/", {"stamp": stamp}).status_code == 409
    )  # it came back and was changed meanwhile
    assert town.post(f"{home}accept/").status_code == 409
    stamp = re.findall(r'name="stamp" value="([^"]+)"', town.get(f"{home}review/").text)[0]
    town.post(f"{home}accept/", {"stamp": stamp})
    assert ledger().state == LedgerState.ACCEPTED
    page = signed_in("county").get(f"/rounds/overview/{month}/").text
    assert "2 本台账，已审核 1 本" in page
    assert f"town={HERE[:9]}" in page


def test_the_late_ones_are_reminded_and_stand_first(month: Month) -> None:
    county_acts(lambda: Ledger.objects.update(due_on=TODAY() - timedelta(days=4)))
    assert "4 天" in signed_in("town").get(f"/rounds/review/{month}/").text
    bureau = signed_in("county")
    assert "催报 2 个单位" in bureau.get(f"/rounds/overview/{month}/").text
    assert "已催报 2 个单位" in bureau.post(f"/rounds/overview/{month}/remind/", follow=True).text


def test_the_month_is_opened_by_a_job_which_a_page_watches(two: Two) -> None:
    bureau, month = signed_in("county"), Month.of(TODAY())
    assert "的月度工作" in bureau.get(f"/rounds/overview/{month}/").text
    answer = bureau.post(f"/rounds/overview/{month}/open/", follow=True)
    assert "/rounds/opening/" in answer.request["PATH_INFO"]
    assert signed_in("town").post(f"/rounds/overview/{month}/open/").status_code == 403


def test_households_without_work_show_to_their_places_only(month: Month, two: Two) -> None:
    county_acts(lambda: Job.objects.update(stop=TODAY()))
    with acting(scope=Scope.everything(), actor="test"):
        two.zou.memberships.update(willing=True)
    page = signed_in("clerk_here").get("/rounds/zero/").text
    assert two.here.number in page
    assert two.here.number not in signed_in("clerk").get("/rounds/zero/").text


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("clerk_here", "/rounds/{pk}/export/?tab=unconfirmed&why=核对"), ("county", "/rounds/overview/{month}/export/"),
        ("town", "/rounds/review/{month}/export/"), ("county", "/rounds/export/"), ("clerk_here", "/rounds/zero/export/?why=核对"),
    ],
)  # fmt: skip
def test_every_list_leaves_as_a_masked_workbook(month: Month, two: Two, who: str, address: str) -> None:
    answer = signed_in(who).get(address.format(pk=ledger().pk, month=month))
    assert answer.status_code == 200
    held = openpyxl.load_workbook(io.BytesIO(answer.content))
    everything = str([list(page.values) for page in held.worksheets])
    assert "邹试安" not in everything
    assert two.zou.id_number not in everything


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("grid_here", "/rounds/", 403), ("clerk_here", "/rounds/review/", 403), ("auditor", "/rounds/", 403),
        ("auditor", "/rounds/overview/2021-08/", 200), ("clerk", "/rounds/zero/", 200), ("county", "/rounds/overview/xx/", 404),
        ("county", "/rounds/999999/", 404), ("county", "/rounds/lines/999999/", 404),
    ],
)  # fmt: skip
def test_each_post_opens_what_it_may(month: Month, who: str, address: str, status: int) -> None:
    assert signed_in(who).get(address).status_code == status


def test_a_town_cannot_touch_a_ledger_of_another(month: Month) -> None:
    town, other = signed_in("town"), ledger(THERE).pk
    for address in (f"/rounds/{other}/accept/", f"/rounds/{other}/return/", f"/rounds/{other}/confirm/"):
        assert town.post(address, {"reason": "x", "source": "phone"}).status_code == 404
    pk = line("肖试宁").pk if county_acts(lambda: Line.objects.filter(person__name="肖试宁").exists()) else 0
    assert town.get(f"/rounds/lines/{pk}/").status_code == 404


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as held:
        assert client.get(address, follow=True).status_code == 200
    return len(held)


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("clerk_here", "/rounds/"), ("clerk_here", "/rounds/{pk}/?tab=unconfirmed"), ("town", "/rounds/review/{month}/"),
        ("county", "/rounds/overview/{month}/"), ("county", "/rounds/zero/"), ("town", "/rounds/{pk}/review/"),
    ],
)  # fmt: skip
def test_a_list_asks_as_often_for_many_as_for_few(month: Month, who: str, address: str) -> None:
    client, home = signed_in(who), address.format(pk=ledger().pk, month=month)
    few = asked(client, home)
    with acting(scope=Scope.everything(), actor="test"):
        for at in range(5):
            builders.site(f"6109261090{at:02d}")
            builders.family(f"6109261090{at:02d}")
            builders.family(HERE)
        actions.open_month(month=month, by="county", on=TODAY())
    assert asked(client, home) == few
