"""Addresses of the province's pages."""

from django.urls import path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.province import views

urlpatterns = [
    path("province/", page(views.overview, right=Right.READ_PROVINCE), name="province"),
    path("province/export/", page(views.export, right=Right.READ_PROVINCE), name="province_export"),
    path("province/receipts/", page(views.receipts, right=Right.READ_PROVINCE), name="province_receipts"),
    path(
        "province/receipts/export/",
        page(views.receipts_export, right=Right.READ_PROVINCE),
        name="province_receipts_export",
    ),
    path("province/<slug:code>/", page(views.county, right=Right.READ_PROVINCE), name="province_county"),
]
