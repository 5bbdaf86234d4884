"""Addresses of entitlements."""

from django.urls import path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.entitlements import views

urlpatterns = [
    path("booklets/requests/", page(views.request_list, right=Right.READ_RECORDS), name="booklet_requests"),
    path(
        "booklets/requests/export/",
        page(views.request_export, right=Right.EXPORT_RECORDS),
        name="booklet_requests_export",
    ),
    path(
        "booklets/requests/<int:pk>/",
        page(views.request_page, right=Right.READ_RECORDS),
        name="booklet_request",
    ),
    path(
        "booklets/requests/<int:pk>/confirm/",
        page(views.request_confirm, right=Right.EDIT_REGISTRY),
        name="booklet_confirm",
    ),
    path(
        "booklets/requests/<int:pk>/refuse/",
        page(views.request_refuse, right=Right.EDIT_REGISTRY),
        name="booklet_refuse",
    ),
    path(
        "households/<int:pk>/booklet/", page(views.booklet_ask, right=Right.EDIT_REGISTRY), name="booklet_ask"
    ),
    path("matrix/", page(views.matrix, right=Right.READ_FIGURES), name="matrix"),
]
