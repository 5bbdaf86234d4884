"""Addresses of the registry."""

from django.urls import URLPattern, path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.registry.actions import Followers
from anju.registry.views import changes, listing, places

_PLACES = [
    path(
        "households/<int:pk>/reclamation/",
        page(places.reclamation, right=Right.EDIT_REGISTRY),
        name="reclamation",
    ),
    path("flats/<int:pk>/", page(places.flat, right=Right.READ_RECORDS), name="flat"),
    path("sites/<slug:code>/flats/", page(places.site_flats, right=Right.READ_RECORDS), name="site_flats"),
    path(
        "sites/<slug:code>/flats/export/",
        page(places.site_flats_export, right=Right.EXPORT_RECORDS),
        name="site_flats_export",
    ),
    path("sites/<slug:code>/grids/", page(places.site_grids, right=Right.READ_RECORDS), name="site_grids"),
    path(
        "sites/<slug:code>/grids/export/",
        page(places.site_grids_export, right=Right.EXPORT_RECORDS),
        name="site_grids_export",
    ),
    path(
        "verifications/export/",
        page(places.verifications_export, right=Right.EXPORT_RECORDS),
        name="verifications_export",
    ),
    path("verifications/", page(places.verifications, right=Right.READ_FIGURES), name="verifications"),
]


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
        path("changes/", page(listing.change_list, right=Right.READ_RECORDS), name="changes"),
        path(
            "changes/export/", page(listing.change_export, right=Right.EXPORT_RECORDS), name="changes_export"
        ),
        path("changes/<int:pk>/", page(changes.change, right=Right.READ_RECORDS), name="change"),
        path(
            "changes/<int:pk>/revert/",
            page(changes.change_revert, right=Right.EDIT_REGISTRY),
            given,
            name="change_revert",
        ),
        path(
            "changes/<int:pk>/evidence/add/",
            page(changes.change_supply, right=Right.EDIT_REGISTRY),
            name="change_supply",
        ),
        path(
            "changes/<int:pk>/evidence/",
            page(changes.change_evidence, right=Right.REVEAL_SECRETS),
            name="change_evidence",
        ),
        *_PLACES,
    ]
