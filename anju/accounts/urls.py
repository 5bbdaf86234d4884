"""Addresses of accounts."""

from django.urls import path
from django.views.i18n import set_language

from anju.accounts import views
from anju.accounts.codes import Right
from anju.accounts.pages import open_page, page

urlpatterns = [
    path("login/", open_page(views.sign_in), name="login"),
    path("logout/", open_page(views.sign_out), name="logout"),
    path("language/", open_page(set_language), name="set_language"),
    path("account/", page(views.account, right=Right.SIGNED_IN), name="account"),
    path("account/text/", page(views.text_size, right=Right.SIGNED_IN), name="text_size"),
]
