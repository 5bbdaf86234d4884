"""Addresses of the sheets of the labour system."""

from django.urls import path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.exchange import views

urlpatterns = [
    path("rounds/<int:pk>/sheets/", page(views.listed, right=Right.EXPORT_RECORDS), name="round_sheets"),
    path(
        "rounds/<int:pk>/sheets/<slug:code>/",
        page(views.masked, right=Right.EXPORT_RECORDS),
        name="round_sheet",
    ),
    path(
        "rounds/<int:pk>/sheets/<slug:code>/full/",
        page(views.full, right=Right.REVEAL_SECRETS),
        name="round_sheet_full",
    ),
]
