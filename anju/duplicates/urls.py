"""Addresses of the review queue, of merges and of removals."""

from django.urls import path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.duplicates.views import merges, pairs, removals

urlpatterns = [
    path("duplicates/", page(pairs.pair_list, right=Right.RESOLVE_DUPLICATES), name="duplicates"),
    path(
        "duplicates/export/",
        page(pairs.pair_export, right=Right.RESOLVE_DUPLICATES),
        name="duplicates_export",
    ),
    path("duplicates/find/", page(pairs.find_now, right=Right.RESOLVE_DUPLICATES), name="duplicates_find"),
    path(
        "duplicates/different/",
        page(pairs.different, right=Right.RESOLVE_DUPLICATES),
        name="duplicates_different",
    ),
    path("duplicates/<int:pk>/", page(pairs.pair, right=Right.RESOLVE_DUPLICATES), name="duplicate"),
    path(
        "duplicates/<int:pk>/merge/", page(pairs.ask, right=Right.RESOLVE_DUPLICATES), name="duplicate_merge"
    ),
    path(
        "duplicates/<int:pk>/reopen/",
        page(pairs.reopen, right=Right.RESOLVE_DUPLICATES),
        name="duplicate_reopen",
    ),
    path("duplicates/merges/<int:pk>/", page(merges.merge, right=Right.APPROVE), name="merge"),
    path("duplicates/merges/<int:pk>/decide/", page(merges.decide, right=Right.APPROVE), name="merge_decide"),
    path(
        "duplicates/merges/<int:pk>/undo/",
        page(merges.undo, right=Right.RESOLVE_DUPLICATES),
        name="merge_undo",
    ),
    path(
        "persons/<int:pk>/removal/",
        page(removals.removal_new, right=Right.EDIT_REGISTRY),
        name="removal_new",
    ),
    path("removals/", page(removals.removal_list, right=Right.READ_RECORDS), name="removals"),
    path(
        "removals/export/", page(removals.removal_export, right=Right.EXPORT_RECORDS), name="removals_export"
    ),
    path("removals/<int:pk>/", page(removals.removal, right=Right.READ_RECORDS), name="removal"),
    path(
        "removals/<int:pk>/decide/",
        page(removals.removal_decide, right=Right.APPROVE),
        name="removal_decide",
    ),
    path("removals/<int:pk>/undo/", page(removals.removal_undo, right=Right.APPROVE), name="removal_undo"),
]
