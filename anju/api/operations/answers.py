"""What every operation answers besides its own: the failures, and how a page is cut."""

from collections.abc import Mapping
from typing import Any

from anju.api.schemas import Problem

FAILURES: Mapping[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Problem)


def answers(schema: Any) -> dict[Any, Any]:
    """The answers of an operation: its own under 200, problems under the rest."""
    return {200: schema, **FAILURES}


def page_of(items: Any, total: int, page: int, size: int) -> dict[str, Any]:
    """A page in the shape of `schemas.Paged`."""
    return {"items": items, "total": total, "page": page, "size": size}
