"""Lines of the household template turned into households and their heads (domain.md §2.2, C11). Pure but for reading.

A known head gets a new phone, address and class; nothing else is touched. An unknown one begins a household at the site
named, whose number goes on from those given out here; what the template does not ask is set as the rules below say and
told as a warning, so that a clerk completes it.
"""

import polars as pl

from anju.exchange import queries
from anju.intake import ids, pinyin
from anju.intake.lookups import digests
from anju.intake.sheet import DAY
from anju.privacy.fields import seal_all
from anju.registry import queries as registry
from anju.registry.codes import (
    Category,
    Health,
    HouseholdClass,
    Labour,
    Mode,
    Programme,
    Relation,
    StartReason,
)

NEW = pl.col("fresh").is_not_null()
_ABLE = (16, 60)  # the working age of domain.md §2.4: a first guess at the labour ability, told as a warning


def prepare(lines: pl.DataFrame) -> pl.DataFrame:
    """Household, person and membership of each line, existing values where the ledger has them."""
    lines = lines.with_columns(id_digest=digests(lines.select(ids.formed(pl.col("head"))).to_series()))
    held = lines["id_digest"].drop_nulls().unique().to_list()
    lines = lines.join(queries.heads_of(held), on="id_digest", how="left", maintain_order="left")
    lines = lines.with_columns(pl.col("site_id").cast(pl.String))
    lines = lines.with_columns(
        number_given_up=pl.col("id_digest").is_in(registry.merged_numbers(held)),
        home_place=pl.coalesce("known_home", "site_id"),
        fresh=pl.when(pl.col("known_name").is_null()).then(pl.lit("new")),
    )
    lines = lines.join(
        queries.sites_of(lines["home_place"].drop_nulls().unique().to_list()), on="home_place", how="left", maintain_order="left"
    )  # fmt: skip
    # Where the ledger has no address, our own sheet tells the flat: told back, it is no news.
    flat = (pl.col("known_address") == "") & (pl.col("address") == pl.col("known_flat"))
    return _sealed(
        _household(lines.with_columns(address=pl.when(flat).then(pl.lit("")).otherwise("address")))
    )


def _household(lines: pl.DataFrame) -> pl.DataFrame:
    """The fields of the household and of the head's membership."""
    serial = pl.col("last_serial").fill_null(0) + NEW.cum_sum().over("home_place")
    number = pl.concat_str("home_place", pl.lit("-"), serial.cast(pl.String).str.zfill(4))
    year_end = pl.date(pl.col("year"), 12, 31)
    moved = pl.when(pl.col("year").is_not_null() & (year_end < pl.col(DAY))).then(year_end).otherwise(DAY)
    age = pl.col(DAY).dt.year() - ids.birth_date(pl.col("head")).dt.year()
    able = pl.when(age.is_between(*_ABLE, closed="left")).then(pl.lit(Labour.ORDINARY.value))
    return lines.with_columns(
        number=pl.when(NEW).then(number).otherwise("known_number"),
        programme=pl.coalesce("known_programme", pl.lit(Programme.FYP13.value)),
        category=pl.coalesce("known_category", pl.lit(Category.POVERTY.value)),
        mode=pl.coalesce("known_mode", "site_mode", pl.lit(Mode.TOWN.value)),
        household_class=pl.coalesce("lifted", "known_class", pl.lit(HouseholdClass.LIFTED.value)),
        start=pl.coalesce("known_moved", moved),
        health=pl.when(pl.col("disabled")).then(pl.lit(Health.DISABLED.value)).otherwise(pl.lit(Health.HEALTHY.value)),
        labour=able.otherwise(pl.lit(Labour.NONE.value)),
        relation=pl.lit(Relation.HEAD.value), start_reason=pl.lit(StartReason.RELOCATED.value),
        sex=ids.sex(pl.col("head")), birth_date=ids.birth_date(pl.col("head")),
    )  # fmt: skip


def _seals(values: pl.Series) -> pl.Series:
    return pl.Series(seal_all(values.fill_null("")), dtype=pl.Binary)


def _sealed(lines: pl.DataFrame) -> pl.DataFrame:
    """Numbers and phones as the ledger holds them: sealed, with digest and mask; a phone that stands is left alone."""
    known = registry.known_phones(lines["id_digest"].drop_nulls().unique().to_list())
    lines = lines.join(known, on="id_digest", how="left", maintain_order="left")
    lines = lines.with_columns(
        digests(lines["phone"]).fill_null("").alias("phone_digest"), _seals(lines["phone"]).alias("phone_sealed"),
        _seals(lines["head"]).alias("id_sealed"), *pinyin.keys(lines["name"]).get_columns(),
        phone_masked=ids.masked_phone(pl.col("phone")).fill_null(""), id_masked=ids.masked(pl.col("head")),
        name_masked=ids.masked_name(pl.col("name")),
    )  # fmt: skip
    return lines.with_columns(
        pl.when(~NEW & (pl.col("phone_digest") == pl.col("known_phone")))
        .then(None)
        .otherwise("phone_sealed")
        .alias("phone_sealed")
    )
