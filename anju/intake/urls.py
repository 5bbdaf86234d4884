"""Addresses of the import pages. The sheets are handed in from above: the importer knows no domain."""

from collections.abc import Sequence

from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.intake import views
from anju.intake.sheet import Sheet
from anju.intake.workbook import LARGEST_UPLOAD


def patterns(sheets: Sequence[Sheet]) -> list[URLPattern]:
    """The addresses for these sheets."""
    given = {"sheets": sheets}
    return [
        path(
            "imports/", page(views.imports, right=Right.IMPORT, largest=LARGEST_UPLOAD), given, name="imports"
        ),
        path("imports/export/", page(views.imports_export, right=Right.IMPORT), given, name="imports_export"),
        path("imports/jobs/<int:pk>/", page(views.import_job, right=Right.IMPORT), given, name="import_job"),
        path(
            "imports/jobs/<int:pk>/progress/",
            page(views.import_progress, right=Right.IMPORT),
            name="import_progress",
        ),
        path("imports/<int:pk>/", page(views.batch, right=Right.IMPORT), given, name="batch"),
        path(
            "imports/<int:pk>/apply/",
            page(require_POST(views.batch_apply), right=Right.IMPORT),
            name="batch_apply",
        ),
        path(
            "imports/<int:pk>/drop/",
            page(require_POST(views.batch_drop), right=Right.IMPORT),
            name="batch_drop",
        ),
        path("imports/<int:pk>/marked/", page(views.batch_marked, right=Right.IMPORT), name="batch_marked"),
        path(
            "imports/<int:pk>/rows/<int:row>/",
            page(views.source_row, right=Right.REVEAL_SECRETS),
            name="source_row",
        ),
    ]
