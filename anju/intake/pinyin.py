"""Sort and search keys of names by whole columns. Pure.

pypinyin reads some surnames as common words (单 as dan, 曾 as ceng): surnames have a table of their own, and where the
two readings differ both are kept, the surname's first, separated by a space.
"""

import polars as pl
from pypinyin import lazy_pinyin

SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "任": "ren", "朴": "piao", "盖": "ge",
    "种": "chong", "覃": "qin", "冼": "xian", "黑": "he", "缪": "miao", "乐": "yue", "员": "yun", "折": "she", "翟": "zhai",
    "召": "shao", "逄": "pang", "秘": "bi", "祭": "zhai", "繁": "po", "郇": "xun", "宁": "ning", "华": "hua", "纪": "ji",
    "燕": "yan", "车": "che", "卜": "bu", "都": "du", "应": "ying", "薄": "bo", "柏": "bai", "葛": "ge", "洗": "xian",
}  # fmt: skip
COMPOUND = {"尉迟": "yuchi", "万俟": "moqi", "长孙": "zhangsun", "单于": "chanyu", "澹台": "tantai"}


def _syllable(character: str) -> str:
    """The common reading of one character, letters and digits as they are, marks as nothing."""
    reading = lazy_pinyin(character)[0].lower()
    return "".join(letter for letter in reading if letter.isascii() and letter.isalnum())


def _readings(names: pl.Series) -> pl.DataFrame:
    """Distinct names with the syllables of their first character, of their surname, and of the rest."""
    split = pl.DataFrame({"name": names}).with_columns(characters=pl.col("name").str.split(""))
    known = split["characters"].explode().drop_nulls().unique()
    table = pl.DataFrame({"character": known, "syllable": [_syllable(character) for character in known]})
    long = (
        split.select("name", "characters")
        .explode("characters")
        .join(table, left_on="characters", right_on="character", how="left", maintain_order="left")
    )
    return long.group_by("name", maintain_order=True).agg(
        first=pl.col("characters").first(),
        common=pl.col("syllable").first(),
        rest=pl.col("syllable").slice(1).str.join(""),
        rest_initials=pl.col("syllable").slice(1).str.slice(0, 1).str.join(""),
        rest_of_compound=pl.col("syllable").slice(2).str.join(""),
    )


def keys(names: pl.Series) -> pl.DataFrame:
    """Columns `pinyin` and `initials` for names in the same order: zhangsanfeng, zsf; zengwei cengwei, zw cw."""
    read = _readings(names.drop_nulls().unique())
    surname = pl.col("first").replace_strict(SURNAMES, default=pl.col("common"), return_dtype=pl.String)
    compound = pl.col("name").str.slice(0, 2).replace_strict(COMPOUND, default=None, return_dtype=pl.String)
    read = read.with_columns(
        by_surname=pl.when(compound.is_not_null())
        .then(pl.concat_str(compound, pl.col("rest_of_compound")))
        .otherwise(pl.concat_str(surname, pl.col("rest"))),
        by_word=pl.concat_str(pl.col("common"), pl.col("rest")),
    )
    both = pl.col("by_surname") != pl.col("by_word")
    short = pl.concat_str(pl.col("by_surname").str.slice(0, 1), pl.col("rest_initials"))
    short_by_word = pl.concat_str(pl.col("by_word").str.slice(0, 1), pl.col("rest_initials"))
    table = read.select(
        "name",
        pinyin=pl.when(both)
        .then(pl.concat_str("by_surname", "by_word", separator=" "))
        .otherwise("by_surname"),
        initials=pl.when(both & (short != short_by_word))
        .then(pl.concat_str(short, short_by_word, separator=" "))
        .otherwise(short),
    )
    joined = pl.DataFrame({"name": names}).join(table, on="name", how="left", maintain_order="left")
    return joined.select("pinyin", "initials")
