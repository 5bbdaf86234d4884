"""Lines of a sheet on their way into the ledger: COPY to the temporary table `staged`."""

import io

import polars as pl
from django.db import connection

_TYPES: dict[type[pl.DataType] | pl.DataType, str] = {
    pl.Boolean: "boolean",
    pl.Date: "date",
    pl.Int8: "bigint",
    pl.Int32: "bigint",
    pl.Int64: "bigint",
    pl.UInt32: "bigint",
    pl.Binary: "bytea",
    pl.String: "text",
    pl.Null: "text",
}


def sql_type(dtype: pl.DataType) -> str:
    """The PostgreSQL type of a staged column."""
    return "numeric" if isinstance(dtype, pl.Decimal) else _TYPES[dtype.base_type()]


def _hexed(lines: pl.DataFrame) -> pl.DataFrame:
    """Bytes as COPY reads them."""
    names = [name for name, dtype in lines.schema.items() if dtype == pl.Binary]
    return lines.with_columns(
        pl.concat_str(pl.lit("\\x"), pl.col(name).bin.encode("hex")).alias(name) for name in names
    )


def stage(lines: pl.DataFrame) -> None:
    """Fill the temporary table `staged` with the lines; it lives until the transaction ends.

    Besides the columns of the lines it has `seq`, their order. CSV keeps null (nothing) and empty text ("") apart.
    """
    lines = lines.with_row_index("seq")
    columns = ", ".join(f'"{name}" {sql_type(dtype)}' for name, dtype in lines.schema.items())
    names = ", ".join(f'"{name}"' for name in lines.columns)
    text = io.BytesIO()
    _hexed(lines).write_csv(text, include_header=False, quote_style="necessary")
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.staged")
        cursor.execute(f"create temporary table staged ({columns}) on commit drop")
        with cursor.copy(f"copy staged ({names}) from stdin (format csv)") as copy:
            copy.write(text.getbuffer())
