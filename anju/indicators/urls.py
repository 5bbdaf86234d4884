"""Addresses of the figures' pages."""

from django.urls import path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.indicators.views import catalogue, closing, comparing, composing, goals

urlpatterns = [
    path("indicators/", page(catalogue.catalogue, right=Right.READ_FIGURES), name="catalogue"),
    path(
        "indicators/export/",
        page(catalogue.catalogue_export, right=Right.READ_FIGURES),
        name="catalogue_export",
    ),
    path("indicators/compose/", page(composing.compose, right=Right.DEFINE_INDICATORS), name="compose"),
    path(
        "indicators/waiting/<int:pk>/",
        page(composing.waiting, right=Right.DEFINE_INDICATORS),
        name="indicator_waiting",
    ),
    path(
        "indicators/waiting/<int:pk>/review/",
        page(composing.review, right=Right.DEFINE_INDICATORS),
        name="indicator_review",
    ),
    path("indicators/<slug:code>/", page(catalogue.indicator, right=Right.READ_FIGURES), name="indicator"),
    path(
        "indicators/<slug:code>/versions/",
        page(catalogue.versions, right=Right.READ_FIGURES),
        name="indicator_versions",
    ),
    path(
        "indicators/<slug:code>/compose/",
        page(composing.compose, right=Right.DEFINE_INDICATORS),
        name="indicator_compose",
    ),
    path(
        "indicators/<slug:code>/retire/",
        page(composing.retire, right=Right.DEFINE_INDICATORS),
        name="indicator_retire",
    ),
    path("closes/", page(closing.closes, right=Right.READ_FIGURES), name="closes"),
    path("closes/export/", page(closing.closes_export, right=Right.READ_FIGURES), name="closes_export"),
    path("closes/next/", page(closing.close_next, right=Right.CLOSE_MONTHS), name="close_next"),
    path("closes/prove/", page(closing.prove, right=Right.CLOSE_MONTHS), name="closes_prove"),
    path("closes/jobs/<int:pk>/", page(closing.job, right=Right.CLOSE_MONTHS), name="close_job"),
    path(
        "closes/jobs/<int:pk>/progress/",
        page(closing.job_progress, right=Right.CLOSE_MONTHS),
        name="close_progress",
    ),
    path("closes/<slug:month>/", page(closing.close_month, right=Right.READ_FIGURES), name="close_month"),
    path(
        "closes/<slug:month>/breaks/<int:number>/",
        page(closing.close_break, right=Right.READ_RECORDS),
        name="close_break",
    ),
    path("goals/", page(goals.goals, right=Right.READ_FIGURES), name="goals"),
    path("goals/export/", page(goals.goals_export, right=Right.READ_FIGURES), name="goals_export"),
    path("goals/new/", page(goals.goal, right=Right.DEFINE_INDICATORS), name="goal_new"),
    path("goals/<int:pk>/", page(goals.goal, right=Right.DEFINE_INDICATORS), name="goal"),
    path("goals/<int:pk>/drop/", page(goals.goal_drop, right=Right.DEFINE_INDICATORS), name="goal_drop"),
    path("figures/<slug:code>/differ/", page(comparing.differ, right=Right.READ_FIGURES), name="differ"),
    path("figures/<slug:code>/moves/", page(comparing.moves, right=Right.READ_RECORDS), name="moves"),
    path(
        "figures/<slug:code>/moves/export/",
        page(comparing.moves_export, right=Right.EXPORT_RECORDS),
        name="moves_export",
    ),
]
