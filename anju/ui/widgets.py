"""How the fields of forms are printed: as Django's own templates do, without asking them for each choice.

A form of thirteen lists of choices asked a template a hundred times, which was half of the time of its page.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString

from anju.ui.stencils import escaped

LISTS = frozenset({"django/forms/widgets/select.html"})
INPUTS = frozenset(
    f"django/forms/widgets/{kind}.html"
    for kind in ("date", "email", "hidden", "input", "number", "password", "tel", "text", "search")
)


class Renderer(DjangoTemplates):
    """The setting FORM_RENDERER: lists and inputs are written here, every other widget by its template."""

    def render(
        self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None
    ) -> str:
        """A widget as HTML."""
        if template_name in LISTS:
            return _list(context["widget"])
        if template_name in INPUTS:
            return _input(context["widget"])
        return super().render(template_name, dict(context), request)


def _attributes(attrs: Mapping[str, object]) -> str:
    """Attributes as Django prints them: False is left out, True has no value."""
    return "".join(
        f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else f' value="{escaped(widget["value"])}"'
    name = f'<input type="{escaped(widget["type"])}" name="{escaped(widget["name"])}"'
    return SafeString(f"{name}{value}{_attributes(widget['attrs'])}>")


def _list(widget: Mapping[str, Any]) -> SafeString:
    groups = "".join(_group(title, options) for title, options, _index in widget["optgroups"])
    return SafeString(
        f'<select name="{escaped(widget["name"])}"{_attributes(widget["attrs"])}>{groups}</select>'
    )


def _group(title: str | None, options: list[Mapping[str, Any]]) -> str:
    inside = "".join(
        f'<option value="{escaped(option["value"])}"{_attributes(option["attrs"])}>{escaped(option["label"])}</option>'
        for option in options
    )
    return f'<optgroup label="{escaped(title)}">{inside}</optgroup>' if title else inside
