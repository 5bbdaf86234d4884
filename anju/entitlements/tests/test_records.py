"""Single records by hand: judged like the rows of their workbook, told when somebody was faster, seen by their posts only."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.audit.models import Event
from anju.entitlements import actions, queries
from anju.entitlements.actions import Done
from anju.entitlements.actions.records import KEPT
from anju.entitlements.codes import RecordKind
from anju.entitlements.forms.records import FORMS
from anju.entitlements.models import Assistance, Disability, Insurance, LandRight, Measure, Monitoring
from anju.entitlements.views.records import SEES
from anju.kernel.refused import Refused
from anju.privacy.fields import search_digest
from anju.registry.models import Household, Person
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
ON, START = date(2021, 8, 31), date(2021, 1, 1)
FAR = "610926200001"


@pytest.fixture
def person() -> Person:
    builders.site()
    home = builders.household(number="H1")
    return builders.person(home, name="邹试安")


def add(of: str, owner: int, **fields: Any) -> Done:
    return actions.add_record(kind=of, owner=owner, fields=fields, why="据县民政局名单", by="clerk", on=ON)


def words(row: Any, **more: Any) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "seen": queries.version_of(row),
        "why": "据县民政局名单",
        "by": "clerk",
        "on": ON,
    } | more


def home() -> Household:
    return Household.objects.get()


def certificate(person: Person, tail: str = "43") -> dict[str, Any]:
    number = f"{person.id_number[:6]} {person.id_number[6:]}{tail}".lower()
    return {"certificate": number, "category": tail[0], "level": tail[1], "issued_year": 2016, "start": START}


def test_every_kind_has_its_form_its_rules_and_its_field() -> None:
    assert set(RecordKind.values) == set(KEPT) == set(FORMS) == set(SEES)


def test_a_record_of_each_kind_is_kept_where_its_owner_lives(person: Person) -> None:
    add("insurance", person.pk, kind="resident_medical", start=START)
    add("assistance", person.pk, kind="low_income", document="平低7号", amount_fen=40150, start=START)
    add("disability", person.pk, **certificate(person))
    monitoring = add("monitoring", home().pk, kind="unstable", cause="illness", identified_on=START).row
    add("measure", monitoring.pk, kind="work", content="推荐就业", start=START, stop=date(2022, 1, 1))
    add(
        "land",
        home().pk,
        kind="field",
        number="NC-1",
        village="杨溪村",
        area_mu=3,
        transferred=False,
        start=START,
    )
    for model in (Insurance, Assistance, Disability, Monitoring, Measure, LandRight):
        assert model.objects.get().place_id == person.place_id
    held = Disability.objects.get()
    assert held.certificate == f"{person.id_number}43"
    assert (held.certificate_digest, held.certificate_masked[:7]) == (
        search_digest(held.certificate), f"{person.id_number[:6]}*",
    )  # fmt: skip
    details = [event.detail for event in Event.objects.filter(act="record.changed").order_by("id")]
    assert [one["record"] for one in details] == [
        "insurance", "assistance", "disability", "monitoring", "measure", "land",
    ]  # fmt: skip
    assert person.id_number not in str(details)


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("insurance", {"kind": "resident_medical", "start": date(2021, 3, 1)}, "同一险种.*重叠"),
        ("insurance", {"kind": "resident_pension", "start": date(1990, 1, 1)}, "不满16周岁"),
        ("insurance", {"kind": "magic", "start": START}, "险种"),
        ("insurance", {"kind": "commercial", "start": date(2022, 1, 1)}, "不能晚于今天"),
        ("insurance", {"kind": "commercial", "start": START, "stop": START}, "不晚于起始日期"),
        ("insurance", {"kind": "commercial", "start": date(1980, 1, 1)}, "早于此人的出生日期"),
        ("assistance", {"kind": "margin", "start": date(2021, 5, 1)}, "重叠"),
        ("disability", {"certificate": "123", "category": "4", "level": "3", "issued_year": 2016, "start": START}, "20位"),
    ],
)  # fmt: skip
def test_what_the_workbook_refuses_is_refused_here(
    person: Person, kind: str, fields: dict[str, Any], sentence: str
) -> None:
    add("insurance", person.pk, kind="resident_medical", start=START)
    add("assistance", person.pk, kind="low_income", document="x", start=START)
    with pytest.raises(Refused, match=sentence):
        add(kind, person.pk, **fields)


def test_a_certificate_agrees_with_itself_and_is_the_only_one(person: Person) -> None:
    told = certificate(person)
    for name, value, sentence in (
        ("category", "1", "第19位"),
        ("level", "1", "第20位"),
        ("issued_year", 1980, "出生年份"),
    ):
        with pytest.raises(Refused, match=sentence):
            add("disability", person.pk, **told | {name: value})
    add("disability", person.pk, **told)
    with pytest.raises(Refused, match="两本有效"):
        add("disability", person.pk, **told | {"start": date(2021, 2, 1)})


def test_what_only_looks_odd_is_kept_and_said(person: Person) -> None:
    add("insurance", person.pk, kind="resident_medical", start=START)
    done = add("insurance", person.pk, kind="employee_medical", start=START)
    assert any("居民医保和职工医保" in warning for warning in done.warnings)
    assert not add("insurance", person.pk, kind="resident_pension", start=START).warnings


def test_a_monitored_household_is_monitored_once_until_its_risk_is_resolved(person: Person) -> None:
    first = add("monitoring", home().pk, kind="unstable", cause="illness", identified_on=START).row
    with pytest.raises(Refused, match="重叠"):
        add("monitoring", home().pk, kind="sudden", cause="accident", identified_on=date(2021, 3, 1))
    actions.end_record(kind="monitoring", day=date(2021, 6, 1), **words(first))
    first.refresh_from_db()
    assert (first.status, first.resolved_on) == ("resolved", date(2021, 6, 1))
    add("monitoring", home().pk, kind="sudden", cause="accident", identified_on=date(2021, 7, 1))


def test_the_second_of_two_clerks_is_told(person: Person) -> None:
    row = add("assistance", person.pk, kind="low_income", document="x", start=START).row
    before = words(row)
    actions.change_record(kind="assistance", fields={"amount_fen": 50000}, **before)
    for act in (
        lambda: actions.change_record(kind="assistance", fields={"kind": "margin"}, **before),
        lambda: actions.end_record(kind="assistance", day=ON, **before),
        lambda: actions.remove_record(kind="assistance", **before),
    ):
        with pytest.raises(Refused, match="已被更改"):
            act()
    with pytest.raises(Refused, match="没有要更正的内容"):
        actions.change_record(kind="assistance", fields={"amount_fen": 50000}, **words(row))


def test_a_record_ends_once_and_a_mistaken_one_is_taken_out(person: Person) -> None:
    row = add("insurance", person.pk, kind="commercial", start=START).row
    actions.end_record(kind="insurance", day=date(2021, 6, 1), **words(row))
    with pytest.raises(Refused, match="已于 2021-06-01 终止"):
        actions.end_record(kind="insurance", day=date(2021, 7, 1), **words(row))
    actions.remove_record(kind="insurance", **words(row))
    assert not Insurance.objects.exists()
    history = apps.get_model("entitlements", "InsuranceEvent")
    assert history._default_manager.filter(pgh_label="delete").count() == 1
    monitoring = add("monitoring", home().pk, kind="unstable", cause="illness", identified_on=START).row
    add("measure", monitoring.pk, kind="work", start=START)
    with pytest.raises(Refused, match="请先撤除它们"):
        actions.remove_record(kind="monitoring", **words(monitoring))


def test_who_is_not_on_the_register_gets_no_record(person: Person) -> None:
    person.memberships.update(stop=ON, stop_reason="moved_out")
    with pytest.raises(Refused, match="不在册"):
        add("insurance", person.pk, kind="commercial", start=START)
    with pytest.raises(Refused, match="没有这类记录"):
        add("nonsense", person.pk)
    with acting(scope=Scope((FAR,)), actor="clerk"), pytest.raises(Refused, match="管辖范围"):
        add("land", Household.objects.order_by("pk").values_list("pk", flat=True).first() or 1, number="x")
    with pytest.raises(Refused, match="依据"):
        actions.add_record(kind="insurance", owner=person.pk, fields={}, why=" ", by="c", on=ON)


@pytest.fixture
def enter(person: Person) -> Any:
    builders.site(FAR)
    for role, place in (
        (RoleName.CLERK, builders.SITE),
        (RoleName.GRID, builders.SITE),
        (RoleName.HEAD, "610926"),
    ):
        builders.user(role, role=role, place=place)
    builders.user("stranger", role=RoleName.CLERK, place=FAR)

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client

    return signed_in


def test_the_clerk_adds_a_record_from_the_page(person: Person, enter: Any) -> None:
    client = enter("clerk")
    assert f"/persons/{person.pk}/entitlements/" in client.get(f"/persons/{person.pk}/").text
    new = f"/entitlements/person/{person.pk}/assistance/new/"
    assert new in client.get(f"/persons/{person.pk}/entitlements/").text
    told = {"kind": "low_income", "document": "平低7号", "amount": "401.5", "start": "2021-01-01"}
    assert client.post(new, told).status_code == 422
    assert client.post(new, told | {"why": "民政名单"}).status_code == 302
    listed = client.get(f"/persons/{person.pk}/entitlements/").text
    assert "低保" in listed
    assert "平低7号" not in listed


def test_the_clerk_corrects_and_ends_from_the_pages_without_seeing_what_is_masked(
    person: Person, enter: Any
) -> None:
    client = enter("clerk")
    row = add(
        "assistance", person.pk, kind="low_income", document="平低7号", amount_fen=40150, start=START
    ).row
    change = f"/entitlements/assistance/{row.pk}/change/"
    page = client.get(change).text
    assert "平低7号" not in page
    assert "401" not in page
    fix = {"kind": "low_income", "amount": "450", "start": "2021-01-01", "seen": queries.version_of(row)}
    fix |= {"document": "", "why": "金额登错"}
    assert client.post(change, fix).status_code == 302
    row.refresh_from_db()
    assert (row.document, row.amount_fen) == ("平低7号", 45000)
    stale = client.post(change, fix | {"amount": "1"})
    assert (stale.status_code, "已被更改" in stale.text) == (422, True)
    end = f"/entitlements/assistance/{row.pk}/end/"
    assert client.post(end, {"why": "不再享受", "seen": queries.version_of(row)}).status_code == 422
    over = {"day": "2021-06-01", "why": "不再享受", "seen": queries.version_of(row)}
    assert client.post(end, over).status_code == 302
    row.refresh_from_db()
    assert row.stop == date(2021, 6, 1)


def test_measures_are_added_under_what_a_household_is_monitored_for(person: Person, enter: Any) -> None:
    client = enter("clerk")
    monitored = add("monitoring", home().pk, kind="unstable", cause="illness", identified_on=START).row
    page = client.get(f"/households/{home().pk}/entitlements/").text
    address = f"/entitlements/monitoring/{monitored.pk}/measure/new/"
    assert address in page
    told = {"kind": "work", "content": "推荐到社区工厂", "start": "2021-02-01", "why": "入户"}
    assert client.post(address, told).status_code == 302
    listed = client.get(f"/households/{home().pk}/entitlements/").text
    assert "措施：就业帮扶" in listed
    assert "社区工厂" not in listed


def test_other_posts_and_other_places_find_nothing_here(person: Person, enter: Any) -> None:
    row = add("assistance", person.pk, kind="low_income", document="x", start=START).row
    addresses = (
        f"/persons/{person.pk}/entitlements/", f"/entitlements/assistance/{row.pk}/change/",
        f"/entitlements/assistance/{row.pk}/end/", f"/entitlements/person/{person.pk}/insurance/new/",
    )  # fmt: skip
    for address in addresses:
        assert enter("stranger").get(address).status_code == 404
        assert enter("head").get(address).status_code == 403
    assert enter("grid").get(addresses[0]).status_code == 403
    for odd in ("nonsense", "land", "measure"):
        assert enter("clerk").get(f"/entitlements/person/{person.pk}/{odd}/new/").status_code == 404
