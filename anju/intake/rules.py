"""Rules that every sheet gets from its columns, and the pieces that domains build their own from. Pure."""

from collections.abc import Iterator, Mapping

import polars as pl

from anju.intake import ids
from anju.intake.clean import FIRST_DAY
from anju.intake.sheet import ON, Column, Kind, Ref, Rule, Sheet
from anju.kernel.findings import Severity

PHONE_FORM = r"^1[3-9][0-9]{9}$"
LANDLINE_FORM = r"^0[0-9]{2,3}[0-9]{7,8}$"
_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
_USCC_WEIGHTS = tuple(pow(3, index, 31) for index in range(17))
_LISTED = 12
_NUMBERS = frozenset({Kind.INT, Kind.DECIMAL, Kind.MONEY, Kind.YEAR})

Room = tuple[int, int]
"""Smallest and largest number (in the ledger's unit), or fewest and most characters, that a field holds."""
_ANY_NUMBER: Room = (-(10**11), 10**11)

_UNREADABLE = {
    Kind.BOOL: ("“{value}”不是“是”或“否”。", "请填“是”或“否”（1、√ 表示是，2、× 表示否）。"),
    Kind.DATE: ("“{value}”不是日期。", "请按 2021-08-05 的格式填写到日。"),
    Kind.MONTH: ("“{value}”不是月份。", "请按 2021-08 的格式填写。"),
    Kind.YEAR: ("“{value}”不是年度。", "请填四位年份，如 2021。"),
    Kind.INT: ("“{value}”不是整数。", "请只填数字。"),
    Kind.DECIMAL: ("“{value}”不是数字。", "请只填数字，小数点后最多六位。"),
    Kind.MONEY: ("“{value}”不是金额。", "请填以元为单位的数字，小数点后最多两位。"),
}


def overlapping(by: str, start: str, stop: str) -> pl.Expr:
    """True on a row whose spell `[start, stop)` begins before an earlier spell of the same `by` has ended.

    An open spell never ends, so anything that begins after it overlaps.
    """
    end = pl.col(stop).fill_null(pl.date(9999, 12, 31))
    latest = end.cum_max().shift(1).over(by, order_by=start)
    return (pl.col(start) < latest) & pl.col(by).is_not_null()


def _choices(column: Column) -> str:
    labels = [label for _, label in column.choices]
    more = " 等" if len(labels) > _LISTED else ""
    return f"可填：{'、'.join(labels[:_LISTED])}{more}。"


def unreadable(column: Column, bad: pl.Expr) -> Rule:
    """The finding of a cell that cannot be read as its kind."""
    if column.kind is Kind.CODE:
        return Rule(
            "not_in_list",
            column.name,
            bad,
            "“{value}”不在“" + column.head + "”的可选值中。",
            _choices(column),
        )
    message, remedy = _UNREADABLE[column.kind]
    return Rule(f"not_a_{column.kind.value}", column.name, bad, message, remedy)


def _id_rules(name: str) -> Iterator[Rule]:
    number = pl.col(name)
    old, scientific = number.str.contains(ids.OLD_FORM), number.str.contains(ids.SCIENTIFIC)
    formed, checks_out, born = number.str.contains(ids.FORM), ids.checks_out(number), ids.birth_date(number)
    rounded = formed & ~checks_out & number.str.ends_with("000")
    yield Rule("id_scientific", name, scientific, "身份证号成了科学计数法，Excel 已丢失后几位。",
               "请把该列设为“文本”格式后重新录入完整的18位号码。")  # fmt: skip
    yield Rule("id_rounded", name, rounded, "身份证号末三位为000且校验不符，多半是按数字存储时被 Excel 抹去了末位。",
               "请把该列设为“文本”格式后重新录入完整的18位号码。")  # fmt: skip
    yield Rule(
        "id_fifteen", name, old, "这是15位旧身份证号，不能入账。", "请核对户口簿或二代身份证，填写18位号码。"
    )
    yield Rule("id_form", name, ~formed & ~old & ~scientific, "身份证号应为18位（17位数字加1位数字或X）。",
               "请对照身份证核对位数和字符。")  # fmt: skip
    yield Rule(
        "id_check_digit",
        name,
        ~checks_out & ~rounded,
        "身份证号校验位不符，多半有一位录错。",
        "请对照身份证逐位核对。",
    )
    yield Rule("id_birth_date", name, formed & (born.is_null() | (born < FIRST_DAY) | (born > ON)),
               "身份证号第7至14位不是有效的出生日期。", "请对照身份证核对。")  # fmt: skip


def _phone_rules(name: str) -> Iterator[Rule]:
    phone = pl.col(name)
    yield Rule("phone_form", name, ~phone.str.contains(PHONE_FORM) & ~phone.str.contains(LANDLINE_FORM),
               "联系电话不是11位手机号，也不是带区号的固定电话。", "请填一个11位手机号；有多个号码时只填常用的。")  # fmt: skip


def _uscc_rules(name: str) -> Iterator[Rule]:
    code = pl.col(name)
    formed = code.str.contains(f"^[{_USCC_LETTERS}]{{18}}$")
    values = {letter: index for index, letter in enumerate(_USCC_LETTERS)}

    def digit(index: int) -> pl.Expr:
        return code.str.slice(index, 1).replace_strict(values, default=None, return_dtype=pl.Int64)

    total = pl.sum_horizontal(digit(index) * weight for index, weight in enumerate(_USCC_WEIGHTS))
    yield Rule(
        "uscc_form",
        name,
        ~formed,
        "统一社会信用代码应为18位数字或大写字母（不含 I、O、S、V、Z）。",
        "请对照营业执照核对。",
    )
    yield Rule(
        "uscc_check",
        name,
        formed & ((total + digit(17)) % 31 != 0),
        "统一社会信用代码校验位不符。",
        "请对照营业执照逐位核对。",
    )


def _range_rules(column: Column, room: Room) -> Iterator[Rule]:
    """Bounds of the sheet (in the workbook's unit), and of the ledger where these are narrower or missing."""
    scale = 100 if column.kind is Kind.MONEY else 1
    low = room[0] if column.low is None else column.low * scale
    high = room[1] if column.high is None else min(column.high * scale, room[1])
    value = pl.col(column.name)
    yield Rule("too_small", column.name, value < low, f"“{{value}}”小于 {low // scale}。", "请核对数值。")
    yield Rule("too_large", column.name, value > high, f"“{{value}}”大于 {high // scale}。", "请核对数值。")


def _column_rules(column: Column, room: Room | None) -> Iterator[Rule]:
    value = pl.col(column.name)
    if column.kind is Kind.ID:
        yield from _id_rules(column.name)
    elif column.kind is Kind.PHONE:
        yield from _phone_rules(column.name)
    elif column.kind is Kind.USCC:
        yield from _uscc_rules(column.name)
    elif column.kind in {Kind.DATE, Kind.MONTH} and not column.future:
        yield Rule(
            "date_in_future",
            column.name,
            value > ON,
            "“{value}”晚于导入当日。",
            "请核对日期；尚未发生的事项不能入账。",
        )
    elif column.kind in {Kind.TEXT, Kind.NAME} and room:
        yield Rule(
            "too_long",
            column.name,
            value.str.len_chars() > room[1],
            f"内容超过{room[1]}个字。",
            "请缩短后重新填写。",
        )
    elif column.kind in _NUMBERS:
        yield from _range_rules(column, room or _ANY_NUMBER)


def of_columns(sheet: Sheet, present: frozenset[str], rooms: Mapping[str, Room]) -> tuple[Rule, ...]:
    """What each column asks of its clean cells. `rooms` gives by column name what the ledger has room for."""
    return tuple(
        rule
        for column in sheet.columns
        if column.name in present
        for rule in _column_rules(column, rooms.get(column.name))
    )


def missing(column: Column, empty: pl.Expr) -> Rule:
    """The finding of a required cell that holds nothing."""
    return Rule("required", column.name, empty, f"“{column.head}”没有填写。", "该栏必填，请补填。")


def _named(source: str | Ref) -> Iterator[str]:
    """The staged columns that a source of a field reads."""
    if isinstance(source, str):
        yield source
    else:
        for inner in source.match.values():
            yield from _named(inner)


def key_columns(sheet: Sheet) -> tuple[str, ...]:
    """The columns of the sheet that make two rows of it the same record."""
    target = sheet.targets[sheet.main]
    known = {column.name: column.name for column in sheet.columns}
    known |= {f"{name}_place": name for name in known} | {f"{name}_id": name for name in known}
    found: dict[str, None] = {}
    for field in target.key:
        source = target.fields.get(field, target.place if field == "place" else field)
        found |= {known[name]: None for name in _named(source) if name in known}
    return tuple(found)


def repeated(sheet: Sheet, columns: tuple[str, ...]) -> Rule:
    """The finding of a row that names the same record as an earlier row of the file."""
    heads = "、".join(sheet.column(name).head for name in columns)
    filled = pl.all_horizontal(pl.col(columns[0]).is_not_null())
    bad = filled & (pl.int_range(pl.len()).over(*columns) > 0)
    return Rule(
        "doubled_row",
        columns[0],
        bad,
        f"与上面某一行重复（{heads}相同）。",
        "请删除重复的行，或更正其中一行。",
    )


FORMULA = ("formula", "单元格里是公式，不是数值。", "请复制该列后“选择性粘贴→数值”，再重新上传。")
ERROR_VALUE = ("error_value", "单元格里是错误值（如 #N/A、#VALUE!）。", "请改为正确的内容，或清空该单元格。")
EXTRA_HEAD = "unknown_head"


def of_cell(words: tuple[str, str, str], column: Column) -> Rule:
    """A rule that holds for the cells of a list."""
    return Rule(words[0], column.name, pl.lit(True), words[1], words[2], Severity.ERROR)
