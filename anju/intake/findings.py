"""Findings of a whole sheet as one table: where, what, which rule, which way out. Pure.

Columns of the table: sheet, row, letter (column letter in the workbook), column (name), head, value (masked where it is
personal), rule, severity, message, remedy.
"""

from collections.abc import Iterable

import polars as pl

from anju.intake import ids
from anju.intake.sheet import Column, Kind, Rule, Sheet
from anju.kernel.findings import Severity

SCHEMA = {
    "sheet": pl.String, "row": pl.Int64, "letter": pl.String, "column": pl.String, "head": pl.String,
    "value": pl.String, "rule": pl.String, "severity": pl.String, "message": pl.String, "remedy": pl.String,
}  # fmt: skip


def none() -> pl.DataFrame:
    """A table without findings."""
    return pl.DataFrame(schema=SCHEMA)


def masked(text: pl.Expr, column: Column) -> pl.Expr:
    """The text of a cell as lists and logs may show it."""
    if column.kind is Kind.ID:
        return ids.masked(text)
    if column.kind is Kind.NAME:
        return ids.masked_name(text)
    if column.kind is Kind.PHONE:
        return ids.masked_phone(text)
    if column.private:
        return text.str.replace_all(".", "*")
    return text


def of_rule(rule: Rule, cells: pl.DataFrame, sheet: Sheet, letters: dict[str, str]) -> pl.DataFrame:
    """Findings of a rule at the cells given as columns `row` and `value` (text as typed, null for empty), and `told`."""
    column = sheet.column(rule.column)
    value = masked(pl.col("value"), column).fill_null("")
    slot, text = ("{told}", pl.col("told").fill_null("")) if rule.told else ("{value}", value)
    before, found, after = rule.message.partition(slot)
    message = pl.concat_str(pl.lit(before), text, pl.lit(after)) if found else pl.lit(before)
    return cells.select(
        sheet=pl.lit(sheet.title),
        row=pl.col("row").cast(pl.Int64),
        letter=pl.lit(letters.get(rule.column, "")),
        column=pl.lit(rule.column),
        head=pl.lit(column.head),
        value=value,
        rule=pl.lit(rule.id),
        severity=pl.lit(rule.severity.value),
        message=message,
        remedy=pl.lit(rule.remedy),
    )


def judge(
    frame: pl.DataFrame, raw: pl.DataFrame, rules: Iterable[Rule], sheet: Sheet, letters: dict[str, str]
) -> pl.DataFrame:
    """All findings of the rules over a sheet, in the order of rows. `frame` and `raw` hold the same rows in one order.

    All rules are computed in one pass, so that polars shares work between them and uses every core.
    """
    known = [rule for rule in rules if set(rule.bad.meta.root_names()) <= set(frame.columns)]
    if not known:
        return none()
    verdicts = frame.select(rule.bad.fill_null(False).alias(str(index)) for index, rule in enumerate(known))
    hits = verdicts.select(pl.all().any()).row(0)
    tables = [none()]
    for index, rule in enumerate(known):
        if hits[index]:
            value = (
                raw[rule.column]
                if rule.column in raw.columns
                else pl.Series("value", [None], dtype=pl.String)
            )
            cells = raw.select("row").with_columns(
                value=value if len(value) == raw.height else pl.lit(None, pl.String)
            )
            if rule.told:
                cells = cells.with_columns(told=frame[rule.told])
            tables.append(of_rule(rule, cells.filter(verdicts[str(index)]), sheet, letters))
    return pl.concat(tables).sort("row", maintain_order=True)


def errors(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings that refuse their row."""
    return findings.filter(pl.col("severity") == Severity.ERROR.value)
