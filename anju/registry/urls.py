"""Addresses of the registry."""

from django.urls import URLPattern, path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.registry.actions import Followers
from anju.registry.views import changes


def patterns(followers: Followers) -> list[URLPattern]:
    """The addresses, with what other domains do when persons die or move."""
    given = {"followers": followers}
    return [
        path(
            "households/<int:pk>/changes/",
            page(changes.household_changes, right=Right.READ_RECORDS),
            name="household_changes",
        ),
        path(
            "households/<int:pk>/changes/<slug:kind>/",
            page(changes.change_new, right=Right.EDIT_REGISTRY),
            given,
            name="change_new",
        ),
        path("changes/<int:pk>/", page(changes.change, right=Right.READ_RECORDS), name="change"),
        path(
            "changes/<int:pk>/revert/",
            page(changes.change_revert, right=Right.EDIT_REGISTRY),
            given,
            name="change_revert",
        ),
        path(
            "changes/<int:pk>/evidence/",
            page(changes.change_evidence, right=Right.REVEAL_SECRETS),
            name="change_evidence",
        ),
    ]
