"""Rows that are printed by the hundred look as the template itself would print them."""

from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anju.employment.views.shown import Row
from anju.ui import stencils

TEMPLATE = "employment/line_row.html"
TEXTS = st.one_of(
    st.just(""),
    st.text(st.characters(exclude_categories=["Cs", "Co"]), max_size=12),
    st.just("<script>'\"&{}"),
)
FIELDS = (
    "name", "href", "phone", "hint", "household", "household_href", "work", "employer", "income", "contact", "state", "tone",
    "how", "confirm_href", "undo_href", "edit_href", "row_href", "support_href",
)  # fmt: skip
ROWS = st.builds(
    Row, id=st.integers(1, 10**9), version=st.integers(0, 99), age=st.integers(0, 120),
    **dict.fromkeys(FIELDS, TEXTS),
    unconfirmed=st.booleans(), left=st.booleans(),
)  # fmt: skip


def nought() -> Row:
    """A row whose numbers are nought."""
    return Row(0, 0, **dict.fromkeys(FIELDS, ""), age=0, unconfirmed=True, left=False)


@settings(deadline=None, max_examples=60)
@example(rows=[nought()], open_=True, back="")
@given(rows=st.lists(ROWS, min_size=1, max_size=5), open_=st.booleans(), back=TEXTS)
def test_printed_rows_are_what_the_template_prints(rows: list[Row], open_: bool, back: str) -> None:
    with translation.override("zh-hans"):
        wanted = "".join(
            render_to_string(TEMPLATE, {"row": row, "open": open_, "back": back}) for row in rows
        )
        assert stencils.printed(TEMPLATE, rows, words={"open": open_, "back": back}) == wanted


def test_each_language_has_its_own_pieces() -> None:
    row = replace(nought(), id=1, name="a", confirm_href="/x/", edit_href="/x/")
    with translation.override("zh-hans"):
        chinese = stencils.printed(TEMPLATE, [row], words={"open": True, "back": ""})
    with translation.override("en"):
        english = stencils.printed(TEMPLATE, [row], words={"open": True, "back": ""})
    assert "无变化" in chinese
    assert "无变化" not in english


def test_an_address_is_the_one_that_reverse_gives() -> None:
    assert stencils.address("person", 7) == "/persons/7/"
    assert stencils.address("line_row", 12) == "/rounds/lines/12/row/"
