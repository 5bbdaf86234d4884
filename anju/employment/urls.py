"""Addresses of the monthly round, and of what is recorded beside the job."""

from django.urls import path
from django.views.decorators.http import require_POST

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.employment.views import files, lines, months, reminders, review, rounds, support, zero

urlpatterns = [
    path("rounds/", page(rounds.ledgers, right=Right.EDIT_LEDGER), name="rounds"),
    path("rounds/export/", page(files.ledgers_export, right=Right.EXPORT_RECORDS), name="rounds_export"),
    path("rounds/<int:pk>/", page(rounds.ledger, right=Right.READ_RECORDS), name="round"),
    path(
        "rounds/<int:pk>/export/", page(files.ledger_export, right=Right.EXPORT_RECORDS), name="round_export"
    ),
    path(
        "rounds/<int:pk>/names/",
        page(require_POST(rounds.names), right=Right.REVEAL_SECRETS),
        name="round_names",
    ),
    path(
        "rounds/<int:pk>/confirm/",
        page(require_POST(lines.confirm), right=Right.EDIT_LEDGER),
        name="round_confirm",
    ),
    path(
        "rounds/<int:pk>/newcomers/",
        page(require_POST(lines.newcomers), right=Right.EDIT_LEDGER),
        name="round_newcomers",
    ),
    path("rounds/lines/<int:pk>/", page(lines.line, right=Right.EDIT_LEDGER), name="line"),
    path("rounds/lines/<int:pk>/row/", page(lines.row, right=Right.EDIT_LEDGER), name="line_row"),
    path(
        "rounds/lines/<int:pk>/confirm/",
        page(require_POST(lines.confirm_one), right=Right.EDIT_LEDGER),
        name="line_confirm",
    ),
    path(
        "rounds/lines/<int:pk>/undo/",
        page(require_POST(lines.undo), right=Right.EDIT_LEDGER),
        name="line_undo",
    ),
    path("rounds/review/", page(review.latest, right=Right.REVIEW_LEDGER), name="review"),
    path("rounds/review/<slug:month>/", page(review.waiting, right=Right.REVIEW_LEDGER), name="review_month"),
    path(
        "rounds/review/<slug:month>/export/",
        page(review.waiting_export, right=Right.REVIEW_LEDGER),
        name="review_export",
    ),
    path("rounds/<int:pk>/review/", page(review.ledger, right=Right.REVIEW_LEDGER), name="review_ledger"),
    path(
        "rounds/<int:pk>/accept/",
        page(require_POST(review.accept), right=Right.REVIEW_LEDGER),
        name="review_accept",
    ),
    path("rounds/<int:pk>/return/", page(review.send_back, right=Right.REVIEW_LEDGER), name="review_return"),
    path("rounds/overview/", page(months.latest, right=Right.READ_FIGURES), name="months"),
    path("rounds/overview/<slug:month>/", page(months.overview, right=Right.READ_FIGURES), name="month"),
    path(
        "rounds/overview/<slug:month>/export/",
        page(months.overview_export, right=Right.READ_FIGURES),
        name="month_export",
    ),
    path(
        "rounds/overview/<slug:month>/open/",
        page(require_POST(months.open_one), right=Right.OPEN_MONTH),
        name="month_open",
    ),
    path(
        "rounds/overview/<slug:month>/remind/",
        page(require_POST(months.remind), right=Right.REVIEW_LEDGER),
        name="month_remind",
    ),
    path("rounds/reminders/", page(reminders.reminded, right=Right.REVIEW_LEDGER), name="reminders"),
    path(
        "rounds/reminders/export/",
        page(reminders.reminded_export, right=Right.REVIEW_LEDGER),
        name="reminders_export",
    ),
    path("rounds/opening/<int:pk>/", page(months.opening, right=Right.OPEN_MONTH), name="month_opening"),
    path(
        "rounds/opening/<int:pk>/progress/",
        page(months.opening_progress, right=Right.OPEN_MONTH),
        name="month_opening_progress",
    ),
    path("persons/<int:pk>/support/", page(support.records, right=Right.EDIT_LEDGER), name="support"),
    path(
        "persons/<int:pk>/support/<slug:kind>/",
        page(support.new, right=Right.EDIT_LEDGER),
        name="support_new",
    ),
    path("support/<slug:kind>/<int:pk>/", page(support.edit, right=Right.EDIT_LEDGER), name="support_edit"),
    path(
        "support/<slug:kind>/<int:pk>/remove/",
        page(require_POST(support.remove), right=Right.EDIT_LEDGER),
        name="support_remove",
    ),
    path("rounds/zero/", page(zero.zero_employed, right=Right.READ_RECORDS), name="zero_employed"),
    path("rounds/zero/export/", page(zero.zero_export, right=Right.EXPORT_RECORDS), name="zero_export"),
]
