"""The monthly round over the interface: what another system has not seen it does not overwrite, what it does not tell stays."""

from datetime import date
from typing import Any

import pytest

from anju.api.tests.test_gate import call, issued
from anju.employment import actions
from anju.employment.models import Ledger, Line
from anju.kernel.month import Month
from tests import builders

ON = date(2021, 8, 20)


@pytest.fixture
def token(county: None) -> str:
    builders.site()
    home = builders.household()
    builders.job(builders.person(home, name="吴大勇"), income_fen=300_000)
    builders.person(home, relation="spouse", name="郑小兰")
    actions.open_month(month=Month(2021, 8), by="bureau", on=ON)
    return issued()


def line(name: str) -> Line:
    return Line.objects.get(person__name=name)


def confirm(token: str, **words: Any) -> tuple[int, Any]:
    status, said, _ = call(token, f"/ledgers/{Ledger.objects.get().pk}/confirm/", {"source": "visit"} | words)
    return status, said


def test_lines_are_confirmed_in_the_version_in_which_they_were_seen(token: str) -> None:
    seen = [{"id": one.pk, "version": one.version} for one in Line.objects.order_by("pk")]
    Line.objects.filter(person__name="郑小兰").update(version=7)
    assert confirm(token, lines=seen) == (200, {"confirmed": 1, "overtaken": 1})
    assert (line("吴大勇").state, line("郑小兰").state) == ("unchanged", "unconfirmed")
    assert confirm(token, lines=[{"id": line("郑小兰").pk}])[0] == 422


def test_all_together_are_confirmed_only_as_the_ledger_stood_when_it_was_asked(token: str) -> None:
    pk = Ledger.objects.get().pk
    _status, standing, _ = call(token, f"/ledgers/{pk}/")
    assert (standing["total"], standing["unconfirmed"], standing["state"]) == (2, 2, "open")
    assert confirm(token)[0] == 409
    Line.objects.filter(person__name="郑小兰").update(version=7)
    assert confirm(token, stamp=standing["stamp"])[0] == 409
    stamp = call(token, f"/ledgers/{pk}/")[1]["stamp"]
    assert confirm(token, stamp=stamp) == (200, {"confirmed": 2, "overtaken": 0})


def test_a_correction_of_the_income_keeps_every_wish_that_it_does_not_name(token: str) -> None:
    Line.objects.update(wish="local", training_wish="1", reachable=True)
    held = line("吴大勇")
    body = {"version": held.version, "what": "income", "source": "phone", "income_fen": 350_000}
    status, said, _ = call(token, f"/lines/{held.pk}/change/", body)
    assert (status, said["income_fen"], said["wish"], said["training_wish"]) == (200, 350_000, "local", "1")
    body = {"version": said["version"], "what": "other", "source": "phone", "wish": "", "reachable": None}
    said = call(token, f"/lines/{held.pk}/change/", body)[1]
    assert (said["wish"], said["training_wish"], said["reachable"]) == ("", "1", None)
    stale, _said, _ = call(token, f"/lines/{held.pk}/undo/", {"version": 1})
    assert stale == 409


@pytest.mark.parametrize("words", [{"source": "registry"}, {"income_fen": -1}, {"version": 0}])
def test_what_no_clerk_can_say_is_refused(token: str, words: dict[str, Any]) -> None:
    held = line("吴大勇")
    body = {"version": held.version, "what": "income", "source": "phone", "income_fen": 1}
    assert call(token, f"/lines/{held.pk}/change/", body | words)[0] == 422


def test_who_came_since_is_added_and_who_was_reminded_is_listed(token: str) -> None:
    pk = Ledger.objects.get().pk
    builders.person(builders.household(), name="迁入者")
    assert call(token, f"/ledgers/{pk}/newcomers/", {})[1] == {"added": 1}
    assert call(token, f"/ledgers/{pk}/newcomers/", {})[1] == {"added": 0}
    actions.remind_late(by="system:work", on=date(2021, 9, 8))
    _status, said, _ = call(token, "/reminders/")
    assert [(one["kind"], one["place"]) for one in said["items"]] == [("ledger_late", builders.SITE)]


RECORDS: dict[str, dict[str, Any]] = {
    "subsidy": {"year": 2021, "transport_fen": 50_000},
    "loan": {"amount_fen": 10_000_000, "start": "2021-03-01"},
    "schooling": {"school": "安康市技工学校", "start": "2019-09-01", "region": "in_prov"},
}


@pytest.mark.parametrize("kind", RECORDS)
def test_records_beside_the_job_are_made_corrected_and_taken_out_in_the_version_seen(
    token: str, kind: str
) -> None:
    home = f"/persons/{line('吴大勇').person_id}/support/{kind}/"
    status, made, _ = call(token, home, RECORDS[kind])
    assert (status, made["version"]) == (200, 1)
    assert {name: made[name] for name in RECORDS[kind]} == RECORDS[kind]
    one = f"/support/{kind}/{made['id']}/"
    assert call(token, one, RECORDS[kind] | {"version": 1})[1]["version"] == 2
    assert call(token, one, RECORDS[kind] | {"version": 1})[0] == 409
    assert [item["id"] for item in call(token, home)[1]] == [made["id"]]
    assert call(token, f"{one}remove/", {"version": 1})[0] == 409
    assert call(token, f"{one}remove/", {"version": 2})[0] == 200
    assert call(token, home)[1] == []


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("loan", {}, 409), ("loan", {"amount_fen": 1}, 409), ("hiring", {"hired": 1}, 409), ("hiring", {"job_id": 1}, 409),
        ("subsidy", {"year": 2021}, 409), ("schooling", {"school": "x"}, 409), ("nonsense", {}, 422), ("loan", {"x": 1}, 422),
    ],
)  # fmt: skip
def test_a_record_that_says_too_little_is_refused_with_a_sentence(
    token: str, kind: str, body: dict[str, Any], status: int
) -> None:
    said = call(token, f"/persons/{line('吴大勇').person_id}/support/{kind}/", body)
    assert (said[0], bool(said[1]["detail"])) == (status, True)
