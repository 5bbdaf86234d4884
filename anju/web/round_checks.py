"""The checks of a ledger before it is handed in, as the pages and the hand-in of the monthly round ask for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.codes import Field
from anju.checks import actions, queries, rulebook
from anju.checks.codes import Severity, SubjectKind
from anju.checks.queries import Sighting
from anju.employment.queries import desk
from anju.kernel.month import Month
from anju.regions.queries import working_day
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import chinese
from anju.web.mending import Desk, way

SHOWN = 50
COLUMNS = (
    Column("who", gettext_lazy("对象")),
    Column("sentence", gettext_lazy("问题")),
    Column("remedy", gettext_lazy("怎么改")),
    Column("rule", gettext_lazy("规则")),
    Column("do", gettext_lazy("办理")),
)


@dataclass(frozen=True)
class Found:
    """Something that a check found: about whom, what is wrong, what to do; `blocking` must be put right first.

    `about` is the page where it can be accepted.
    """

    person: int | None
    who: str
    href: str
    about: str
    rule: str
    sentence: str
    remedy: str
    blocking: bool
    household: int | None = None


def findings(place: str, month: Month, *, on: date, opens: Collection[Field]) -> list[Found]:
    """What the checks find in a ledger of a place and month as of the month's last day that has come; nothing is written.

    Rules that tell what the post does not see are left out, accepted ones too. What concerns somebody who has no line in
    the ledger (a child, somebody above labour age) is told but blocks nothing: it cannot be put right in this ledger.
    """
    day = min(on, month.last)
    return _told(_open(place, day, on), place, month, day, rulebook.hidden(opens))


def _open(place: str, day: date, on: date) -> list[Sighting]:
    """What is found on a day and is not accepted today."""
    seen = queries.sightings(place=place, on=day)
    accepted = queries.accepted_among(seen, on)
    return [one for one in seen if one.key not in accepted]


def _told(
    seen: Sequence[Sighting], place: str, month: Month, day: date, hidden: Collection[str]
) -> list[Found]:
    shown = [one for one in seen if one.rule not in hidden]
    names, kept = queries.names({(one.kind, one.subject) for one in shown}), queries.standing(shown)
    listed, rules = desk.persons_of(place, month), rulebook.rules()
    found = []
    for one in shown:
        rule, person = rules[one.rule], one.kind == SubjectKind.PERSON
        found.append(
            Found(
                one.subject if person else None, names.get((one.kind, one.subject), "") or "—",
                f"/{one.kind}s/{one.subject}/", _about(one, kept, place, day), one.rule,
                rule.zh if chinese() else rule.en, rule.remedy_zh if chinese() else rule.remedy_en, _blocks(one, listed),
                None if person else one.subject,
            )
        )  # fmt: skip
    return found


def _blocks(one: Sighting, listed: Collection[int]) -> bool:
    within = one.kind != SubjectKind.PERSON or one.subject in listed
    return within and one.severity == Severity.BLOCKING


def _about(one: Sighting, kept: Mapping[tuple[str, int], int], place: str, day: date) -> str:
    """The finding that is kept, else the page of what was found on that day."""
    if one.key in kept:
        return reverse("finding", args=[kept[one.key]])
    return f"{reverse('check_seen', args=[one.rule, one.subject])}?{urlencode({'on': day.isoformat(), 'place': place})}"


def refresh(place: str, *, by: str) -> None:
    """Run the checks of today over a place that is about to hand in, so that its findings are those of this moment."""
    actions.run(place=place, on=working_day(), by=by)


def blocking_sentences(place: str, month: Month, *, opens: Collection[Field]) -> Sequence[str]:
    """What stands in the way of handing in, looked at in this moment; what the post may not see is only counted."""
    on = working_day()
    day = min(on, month.last)
    seen, hidden = _open(place, day, on), rulebook.hidden(opens)
    found = [one for one in _told(seen, place, month, day, hidden) if one.blocking]
    listed = desk.persons_of(place, month)
    unseen = sum(one.rule in hidden and _blocks(one, listed) for one in seen)
    sentences = [f"{one.who}：{one.sentence.rstrip('。')}" for one in found]
    return [*sentences, _("另有 %(n)s 个您的岗位看不到的问题") % {"n": unseen}] if unseen else sentences


def table(found: Sequence[Found], at: Desk) -> Table:
    """The first findings as a list; each leads to the form that mends it, or to the finding where there is none."""
    rows = [
        (
            Cell(one.who, one.href),
            Cell(one.sentence, one.about),
            Cell(one.remedy),
            Cell(one.rule, reverse("check_rule", args=[one.rule])),
            _way_out(one, at),
        )
        for one in found[:SHOWN]
    ]
    return Table(COLUMNS, rows, Address(""), total=len(found))


def _way_out(one: Found, at: Desk) -> Cell:
    found = way(one.rule, one.person, one.household, at)
    return Cell(found.text, found.href) if found else Cell(_("查看"), one.about)
