"""Addresses of the interface: every operation behind the gate; pages that register systems."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.api import views
from anju.api.gate import LARGEST_BODY, gated
from anju.api.interface import interface
from anju.intake.workbook import LARGEST_UPLOAD
from anju.registry.actions.evidence import LARGEST as LARGEST_EVIDENCE

# A scan of the largest size, written as base64, with the rest of the notice.
LARGEST_NOTICE = LARGEST_EVIDENCE * 4 // 3 + LARGEST_BODY


def _path(route: str) -> str:
    """The address as the description writes it."""
    return "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


def _rights(path: str) -> dict[str, Right]:
    """The right of each method of an address, as its operations declare them."""
    return {
        method.upper(): Right(right) for (address, method), right in views.RIGHTS.items() if address == path
    }


def _names(path: str) -> dict[str, frozenset[str]]:
    """The query words of each method of an address, as the description names them."""
    return {
        method.upper(): frozenset(
            one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"
        )
        for method, operation in _DESCRIBED.get(path, {}).items()
    }


def _takes_files(path: str) -> bool:
    """Whether an operation of an address takes a file, as the description says."""
    bodies = (operation.get("requestBody", {}) for operation in _DESCRIBED.get(path, {}).values())
    return any("multipart/form-data" in body.get("content", {}) for body in bodies)


def _takes_evidence(path: str) -> bool:
    """Whether an operation of an address is told with a scan, in base64."""
    bodies = (operation.get("requestBody", {}) for operation in _DESCRIBED.get(path, {}).values())
    shapes = (body.get("content", {}).get("application/json", {}).get("schema", {}) for body in bodies)
    return any(_fields(shape.get("$ref", "")) & {"evidence"} for shape in shapes)


def _fields(reference: str) -> set[str]:
    """The fields of a shape that the description refers to."""
    return set(_SHAPES.get(reference.rpartition("/")[2], {}).get("properties", {}))


_SHAPES = interface.get_openapi_schema(path_prefix="/api/v1/")["components"]["schemas"]
_DESCRIBED = interface.get_openapi_schema(path_prefix="/api/v1/")["paths"]


def _gated(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """The same addresses behind the gate, for the test of all addresses under the least right there is."""
    for entry in patterns:
        if isinstance(entry, URLPattern):
            path_ = _path(str(entry.pattern))
            largest = (
                LARGEST_UPLOAD
                if _takes_files(path_)
                else LARGEST_NOTICE
                if _takes_evidence(path_)
                else LARGEST_BODY
            )
            view = gated(entry.callback, _rights(path_), _names(path_), largest=largest)
            view.right = Right.SIGNED_IN  # type: ignore[attr-defined]  # functions take attributes
            yield URLPattern(entry.pattern, view, entry.default_args, entry.name)


urlpatterns = [
    path("api/v1/", include((list(_gated(interface.urls[0])), "api"))),
    path("api/", page(views.operations, right=Right.SIGNED_IN), name="api_operations"),
    path("systems/", page(views.system_list, right=Right.MANAGE_SYSTEMS), name="systems"),
    path("systems/export/", page(views.systems_export, right=Right.MANAGE_SYSTEMS), name="systems_export"),
    path("systems/new/", page(views.system_new, right=Right.MANAGE_SYSTEMS), name="system_new"),
    path("systems/<int:pk>/", page(views.system_page, right=Right.MANAGE_SYSTEMS), name="system"),
    path(
        "systems/<int:pk>/renew/", page(views.system_renew, right=Right.MANAGE_SYSTEMS), name="system_renew"
    ),
    path("systems/<int:pk>/stop/", page(views.system_stop, right=Right.MANAGE_SYSTEMS), name="system_stop"),
]
