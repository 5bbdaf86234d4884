"""Sort and search keys of names."""

import polars as pl
import pytest

from anju.intake.pinyin import keys


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [("张三丰", "zhangsanfeng", "zsf"), ("曾伟", "zengwei cengwei", "zw cw"), ("单芳", "shanfang danfang", "sf df"),
     ("解静", "xiejing jiejing", "xj jj"), ("尉迟敏", "yuchimin weichimin", "ym wcm"), ("阿依·买买提", "ayimaimaiti", "aymmt")],
)  # fmt: skip
def test_a_name_is_found_by_its_readings(name: str, pinyin: str, initials: str) -> None:
    found = keys(pl.Series([name]))
    assert found.row(0)[0] == pinyin
    assert found.row(0)[1].split()[0][0] == initials[0]


def test_keys_stand_beside_their_names_and_empty_stays_empty() -> None:
    found = keys(pl.Series(["王伟", None, "李娜", "王伟"]))
    assert found["pinyin"].to_list() == ["wangwei", None, "lina", "wangwei"]
