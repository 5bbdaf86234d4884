"""The sheets that go out to the labour system and the national system: heads and their order are those of the systems."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy

from anju.employment.codes import Kind
from anju.exchange.exports import cells, statements
from anju.exchange.exports.cells import Opened, Row, Value
from anju.kernel.month import Month
from anju.ui.tables import Text

MOST = 999
"""Lines that the labour system takes in one file of its import templates."""


@dataclass(frozen=True)
class OutSheet:
    """A sheet that goes out: its code in addresses, title, heads, the cells of a row, who stands in it.

    `most` is how many lines its system takes in one file, 0 for any number.
    """

    code: str
    title: str
    heads: Sequence[str]
    cells: Callable[[Row, Opened], Sequence[Value]]
    note: Text
    wanted: Callable[[Row], bool] = lambda row: True
    sql: str = statements.LINES
    most: int = 0


@dataclass(frozen=True)
class Drawn:
    """A line of a sheet, and who it is about."""

    person: int
    cells: Sequence[Value]


def _works(row: Row) -> bool:
    return bool(row["employed"])


def _business(row: Row) -> bool:
    return bool(row["employed"]) and row["kind"] == Kind.BUSINESS


SHEETS: tuple[OutSheet, ...] = (
    OutSheet("homes", "户信息导入", (
        "认定年度", "户主姓名", "户主身份证", "户主电话", "详细地址", "是否易地扶贫搬迁", "集中安置点名称", "是否残疾人", "脱贫状态", "备注",
    ), cells.home, gettext_lazy("省系统户信息导入模板，每户一行"), sql=statements.HOMES, most=MOST),
    OutSheet("work", "就业信息导入", (
        "劳动力姓名", "身份证号", "就业起始日期", "就业渠道", "就业地域", "就业地址", "就业单位", "就业类型", "上年度农业人均纯收入",
        "就业单位性质", "岗位工种", "特色就业", "签订合同或协议(月)", "岗位补贴", "工资发放周期", "备注",
    ), cells.template, gettext_lazy("省系统就业信息导入模板，本月在岗的人"), _works, most=MOST),
    OutSheet("employment", "就业信息导出", (
        "所属行政区", "姓名", "性别", "年龄", "身份证号", "就业类型", "就业地域", "特色就业", "就业岗位(工种)", "就业地址",
        "就业单位名称", "就业起始年月", "就业终止年月", "联系电话", "脱贫状态", "文化程度", "转移就业意愿", "就业创业状态",
        "培训教育意愿", "培训教育状态", "苏陕协作", "年度", "在校状态", "就业意向", "劳动能力", "是否残疾", "就业渠道",
        "就业单位性质", "签订合同或协议月", "岗位补贴", "工资发放周期", "就业见习补贴", "求职补贴", "转移就业交通补贴", "享受政策",
    ), cells.employment, gettext_lazy("本月在岗的人"), _works),
    OutSheet("labourers", "劳动力导出", (
        "所属区域", "劳动力姓名", "身份证号", "性别", "电话", "文化程度", "就业创业状态", "就创业意愿", "劳动能力", "培训教育状态",
        "培训教育意愿", "是否残疾人", "上学状态", "易地扶贫搬迁", "安置点名称", "备注",
    ), cells.labourer, gettext_lazy("本月台账中的全部劳动力")),
    OutSheet("businesses", "创业信息导出", (
        "所属行政区", "姓名", "易地扶贫搬迁", "脱贫状态", "性别", "身份证号", "电话", "住址", "创业项目", "创业单位名称", "创业地址",
        "起始年月", "终止年月", "带动就业人数", "带动贫困劳动力人数", "享受政策", "创业担保贷款（元）", "创业补贴（元）",
    ), cells.business, gettext_lazy("本月创业的人，贷款、补贴和带动人数取自人员页面的登记"), _business),
    OutSheet("pupils", "技校就读导出", (
        "姓名", "身份证号", "技校名称", "地址", "入学", "毕业", "专业", "毕业后就业日期", "技校区域", "苏陕协作", "学年制", "助学金",
        "雨露计划补贴", "免学费",
    ), cells.pupil, gettext_lazy("在读和本年毕业的技校生；花名册为中职、技师而没有登记技校的列在后面"), sql=statements.PUPILS),
    OutSheet("monthly", "务工月报", (
        "姓名", "身份证号", "务工所在省/市/县", "就业地域", "务工企业名称", "务工月收入", "所属行业", "就业渠道", "是否点对点输送",
        "户类型", "监测对象类别",
    ), cells.monthly, gettext_lazy("全国防返贫监测系统月度务工信息，本月在岗的人"), _works),
)  # fmt: skip


def sheet(code: str) -> OutSheet | None:
    """A sheet by its code."""
    return next((one for one in SHEETS if one.code == code), None)


def drawn(code: str, place: str, month: Month, *, full: bool = False) -> Iterator[Drawn]:
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
                yield Drawn(row["person"], found.cells(row, say))


def rows(code: str, place: str, month: Month, *, full: bool = False) -> list[Sequence[Value]]:
    """The cells of a sheet alone."""
    return [one.cells for one in drawn(code, place, month, full=full)]
