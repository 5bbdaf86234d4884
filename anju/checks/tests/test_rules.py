"""Every rule that is computed: a small ledger that breaks it, and one that does not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from anju.checks import actions, rulebook
from anju.checks.codes import Status
from anju.checks.models import Finding
from anju.employment import actions as employment
from anju.employment.models import Line
from anju.entitlements.models import Assistance, Insurance, Measure, Monitoring
from anju.kernel.month import Month
from anju.policy.strict import Malformed
from anju.registry.models import Membership, Person
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
ON = date(2021, 8, 31)


def head(**fields: Any) -> Person:
    return builders.person(builders.household(), **{"education": "junior"} | fields)


def worker(job: dict[str, Any] | None = None, **fields: Any) -> Person:
    """Somebody against whom nothing is to be said, at work beyond the province."""
    made = head(**fields)
    whole = {
        "address": "江苏省常州市武进区",
        "employer": "某厂",
        "industry": "C",
        "point_to_point": False,
        "income_fen": 300_000,
    }
    builders.job(made, **whole | (job or {}))
    return made


def near(**job: Any) -> dict[str, Any]:
    return {"work_place": "county", "channel": "public_post", "post_kind": "special"} | job


def planned(**line: Any) -> Callable[[], None]:
    def make() -> None:
        head(**line.pop("person", {}))
        employment.open_month(month=Month(2021, 8), by="t", on=ON)
        Line.objects.update(planned_out=True, **line)

    return make


def two_heads() -> None:
    home = builders.household()
    builders.person(home, education="junior")
    other = builders.person(home, education="junior", relation="spouse", sex="2")
    with connection.cursor() as cursor:  # the database itself would refuse it
        cursor.execute("reset role")
        cursor.execute("drop index membership_one_head_of_a_household")
        cursor.execute("set role anju_whole")
    Membership.objects.filter(person=other).update(relation="head")


def family(*relations: tuple[str, dict[str, Any]]) -> Callable[[], None]:
    def make() -> None:
        home = builders.household()
        for relation, fields in relations:
            builders.person(home, relation=relation, **{"education": "junior"} | fields)

    return make


def shared_phone() -> None:
    home = builders.household()
    for relation, place in (("head", "outside"), ("son", "province")):
        person = builders.person(home, relation=relation, education="junior", phone="13900001111")
        builders.job(person, work_place=place, address="陕西省西安市雁塔区", employer="某店", industry="F", point_to_point=False,
                     income_fen=300_000)  # fmt: skip


def insured(*kinds: str) -> Callable[[], None]:
    """Two persons at one site: one insured in order, the other by these kinds."""

    def make() -> None:
        for held in (("resident_medical",), kinds):
            person = head()
            for kind in held:
                Insurance.objects.create(
                    person=person, place_id=builders.SITE, kind=kind, start=date(2020, 1, 1)
                )

    return make


def destitute_worker() -> None:
    person = worker()
    Assistance.objects.create(
        person=person, place_id=builders.SITE, kind="destitute", document="平特1号", start=date(2020, 1, 1)
    )


def monitored(identified: date, *, measure: str = "health", labour: str = "ordinary") -> Callable[[], None]:
    def make() -> None:
        home = builders.household()
        builders.person(
            home, education="junior", labour=labour, health="healthy" if labour == "ordinary" else "disabled"
        )
        record = Monitoring.objects.create(
            household=home, place_id=builders.SITE, kind="unstable", cause="illness", identified_on=identified
        )
        Measure.objects.create(monitoring=record, place_id=builders.SITE, kind=measure, start=identified)

    return make


OLD, CHILD, BOY = (builders.id_number(date(year, 1, 1)) for year in (1950, 2010, 2004))
BREAKS: dict[str, Callable[[], Any]] = {
    "2_01_013": lambda: worker(phone="0915-8421234"),
    "2_01_014": lambda: worker(phone=""),
    "2_12_007": planned(person={"phone": ""}, wish_industry="制造业"),
    "2_01_015": lambda: worker(labour="weak", health="chronic"),
    "4_01_006": lambda: worker(
        id_number=builders.id_number(date(2004, 1, 1)), student="senior_2", education=""
    ),
    "4_12_002": planned(wish_industry="制造业", person={}),
    "5_01_003": lambda: worker({"channel": "factory"}),
    "5_01_004": destitute_worker,
    "5_01_005": lambda: worker({"address": "外省"}),
    "5_01_006": lambda: worker(near(), id_number=OLD),
    "5_01_007": lambda: worker({"income_fen": None}),
    "5_12_006": lambda: worker({"employer": ""}),
    "5_12_006_industry": lambda: worker({"industry": ""}),
    "5_12_006_transport": lambda: worker({"point_to_point": None}),
    "5_12_007": monitored(date(2021, 2, 28)),
    "5_12_008": lambda: head(labour="none"),
    "5_15_008": planned(),
    "5_15_021": shared_phone,
    "1111_12": lambda: worker({"income_fen": 30_000}),
    "28_length": lambda: head(id_masked="612427******123"),
    "28_both": lambda: head(student="bachelor_1"),
    "28_neither": lambda: head(education=""),
    "28_heads": two_heads,
    "28_no_head": family(("son", {})),
    "28_spouses": family(("head", {}), ("spouse", {"sex": "2"}), ("spouse", {"sex": "2"})),
    "28_same_sex": family(("head", {}), ("spouse", {})),
    "28_insurance": insured("resident_medical", "employee_medical"),
    "28_minor_head": lambda: head(id_number=CHILD, labour="none", student="primary", education=""),
}


def found() -> set[str]:
    builders.place_tree()
    actions.run(place=builders.SITE, on=ON, by="t")
    return set(Finding.objects.filter(cleared_on__isnull=True).values_list("rule", flat=True))


def test_every_computed_rule_has_a_ledger_that_breaks_it() -> None:
    assert set(BREAKS) == {rule.id for rule in rulebook.active()}


@pytest.mark.parametrize("rule", BREAKS)
def test_a_ledger_that_breaks_a_rule_is_told_by_that_rule_alone(rule: str) -> None:
    builders.site()
    BREAKS[rule]()
    if rule == "4_12_002":
        Membership.objects.update(student="senior_2", education="")
    assert found() == {rule}


def test_nobody_is_uninsured_where_no_insurance_is_recorded_yet() -> None:
    builders.site()
    head()
    assert found() == set()
    insured()()
    assert found() == {"28_insurance"}


@pytest.mark.parametrize(
    "make",
    [
        monitored(date(2021, 3, 31)),
        monitored(date(2021, 2, 28), measure="finance"),
        monitored(date(2021, 2, 28), labour="lost"),
    ],
    ids=["five months ago", "with a measure of development", "nobody can work"],
)
def test_a_monitored_household_with_time_or_a_measure_or_without_labour_is_left_alone(
    make: Callable[[], None],
) -> None:
    builders.site()
    make()
    assert found() == set()


def test_a_public_post_beside_other_work_is_seen() -> None:
    builders.site()
    made = worker(id_number=OLD)
    builders.job(made, **near(address="", employer="某村", income_fen=60_000))
    assert found() == {"5_01_006"}


def test_an_orderly_ledger_is_left_alone() -> None:
    builders.site()
    worker()
    worker(near(address="", employer="某村", income_fen=60_000))
    family(
        ("head", {}),
        ("spouse", {"sex": "2"}),
        ("son", {"id_number": BOY, "student": "senior_1", "education": "", "labour": "none"}),
    )()
    assert found() == set()


def test_every_rule_of_the_upper_system_is_listed_with_its_state() -> None:
    listed = rulebook.rules()
    wanted = {
        "1_01_002", "2_01_013", "2_01_014", "2_12_007", "2_01_015", "4_01_006", "4_12_002", "5_01_003", "5_12_002",
        "5_01_004", "5_01_005", "5_01_006", "5_12_005", "5_01_007", "5_12_006", "5_12_007", "5_12_008", "5_15_008",
        "5_15_009", "5_15_021", "1111_12",
    }  # fmt: skip
    assert wanted <= set(listed)
    assert all(rule.why for rule in listed.values() if rule.status is not Status.ACTIVE)
    assert all(
        rule.zh and rule.en and rule.remedy_zh and rule.remedy_en and rule.source for rule in listed.values()
    )


GOOD = """id: {id}
order: 1
sentence: {{zh: 错, en: wrong}}
severity: blocking
dataset: person_check
where: "{where}"
remedy: {{zh: 改, en: mend}}
source: 试验
status: active
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.format(id="x", where="ages > 3"), "no column 'ages'"),
        (GOOD.format(id="x", where="age > $nonsense"), "nonsense"),
        (GOOD.format(id="x", where="age > (select 1)"), "line 6"),
        (GOOD.format(id="x", where="pg_sleep(10) is null"), "line 6"),
        (GOOD.format(id="x", where="age > 1; drop table audit_event"), "line 6"),
        (GOOD.format(id="x", where="channel = 'nonsense'"), "never holds"),
        (GOOD.format(id="y", where="age > 1"), "called x"),
        (GOOD.format(id="x", where="age > 1") + "order: 2\n", "already in line 2"),
        (GOOD.format(id="x", where="age > 1") + "colour: red\n", "unknown key"),
        (GOOD.format(id="x", where="age > 1").replace("blocking", "fatal"), "fatal"),
        (GOOD.format(id="x", where="age > 1").replace("status: active", "status: not_held"), "says why"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_file_and_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Malformed, match=says):
        rulebook.read(path)
