"""Addresses of accounts."""

from django.urls import path
from django.views.i18n import set_language

from anju.accounts.codes import Right
from anju.accounts.pages import open_page, page
from anju.accounts.views import entry, own, people, posts, second

urlpatterns = [
    path("login/", open_page(entry.sign_in), name="login"),
    path("login/code/", open_page(entry.code), name="login_code"),
    path("login/service/", open_page(entry.service), name="login_service"),
    path("login/service/back/", open_page(entry.service_back), name="login_service_back"),
    path("logout/", open_page(entry.sign_out), name="logout"),
    path("language/", open_page(set_language), name="set_language"),
    path("account/", page(own.account, right=Right.SIGNED_IN), name="account"),
    path("account/password/", page(own.password, right=Right.SIGNED_IN), name="password"),
    path("account/second-factor/", page(own.second_factor, right=Right.SIGNED_IN), name="second_factor"),
    path("account/desks/<int:pk>/end/", page(own.desk_end, right=Right.SIGNED_IN), name="desk_end"),
    path("account/lend/", page(own.lend, right=Right.SIGNED_IN), name="lend"),
    path("account/lend/<int:pk>/end/", page(own.lend_end, right=Right.SIGNED_IN), name="lend_end"),
    path("account/post/", page(posts.switch, right=Right.SIGNED_IN), name="post_switch"),
    path("account/text/", page(own.text_size, right=Right.SIGNED_IN), name="text_size"),
    path("accounts/", page(people.user_list, right=Right.MANAGE_ACCOUNTS), name="users"),
    path("accounts/export/", page(people.user_export, right=Right.MANAGE_ACCOUNTS), name="users_export"),
    path(
        "accounts/unlock-address/",
        page(people.address_unlock, right=Right.MANAGE_ACCOUNTS),
        name="address_unlock",
    ),
    path("accounts/new/", page(people.user_new, right=Right.MANAGE_ACCOUNTS), name="user_new"),
    path("accounts/tree/", page(people.tree, right=Right.MANAGE_ACCOUNTS), name="tree"),
    path("accounts/<int:pk>/", page(people.user_page, right=Right.MANAGE_ACCOUNTS), name="user"),
    path("accounts/<int:pk>/<slug:what>/", page(people.user_do, right=Right.MANAGE_ACCOUNTS), name="user_do"),
    path("approvals/", page(second.approval_list, right=Right.SIGNED_IN), name="approvals"),
    path("approvals/export/", page(second.approval_export, right=Right.SIGNED_IN), name="approvals_export"),
    path("approvals/ask/", page(second.approval_ask, right=Right.SIGNED_IN), name="approval_ask"),
    path("approvals/<int:pk>/", page(second.approval_page, right=Right.SIGNED_IN), name="approval"),
]
