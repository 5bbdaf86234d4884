"""One measured import in a process of its own, so that its peak memory is its own.

The floor does only what nobody can avoid: read with fastexcel, checks in polars columns, SM4 and digests, COPY with
statement history into the same three tables. Ours is the importer as users have it, with preview, differences and audit.
"""

import json
import resource
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
from django.conf import settings
from django.db import connection

from anju.accounts.scope import Scope, acting
from anju.intake.actions import import_file
from anju.kernel.identity import CHECKS, WEIGHTS
from anju.kernel.refused import Refused
from anju.privacy import cipher, keys
from anju.registry import codes
from anju.registry.sheets import ROSTER

ON = date(2021, 12, 31)
_LISTS = {
    column.head: {label: code for code, label in column.choices}
    for column in ROSTER.columns
    if column.choices
}
_YES = {"是": True, "否": False}


def checks(lines: pl.DataFrame) -> int:
    """About two dozen checks as plain expressions in one pass; the number of wrong cells."""
    number = pl.col("身份证号")
    digits = number.str.slice(0, 17).cast(pl.Int64, strict=False)
    total = pl.sum_horizontal(
        digits // 10 ** (16 - index) % 10 * weight for index, weight in enumerate(WEIGHTS)
    )
    wanted = (total % 11).replace_strict(list(range(11)), list(CHECKS), return_dtype=pl.String)
    born = number.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    head = (pl.col("与户主关系") == "户主") & pl.col("终止日期").is_null()
    wrong = [
        ~number.str.contains("^[0-9]{17}[0-9X]$"),
        number.str.slice(17, 1) != wanted,
        born.is_null(),
        _day("出生日期") != born,
        ~pl.col("联系方式").str.contains("^1[3-9][0-9]{9}$"),
        _day("搬迁日期").is_null(),
        pl.struct("身份证号", "起始日期").is_duplicated(),
        head.sum().over("户编号") > 1,
        *(
            pl.col(name).is_null()
            for name in ("户编号", "搬迁人员姓名", "身份证号", "搬迁项目", "安置点名称")
        ),
        *(pl.col(name).is_not_null() & ~pl.col(name).is_in(list(words)) for name, words in _LISTS.items()),
    ]
    counts = lines.select(rule.fill_null(False).sum().alias(str(index)) for index, rule in enumerate(wrong))
    return int(counts.sum_horizontal()[0])


def _day(name: str) -> pl.Expr:
    return pl.col(name).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)


def _code(name: str) -> pl.Expr:
    return pl.col(name).replace_strict(_LISTS[name], default="", return_dtype=pl.String)


def _yes(name: str) -> pl.Expr:
    return pl.col(name).replace_strict(_YES, default=None, return_dtype=pl.Boolean)


def _hex(column: pl.Series) -> list[str]:
    key, generation = keys.load(settings.ANJU_KEYS).sealing
    return ["\\x" + cipher.encrypt(key, text, generation).hex() if text else "\\x" for text in column]


def _sealed(lines: pl.DataFrame) -> pl.DataFrame:
    """Digest and seal of ID and phone of every person."""
    search = keys.load(settings.ANJU_KEYS).search
    phones = lines["联系方式"].fill_null("")
    return lines.with_columns(
        pl.Series("id_digest", cipher.digests(search, lines["身份证号"])),
        pl.Series("id_sealed", _hex(lines["身份证号"])),
        pl.Series("phone_digest", cipher.digests(search, phones)),
        pl.Series("phone_sealed", _hex(phones)),
    )


def _households(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.unique("户编号", keep="first", maintain_order=True).select(
        id="household", place="place", number="户编号", programme=_code("搬迁项目"), category=_code("搬迁类别"),
        household_class=_code("户类型"), mode=_code("安置方式"), origin=pl.col("迁出地").fill_null(""),
        address=pl.col("目前具体地址").fill_null(""), lives_there=_yes("是否实际入住"),
        old_house_reclaimed=_yes("是否拆旧复垦"), start=_day("搬迁日期"), origin_code=pl.lit(""), version=pl.lit(0),
    )  # fmt: skip


def _persons(people: pl.DataFrame) -> pl.DataFrame:
    number, name = pl.col("身份证号"), pl.col("搬迁人员姓名")
    return people.select(
        id="person", place="place", name=name, name_masked=name.str.slice(0, 1), pinyin=pl.lit("-"), initials=pl.lit("-"),
        sex=_code("性别"), birth_date=_day("出生日期"), ethnicity=_code("民族"), id_number="id_sealed",
        id_digest="id_digest", id_masked=number.str.slice(0, 6), phone="phone_sealed", phone_digest="phone_digest",
        phone_masked=pl.lit("-"),
    )  # fmt: skip


def _memberships(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(
        place="place", person_id="person", household_id="household", relation=_code("与户主关系"),
        education=_code("文化程度"), student=_code("在校生状况"), health=_code("健康状况"), labour=_code("劳动技能"),
        political=_code("政治面貌"), willing=_yes("就业意愿"), start=pl.coalesce(_day("起始日期"), _day("搬迁日期")),
        stop=_day("终止日期"), start_reason=pl.lit(codes.StartReason.RELOCATED.value), stop_reason=_code("终止原因"),
    )  # fmt: skip


def _copy(table: str, rows: pl.DataFrame) -> None:
    names = ", ".join(f'"{name}"' for name in rows.columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'copy "{table}" ({names}) from stdin (format csv)') as copy,
    ):
        copy.write(rows.write_csv(include_header=False, quote_style="non_numeric").encode())


def _places() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select name, code from regions_place where level = 'site'")
        return dict(cursor.fetchall())


def floor(roster: Path) -> int:
    """The unavoidable work; returns the number of persons."""
    lines: pl.DataFrame = fastexcel.read_excel(roster).load_sheet("花名册", dtypes="string").to_polars()
    checks(lines)
    lines = lines.with_columns(
        household=pl.col("户编号").rank("dense").cast(pl.Int64),
        person=pl.col("身份证号").rank("dense").cast(pl.Int64),
    )
    with acting(scope=Scope.everything(), actor="system:bench"):
        lines = lines.with_columns(
            place=pl.col("安置点名称").replace_strict(_places(), return_dtype=pl.String)
        )
        with connection.cursor() as cursor:
            cursor.execute("set local role none")  # COPY into tables with row security is for their owner
        people = _sealed(lines.unique("person", keep="first", maintain_order=True))
        _copy("registry_household", _households(lines))
        _copy("registry_person", _persons(people))
        _copy("registry_membership", _memberships(lines))
    return people.height


def ours(roster: Path) -> int:
    """The importer as users have it; returns the number of lines."""
    outcome = import_file(roster, sheets=(ROSTER,), by="system:bench", on=ON, scope=Scope.everything())[0]
    if not outcome.applied or outcome.unchanged:
        raise Refused("测速用的花名册没有全部作为新增入账。")
    return outcome.new


MEASURED: dict[str, Callable[[Path], int]] = {"floor": floor, "ours": ours}


def main(words: Sequence[str]) -> None:
    """Measure one run, named by its two words (what, roster): seconds, peak memory in MiB, records as JSON."""
    what, roster = words
    began = time.perf_counter()
    records = MEASURED[what](Path(roster))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak, "records": records}))
