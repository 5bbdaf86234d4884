"""What the roster must agree in: rules over whole columns, named after the checks of the upper system (domain.md §2.5).

Pure: lines and the ledger's spells are arguments. `open` means that the membership of the line has not ended by the day
of the import.
"""

from collections.abc import Iterator

import polars as pl

from anju.intake import ids
from anju.intake.rules import overlapping
from anju.intake.sheet import ON, Rule
from anju.kernel.findings import Severity

FOREVER = pl.date(9999, 12, 31)
OPEN = pl.col("until").is_null() | (pl.col("until") > ON)
HEAD = pl.col("relation") == "head"
HOUSEHOLD_FIELDS = (
    ("site", "安置点名称"), ("programme", "搬迁项目"), ("category", "搬迁类别"), ("household_class", "户类型"),
    ("mode", "安置方式"), ("origin", "迁出地"), ("address", "目前具体地址"), ("lives_there", "是否实际入住"),
    ("old_house_reclaimed", "是否拆旧复垦"), ("moved_on", "搬迁日期"),
)  # fmt: skip
_WORKING_AGE = (16, 59)


def _of_household(expression: pl.Expr) -> pl.Expr:
    return expression.over("household")


def _first_open(condition: pl.Expr) -> pl.Expr:
    """The first line of each household for which a condition holds, so that a household is told once."""
    return condition & (condition.cum_sum().over("household") == 1)


def _household_rules() -> Iterator[Rule]:
    for name, head in HOUSEHOLD_FIELDS:
        differs = pl.col(name).ne_missing(pl.col(name).first().over("household"))
        yield Rule(
            f"household_differs_{name}",
            name,
            differs,
            f"同一户各行的“{head}”不一致。",
            "请把同一户各行的该栏改为相同内容。",
        )


def _head_rules() -> Iterator[Rule]:
    heads = _of_household((OPEN & HEAD).sum())
    spouse = OPEN & (pl.col("relation") == "spouse")
    sex = pl.coalesce(pl.col("sex"), ids.sex(pl.col("id_number")))
    sex_of_head = _of_household(sex.filter(OPEN & HEAD).first())
    number_of_head = _of_household(pl.col("id_number").filter(OPEN & HEAD).first())
    name_of_head = _of_household(pl.col("name").filter(OPEN & HEAD).first())
    yield Rule(
        "household_two_heads",
        "relation",
        OPEN & HEAD & (heads > 1),
        "一户有两名及以上户主。",
        "请只保留一名户主，其余改为与户主的关系。",
    )
    yield Rule("household_two_spouses", "relation", spouse & (_of_household(spouse.sum()) > 1),
               "一户有两名及以上“配偶”。", "请核对与户主关系。")  # fmt: skip
    yield Rule(
        "spouse_same_sex",
        "relation",
        spouse & (heads == 1) & (sex == sex_of_head),
        "配偶与户主性别相同。",
        "请核对与户主关系和身份证号。",
    )
    yield Rule(
        "head_flag",
        "is_head",
        pl.col("is_head") != HEAD,
        "“是否为户主”与“与户主关系”不一致。",
        "请核对两栏：户主填“是”和“户主”，其他人填“否”。",
    )
    yield Rule("head_number", "head_id", OPEN & (heads == 1) & (pl.col("head_id") != number_of_head),
               "“户主身份证号”与本户户主行的身份证号不一致。", "请核对户主身份证号。")  # fmt: skip
    yield Rule("head_name", "head_name", OPEN & (heads == 1) & (pl.col("head_name") != name_of_head),
               "“户主”与本户户主行的姓名不一致。", "请核对户主姓名。", Severity.WARNING)  # fmt: skip


def _person_rules() -> Iterator[Rule]:
    number, born = pl.col("id_number"), ids.birth_date(pl.col("id_number"))
    age = (ON - born).dt.total_days() / 365.2425
    working = (age >= _WORKING_AGE[0]) & (age < _WORKING_AGE[1] + 1)
    same_name = pl.col("name").ne_missing(pl.col("name").first().over("id_number")) & number.is_not_null()
    yield Rule(
        "birth_against_id",
        "birth_date",
        pl.col("birth_date") != born,
        "出生日期与身份证号不符。",
        "请核对出生日期和身份证号。",
    )
    yield Rule(
        "sex_against_id",
        "sex",
        pl.col("sex") != ids.sex(number),
        "性别与身份证号不符。",
        "请核对性别和身份证号。",
    )
    yield Rule(
        "person_two_names", "name", same_name, "同一身份证号出现了不同的姓名。", "请核对姓名和身份证号。"
    )
    yield Rule("education_or_school", "education", OPEN & pl.col("education").is_not_null() & pl.col("student").is_not_null(),
               "文化程度与在校生状况都填了。", "在校的只填在校生状况，不在校的只填文化程度。", Severity.WARNING)  # fmt: skip
    yield Rule("able_but_no_labour", "labour", OPEN & working & pl.col("labour").is_in(["none", "weak"])
               & (pl.col("health") == "healthy") & pl.col("student").is_null(),
               "16至59岁、健康、不在校，劳动技能却为无或弱。", "请核对劳动技能和健康状况。", Severity.WARNING)  # fmt: skip
    yield Rule(
        "head_is_a_child",
        "birth_date",
        OPEN & HEAD & (age < _WORKING_AGE[0]),
        "户主不满16周岁。",
        "请核对户主。",
        Severity.WARNING,
    )


def _spell_rules() -> Iterator[Rule]:
    begin = pl.coalesce(pl.col("since"), pl.col("moved_on"))
    again = pl.int_range(pl.len()).over("id_number", begin) > 0
    yield Rule(
        "doubled_row",
        "id_number",
        again & pl.col("id_number").is_not_null(),
        "与上面某一行重复（身份证号、起始日期相同）。",
        "请删除重复的行，或更正其中一行。",
    )
    yield Rule(
        "spell_reversed", "until", pl.col("until") <= begin, "终止日期不晚于起始日期。", "请核对两个日期。"
    )
    yield Rule("stop_without_reason", "stop_reason", pl.col("until").is_not_null() & pl.col("stop_reason").is_null(),
               "填了终止日期，没有填终止原因。", "请填终止原因：死亡、婚出、迁出或情况变更。")  # fmt: skip
    yield Rule("reason_without_stop", "until", pl.col("until").is_null() & pl.col("stop_reason").is_not_null(),
               "填了终止原因，没有填终止日期。", "请填终止日期。")  # fmt: skip
    yield Rule("start_without_reason", "start_reason", (pl.col("since") > pl.col("moved_on")) & pl.col("start_reason").is_null(),
               "起始日期晚于搬迁日期，没有填起始原因。", "请填起始原因：出生、婚入、迁入或情况变更。")  # fmt: skip
    yield Rule(
        "before_birth",
        "since",
        begin < ids.birth_date(pl.col("id_number")),
        "起始日期早于出生日期。",
        "请核对起始日期和身份证号。",
    )


ROSTER = (*_household_rules(), *_head_rules(), *_person_rules(), *_spell_rules())
"""Rules that the file itself can answer."""


def _ledger_rules() -> Iterator[Rule]:
    here = pl.col("clash_household") == pl.col("household")
    heads = _of_household((OPEN & HEAD).sum()) + pl.col("ledger_heads")
    size = _of_household(OPEN.sum()) + pl.col("ledger_members")
    yield Rule(
        "household_size",
        "household_size",
        _first_open(OPEN) & (pl.col("household_size") != size),
        "家庭人口与本户在册人数不一致。",
        "请核对是否漏填或多填了家庭成员。",
        Severity.WARNING,
    )
    yield Rule("spells_overlap", "id_number", overlapping("id_number", "start", "until"),
               "同一人的两段在户时间重叠。", "一个人同时只能在一户：请核对各行的起始日期和终止日期。")  # fmt: skip
    yield Rule(
        "household_without_head",
        "household",
        _first_open(OPEN) & (heads == 0),
        "这一户没有户主。",
        "请把其中一人的与户主关系改为“户主”。",
    )
    yield Rule("household_head_in_ledger", "relation", OPEN & HEAD & (pl.col("ledger_heads") > 0),
               "台账中这一户另有户主，且不在这份文件里。", "请把原户主也列入文件，并更正其与户主关系或填写终止日期。")  # fmt: skip
    yield Rule("person_in_another_household", "id_number", ~here, "此人在台账中仍属于另一户。",
               "请先在原户为其填写终止日期和终止原因（婚出、迁出），再登记到本户。")  # fmt: skip
    yield Rule(
        "overlaps_ledger",
        "since",
        here,
        "与台账中此人已有的一段在户时间重叠。",
        "请核对起始日期；更正原有一段时，起始日期须与台账相同。",
    )
    yield Rule(
        "site_in_town",
        "site",
        ~pl.col("site_place").str.starts_with(pl.col("town_id")),
        "“{value}”不在所填的乡镇。",
        "请核对乡镇和安置点名称。",
    )


NUMBER_GIVEN_UP = Rule(
    "number_given_up",
    "id_number",
    pl.col("number_given_up"),
    "这个身份证号的档案已作为重复人员并入另一份档案。",
    "请改用合并后保留的身份证号，或搜索此号查看保留的档案。",
)
OLD_NUMBER_OF = Rule(
    "old_number_of",
    "id_number",
    pl.col("holder").is_not_null(),
    "这个15位旧号与台账中 {told} 的18位号码相符。",
    "请核对：是同一人的，改填台账中的18位号码；不是的，请查明18位号码。",
    Severity.WARNING,
    told="holder",
)
RISEN = Rule(
    "after_death",
    "since",
    pl.col("start")
    >= pl.max_horizontal(
        "died_on", pl.col("until").filter(pl.col("stop_reason") == "died").max().over("id_number")
    ),
    "此人已登记死亡，起始日期在死亡之后。",
    "请核对身份证号；死亡登错了的，请先在原户撤销死亡登记。",
)
ROSTER_LEDGER = (*_ledger_rules(), NUMBER_GIVEN_UP, OLD_NUMBER_OF, RISEN)
"""Rules that need what `prepare` and the lookups added."""


def ended_by(lines: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """The ledger's spells that the lines do not restate, ended where a later line of the same household replaces them.

    `lines` has id_digest, household, start; `spells` is that of `registry.queries.known_spells`.
    """
    restated = lines.select("id_digest", "start").unique()
    kept = spells.join(restated, on=["id_digest", "start"], how="anti")
    starts = lines.select("id_digest", "household", later="start").sort("later")
    following = (
        kept.select("id_digest", "household", "start").unique().join(starts, on=["id_digest", "household"])
    )
    following = (
        following.filter(pl.col("later") > pl.col("start"))
        .group_by("id_digest", "household", "start")
        .agg(pl.col("later").min())
    )
    ended = kept.join(following, on=["id_digest", "household", "start"], how="left")
    return ended.with_columns(stop=pl.coalesce("stop", "later")).drop("later")


def clashes(lines: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """For each row whose spell overlaps one of the ledger's: row, clash_household.

    `lines` has row, id_digest, household, start, until; `spells` has been through `ended_by`.
    """
    pairs = lines.select("row", "id_digest", "household", "start", "until").join(
        spells.select("id_digest", clash_household="household", clash_start="start", clash_stop="stop"),
        on="id_digest",
    )
    both = (pl.col("start") < pl.col("clash_stop").fill_null(FOREVER)) & (
        pl.col("clash_start") < pl.col("until").fill_null(FOREVER)
    )
    return pairs.filter(both).group_by("row").agg(pl.col("clash_household").first())


def remaining(spells: pl.DataFrame) -> pl.DataFrame:
    """Who stays in the households of the ledger beside the lines: household, ledger_members, ledger_heads."""
    stay = spells.filter(pl.col("stop").is_null())
    return stay.group_by("household").agg(
        ledger_members=pl.len().cast(pl.Int64),
        ledger_heads=(pl.col("relation") == "head").sum().cast(pl.Int64),
    )
