"""Every rule that is computed: a small ledger that breaks it, and one that does not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from anju.accounts.codes import Field
from anju.accounts.scope import Scope, acting
from anju.checks import actions, rulebook
from anju.checks.codes import Status
from anju.checks.models import Finding
from anju.employment.models import Ledger, Line
from anju.entitlements.models import Assistance, Insurance, Measure, Monitoring
from anju.policy.strict import Malformed
from anju.registry.models import Household, Membership, Person
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
ON = date(2021, 8, 31)


def home(**fields: Any) -> Household:
    return builders.household(**{"old_house_reclaimed": True} | fields)


def member(of: Household, **fields: Any) -> Person:
    said: dict[str, Any] = {"education": "junior", "willing": True} | fields
    return builders.person(of, **said)


def head(**fields: Any) -> Person:
    return member(home(), **fields)


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


def farmer(**job: Any) -> Person:
    """Somebody who works the own land and has nothing else to say of it."""
    nothing = {"employer": "", "industry": "", "address": "", "point_to_point": None, "income_fen": None}
    return worker({"channel": "farming", "work_place": "county", "kind": "3"} | nothing | job)


def near(**job: Any) -> dict[str, Any]:
    return {"work_place": "county", "channel": "public_post", "post_kind": "special"} | job


def line(of: Person, *, job: dict[str, Any] | None = None, **fields: Any) -> Line:
    """A line of August that says what the job records do not: a job that ended before the day, or none."""
    past = builders.job(of, **{"start": date(2020, 1, 1), "stop": date(2021, 8, 20)} | job) if job else None
    ledger, _ = Ledger.objects.get_or_create(
        place_id=builders.SITE, month=date(2021, 8, 1), opened_on=date(2021, 8, 1)
    )
    return Line.objects.create(
        ledger=ledger,
        person=of,
        place_id=builders.SITE,
        month=date(2021, 8, 1),
        job=past,
        **{"employed": True} | fields,
    )


def in_line(*, job: dict[str, Any] | None = None, **person: Any) -> Callable[[], None]:
    return lambda: (line(head(**person), job=job), None)[1]


def planned(*, person: dict[str, Any] | None = None, **wishes: Any) -> Callable[[], None]:
    def make() -> None:
        line(head(**person or {}), **{"employed": False, "planned_out": True} | wishes)

    return make


def two_heads() -> None:
    of = home()
    member(of)
    other = member(of, relation="spouse", sex="2")
    with connection.cursor() as cursor:  # the database itself would refuse it
        cursor.execute("reset role")
        cursor.execute("drop index membership_one_head_of_a_household")
        cursor.execute("set role anju_whole")
    Membership.objects.filter(person=other).update(relation="head")


def family(*relations: tuple[str, dict[str, Any]], **fields: Any) -> Callable[[], None]:
    def make() -> None:
        of = home(**fields)
        for relation, said in relations:
            member(of, relation=relation, **said)

    return make


def shared_phone(*, same_place: bool = False, same_phone: bool = True) -> Callable[[], None]:
    def make() -> None:
        of = home()
        for relation, place in (("head", "outside"), ("son", "outside" if same_place else "province")):
            phone = "13900001111" if same_phone or relation == "head" else "13900002222"
            person = member(of, relation=relation, phone=phone)
            builders.job(person, work_place=place, address="陕西省西安市雁塔区", employer="某店", industry="F",
                         point_to_point=False, income_fen=300_000)  # fmt: skip

    return make


def insure(person: Person, *kinds: str) -> None:
    for kind in kinds:
        Insurance.objects.create(person=person, place_id=person.place_id, kind=kind, start=date(2020, 1, 1))


def insured(*kinds: str) -> Callable[[], None]:
    """Two persons at one site: one insured in order, the other by these kinds."""

    def make() -> None:
        for held in (("resident_medical",), kinds):
            insure(head(), *held)

    return make


def destitute(job: dict[str, Any] | None = None, *, since: date = date(2020, 1, 1)) -> Callable[[], None]:
    def make() -> None:
        person = worker(job)
        Assistance.objects.create(
            person=person, place_id=builders.SITE, kind="destitute", document="平特1号", start=since
        )

    return make


def monitored(
    identified: date, *, measure: str = "health", labour: str = "ordinary", resolved: date | None = None
) -> Any:
    def make() -> None:
        of = home()
        member(of, labour=labour, health="healthy" if labour == "ordinary" else "disabled")
        record = Monitoring.objects.create(
            household=of, place_id=builders.SITE, kind="unstable", cause="illness", identified_on=identified,
            status="resolved" if resolved else "open", resolved_on=resolved,
        )  # fmt: skip
        Measure.objects.create(monitoring=record, place_id=builders.SITE, kind=measure, start=identified)

    return make


OLD, ALMOST_OLD, CHILD, BOY, YOUNG = (
    builders.id_number(born)
    for born in (date(1950, 1, 1), date(1951, 9, 1), date(2010, 1, 1), date(2004, 1, 1), date(2005, 8, 31))
)
SCHOOL = {"education": "", "labour": "none", "willing": None}
WEDDED: tuple[tuple[str, dict[str, Any]], ...] = (("head", {}), ("spouse", {"sex": "2"}))
Ledgers = tuple[Callable[[], Any], ...]
# For each rule ledgers that break it, and it alone, and ledgers that come near and break nothing.
RULES: dict[str, tuple[Ledgers, Ledgers]] = {
    "2_01_013": ((lambda: worker(phone="0915-8421234"),), (worker, lambda: head(phone="0915-8421234"))),
    "2_01_014": ((lambda: worker(phone=""),), (worker, lambda: head(phone=""))),
    "2_12_007": (
        (in_line(phone=""), in_line(phone="0915-8421234")),
        (in_line(), lambda: line(head(phone=""), employed=False)),
    ),
    "2_12_007_planned": (
        (planned(person={"phone": ""}, wish_industry="制造业，某某电子厂"),),
        (planned(wish_industry="制造业，某某电子厂"),),
    ),
    "2_01_015": (
        (lambda: worker(labour="weak", health="chronic"), lambda: worker(labour="none", health="disabled")),
        (lambda: worker(labour="skilled"), lambda: head(labour="weak", health="chronic")),
    ),
    "4_01_006": (
        (lambda: worker(id_number=BOY, student="senior_2", education=""),),
        (lambda: worker(id_number=BOY, student="college_1", education=""), lambda: head(id_number=BOY, **SCHOOL, student="senior_2")),
    ),
    "4_12_002": (
        (in_line(id_number=BOY, student="senior_2", education=""),),
        (in_line(id_number=BOY, student="college_1", education=""),),
    ),
    "4_12_002_planned": (
        (planned(wish_industry="某某电子厂", person={"student": "senior_2", "education": ""}),),
        (planned(wish_industry="某某电子厂", person={"student": "bachelor_4", "education": ""}),),
    ),
    "5_01_003": (
        (lambda: worker({"channel": "factory"}), lambda: worker({"channel": "public_post", "post_kind": "special"})),
        (lambda: worker({"channel": "factory", "work_place": "county", "address": ""}),),
    ),
    "5_12_002": (
        (in_line(job={"channel": "factory", "work_place": "outside"}),),
        (in_line(job={"channel": "factory", "work_place": "county"}), in_line(job={"work_place": "outside"})),
    ),
    "5_01_004": (
        (destitute(), destitute({"work_place": "county", "address": "平利县城关镇"}),
         destitute({"work_place": "city", "channel": "flexible", "address": "安康市汉滨区"})),
        (destitute(since=date(2021, 9, 1)), destitute(near(address=""))),
    ),
    "5_01_005": (
        (lambda: worker({"address": "外省"}), lambda: worker({"address": "广西壮族自治区"}),
         lambda: worker({"address": ""}), lambda: worker({"address": "浙江省宁波市某小区"})),
        (lambda: worker({"address": "广东东莞长安"}), lambda: worker({"work_place": "abroad", "address": ""}),
         lambda: worker(near(address="村里"))),
    ),
    "5_01_006": ((lambda: worker(near(), id_number=OLD),), (lambda: worker(near(), id_number=ALMOST_OLD),)),
    "5_12_005": (
        (in_line(job=near(), id_number=OLD),),
        (in_line(job=near(), id_number=ALMOST_OLD), in_line(id_number=OLD)),
    ),
    "5_01_007": (
        (lambda: worker({"income_fen": None}), lambda: worker(near(income_fen=None)),
         lambda: worker({"channel": "flexible", "income_fen": None}), lambda: worker({"channel": "business", "income_fen": None})),
        (worker, farmer),
    ),
    "5_12_006": (
        (lambda: worker({"employer": ""}), lambda: worker(near(employer="")),
         lambda: worker({"channel": "flexible", "employer": ""})),
        (worker, farmer),
    ),
    "5_12_006_industry": ((lambda: worker({"industry": ""}), lambda: worker(near(industry=""))), (worker, farmer)),
    "5_12_006_transport": (
        (lambda: worker({"point_to_point": None}), lambda: worker(near(point_to_point=None))),
        (lambda: worker({"point_to_point": True}), farmer),
    ),
    "5_12_006_channel": ((lambda: worker({"channel": ""}),), (worker,)),
    "5_12_007": (
        (monitored(date(2021, 2, 28)),),
        (monitored(date(2021, 3, 31)), monitored(date(2021, 2, 28), measure="finance"),
         monitored(date(2021, 2, 28), labour="lost"), monitored(date(2021, 2, 28), resolved=date(2021, 8, 1))),
    ),
    "5_12_008": (
        (lambda: head(labour="none"), lambda: head(labour="weak")),
        (lambda: head(labour="none", health="disabled"), lambda: head(labour="none", id_number=OLD),
         lambda: head(id_number=BOY, **SCHOOL, student="senior_2")),
    ),
    "5_15_008": ((planned(),), (planned(wish_industry="某某电子厂"),)),
    "5_15_009": (
        (planned(wish_industry="制造业"),),
        (planned(wish_industry="制造业，常州某某电子有限公司"), planned(wish_industry="制造业", wish_employer="甲乙"),
         planned(wish_employer="甲乙"), lambda: line(head(), employed=False, wish_industry="制造业")),
    ),
    "5_15_021": ((shared_phone(),), (shared_phone(same_place=True), shared_phone(same_phone=False))),
    "1111_12": (
        (lambda: worker({"income_fen": 39_999}), lambda: worker({"income_fen": 0})),
        (lambda: worker({"income_fen": 40_000}),),
    ),
    "28_length": ((lambda: head(id_masked="612427******123"),), (head,)),
    "28_relation": ((family(("head", {}), ("cousin", {})),), (family(("head", {}), ("other", {})),)),
    "28_both": ((lambda: head(student="bachelor_1", willing=None),), (head,)),
    "28_neither": ((lambda: head(education=""),), (lambda: head(id_number=builders.id_number(date(2016, 9, 1)), **SCHOOL),)),
    "28_heads": ((two_heads,), (family(*WEDDED),)),
    "28_no_head": ((family(("son", {})),), (family(("head", {})), home)),
    "28_spouses": ((family(*WEDDED, ("spouse", {"sex": "2"})),), (family(*WEDDED),)),
    "28_same_sex": ((family(("head", {}), ("spouse", {})),), (family(*WEDDED),)),
    "28_minor_head": (
        (lambda: head(id_number=CHILD, **SCHOOL, student="primary"),),
        (lambda: head(id_number=YOUNG, **SCHOOL, student="senior_1"),),
    ),
    "28_place_months": ((lambda: worker({"work_place": ""}),), (worker,)),
    "28_insurance": (
        (insured("resident_medical", "employee_medical"), insured()),
        (insured("employee_medical"), lambda: insure(head(), "resident_pension")),
    ),
    "28_flags": (
        (lambda: head(willing=None), lambda: worker(willing=None)),
        (lambda: head(willing=False), lambda: head(willing=None, id_number=OLD), lambda: head(id_number=BOY, **SCHOOL, student="senior_2")),
    ),
    "28_flags_reclaimed": (
        (family(("head", {}), old_house_reclaimed=None),),
        (family(("head", {}), old_house_reclaimed=False), family(("head", {}), old_house_reclaimed=None, programme="other"),
         lambda: home(old_house_reclaimed=None)),
    ),
}  # fmt: skip


def found() -> set[str]:
    builders.place_tree()
    actions.run(place=builders.SITE, on=ON, by="t")
    return set(Finding.objects.filter(cleared_on__isnull=True).values_list("rule", flat=True))


def cases(side: int) -> list[Any]:
    """Rule and ledger, one after the other: side 0 breaks the rule, side 1 comes near."""
    return [
        pytest.param(rule, make, id=f"{rule}-{n}")
        for rule, both in RULES.items()
        for n, make in enumerate(both[side])
    ]


def test_every_computed_rule_has_ledgers_that_break_it_and_ledgers_that_do_not() -> None:
    assert set(RULES) == {rule.id for rule in rulebook.active()}
    assert all(breaks and passes for breaks, passes in RULES.values())


@pytest.mark.parametrize(("rule", "make"), cases(0))
def test_a_ledger_that_breaks_a_rule_is_told_by_that_rule_alone(rule: str, make: Callable[[], Any]) -> None:
    builders.site()
    make()
    assert found() == {rule}


@pytest.mark.parametrize(("rule", "make"), cases(1))
def test_a_ledger_that_comes_near_is_not_told_by_the_rule(rule: str, make: Callable[[], Any]) -> None:
    builders.site()
    make()
    assert rule not in found()


def test_nobody_is_uninsured_where_the_county_records_no_insurance_yet() -> None:
    builders.site()
    head()
    assert found() == set()


def test_a_site_without_insurance_records_is_judged_once_the_county_keeps_them_by_clerk_and_county_alike() -> (
    None
):
    other = "610926200001"
    builders.site()
    builders.site(other)
    member(home())
    insure(
        builders.person(
            builders.household(other, old_house_reclaimed=True), education="junior", willing=True
        ),
        "resident_medical",
    )
    with acting(scope=Scope((builders.SITE,)), actor="clerk"):
        assert found() == {"28_insurance"}
    actions.run(place=builders.COUNTY, on=ON, by="t")
    assert set(Finding.objects.values_list("rule", "place", "cleared_on")) == {
        ("28_insurance", builders.SITE, None)
    }


def test_a_public_post_beside_other_work_is_seen() -> None:
    builders.site()
    made = worker(id_number=OLD)
    builders.job(made, **near(address="", employer="某村", income_fen=60_000))
    assert found() == {"5_01_006"}


def test_a_person_in_two_households_for_a_day_is_told_once_at_each_place() -> None:
    """Somebody leaves tomorrow for a household that has them already: bad, but no reason to break off a run."""
    builders.site()
    made = head(labour="none")
    Membership.objects.update(stop=date(2021, 9, 5), stop_reason="moved_out")
    Membership.objects.create(
        person=made, household=home(), place_id=builders.SITE, relation="head", education="junior", health="healthy",
        labour="none", start=date(2021, 8, 1), start_reason="moved_in", willing=True,
    )  # fmt: skip
    assert "5_12_008" in found()
    assert Finding.objects.filter(rule="5_12_008").count() == 1


def test_an_orderly_ledger_is_left_alone() -> None:
    builders.site()
    worker()
    worker(near(address="", employer="某村", income_fen=60_000))
    farmer()
    family(*WEDDED, ("son", {"id_number": BOY, "student": "senior_1"} | SCHOOL))()
    assert found() == set()


def test_every_rule_of_the_upper_system_is_listed_with_its_state() -> None:
    listed = rulebook.rules()
    wanted = {
        "1_01_002", "2_01_013", "2_01_014", "2_12_007", "2_01_015", "4_01_006", "4_12_002", "5_01_003", "5_12_002",
        "5_01_004", "5_01_005", "5_01_006", "5_12_005", "5_01_007", "5_12_006", "5_12_007", "5_12_008", "5_15_008",
        "5_15_009", "5_15_021", "1111_12", "28_checksum", "28_duplicate", "28_relation", "28_both", "28_neither", "28_heads",
        "28_no_head", "28_spouses", "28_same_sex", "28_place_months", "28_insurance", "28_flags",
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
field: none
dataset: person_check
where: "{where}"
remedy: {{zh: 改, en: mend}}
mended: line
source: 试验
status: active
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.format(id="x", where="ages > 3"), "no column 'ages'"),
        (GOOD.format(id="x", where="age > $nonsense"), "nonsense"),
        (GOOD.format(id="x", where="age > (select 1)"), "line 7"),
        (GOOD.format(id="x", where="pg_sleep(10) is null"), "line 7"),
        (GOOD.format(id="x", where="age > 1; drop table audit_event"), "line 7"),
        (GOOD.format(id="x", where="channel = 'nonsense'"), "never holds"),
        (GOOD.format(id="y", where="age > 1"), "called x"),
        (GOOD.format(id="x", where="age > 1") + "order: 2\n", "already in line 2"),
        (GOOD.format(id="x", where="age > 1") + "colour: red\n", "unknown key"),
        (GOOD.format(id="x", where="age > 1").replace("blocking", "fatal"), "fatal"),
        (GOOD.format(id="x", where="age > 1").replace("status: active", "status: not_held"), "says why"),
        (GOOD.format(id="x", where="age > 1").replace("field: none\n", ""), "'field' is missing"),
        (
            GOOD.format(id="x", where="age > 1").replace("field: none", "field: wealth"),
            "line 5: field.*benefits",
        ),
        (GOOD.format(id="x", where="destitute"), "line 5: field: the rule tells of benefits"),
        (GOOD.format(id="x", where="income_fen > 1").replace("none", "health"), "tells of income"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_file_and_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Malformed, match=says):
        rulebook.read(path)


def test_rules_that_tell_what_not_every_post_sees_say_so() -> None:
    told = {rule.id: rule.field for rule in rulebook.rules().values() if rule.field}
    assert told == {
        "5_01_004": Field.BENEFITS, "5_12_007": Field.BENEFITS, "28_insurance": Field.BENEFITS, "5_12_008": Field.HEALTH,
        "1111_12": Field.INCOME,
    }  # fmt: skip
    assert rulebook.hidden(frozenset(Field)) == frozenset()
    assert rulebook.hidden({Field.NAME, Field.BENEFITS}) == {"5_12_008", "1111_12"}
