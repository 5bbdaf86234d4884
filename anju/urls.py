"""Addresses. Each one declares exactly one right (`page`) or is open (`open_page`); a test walks them."""

from django.urls import URLPattern, URLResolver, include, path

from anju.intake import urls as intake
from anju.registry import urls as registry
from anju.web.followers import FOLLOWERS
from anju.web.sheets import SHEETS

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("anju.accounts.urls")),
    path("", include("anju.tasks.urls")),
    path("", include(intake.patterns(SHEETS))),
    path("", include("anju.proposals.urls")),
    path("", include("anju.employment.urls")),
    path("", include("anju.exchange.urls")),
    path("", include(registry.patterns(FOLLOWERS))),
    path("", include("anju.entitlements.urls")),
    path("", include("anju.checks.urls")),
    path("", include("anju.duplicates.urls")),
    path("", include("anju.indicators.urls")),
    path("", include("anju.province.urls")),
    path("", include("anju.web.urls")),
    path("", include("anju.api.urls")),
]

handler403 = "anju.web.errors.forbidden"
handler404 = "anju.web.errors.not_found"
