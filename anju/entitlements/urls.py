"""Addresses of entitlements."""

from django.urls import path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.entitlements.views import booklets, records

urlpatterns = [
    path(
        "booklets/requests/", page(booklets.request_list, right=Right.READ_RECORDS), name="booklet_requests"
    ),
    path(
        "booklets/requests/export/",
        page(booklets.request_export, right=Right.EXPORT_RECORDS),
        name="booklet_requests_export",
    ),
    path(
        "booklets/requests/<int:pk>/",
        page(booklets.request_page, right=Right.READ_RECORDS),
        name="booklet_request",
    ),
    path(
        "booklets/requests/<int:pk>/confirm/",
        page(booklets.request_confirm, right=Right.EDIT_REGISTRY),
        name="booklet_confirm",
    ),
    path(
        "booklets/requests/<int:pk>/refuse/",
        page(booklets.request_refuse, right=Right.EDIT_REGISTRY),
        name="booklet_refuse",
    ),
    path(
        "households/<int:pk>/booklet/",
        page(booklets.booklet_ask, right=Right.EDIT_REGISTRY),
        name="booklet_ask",
    ),
    path(
        "persons/<int:pk>/entitlements/",
        page(records.person_records, right=Right.EDIT_REGISTRY),
        name="person_records",
    ),
    path(
        "households/<int:pk>/entitlements/",
        page(records.household_records, right=Right.EDIT_REGISTRY),
        name="household_records",
    ),
    path(
        "entitlements/<slug:of>/<int:pk>/<slug:kind>/new/",
        page(records.record_new, right=Right.EDIT_REGISTRY),
        name="record_new",
    ),
    path(
        "entitlements/<slug:kind>/<int:pk>/change/",
        page(records.record_change, right=Right.EDIT_REGISTRY),
        name="record_change",
    ),
    path(
        "entitlements/<slug:kind>/<int:pk>/end/",
        page(records.record_end, right=Right.EDIT_REGISTRY),
        name="record_end",
    ),
    path("matrix/", page(booklets.matrix, right=Right.READ_FIGURES), name="matrix"),
]
