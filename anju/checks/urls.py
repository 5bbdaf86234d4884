"""Addresses of the checks."""

from django.urls import path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.checks import views

urlpatterns = [
    path("checks/", page(views.finding_list, right=Right.READ_RECORDS), name="checks"),
    path("checks/export/", page(views.finding_export, right=Right.EXPORT_RECORDS), name="checks_export"),
    path("checks/run/", page(views.run, right=Right.EDIT_REGISTRY), name="check_run"),
    path("checks/jobs/<int:pk>/", page(views.job, right=Right.EDIT_REGISTRY), name="check_job"),
    path(
        "checks/jobs/<int:pk>/progress/",
        page(views.job_progress, right=Right.EDIT_REGISTRY),
        name="check_progress",
    ),
    path("checks/rules/", page(views.rule_list, right=Right.READ_RECORDS), name="check_rules"),
    path("checks/rules/<slug:rule>/", page(views.rule_page, right=Right.READ_RECORDS), name="check_rule"),
    path(
        "checks/rules/<slug:rule>/<int:subject>/",
        page(views.seen_page, right=Right.READ_RECORDS),
        name="check_seen",
    ),
    path("checks/<int:pk>/", page(views.finding_page, right=Right.READ_RECORDS), name="finding"),
    path(
        "checks/<int:pk>/withdraw/",
        page(views.withdraw, right=Right.ACCEPT_EXCEPTION),
        name="finding_withdraw",
    ),
]
