"""The vector twins of the kernel's judgement of ID numbers."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from anju.intake import ids
from anju.kernel import identity
from anju.privacy import masking

numbers = st.one_of(
    st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True),
    st.builds(
        lambda region, day, serial: f"{region}{day:%Y%m%d}{serial:03d}",
        st.sampled_from(["612427", "610926"]), st.dates(date(1930, 1, 1), date(2021, 1, 1)), st.integers(0, 999),
    ).map(lambda first: first + identity.check_digit(first)),
    st.text(max_size=20),
)  # fmt: skip


@given(st.lists(numbers, min_size=1, max_size=20))
def test_columns_judge_numbers_as_the_kernel_does(texts: list[str]) -> None:
    number = pl.col("n")
    frame = pl.DataFrame({"n": texts}).with_columns(
        ok=ids.checks_out(number) & ids.birth_date(number).is_not_null(), born=ids.birth_date(number), sex=ids.sex(number),
        masked=ids.masked(number),
    )  # fmt: skip
    for text, ok, born, sex, masked in frame.iter_rows():
        assert bool(ok) == identity.is_valid(text)
        if identity.is_valid(text):
            assert (born, sex) == (identity.birth_date(text), identity.sex(text))
            assert masked == masking.id_number(text)


@given(
    st.lists(st.from_regex(r"[王李张欧阳]{1,4}", fullmatch=True), min_size=1),
    st.lists(st.from_regex(r"1[0-9]{10}", fullmatch=True)),
)
def test_masks_are_those_of_the_house(names: list[str], phones: list[str]) -> None:
    shown = pl.DataFrame({"n": names}).select(ids.masked_name(pl.col("n"))).to_series().to_list()
    assert shown == [masking.name(name) for name in names]
    shown = (
        pl.DataFrame({"n": phones}, schema={"n": pl.String})
        .select(ids.masked_phone(pl.col("n")))
        .to_series()
        .to_list()
    )
    assert shown == [masking.phone(phone) for phone in phones]
