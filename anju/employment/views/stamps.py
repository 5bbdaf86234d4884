"""How the lists stood that somebody may confirm at one click: so that what was written unseen is not confirmed.

One's own writing in a row of the page takes the stamps along: it is no surprise to who did it.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.http import QueryDict

from anju.accounts.pages import StaffRequest
from anju.employment.models import Ledger, Line
from anju.employment.queries import rounds
from anju.employment.views.rounds import filter_form, tab_of, wanted_of

WHOLE, REMAINING, SEEN_IN = "whole_stamp", "remaining_stamp", "seen_in"
Stamps = Mapping[str, str]


def _lists(ledger: Ledger, asked: QueryDict) -> dict[str, QuerySet[Line]]:
    form = filter_form(asked, ledger)
    wanted = wanted_of(form, tab_of(asked, rounds.progress(ledger.pk)))
    return {WHOLE: rounds.wanted_lines(ledger.pk, wanted), REMAINING: rounds.unhinted(ledger.pk)}


def of_line(request: StaffRequest, ledger: Ledger, line: int) -> Stamps:
    """What a line is to the stamps of the page from which it is written."""
    lists = _lists(ledger, QueryDict(urlsplit(request.POST.get(SEEN_IN, "")).query))
    return {name: rounds.stamp(found.filter(pk=line)) for name, found in lists.items()}


def tab(request: StaffRequest) -> str:
    """The tab of the page from which a row is written."""
    return QueryDict(urlsplit(request.POST.get(SEEN_IN, "")).query).get("tab", "")


def taken_along(request: StaffRequest, before: Stamps, after: Stamps) -> Stamps:
    """The stamps that the page carries, with one line as it is now instead of as it was."""
    held = {
        name: _moved(request.POST.get(name, ""), before[name], after[name]) for name in (WHOLE, REMAINING)
    }
    return held | {SEEN_IN: request.POST.get(SEEN_IN, "")}


def _moved(stamp: str, before: str, after: str) -> str:
    try:
        parts = zip(stamp.split("-"), before.split("-"), after.split("-"), strict=True)
        return "-".join(str(int(held) - int(was) + int(now)) for held, was, now in parts)
    except ValueError:
        return ""
