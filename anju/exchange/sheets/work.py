"""Lines of the labour system turned into spells of our employment ledger (domain.md §2.2, C12 and C13). Pure but for reading.

The system says neither the headline channel of work nor, between county and province, where: a spell of the ledger that
the line restates answers both. A new spell is a public post where 特色就业 names one, business or farming by its type, the
park or factory that bears the employer's name, flexible work where somebody works in the county for nobody, else wage work.
"""

import polars as pl

from anju.employment.codes import Channel, FoundBy, Kind, WorkPlace
from anju.employment.sheets import prepare_jobs
from anju.exchange import codes, queries
from anju.intake.sheet import DAY
from anju.policy import book

FARMING = pl.col("kind") == Kind.FARMING
_EMPTY = pl.lit(None, dtype=pl.String)
_FILLED = (
    ("address", "known_address"), ("employer", "known_employer"), ("trade", "known_trade"), ("contract_months", "known_months"),
    ("employer_nature", "known_nature"), ("post_subsidy_fen", "known_subsidy"), ("pay_cycle_months", "known_cycle"),
    ("found_by", "known_found_by"),
)  # fmt: skip


def prepare(lines: pl.DataFrame) -> pl.DataFrame:
    """Channel, place, spell and operator of each line, and what stands in the ledger where the line says nothing."""
    names = lines["employer"].drop_nulls().unique().to_list()
    lines = lines.join(queries.operators_named(names), on="employer", how="left", maintain_order="left")
    lines = lines.with_columns(
        post_kind=pl.when(pl.col("special").is_in(codes.POSTS)).then("special").otherwise(None),
        found_by=pl.when(pl.col("special") == codes.SUSHAN)
        .then(pl.lit(FoundBy.SUSHAN.value))
        .otherwise("found_by"),
        year=pl.col(DAY).dt.year().cast(pl.Int64) - 1,
    )
    lines = _restated(lines.with_columns(channel=_channel()))
    city = str(book.value("exchange/regions", "city", lines[DAY][0])) if lines.height else ""
    lines = lines.with_columns(
        *(pl.coalesce(name, known).alias(name) for name, known in _FILLED),
        channel=pl.coalesce("known_channel", "channel"), operator_id=pl.coalesce("operator_id", "known_firm"),
        start=_start(), stop=_stop(), work_place=place_told(city),
    )  # fmt: skip
    lines = lines.with_columns(pl.col("found_by").fill_null(FoundBy.SELF.value))
    homes = queries.homes_of(lines["person_id"].drop_nulls().unique().to_list())
    return prepare_jobs(lines.join(homes, on="person_id", how="left", maintain_order="left"))


def _channel() -> pl.Expr:
    """The headline channel of a spell that the ledger does not have."""
    here = pl.col("region") == WorkPlace.COUNTY
    return (
        pl.when(pl.col("post_kind").is_not_null()).then(pl.lit(Channel.PUBLIC_POST.value))
        .when(pl.col("kind") == Kind.BUSINESS).then(pl.lit(Channel.BUSINESS.value))
        .when(FARMING).then(pl.lit(Channel.FARMING.value))
        .when(pl.col("operator_kind").is_not_null()).then("operator_kind")
        .when(here & pl.col("employer").is_null()).then(pl.lit(Channel.FLEXIBLE.value))
        .otherwise(pl.lit(Channel.MIGRANT.value))
    )  # fmt: skip


def _restated(lines: pl.DataFrame) -> pl.DataFrame:
    """Join the spell that a line restates: of the same beginning (the same month where only months are told), a public
    post by a public post, the same channel before another; farming work without a date restates the farming that goes on.
    """
    known = queries.jobs_of(lines["person_id"].drop_nulls().unique().to_list())
    month, same = pl.col("by_month"), pl.col("known_start") == pl.col("begun")
    month_same = pl.col("known_start").dt.month_start() == pl.col("begun").dt.month_start()
    goes_on = (
        pl.col("begun").is_null()
        & FARMING
        & (pl.col("known_channel") == Channel.FARMING)
        & pl.col("known_stop").is_null()
    )
    public = (pl.col("known_channel") == Channel.PUBLIC_POST) == pl.col("post_kind").is_not_null()
    met = (
        lines.select("row", "person_id", "begun", "kind", "post_kind", "channel", "by_month").join(known, on="person_id")
        .filter((pl.when(month).then(month_same).otherwise(same) | goes_on) & public)
        .sort(pl.col("known_channel") != pl.col("channel"), pl.col("known_start"))
        .unique("row", keep="first", maintain_order=True)
        .unique(["person_id", "known_start", "known_channel"], keep="first", maintain_order=True)
        .drop("person_id", "begun", "kind", "post_kind", "channel", "by_month")
    )  # fmt: skip
    return lines.join(met, on="row", how="left", maintain_order="left")


def _start() -> pl.Expr:
    """The first day: as the ledger has it, as told, or for farming without a date the first day of the year."""
    year = pl.when(FARMING).then(pl.date(pl.col(DAY).dt.year(), 1, 1))
    return pl.coalesce("known_start", "begun", year)


def _stop() -> pl.Expr:
    """The day after the last: the ledger's where it lies in the month told, else the end of that month."""
    last = pl.col("ended").dt.month_end()
    inside = (pl.col("known_stop").dt.offset_by("-1d")).dt.month_end() == last
    told = pl.when(inside).then("known_stop").otherwise(last.dt.offset_by("1d"))
    return pl.when(pl.col("ended").is_null()).then("known_stop").otherwise(told)


def place_told(city: str) -> pl.Expr:
    """Where the work is; between county and province the ledger tells, then the address."""
    nearer = pl.col("known_place").is_in([WorkPlace.CITY.value, WorkPlace.PROVINCE.value])
    by_address = (
        pl.when(pl.col("address").str.contains(city, literal=True))
        .then(pl.lit(WorkPlace.CITY.value))
        .otherwise(pl.lit(WorkPlace.PROVINCE.value))
    )
    return (
        pl.when(pl.col("region") != codes.BEYOND)
        .then("region")
        .otherwise(pl.when(nearer).then("known_place").otherwise(by_address))
    )


def from_template(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines of the import template: days, no end."""
    return prepare(lines.with_columns(by_month=pl.lit(value=False), ended=pl.lit(None, dtype=pl.Date)))


def from_export(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines of the system's export, ours included: months, and the subsidies of a year."""
    return subsidies(prepare(lines.with_columns(by_month=pl.lit(value=True))))


_PAID = (
    ("internship_fen", "known_internship"),
    ("seeking_fen", "known_seeking"),
    ("transport_fen", "known_transport"),
)


def subsidies(lines: pl.DataFrame) -> pl.DataFrame:
    """The year of the subsidies and what stands of them; what a line leaves empty stays."""
    known = queries.subsidies_of(lines["person_id"].drop_nulls().unique().to_list())
    told = pl.any_horizontal(pl.col(name).is_not_null() for name, _known in _PAID)
    lines = lines.with_columns(of_year=pl.coalesce("of_year", pl.col(DAY).dt.year().cast(pl.Int64)))
    lines = lines.join(
        known, left_on=["person_id", "of_year"], right_on=["person_id", "known_year"], how="left", maintain_order="left"
    )  # fmt: skip
    return lines.with_columns(
        *(pl.coalesce(name, stands).alias(name) for name, stands in _PAID),
        subsidised=pl.when(told).then("of_year"), subsidy_version=pl.col("subsidy_version").fill_null(0) + 1,
    )  # fmt: skip
