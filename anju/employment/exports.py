"""The sheets that the labour system and the national system take (domain.md §2.2), filled from one place's month.

Heads and their order are those of the systems (C13–C16, C1). What the ledger does not hold stays empty.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from anju.employment import codes
from anju.kernel.identity import age_on
from anju.kernel.money import yuan_of_fen
from anju.kernel.month import Month
from anju.privacy.fields import open_bytes
from anju.registry import codes as people

Row = dict[str, Any]
Value = str | int | float | date | None

_LINES = """
select p.name, p.name_masked, p.id_number, p.id_masked, p.phone, p.phone_masked, p.sex, p.birth_date,
       pl.name as place_name, st.name as site_name, st.mode, h.household_class, h.programme, h.address, m.education, m.student,
       m.labour, m.health, l.employed, l.income_fen, l.reason, l.wish, l.wish_industry, l.training_wish, l.planned_out,
       j.kind, j.work_place, j.channel, j.found_by, j.post_kind, j.address as job_address, j.employer, j.trade,
       j.contract_months, j.start, j.stop, j.industry, j.employer_nature, j.point_to_point, j.post_subsidy_fen,
       j.pay_cycle_months,
       exists (select from employment_training t where t.person_id = p.id and t.start <= %(day)s) as trained
from employment_line l
join registry_person p on p.id = l.person_id
join regions_place pl on pl.code = left(l.place, 9)
join (select s.place, q.name, s.mode from registry_site s join regions_place q on q.code = s.place) st on st.place = l.place
left join registry_membership m on m.person_id = l.person_id and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
left join registry_household h on h.id = m.household_id
left join employment_job j on j.id = l.job_id
where l.place = %(place)s and l.month = %(month)s
order by p.pinyin, p.id
"""
_PUPILS = """
select p.name, p.name_masked, pl.name as place_name, m.student, m.start
from registry_membership m join registry_person p on p.id = m.person_id join regions_place pl on pl.code = left(m.place, 9)
where m.place = %(place)s and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
  and (m.student like 'vocational%%' or m.student like 'technician%%')
order by p.pinyin, p.id
"""


@dataclass(frozen=True)
class OutSheet:
    """A sheet that goes out: its code in addresses, its title, its heads, the cells of a line, who stands in it."""

    code: str
    title: str
    heads: Sequence[str]
    cells: Callable[[Row, "Opened"], Sequence[Value]]
    wanted: Callable[[Row], bool] = lambda row: True
    sql: str = _LINES


@dataclass(frozen=True)
class Opened:
    """How personal data is written: in full, or masked; and the day of the sheet."""

    full: bool
    day: date

    def name(self, row: Row) -> str:
        """The name."""
        return str(row["name"] if self.full else row["name_masked"])

    def number(self, row: Row) -> str:
        """The identity number."""
        return _open(row["id_number"]) if self.full else str(row["id_masked"])

    def phone(self, row: Row) -> str:
        """The phone."""
        return _open(row["phone"]) if self.full else str(row["phone_masked"])


def _open(sealed: bytes) -> str:
    return open_bytes(bytes(sealed)).decode() if sealed else ""


def _label(choices: Any, value: str | None) -> str:
    return str(choices(value).label) if value else ""


def _yes(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def _last(stop: date | None) -> str:
    """The month of the last day of a spell `[start, stop)`."""
    return _month(stop - timedelta(days=1)) if stop else ""


def _yuan(fen: int | None) -> float | None:
    return float(yuan_of_fen(fen)) if fen is not None else None


def _region(row: Row) -> str:
    """The four places of the labour system become its three."""
    return {
        "county": "县内",
        "city": "县外省内",
        "province": "县外省内",
        "outside": "省外",
        "abroad": "境外",
    }.get(row["work_place"] or "", "")


def _state(row: Row) -> str:
    if not row["employed"]:
        return "未就业"
    return "已创业" if row["kind"] == codes.Kind.BUSINESS else "已就业"


def _special(row: Row) -> str:
    if row["found_by"] == codes.FoundBy.SUSHAN:
        return "苏陕劳务协作"
    return _label(codes.PostKind, row["post_kind"])


def _relocated(row: Row) -> str:
    return "是" if row["programme"] == people.Programme.FYP13 else "否"


def _disabled(row: Row) -> str:
    return _yes(str(row["health"] or "").find("disab") >= 0)


def _employment(row: Row, say: Opened) -> Sequence[Value]:
    return (
        row["place_name"], say.name(row), _label(people.Sex, row["sex"]), age_on(row["birth_date"], say.day),
        say.number(row), _label(codes.Kind, row["kind"]), _region(row), _special(row), row["trade"], row["job_address"],
        row["employer"], _month(row["start"]), _last(row["stop"]), say.phone(row),
        _label(people.HouseholdClass, row["household_class"]), _label(people.Education, row["education"]),
        _label(codes.Wish, row["wish"]), _state(row), _label(codes.TrainingKind, row["training_wish"]),
        "已培训" if row["trained"] else "未培训", _yes(row["found_by"] == codes.FoundBy.SUSHAN), say.day.year,
        _label(people.Student, row["student"]), row["wish_industry"], _label(people.Labour, row["labour"]), _disabled(row),
        _label(codes.FoundBy, row["found_by"]), _label(codes.EmployerNature, row["employer_nature"]),
        row["contract_months"], _yuan(row["post_subsidy_fen"]), row["pay_cycle_months"], None, None, None, "",
    )  # fmt: skip


def _labourer(row: Row, say: Opened) -> Sequence[Value]:
    return (
        row["place_name"], say.name(row), say.number(row), _label(people.Sex, row["sex"]), say.phone(row),
        _label(people.Education, row["education"]), _state(row), _label(codes.Wish, row["wish"]),
        _label(people.Labour, row["labour"]), "已培训" if row["trained"] else "未培训",
        _label(codes.TrainingKind, row["training_wish"]), _disabled(row), _label(people.Student, row["student"]),
        _relocated(row), row["site_name"] if str(row["mode"]).startswith("1") else "", "",
    )  # fmt: skip


def _business(row: Row, say: Opened) -> Sequence[Value]:
    return (
        row["place_name"], say.name(row), _relocated(row), _label(people.HouseholdClass, row["household_class"]),
        _label(people.Sex, row["sex"]), say.number(row), say.phone(row), row["address"] if say.full else "",
        row["trade"], row["employer"], row["job_address"], _month(row["start"]), _last(row["stop"]), None, None, "",
        None, None,
    )  # fmt: skip


def _pupil(row: Row, say: Opened) -> Sequence[Value]:
    return (say.name(row), "", "", _month(row["start"]), "", "", "", "", "", _label(people.Student, row["student"]),
            None, None, "")  # fmt: skip


def _monthly(row: Row, say: Opened) -> Sequence[Value]:
    return (
        say.name(row), say.number(row), row["job_address"], _region(row), row["employer"], _yuan(row["income_fen"]),
        _label(codes.Industry, row["industry"]), _label(codes.FoundBy, row["found_by"]), _yes(row["point_to_point"]),
        _label(people.HouseholdClass, row["household_class"]), "",
    )  # fmt: skip


def _works(row: Row) -> bool:
    return bool(row["employed"])


SHEETS: tuple[OutSheet, ...] = (
    OutSheet("employment", "就业信息导出", (
        "所属行政区", "姓名", "性别", "年龄", "身份证号", "就业类型", "就业地域", "特色就业", "就业岗位(工种)", "就业地址",
        "就业单位名称", "就业起始年月", "就业终止年月", "联系电话", "脱贫状态", "文化程度", "转移就业意愿", "就业创业状态",
        "培训教育意愿", "培训教育状态", "苏陕协作", "年度", "在校状态", "就业意向", "劳动能力", "是否残疾", "就业渠道",
        "就业单位性质", "签订合同或协议月", "岗位补贴", "工资发放周期", "就业见习补贴", "求职补贴", "转移就业交通补贴", "享受政策",
    ), _employment, _works),
    OutSheet("labourers", "劳动力导出", (
        "所属区域", "劳动力姓名", "身份证号", "性别", "电话", "文化程度", "就业创业状态", "就创业意愿", "劳动能力", "培训教育状态",
        "培训教育意愿", "是否残疾人", "上学状态", "易地扶贫搬迁", "安置点名称", "备注",
    ), _labourer),
    OutSheet("businesses", "创业信息导出", (
        "所属行政区", "姓名", "易地扶贫搬迁", "脱贫状态", "性别", "身份证号", "电话", "住址", "创业项目", "创业单位名称", "创业地址",
        "起始年月", "终止年月", "带动就业人数", "带动贫困劳动力人数", "享受政策", "创业担保贷款（元）", "创业补贴（元）",
    ), _business, lambda row: row["kind"] == codes.Kind.BUSINESS),
    OutSheet("pupils", "技校就读导出", (
        "姓名", "技校名称", "地址", "入学", "毕业", "专业", "毕业后就业日期", "技校区域", "苏陕协作", "学年制", "助学金",
        "雨露计划补贴", "免学费",
    ), _pupil, sql=_PUPILS),
    OutSheet("monthly", "务工月报", (
        "姓名", "身份证号", "务工所在省/市/县", "就业地域", "务工企业名称", "务工月收入", "所属行业", "就业渠道", "是否点对点输送",
        "户类型", "监测对象类别",
    ), _monthly, _works),
)  # fmt: skip


def sheet(code: str) -> OutSheet | None:
    """A sheet by its code."""
    return next((one for one in SHEETS if one.code == code), None)


def rows(code: str, place: str, month: Month, *, full: bool = False) -> Iterator[Sequence[Value]]:
    """The lines of a sheet for one place's month; personal data masked unless `full`. Raises KeyError for no such sheet."""
    found = sheet(code)
    if found is None:
        raise KeyError(code)
    say = Opened(full, month.last)
    with connection.cursor() as cursor:
        cursor.execute(found.sql, {"place": place, "month": month.first, "day": month.last})
        names = [column.name for column in cursor.description or ()]
        for held in cursor.fetchall():
            row = dict(zip(names, held, strict=True))
            if found.wanted(row):
                yield found.cells(row, say)
