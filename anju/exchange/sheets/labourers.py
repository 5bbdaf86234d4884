"""Labourer export of the labour system (劳动力导出, C14): phones and wishes are taken over.

What the roster holds changes from a day on, with a reason, on the household's page; here it is filled where it is empty,
and told where it differs.
"""

import polars as pl

from anju.employment.codes import TrainingKind, Wish
from anju.employment.models import Line
from anju.exchange import actions, queries
from anju.exchange.sheets.declared import JOINED, NAME_OF_ANOTHER, PERSON_COLUMN
from anju.intake import ids
from anju.intake.lookups import digests
from anju.intake.sheet import DAY, Column, Kind, Rule, Sheet, Target
from anju.kernel.findings import Severity
from anju.privacy.fields import seal_all
from anju.registry.codes import Education, Labour, Student
from anju.registry.models import Membership, Person

_CHANGE = "核实后请在户页面登记情况变更。"


def prepare(lines: pl.DataFrame) -> pl.DataFrame:
    """What stands beside each line: the person's phone, the open spell of the roster, the line of the month."""
    persons = lines["person_id"].drop_nulls().unique().to_list()
    lines = lines.join(queries.stands_of(persons), on="person_id", **JOINED)
    lines = lines.join(queries.lines_of(persons, lines[DAY][0]), on="person_id", **JOINED)
    return _phones(_wishes(lines))


def _wishes(lines: pl.DataFrame) -> pl.DataFrame:
    """Wishes go into the line of the first month that is open; what is not told stays."""
    filled = pl.when(pl.col("known_education") == "").then("told_education").otherwise("known_education")
    return lines.with_columns(
        wish=pl.coalesce("told_wish", "line_wish"), training_wish=pl.coalesce("told_training", "line_training"),
        month=pl.when(pl.col("line_open")).then("line_month"), line_version=pl.col("line_version") + 1,
        education=filled.fill_null(""), start=pl.col("spell_start"),
    )  # fmt: skip


def _phones(lines: pl.DataFrame) -> pl.DataFrame:
    """A phone that is told and another than the one that stands is sealed anew."""
    told = digests(lines["phone"]).alias("told")
    fresh = told.is_not_null() & told.ne_missing(lines["known_phone"])
    sealed = pl.Series("sealed", seal_all(lines["phone"].fill_null("")), dtype=pl.Binary)
    return lines.with_columns(
        phone_digest=pl.select(pl.when(fresh).then(told).otherwise(lines["known_phone"])).to_series(),
        phone_masked=pl.when(fresh).then(ids.masked_phone(pl.col("phone"))).otherwise("known_phone_masked"),
        phone_sealed=pl.select(pl.when(fresh).then(sealed)).to_series(),
    )


def _differs(column: str, known: str, what: str) -> Rule:
    bad = pl.col(column).is_not_null() & (pl.col(known) != "") & (pl.col(column) != pl.col(known))
    return Rule(
        f"{column}_differs", column, bad, f"{what}与花名册不一致，没有更改花名册。", _CHANGE, Severity.WARNING
    )


_WISHES_DIFFER = (pl.col("told_wish") != pl.col("line_wish")) | (
    pl.col("told_training") != pl.col("line_training")
)
LABOURERS = Sheet(
    name="exchange.labourers",
    title="劳动力导出",
    aliases=("劳动力信息",),
    columns=(
        Column("name", "劳动力姓名", Kind.NAME, required=True, example="张三"),
        PERSON_COLUMN,
        Column("phone", "电话", Kind.PHONE),
        Column("told_education", "文化程度", Kind.CODE, choices=tuple(Education.choices)),
        Column("told_wish", "就创业意愿", Kind.CODE, choices=tuple(Wish.choices)),
        Column("told_labour", "劳动能力", Kind.CODE, choices=tuple(Labour.choices)),
        Column("told_training", "培训教育意愿", Kind.CODE, choices=tuple(TrainingKind.choices)),
        Column("told_student", "上学状态", Kind.CODE, choices=tuple(Student.choices)),
    ),
    ledger_rules=(
        NAME_OF_ANOTHER,
        _differs("told_education", "known_education", "文化程度"),
        _differs("told_labour", "known_labour", "劳动能力"),
        Rule("told_student_differs", "told_student",
             pl.col("told_student").fill_null("") != pl.col("known_student"),
             "上学状态与花名册不一致，没有更改花名册。", _CHANGE, Severity.WARNING),
        Rule("wishes_of_no_open_month", "told_wish", _WISHES_DIFFER & ~pl.col("line_open").fill_null(value=False),
             "意愿与台账不一致，而此人没有未报送的台账行，没有更改。", "请由镇退回台账，或在下月台账中登记。", Severity.WARNING),
    ),
    prepare=prepare,
    targets=(
        Target(Person, key=("id",), fields={"id": "person_id", "phone": "phone_sealed", "name": "known_name"}, quiet=("phone",)),
        Target(Membership, key=("person", "start"), when="spell_start"),
        Target(Line, key=("person", "month"), when="month", fields={"version": "line_version"}, quiet=("version",)),
    ),
    main=0,
    apply=actions.record_wishes,
)  # fmt: skip
