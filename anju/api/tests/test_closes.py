"""Closes, closed figures and definitions over the interface: what pages show, in the system's place; and bad definitions."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from anju.accounts.codes import RoleName
from anju.api.tests.test_gate import call, issued
from anju.audit.models import Act, Event
from anju.indicators import actions
from anju.indicators.models import Definition
from anju.kernel.month import Month
from tests import builders

AUGUST, LATER = Month(2021, 8), date(2022, 3, 1)
OTHER_SITE = "610926200001"
GOOD = {
    "name": "成年人口", "unit": "人", "task": "services", "kind": "stock", "definition": "当日年满18周岁的搬迁人口。",
    "owner": "平利县民政局", "legal_basis": "本县工作需要", "since": "2021-09-01", "why": "试验",
    "count": {"of": "person", "key": "person", "where": "age >= 18"},
}  # fmt: skip


@pytest.fixture
def token(county: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """August closed with five persons here and two there; restated after one household more came here."""
    monkeypatch.setattr(settings, "ANJU_CLOSES", tmp_path / "closes")
    for code, members in ((builders.SITE, 5), (OTHER_SITE, 2)):
        builders.site(code)
        builders.family(code, members=members)
    actions.close(AUGUST, by="officer", on=LATER, accepted="试验")
    builders.family(builders.SITE, members=3)
    actions.close(AUGUST, by="chief", on=LATER, accepted="试验", reason="补录一户")
    return issued()


@pytest.fixture
def plain(county: None) -> str:
    """A small ledger, nothing closed."""
    builders.site()
    builders.family(members=2)
    return issued()


def of(said: dict[str, Any], code: str) -> Any:
    return {row["code"]: row["value"] for row in said["figures"]}[code]


def test_closes_are_listed_with_what_proves_them(token: str) -> None:
    status, said, _ = call(token, "/closes/?size=1")
    assert (status, said["total"], len(said["items"])) == (200, 2, 1)
    newest, older = said["items"][0], call(token, "/closes/?size=1&page=2")[1]["items"][0]
    assert (newest["month"], newest["version"], newest["reason"], newest["closed_by"]) == (
        "2021-08", 2, "补录一户", "chief",
    )  # fmt: skip
    assert (newest["previous"], older["previous"], older["accepted"]) == (older["sm3"], "", "试验")


def test_a_restatement_shows_both_values_and_the_first_version_stays_readable(token: str) -> None:
    said = call(token, "/closes/2021-08/")[1]
    changed = {row["code"]: (row["before"], row["after"]) for row in said["changed"]}
    assert changed["persons"] == (7, 10)
    assert [one["version"] for one in said["versions"]] == [2, 1]
    assert of(call(token, "/closes/2021-08/figures/")[1], "persons") == 10
    first = call(token, "/closes/2021-08/figures/?version=1")[1]
    assert (of(first, "persons"), first["close"]["version"]) == (7, 1)
    for path in ("/closes/2021-07/", "/closes/2021-07/figures/", "/closes/2021-08/figures/?version=3"):
        assert call(token, path)[0] == 404
    assert call(token, "/closes/august/")[0] == 422


def test_a_system_of_a_site_reads_the_closed_figures_of_its_site_only(token: str) -> None:
    clerk = issued(role=RoleName.CLERK, place=OTHER_SITE, name="社区平台")
    assert of(call(clerk, "/closes/2021-08/figures/")[1], "persons") == 2
    said = call(clerk, "/closes/2021-08/")[1]
    assert said["changed"] == []
    assert {one["place"] for one in said["breaks"]} <= {OTHER_SITE}
    for path in ("/closes/2021-08/", "/closes/2021-08/figures/"):
        assert call(clerk, f"{path}?scope={builders.SITE}")[0] == 404
        assert call(clerk, f"{path}?scope={builders.COUNTY}")[0] == 404
    assert call(clerk, "/indicator-definitions/", GOOD)[0] == 403
    assert call(issued(role=RoleName.AUDITOR, name="审计平台"), "/closes/2021-08/figures/")[0] == 200


def test_a_definition_is_proposed_by_a_system_and_counts_once_a_person_has_checked_it(token: str) -> None:
    status, said, _ = call(token, "/indicator-definitions/", GOOD)
    assert (status, said["code"], said["number"]) == (200, "own_001", 1)
    assert said["value"] >= 1
    assert call(token, "/indicators/own_001/")[0] == 404
    assert Event.objects.filter(act=Act.INDICATOR_DEFINED, target="indicator:own_001 v1").exists()
    actions.review(definition=Definition.objects.get().pk, granted=True, note="", by="chief")
    told = call(token, "/indicators/own_001/")[1]
    assert (told["in_force"], told["versions"][0]["since"], told["versions"][0]["checked"]) == (
        True, "2021-09-01", "chief",
    )  # fmt: skip
    assert (
        call(token, "/indicators/own_001/")[1]["query"]
        == "count(distinct person) from person where age >= 18"
    )


def test_a_changed_definition_has_two_versions_and_the_closed_month_keeps_the_first(token: str) -> None:
    changed = GOOD | {"code": "persons", "count": {"of": "person", "key": "person", "where": "age >= 200"}}
    early = call(token, "/indicator-definitions/", changed | {"since": "2021-08-15"})
    assert (early[0], "已经结账" in early[1]["detail"]) == (409, True)
    assert call(token, "/indicator-definitions/", changed)[0] == 200
    actions.review(definition=Definition.objects.get().pk, granted=True, note="", by="chief")
    assert [one["number"] for one in call(token, "/indicators/persons/")[1]["versions"]] == [0, 1]
    assert of(call(token, "/closes/2021-08/figures/")[1], "persons") == 10
    assert call(token, "/figures/persons/?live=true")[1]["value"] == 0


BAD = {
    "unknown column": ("colour = 'red'", "没有 colour 这一栏"),
    "wrong type": ("age = 'old'", "不是文字栏"),
    "unknown code": ("sex = '7'", "没有 '7' 这个选项"),
    "forbidden function": ("pg_sleep(10)", "条件中不能出现"),
    "function over a column": ("upper(name) = 'A'", "条件的左边只能写栏名"),
    "subquery": ("household in (select id from accounts_user)", "条件中不能出现"),
    "division by zero": ("age = 1 / 0", "只能是一个确定的值"),
    "statement": ("age > 1; drop table registry_person", "不是一个条件"),
    "comment": ("age > 1 /* */ or true --", "条件中不能出现"),
    "union": ("age = 1 union select 1", "条件中不能出现"),
    "too deep": ("not " * 900 + "fyp13", "括号套得太深"),
    "too large": ("age > " + "9" * 60, "数字太大"),
    "unfinished": ("age >", "写得不完整"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_condition_is_refused_with_its_reason_and_nothing_is_kept(plain: str, name: str) -> None:
    where, word = BAD[name]
    status, said, _ = call(
        plain, "/indicator-definitions/", GOOD | {"count": {"of": "person", "key": "person", "where": where}}
    )
    assert (status, word in said["detail"]) == (409, True), said
    assert not Definition.objects.exists()
    assert call(plain, "/persons/")[1]["total"] == 2


@pytest.mark.parametrize(
    "change",
    [
        {"count": {"of": "auth_user", "key": "id", "where": ""}},
        {"count": {"of": "person", "key": "name", "where": ""}},
        {"count": {"of": "person", "where": ""}},
        {"count": None, "sum": {"of": "person", "column": "name", "where": ""}},
        {"count": None, "ratio": ["persons", "no_such_code"]},
        {"sum": {"of": "person", "column": "age", "where": ""}},
        {"count": None},
        {"code": "no_such_code"},
    ],
    ids=str,
)
def test_a_definition_that_fits_no_dataset_is_refused(plain: str, change: dict[str, Any]) -> None:
    assert call(plain, "/indicator-definitions/", GOOD | change)[0] == 409
    assert not Definition.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"count": {"of": "person; drop table x", "key": "person"}}, {"count": {"of": "person", "key": "1=1"}},
        {"count": {"of": "person", "key": "person", "where": "x" * 10_001}}, {"name": "x" * 41}, {"task": "everything"},
        {"since": "soon"}, {"ratio": ["persons"]}, {"decimals": 9}, {"name": "a\x00b"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_words_that_no_definition_has_are_refused_by_the_description(
    plain: str, change: dict[str, Any]
) -> None:
    assert call(plain, "/indicator-definitions/", GOOD | change)[0] == 422
