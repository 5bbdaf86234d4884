"""Finding the records that cells name: one query for each lookup column, joined in columns."""

from collections.abc import Iterator

import polars as pl
from django.db import connection

from anju.accounts.scope import Scope
from anju.intake.sheet import Column, Lookup, Rule, Sheet
from anju.privacy.fields import search_digests

_MANY = "_many"


def digests(values: pl.Series) -> pl.Series:
    """The search digest of each value, each distinct one computed once."""
    distinct = values.drop_nulls().unique()
    table = pl.DataFrame({"value": distinct, "digest": pl.Series(search_digests(distinct), dtype=pl.String)})
    return pl.DataFrame({"value": values}).join(table, on="value", how="left", maintain_order="left")[
        "digest"
    ]


def _records(lookup: Lookup, keys: list[str]) -> pl.DataFrame:
    """The records of the ledger that the keys name: key, id, place; one line a key, `many` where it names several."""
    with connection.cursor() as cursor:
        cursor.execute(lookup.sql, {"keys": keys})
        rows = cursor.fetchall()
    identity = pl.String if rows and isinstance(rows[0][1], str) else pl.Int64
    frame = pl.DataFrame(rows, schema={"key": pl.String, "id": identity, "place": pl.String}, orient="row")
    return frame.group_by("key").agg(
        pl.col("id").first(), pl.col("place").first(), many=pl.col("id").n_unique() > 1
    )


def resolve(lines: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """The lines with `<name>_id` and `<name>_place` for each lookup column, in the same order."""
    for column in sheet.columns:
        if not column.lookup:
            continue
        keys = digests(lines[column.name]) if column.lookup.digest else lines[column.name]
        found = _records(column.lookup, keys.drop_nulls().unique().to_list())
        joined = lines.select(key=keys).join(found, on="key", how="left", maintain_order="left")
        lines = lines.with_columns(
            joined["id"].alias(f"{column.name}_id"),
            joined["place"].alias(f"{column.name}_place"),
            joined["many"].alias(f"{column.name}{_MANY}"),
        )
    return lines


def _rules_of(column: Column, lookup: Lookup) -> Iterator[Rule]:
    filled, found = pl.col(column.name).is_not_null(), pl.col(f"{column.name}_id").is_not_null()
    yield Rule(
        "unknown_record",
        column.name,
        filled & ~found,
        f"台账中没有这个{lookup.what}：“{{value}}”。",
        lookup.remedy,
    )
    yield Rule("ambiguous_record", column.name, pl.col(f"{column.name}{_MANY}"),
               f"台账中有多个同名的{lookup.what}：“{{value}}”。", "请改用唯一的名称或编号。")  # fmt: skip


def rules(sheet: Sheet, scope: Scope) -> tuple[Rule, ...]:
    """Unknown and ambiguous names, and rows that belong to places outside the scope."""
    found = [rule for column in sheet.columns if column.lookup for rule in _rules_of(column, column.lookup)]
    for name in {target.place for target in sheet.targets if target.place}:
        place = pl.col(f"{name}_place")
        inside = pl.any_horizontal(place.str.starts_with(code) for code in scope.codes)
        found.append(
            Rule(
                "out_of_scope", name, ~inside, "“{value}”不在您的管辖范围内。", "请由所在镇或县的经办人导入。"
            )
        )
    return tuple(found)
