"""Tolerant reading of cells: one column of text in, one typed column and a mask of unreadable cells out. Pure.

Numbers, dates and codes come in many spellings (full-width digits, 2021.8.5, Excel serial days, √); what is stored has
one. Whole columns at a time; where few values occur many times, each distinct value is read once.
"""

from collections.abc import Callable
from datetime import date

import polars as pl

from anju.intake.sheet import Column, Kind

SPACES = " \t\r\n\u3000\u00a0\u200b\u200c\u200d\ufeff"
EMPTY = ("-", "—", "——", "/", "\\", "无", "暂无", "N/A", "n/a", "NULL", "null")
TRUE = ("是", "1", "√", "✓", "✔", "有", "对", "Y", "YES", "TRUE", "T")
FALSE = ("否", "2", "0", "×", "✗", "✘", "无", "没有", "N", "NO", "FALSE", "F")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_WIDE = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)} | {"\u3000": " ", "\u00a0": " ", "。": "."}
_WIDE_FROM, _WIDE_TO = list(_WIDE), list(_WIDE.values())
_INNER = r"[\s\u00a0\u200b-\u200d\ufeff]+"
_INNER_OR_DASH = r"[\s\u00a0\u200b-\u200d\ufeff\-‐‑‒–—―－_'’‘`]+"
_TIME = r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$"
_YEAR_MONTH = r"^([0-9]{4})(?:[-/.]|年)([0-9]{1,2})月?$"
_EXCEL_EPOCH = 25569  # Excel counts days since 1899-12-30; this is 1970-01-01
_FEW = 4  # a column with this many lines for each distinct value is read by distinct values
_STORED: dict[Kind, pl.DataType] = {
    Kind.BOOL: pl.Boolean(),
    Kind.DATE: pl.Date(),
    Kind.MONTH: pl.Date(),
    Kind.YEAR: pl.Int64(),
    Kind.INT: pl.Int64(),
    Kind.MONEY: pl.Int64(),
    Kind.DECIMAL: pl.Decimal(18, 6),
}


def stored_type(kind: Kind) -> pl.DataType:
    """The polars type that clean values of a kind have."""
    return _STORED.get(kind, pl.String())


def trimmed(text: pl.Series) -> pl.Series:
    """Without white space of any kind at the ends; nothing left is null."""
    bare = text.str.strip_chars(SPACES)
    return bare.set(bare == "", None)


def narrow(text: pl.Series) -> pl.Series:
    """Full-width characters as half-width ones; a column without any is left as it is."""
    if not text.str.contains(r"[^\x00-\x7f]").any():
        return text
    return text.str.replace_many(_WIDE_FROM, _WIDE_TO)


def _bare(text: pl.Series) -> pl.Series:
    """Half-width and without any white space inside."""
    return narrow(text).str.replace_all(_INNER, "")


def _text(text: pl.Series, _: Column) -> pl.Series:
    return text.str.replace_all(r"[\r\n\t]+", " ")


def _name(text: pl.Series, _: Column) -> pl.Series:
    return text.str.replace_all(_INNER, "").str.replace_all("[•・∙‧．･]", "·")


def _code(text: pl.Series, column: Column) -> pl.Series:
    """Labels and codes are compared half-width, without spaces, in capitals; a label wins over an equal code."""
    codes = [code for code, _ in column.choices]
    spelt = pl.Series(codes + [label for _, label in column.choices], dtype=pl.String)
    words = dict(zip(_bare(spelt).str.to_uppercase(), codes * 2, strict=True))
    return _bare(text).str.to_uppercase().replace_strict(words, default=None, return_dtype=pl.String)


def _bool(text: pl.Series, _: Column) -> pl.Series:
    words = dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False)
    return _bare(text).str.to_uppercase().replace_strict(words, default=None, return_dtype=pl.Boolean)


def _serial(text: pl.Series) -> pl.Series:
    """Days as Excel counts them: five digits, 1927 to 2119."""
    days = text.str.extract(r"^([1-7][0-9]{4})(?:\.[0-9]+)?$", 1).cast(pl.Int32, strict=False)
    return (days - _EXCEL_EPOCH).cast(pl.Date)


def _day(year: pl.Series, month: pl.Series, day: pl.Series) -> pl.Series:
    """Days from text parts; parts that name no day give null."""
    parts = pl.DataFrame({"y": year, "m": month, "d": day})
    whole = parts.select(
        pl.concat_str("y", pl.col("m").str.zfill(2), pl.col("d").str.zfill(2), separator="-")
    )
    return whole.to_series().str.to_date("%Y-%m-%d", strict=False)


def _split(text: pl.Series, pattern: str) -> pl.Series:
    """Days of texts whose groups are year, month, day."""
    return _day(*(text.str.extract(pattern, group) for group in (1, 2, 3)))


def _first_of(*candidates: pl.Series) -> pl.Series:
    frame = pl.DataFrame([series.alias(str(index)) for index, series in enumerate(candidates)])
    found = frame.select(pl.coalesce(pl.all())).to_series()
    return found.set(~found.is_between(FIRST_DAY, LAST_DAY), None)


def _date(text: pl.Series, _: Column) -> pl.Series:
    spelt = _bare(narrow(text).str.replace(_TIME, ""))
    return _first_of(
        _split(spelt, r"^([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})[日号]?$"),
        _split(spelt, r"^([0-9]{4})([0-9]{2})([0-9]{2})$"),
        _serial(spelt),
    )


def _month(text: pl.Series, column: Column) -> pl.Series:
    """A month, or any day in it, as its first day. `2021.1` may be the number 2021.10 of Excel and is not guessed."""
    spelt = _bare(narrow(text).str.replace(_TIME, ""))
    clear = spelt.set(spelt.str.contains(r"^[0-9]{4}\.1$"), None)
    first = pl.Series(["1"], dtype=pl.String).new_from_index(0, len(text))
    wide = _day(clear.str.extract(_YEAR_MONTH, 1), clear.str.extract(_YEAR_MONTH, 2), first)
    compact = _day(
        clear.str.extract(r"^([0-9]{4})([0-9]{2})$", 1),
        clear.str.extract(r"^([0-9]{4})([0-9]{2})$", 2),
        first,
    )
    return _first_of(wide, compact, _date(text, column).dt.month_start())


def _number(text: pl.Series) -> pl.Series:
    """Digits only: no thousands separators, no currency signs, no `.0` behind whole numbers."""
    bare = _bare(text).str.replace(r"^[¥￥]", "").str.replace(r"元$", "")
    grouped = bare.str.contains(r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$")
    plain = pl.select(
        pl.when(grouped).then(bare.str.replace_all(",", "", literal=True)).otherwise(bare)
    ).to_series()
    return plain.str.replace(r"\.0+$", "")


def _int(text: pl.Series, _: Column) -> pl.Series:
    return _number(text).str.extract(r"^(-?[0-9]{1,12})$", 1).cast(pl.Int64, strict=False)


def _year(text: pl.Series, column: Column) -> pl.Series:
    years = _int(narrow(text).str.replace(r"年度?$", ""), column)
    return years.set(~years.is_between(FIRST_DAY.year, LAST_DAY.year), None)


def _decimal(text: pl.Series, _: Column) -> pl.Series:
    return (
        _number(text)
        .str.extract(r"^(-?[0-9]{1,11}(?:\.[0-9]{1,6})?)[0-9]*$", 1)
        .cast(pl.Decimal(18, 6), strict=False)
    )


def _money(text: pl.Series, _: Column) -> pl.Series:
    """Yuan with at most two decimals, as fen."""
    yuan = _number(text).str.extract(r"^(-?[0-9]{1,11}(?:\.[0-9]{1,2})?)0*$", 1)
    whole = yuan.str.extract(r"^(-?[0-9]+)", 1)
    cents = yuan.str.extract(r"\.([0-9]+)$", 1).fill_null("").str.pad_end(2, "0")
    return (whole + cents).cast(pl.Int64, strict=False)


def _id(text: pl.Series, _: Column) -> pl.Series:
    """As the kernel normalises a number; what cannot be one stays as typed and is judged by a check."""
    return narrow(text).str.replace_all(_INNER_OR_DASH, "").str.to_uppercase()


def _phone(text: pl.Series, _: Column) -> pl.Series:
    bare = narrow(text).str.replace_all(_INNER_OR_DASH, "").str.replace(r"\.0$", "")
    return bare.str.replace(r"^(\+86|0086)", "")


def _uscc(text: pl.Series, _: Column) -> pl.Series:
    return narrow(text).str.replace_all(_INNER_OR_DASH, "").str.to_uppercase()


_READERS: dict[Kind, Callable[[pl.Series, Column], pl.Series]] = {
    Kind.TEXT: _text,
    Kind.NAME: _name,
    Kind.CODE: _code,
    Kind.BOOL: _bool,
    Kind.DATE: _date,
    Kind.MONTH: _month,
    Kind.YEAR: _year,
    Kind.INT: _int,
    Kind.DECIMAL: _decimal,
    Kind.MONEY: _money,
    Kind.ID: _id,
    Kind.PHONE: _phone,
    Kind.USCC: _uscc,
}
_WORDS_FOR_NOTHING = frozenset(Kind) - {Kind.TEXT, Kind.NAME, Kind.CODE, Kind.BOOL}


def _read(text: pl.Series, column: Column) -> pl.Series:
    text = trimmed(text)
    if column.kind in _WORDS_FOR_NOTHING:
        text = text.set(text.is_in(EMPTY), None)
    return _READERS[column.kind](text, column).cast(stored_type(column.kind))


def _filled(text: pl.Series, column: Column) -> pl.Series:
    text = trimmed(text)
    empty = text.is_in(EMPTY) if column.kind in _WORDS_FOR_NOTHING else text.is_in([""])
    return text.is_not_null() & ~empty.fill_null(False)


def clean(text: pl.Series, column: Column) -> tuple[pl.Series, pl.Series]:
    """The typed values of a column, and where a cell holds something that cannot be read as its kind."""
    distinct = text.unique()
    if len(distinct) * _FEW > len(text):
        values = _read(text, column)
        return values.alias(column.name), _filled(text, column) & values.is_null()
    values = _read(distinct, column)
    bad = _filled(distinct, column) & values.is_null()
    table = pl.DataFrame({"text": distinct, column.name: values, "bad": bad})
    joined = pl.DataFrame({"text": text}).join(
        table, on="text", how="left", nulls_equal=True, maintain_order="left"
    )
    return joined[column.name], joined["bad"].fill_null(False)
