"""Fields are printed as Django's own templates print them."""

import re

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from anju.ui.widgets import INPUTS, LISTS, Renderer

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), st.just("<b>'\"&amp;</b>")
)
VALUES = st.one_of(TEXTS, st.none(), st.integers(), TEXTS.map(SafeString))
ATTRS = st.dictionaries(
    st.sampled_from(["class", "data-x", "required", "placeholder"]),
    st.one_of(TEXTS, st.booleans(), st.integers()),
)
PAIRS = st.tuples(st.one_of(TEXTS, st.integers()), TEXTS)
CHOICES = st.lists(st.one_of(PAIRS, st.tuples(TEXTS.filter(bool), st.lists(PAIRS, max_size=3))), max_size=4)
KINDS = [
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.HiddenInput, forms.PasswordInput, forms.DateInput, forms.Select,
    forms.Textarea, forms.CheckboxInput, forms.RadioSelect, forms.SelectMultiple, forms.NullBooleanSelect,
]  # fmt: skip


def squeezed(html: str) -> str:
    """Without the line breaks that the templates leave between tags."""
    return re.sub(r"\s*\n\s*", "", html)


@settings(deadline=None)
@given(kind=st.sampled_from(KINDS), value=VALUES, attrs=ATTRS, choices=CHOICES)
def test_a_field_looks_as_djangos_template_prints_it(
    kind: type[forms.Widget], value: object, attrs: dict[str, object], choices: list[tuple[object, object]]
) -> None:
    widget = kind(attrs)
    if isinstance(widget, forms.Select | forms.RadioSelect) and not isinstance(
        widget, forms.NullBooleanSelect
    ):
        widget.choices = choices
    ours = widget.render("name", value, renderer=Renderer())
    assert squeezed(ours) == squeezed(widget.render("name", value, renderer=DjangoTemplates()))


def test_what_is_written_here_exists_in_django() -> None:
    kinds = {vars(forms)[name].template_name for name in dir(forms) if name.endswith(("Input", "Select"))}
    assert kinds >= LISTS | (INPUTS - {"django/forms/widgets/input.html"})
