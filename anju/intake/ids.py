"""Resident identity numbers by whole columns: the vector twin of `anju.kernel.identity` (GB 11643-1999). Pure.

The expressions take clean numbers (half-width, capital X) and give null for what is not eighteen characters of a number.
"""

import polars as pl

from anju.kernel.identity import CHECKS, WEIGHTS

FORM = r"^[0-9]{17}[0-9X]$"
SCIENTIFIC = r"^[0-9](\.[0-9]+)?E\+?[0-9]+$"
OLD_FORM = r"^[0-9]{15}$"


def formed(number: pl.Expr) -> pl.Expr:
    """The number where it has the form of one, else null."""
    return pl.when(number.str.contains(FORM)).then(number)


def checks_out(number: pl.Expr) -> pl.Expr:
    """Whether the eighteenth character belongs to the first seventeen."""
    first = formed(number).str.slice(0, 17).cast(pl.Int64)
    total = pl.sum_horizontal(
        first // 10 ** (16 - index) % 10 * weight for index, weight in enumerate(WEIGHTS)
    )
    wanted = (total % 11).replace_strict(list(range(11)), list(CHECKS), return_dtype=pl.String)
    return formed(number).str.slice(17, 1) == wanted


def birth_date(number: pl.Expr) -> pl.Expr:
    """Birth date in digits 7-14, null where they name no day."""
    return formed(number).str.slice(6, 8).str.to_date("%Y%m%d", strict=False)


def sex(number: pl.Expr) -> pl.Expr:
    """Code of GB/T 2261.1: 1 male, 2 female."""
    return (
        pl.when(formed(number).str.slice(16, 1).cast(pl.Int8) % 2 == 1)
        .then(pl.lit("1"))
        .when(number.str.contains(FORM))
        .then(pl.lit("2"))
    )


def masked(number: pl.Expr) -> pl.Expr:
    """First six and last four stay, as `anju.privacy.masking.id_number` does it; short texts become stars."""
    hidden = pl.concat_str(
        number.str.slice(0, 6), number.str.slice(6).str.head(-4).str.replace_all(".", "*"), number.str.tail(4)
    )
    return pl.when(number.str.len_chars() > 10).then(hidden).otherwise(number.str.replace_all(".", "*"))


def masked_name(name: pl.Expr) -> pl.Expr:
    """The first character stays, as `anju.privacy.masking.name` does it."""
    return (
        pl.when(name.str.len_chars() > 0)
        .then(pl.concat_str(name.str.slice(0, 1), pl.lit("**")))
        .otherwise(name)
    )


def masked_phone(phone: pl.Expr) -> pl.Expr:
    """138****5678, as `anju.privacy.masking.phone` does it; short texts become stars."""
    hidden = pl.concat_str(
        phone.str.slice(0, 3), phone.str.slice(3).str.head(-4).str.replace_all(".", "*"), phone.str.tail(4)
    )
    return pl.when(phone.str.len_chars() > 7).then(hidden).otherwise(phone.str.replace_all(".", "*"))
