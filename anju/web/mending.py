"""Where a finding is put right: the form that has the field which the rule complains about."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from anju.checks import rulebook
from anju.checks.codes import Mended
from anju.registry.codes import ChangeKind
from anju.registry.models import Membership
from anju.ui.words import said

KINDS = {
    Mended.STATE: ChangeKind.STATE,
    Mended.CORRECTION: ChangeKind.CORRECTED,
    Mended.HEAD: ChangeKind.HEAD,
}


@dataclass(frozen=True)
class Way:
    """The words of a link and where it goes."""

    text: str
    href: str


@dataclass(frozen=True)
class Desk:
    """What may be written from where somebody stands: lines of the ledger by person, households of people, the way back."""

    lines: Mapping[int, int]
    homes: Mapping[int, int]
    back: str
    registry: bool
    duplicates: bool


def homes_of(persons: Collection[int]) -> Mapping[int, int]:
    """The household of each of these people."""
    spells = Membership.objects.filter(person__in=persons, stop__isnull=True)
    return dict(spells.values_list("person", "household"))


def way(rule: str, person: int | None, household: int | None, desk: Desk) -> Way | None:
    """The form that mends what a rule found about somebody or a household; None where this post has none."""
    mended = rulebook.rules()[rule].mended
    if mended is Mended.LINE:
        return _line(desk.lines.get(person or 0), desk.back)
    if mended is Mended.DUPLICATES:
        return Way(_("核对重复人员"), reverse("duplicates")) if desk.duplicates else None
    home = household or desk.homes.get(person or 0)
    if home is None or not desk.registry:
        return None
    return _registry(mended, person, home)


def _line(line: int | None, back: str) -> Way | None:
    if line is None:
        return None
    return Way(_("改台账"), f"{reverse('line', args=[line])}?{urlencode({'next': back})}")


def _registry(mended: Mended, person: int | None, home: int) -> Way:
    if mended is Mended.RECLAMATION:
        return Way(_("登记拆旧复垦"), reverse("reclamation", args=[home]))
    if mended is Mended.ENTITLEMENTS:
        page = (
            reverse("person_records", args=[person]) if person else reverse("household_records", args=[home])
        )
        return Way(_("登记保障和帮扶"), page)
    kind = KINDS[mended]
    if mended is not Mended.HEAD and person is None:  # which member it is has to be looked up
        return Way(said(kind.label), reverse("household_changes", args=[home]))
    about = f"?{urlencode({'person': person})}" if mended is not Mended.HEAD else ""
    return Way(said(kind.label), f"{reverse('change_new', args=[home, kind.value])}{about}")
