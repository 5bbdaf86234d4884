"""Whom or what a panel is about, on which day, and who looks."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from anju.accounts.eyes import NOBODY, Eyes
from anju.ui.templatetags.ui import day

HIDDEN = "••••••"


@dataclass(frozen=True)
class PersonSubject:
    """A person on a day, with the household of that day (None for who has left), and who looks.

    `may_edit` is said of the registry, `may_keep` of the ledgers that are kept month by month.
    """

    person: int
    household: int | None
    on: date
    eyes: Eyes = NOBODY
    may_edit: bool = False
    may_keep: bool = False


@dataclass(frozen=True)
class HouseholdSubject:
    """A household on a day, and who looks."""

    household: int
    on: date
    eyes: Eyes = NOBODY
    may_edit: bool = False


@dataclass(frozen=True)
class SiteSubject:
    """A site on a day, by its place code."""

    place: str
    on: date


def spell(start: date, stop: date | None) -> str:
    """A spell in words: 2018年6月1日 起, or from … until the day before it stopped."""
    return _("%(start)s 起") % {"start": day(start)} if stop is None else f"{day(start)} — {day(stop)}"
