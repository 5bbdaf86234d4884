"""Pages of the monthly round as people read them: counts that follow, numbers that open their list, old beside new."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.employment import actions
from anju.employment.models import Ledger, Line
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.web.tests.conftest import HERE, Two, signed_in
from tests import builders

NOW = Month.of(timezone.localdate())
HTMX = {"HX-Request": "true"}


@pytest.fixture
def month(two: Two) -> Month:
    """The running month, open for both places; Zou works here, his wife does not; a clerk sits here."""
    with acting(scope=Scope.everything(), actor="test"):
        builders.person(
            two.here,
            relation="spouse",
            name="罗试兰",
            id_number=builders.id_number(female=True),
            willing=False,
        )
        clerk = builders.user("clerk_here", role=RoleName.CLERK, place=HERE)
        clerk.display_name = "经办人甲"
        clerk.save()
        actions.open_month(month=NOW, by="county", on=timezone.localdate())
    return NOW


def line(name: str) -> Line:
    with acting(scope=Scope.everything(), actor="test"):
        return Line.objects.select_related("job").get(person__name=name, month=NOW.first)


def ledger() -> int:
    with acting(scope=Scope.everything(), actor="test"):
        return Ledger.objects.get(place=HERE, month=NOW.first).pk


def typed(held: Line, **words: str) -> dict[str, str]:
    assert held.job is not None
    job = held.job
    return {
        "version": str(held.version), "what": "changed", "source": "visit", "channel": job.channel,
        "work_place": job.work_place, "employer": job.employer, "address": job.address, "trade": job.trade,
        "day": str(job.start + timedelta(days=1)), "post_kind": job.post_kind,
    } | words  # fmt: skip


def hand_in(client: Client) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        lines = {one.pk: one.version for one in Line.objects.filter(ledger=ledger(), state="unconfirmed")}
    client.post(
        f"/rounds/{ledger()}/confirm/",
        {"line": [f"{pk}-{version}" for pk, version in lines.items()], "source": "phone"},
    )
    client.post(f"/rounds/{ledger()}/hand-in/")


def test_the_counts_of_the_tabs_follow_what_is_saved_in_a_row(month: Month) -> None:
    client, held = signed_in("clerk_here"), line("罗试兰")
    answer = client.post(
        f"/rounds/lines/{held.pk}/confirm/",
        {"version": str(held.version), "source": "phone", "seen_in": f"/rounds/{ledger()}/confirm/?tab=unconfirmed"},
        headers=HTMX,
    ).text  # fmt: skip
    tabs = re.search(r'<div id="round-tabs".*?</div>', answer, re.DOTALL)
    assert tabs is not None
    assert 'hx-swap-oob="true"' in tabs[0]
    assert re.search(r'tab=unchanged">已确认 <span class="muted">1<', tabs[0])
    assert re.search(r'tab=unconfirmed" aria-current="page">未确认 <span class="muted">1<', tabs[0])
    assert 'id="round-tabs"' in client.get(f"/rounds/{ledger()}/").text


def test_another_job_that_is_the_same_job_is_refused(month: Month) -> None:
    client, held = signed_in("clerk_here"), line("邹试安")
    answer = client.post(f"/rounds/lines/{held.pk}/", typed(held), headers=HTMX)
    assert answer.status_code == 422
    assert "与原来的工作完全一样" in answer.text
    assert re.search(r'name="employer"[^>]*aria-invalid="true"', answer.text)
    assert line("邹试安").version == held.version
    assert (
        client.post(f"/rounds/lines/{held.pk}/", typed(held, employer="新厂"), headers=HTMX).status_code
        == 200
    )


def test_the_same_job_is_refused_by_the_action_too(month: Month) -> None:
    held = line("邹试安")
    job = held.job
    assert job is not None
    same = actions.LineChange(
        what="changed", source="visit", day=job.start + timedelta(days=1), channel=job.channel, post_kind=job.post_kind,
        work_place=job.work_place, employer=job.employer, address=job.address, trade=job.trade, industry=job.industry,
    )  # fmt: skip
    with acting(scope=Scope.everything(), actor="test"), pytest.raises(Refused, match="完全一样"):
        actions.change_line(
            line=held.pk, version=held.version, change=same, by="test", on=timezone.localdate()
        )


def test_how_it_is_known_is_asked_and_never_preset(month: Month) -> None:
    client, held = signed_in("clerk_here"), line("罗试兰")
    form = client.get(f"/rounds/lines/{held.pk}/", headers=HTMX).text
    asked = re.search(r'<select name="source".*?</select>', form, re.DOTALL)
    assert asked is not None
    assert "selected" not in asked[0].replace('value="" selected', "")
    page = client.get(f"/rounds/{ledger()}/?tab=unconfirmed").text
    assert (
        "selected" not in re.findall(r'<select class="input" name="source".*?</select>', page, re.DOTALL)[0]
    )
    refused = client.post(
        f"/rounds/lines/{held.pk}/",
        {"version": str(held.version), "what": "other", "source": ""},
        headers=HTMX,
    )
    assert refused.status_code == 422
    assert "请选择怎么知道的" in refused.text


def test_the_town_reads_the_old_state_beside_the_new_and_who_handed_in(month: Month) -> None:
    client, held = signed_in("clerk_here"), line("邹试安")
    with acting(scope=Scope.everything(), actor="test"):
        actions.open_month(month=NOW.plus(-1), by="county", on=timezone.localdate())
    client.post(f"/rounds/lines/{held.pk}/", typed(held, employer="新厂", channel="farming"), headers=HTMX)
    hand_in(client)
    page = signed_in("town").get(f"/rounds/{ledger()}/review/").text
    assert "上月就业" in page
    assert "本月就业" in page
    assert "新厂" in page
    assert "经办人甲" in page


def test_every_number_of_the_month_opens_the_list_behind_it(month: Month) -> None:
    client = signed_in("county")
    page = client.get(f"/rounds/overview/{month}/").text
    body = re.search(r"<tbody>.*?</tbody>", page, re.DOTALL)
    assert body is not None
    cells = re.findall(r"<td[^>]*>(.*?)</td>", body[0], re.DOTALL)
    plain = [
        cell for cell in cells if re.fullmatch(r"\s*[1-9][0-9,]*\s*", re.sub(r"</?span[^>]*>", "", cell))
    ]
    assert plain == []
    town = builders.TOWN
    listed = client.get(f"/rounds/overview/{month}/?town={town}&only=unconfirmed").text
    assert "only=unconfirmed" in page
    assert f"/rounds/{ledger()}/?tab=unconfirmed" in listed
    nothing = client.get(f"/rounds/overview/{month}/?town={town}&only=accepted").text
    assert f"/rounds/{ledger()}/" not in nothing


def test_who_could_not_be_reached_is_a_list_of_the_ledger(month: Month) -> None:
    client, held = signed_in("clerk_here"), line("罗试兰")
    client.post(
        f"/rounds/lines/{held.pk}/",
        {"version": str(held.version), "what": "other", "source": "kin", "reachable": "no"},
        headers=HTMX,
    )
    listed = client.get(f"/rounds/{ledger()}/?tab=all&reach=no").text
    assert "罗**" in listed
    assert "邹**" not in listed


def test_a_person_page_offers_a_clerk_the_work_of_the_month_first(month: Month, two: Two) -> None:
    page = signed_in("clerk_here").get(f"/persons/{two.zou.pk}/").text
    first = re.search(r'<a class="btn btn-primary" href="([^"]+)">([^<]+)</a>', page)
    assert first is not None
    assert first[1].startswith(f"/rounds/lines/{line('邹试安').pk}/")
    assert page.count("btn-primary") == 1


def test_the_menu_counts_what_waits_and_shows_the_ledgers_to_all_who_work_in_them(month: Month) -> None:
    page = signed_in("clerk_here").get("/todo/").text
    assert re.search(r'待办 <span class="menu-count">\d', page)
    assert all(
        'href="/rounds/"' in signed_in(who).get("/todo/").text for who in ("clerk_here", "town", "county")
    )
