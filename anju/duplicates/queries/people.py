"""The persons among whom duplicates are looked for, in columns."""

import polars as pl

from anju.registry.models import Alias, Person

_SCHEMA = {
    "id": pl.Int64, "place": pl.String, "name": pl.String, "pinyin": pl.String, "sex": pl.String, "birth_date": pl.Date,
    "phone_digest": pl.String, "number": pl.String,
}  # fmt: skip


def people() -> pl.DataFrame:
    """Everybody in scope with name, sound, sex, birth date, digest of the phone, and the number opened in memory only."""
    rows = (
        Person.objects.filter(survivor__isnull=True)
        .values_list("pk", "place_id", "name", "pinyin", "sex", "birth_date", "phone_digest", "id_number")
        .iterator(chunk_size=20_000)
    )
    return pl.DataFrame(list(rows), schema=_SCHEMA, orient="row")


def other_numbers() -> pl.DataFrame:
    """Numbers that people in scope had before, or on a record that was merged into theirs. Columns: id, number."""
    rows = Alias.objects.values_list("person_id", "id_number")
    return pl.DataFrame(list(rows), schema={"id": pl.Int64, "number": pl.String}, orient="row")
