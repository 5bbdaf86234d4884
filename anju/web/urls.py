"""Addresses of the shell."""

from django.urls import path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.web.views import (
    audit,
    figure,
    hand_in,
    manual,
    overview,
    own,
    persons,
    records,
    screen,
    search,
    sites,
)

urlpatterns = [
    path("", page(overview.first_page, right=Right.SIGNED_IN), name="overview"),
    path("screen/", page(screen.screen, right=Right.READ_FIGURES), name="screen"),
    path("tasks/<slug:name>/", page(overview.task, right=Right.READ_FIGURES), name="task"),
    path("figures/<slug:code>/", page(figure.figure, right=Right.READ_FIGURES), name="figure"),
    path(
        "figures/<slug:code>/export/",
        page(figure.figure_export, right=Right.EXPORT_RECORDS),
        name="figure_export",
    ),
    path("figures/<slug:code>/restated/", page(figure.restated, right=Right.READ_FIGURES), name="restated"),
    path("search/", page(search.search, right=Right.READ_RECORDS), name="search"),
    path("search/suggest/", page(search.suggest, right=Right.READ_RECORDS), name="search_suggest"),
    path("persons/", page(persons.person_list, right=Right.READ_RECORDS), name="persons"),
    path("persons/export/", page(persons.person_export, right=Right.EXPORT_RECORDS), name="persons_export"),
    path("persons/<int:pk>/", page(records.person, right=Right.READ_RECORDS), name="person"),
    path(
        "persons/<int:pk>/reveal/",
        page(records.person_reveal, right=Right.READ_RECORDS),
        name="person_reveal",
    ),
    path(
        "persons/<int:pk>/record/", page(own.person_record, right=Right.REVEAL_SECRETS), name="person_record"
    ),
    path("households/<int:pk>/", page(records.household, right=Right.READ_RECORDS), name="household"),
    path(
        "households/<int:pk>/reveal/",
        page(records.household_reveal, right=Right.READ_RECORDS),
        name="household_reveal",
    ),
    path("rounds/<int:pk>/checks/", page(hand_in.checked, right=Right.READ_RECORDS), name="round_hand_in"),
    path("rounds/<int:pk>/hand-in/", page(hand_in.hand_in, right=Right.HAND_IN), name="round_handed_in"),
    path("sites/", page(sites.site_list, right=Right.READ_SITES), name="sites"),
    path("sites/export/", page(sites.site_export, right=Right.READ_SITES), name="sites_export"),
    path("sites/<slug:code>/", page(sites.site_page, right=Right.READ_SITES), name="site"),
    path("help/", page(manual.first_page, right=Right.SIGNED_IN), name="help"),
    path("help/_images/<slug:name>.webp", page(manual.picture, right=Right.SIGNED_IN), name="help_picture"),
    path("help/<slug:name>/", page(manual.chapter, right=Right.SIGNED_IN), name="help_chapter"),
    path("mine/", page(own.mine, right=Right.READ_OWN), name="mine"),
    path("audit/", page(audit.acts, right=Right.READ_AUDIT), name="audit"),
    path("audit/export/", page(audit.acts_export, right=Right.READ_AUDIT), name="audit_export"),
    path("audit/access/", page(audit.access, right=Right.READ_AUDIT), name="audit_access"),
    path(
        "audit/access/export/", page(audit.access_export, right=Right.READ_AUDIT), name="audit_access_export"
    ),
]
