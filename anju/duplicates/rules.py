"""Which persons may be one, judged by whole columns. Pure.

An identity number carries a check digit that gives away every single wrong digit and every swap of neighbours (GB
11643-1999). Two numbers that are both in the ledger therefore never differ in one place only: what one wrong digit
changes is the first seventeen and the check digit that was worked out for them. So the first seventeen are compared.
An old number of fifteen digits lacks the century of the birth year and the check digit.
"""

import polars as pl

from anju.duplicates.codes import Reason

FIRST17, OLD_LENGTH = 17, 15
WEIGHTS = {
    Reason.ID_OLD: 95,
    Reason.ID_SWAPPED: 90,
    Reason.ID_DIGIT: 80,
    Reason.NAME_BIRTH: 70,
    Reason.NAME_PHONE: 60,
    Reason.SOUND_BIRTH: 40,
}
"""How much each reason counts, of a hundred: an order for the queue, not a probability."""
FURTHER, MOST = 5, 100


def seventeen(number: pl.Expr) -> pl.Expr:
    """The first seventeen digits of a number, those of an old one with its century."""
    old = pl.concat_str(number.str.slice(0, 6), pl.lit("19"), number.str.slice(6))
    return pl.when(number.str.len_chars() == OLD_LENGTH).then(old).otherwise(number.str.slice(0, FIRST17))


NO_OTHERS = pl.DataFrame(schema={"id": pl.Int64, "number": pl.String})


def suspicions(people: pl.DataFrame, others: pl.DataFrame = NO_OTHERS) -> pl.DataFrame:
    """Pairs with the list of their reasons and a score.

    `people` has id, name, pinyin, sex, birth_date, phone_digest, number; `others` further numbers of them (id, number), of
    old cards and booklets. The result has first, second (first < second), reasons (the strongest first), score.
    """
    further = people.drop("number").join(others, on="id")
    everyone = pl.concat([people, further.select(people.columns)])
    heard = people.with_columns(sound=pl.col("pinyin").str.split(" ")).explode("sound")
    heard = heard.filter(pl.col("sound") != "")
    by_number = everyone.select("id", "number", key=seventeen(pl.col("number"))).filter(
        pl.col("number") != ""
    )
    numbered = heard.filter(pl.len().over("sound") > 1).drop("number").join(by_number, on="id")
    born, phoned = people.filter(pl.col("name") != ""), people.filter(pl.col("phone_digest") != "")
    sounding = _alike(heard, "sound", "birth_date", "sex")
    found = [
        *_numbers(numbered),
        _told(_renewed(by_number), Reason.ID_OLD),
        _told(_alike(born, "name", "birth_date", "sex"), Reason.NAME_BIRTH),
        _told(_alike(phoned, "name", "phone_digest"), Reason.NAME_PHONE),
        _told(sounding.filter(pl.col("name") != pl.col("name_right")), Reason.SOUND_BIRTH),
    ]
    return _scored(pl.concat(found))


def _numbers(people: pl.DataFrame) -> list[pl.DataFrame]:
    """What the numbers of people of one sound say; `key` are their first seventeen digits."""
    key = pl.col("key")
    found = [_told(_alike(people, "sound", "key"), Reason.ID_DIGIT)]
    for place in range(FIRST17):
        without = pl.concat_str(key.str.slice(0, place), pl.lit("_"), key.str.slice(place + 1))
        pairs = _alike(people.with_columns(key=without), "sound", "key")
        found.append(_told(pairs, Reason.ID_DIGIT))
    for place in range(FIRST17 - 1):
        one, other = key.str.slice(place, 1), key.str.slice(place + 1, 1)
        sorted_ = pl.concat_str(pl.min_horizontal(one, other), pl.max_horizontal(one, other))
        swapped = people.with_columns(
            key=pl.concat_str(key.str.slice(0, place), sorted_, key.str.slice(place + 2)), turned=one
        )
        pairs = _alike(swapped, "sound", "key").filter(pl.col("turned") != pl.col("turned_right"))
        found.append(_told(pairs, Reason.ID_SWAPPED))
    return found


def _renewed(numbers: pl.DataFrame) -> pl.DataFrame:
    """People of whom one has the old number of fifteen digits that the other's of eighteen took the place of.

    Whatever their names: the same number is nobody else's.
    """
    old = pl.col("number").str.len_chars() != pl.col("number_right").str.len_chars()
    return _alike(numbers, "key").filter(old)


def _alike(people: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Pairs of different people that agree in the columns named, each once."""
    shared = people.filter(pl.len().over(keys) > 1)
    return shared.join(shared, on=list(keys)).filter(pl.col("id") < pl.col("id_right"))


def _told(pairs: pl.DataFrame, reason: Reason) -> pl.DataFrame:
    first, second = pl.col("id").cast(pl.Int64), pl.col("id_right").cast(pl.Int64)
    return pairs.select(first=first, second=second, reason=pl.lit(reason.value, dtype=pl.String))


def _scored(found: pl.DataFrame) -> pl.DataFrame:
    weights = {reason.value: weight for reason, weight in WEIGHTS.items()}
    weighed = found.unique().with_columns(
        weight=pl.col("reason").replace_strict(weights, return_dtype=pl.Int64)
    )
    weighed = weighed.filter(
        (pl.col("reason") != Reason.ID_DIGIT.value)
        | ~pl.col("reason").is_in([Reason.ID_OLD.value]).any().over("first", "second")
    )
    return (
        weighed.sort("weight", "reason", descending=True)
        .group_by("first", "second", maintain_order=True)
        .agg(
            reasons=pl.col("reason"),
            score=(pl.col("weight").max() + FURTHER * (pl.len() - 1)).clip(upper_bound=MOST).cast(pl.Int64),
        )
        .sort("score", "first", descending=[True, False])
    )
