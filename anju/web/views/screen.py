"""The big screen (驾驶舱): one page without personal data, readable from four metres, that renews itself."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.pages import StaffRequest
from anju.indicators.catalogue import Task
from anju.indicators.queries import asking as figures
from anju.indicators.queries.asking import Asked, asked, name_of
from anju.indicators.views import cards
from anju.regions.queries import working_day
from anju.web.views.overview import HEADLINE, TASKS, TREND, as_of_words

# What each task shows: the figures that the county is asked for first.
SHOWN: dict[Task, tuple[str, ...]] = {
    Task.MANAGEMENT: ("communities", "lived_in_rate", "party_orgs", "booklet_rate"),
    Task.EMPLOYMENT: ("employment_rate", "one_employed_rate", "stable_rate", "zero_employment_households"),
    Task.RIGHTS: (
        "certified_rate",
        "owners_committee_sites",
        "medical_insured_rate",
        "monitored_standing_households",
    ),
    Task.SERVICES: ("star_communities", "five_star_communities", "four_star_communities", "students"),
    Task.GOVERNANCE: ("grid_workers_serving", "police_rooms", "mediation_rooms", "appraisal_sites"),
}
MAPPED, RANKED, MOST_RANKED = "persons", "employed_persons", 11


def screen(request: StaffRequest) -> HttpResponse:
    """The county at one look, from the newest close."""
    question = asked(request.GET.dict(), scope=request.scope, today=working_day())
    codes = [code for shown in SHOWN.values() for code in shown] + list(HEADLINE)
    found = figures.values(question, [code for code in dict.fromkeys(codes) if code in question.known])
    lines = [(figures.definition(question, code), figures.trend(question, code)) for code in TREND]
    words: dict[str, Any] = as_of_words(question) | {
        "place": figures.place_name(question.scope),
        "headline": cards.cards(question, found, list(HEADLINE)),
        "tasks": [
            (str(TASKS[task]), cards.cards(question, found, list(shown))) for task, shown in SHOWN.items()
        ],
        "trend": cards.trend_chart(question, "trend", lines),
        "ranking": _ranking(question),
        "map": _map(question),
        "now": timezone.localtime(),
    }
    return TemplateResponse(request, "web/screen.html", words)


def _ranking(question: Asked) -> Any:
    places = figures.breakdown(question, RANKED, question.by)[:MOST_RANKED] if question.by else []
    return cards.ranking_chart(question, "ranking", name_of(figures.definition(question, RANKED)), places)


def _map(question: Asked) -> Any:
    if not question.by:
        return None
    sites = figures.breakdown(question, MAPPED, "site")
    return cards.sites_map(question, _("各安置区搬迁人口"), sites)
