"""What the pages of the round print: lines, states, progress, the tabs of a ledger. Codes become words here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import TextChoices
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from anju.accounts.codes import Field, Right
from anju.accounts.looks import seen
from anju.accounts.pages import StaffRequest
from anju.audit.models import Operation
from anju.employment import codes
from anju.employment.models import Ledger
from anju.employment.queries import desk, rounds
from anju.employment.queries.desk import Contact
from anju.employment.queries.rounds import LineRow, Progress
from anju.kernel.money import yuan_of_fen
from anju.registry.panels import HIDDEN
from anju.ui.parts import Tab
from anju.ui.stencils import address
from anju.ui.templatetags.ui import number
from anju.ui.words import said

NAMED = "round.named"  # session: the ledger whose names and phones its clerk has opened
TONES: dict[str, str] = {
    codes.LedgerState.OPEN: "", codes.LedgerState.HANDED_IN: "info", codes.LedgerState.RETURNED: "warn",
    codes.LedgerState.ACCEPTED: "ok",
}  # fmt: skip
LINE_TONES: dict[str, str] = {
    codes.LineState.UNCONFIRMED: "",
    codes.LineState.UNCHANGED: "ok",
    codes.LineState.CHANGED: "info",
}
WRITABLE = frozenset({codes.LedgerState.OPEN, codes.LedgerState.RETURNED})


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it is printed."""

    id: int
    version: int
    name: str
    href: str
    phone: str
    hint: str
    age: int
    household: str
    household_href: str
    work: str
    employer: str
    income: str
    contact: str
    state: str
    tone: str
    how: str
    unconfirmed: bool
    left: bool
    confirm_href: str
    undo_href: str
    edit_href: str
    row_href: str
    support_href: str


@dataclass(frozen=True, slots=True)
class Done:
    """How far a ledger is, with the shares of the bar."""

    total: int
    unchanged: int
    changed: int
    left: int
    unhinted: int

    @property
    def done_share(self) -> int:
        return self.unchanged * 100 // self.total if self.total else 0

    @property
    def changed_share(self) -> int:
        return -(-self.changed * 100 // self.total) if self.total else 0

    @property
    def percent(self) -> int:
        return (self.total - self.left) * 100 // self.total if self.total else 100


def word(choices: type[TextChoices], code: str) -> str:
    """The label of a code in the page's language; empty for none."""
    return said(_labels(choices).get(code, code)) if code else ""


@cache
def _labels(choices: type[TextChoices]) -> dict[str, str]:
    return {value: str(label) for value, label in choices.choices}


def found_ledger(pk: int) -> Ledger:
    """The ledger, if it is in the viewer's scope."""
    found = rounds.ledger(pk)
    if found is None:
        raise Http404
    return found


def open_to(request: StaffRequest, ledger: Ledger) -> bool:
    """Whether this viewer may write in the ledger now."""
    return ledger.state in WRITABLE and request.user.may(Right.EDIT_LEDGER)


def keeper(ledger: Ledger) -> str:
    """Whose ledger it is: the community, or the site (the town keeps those without one)."""
    return str(ledger.community or ledger.place)


def may_name(request: StaffRequest) -> bool:
    """Whether the viewer may open names and phones."""
    return request.user.may(Right.REVEAL_SECRETS) and request.user.sees(Field.NAME)


def is_named(request: StaffRequest, ledger: int) -> bool:
    """Whether the viewer has opened the names of this ledger."""
    return request.session.get(NAMED) == ledger and may_name(request)


def progress_of(ledger: int) -> Done:
    """How far the ledger is."""
    return done_of(rounds.progress(ledger))


def done_of(known: Progress) -> Done:
    """The same, ready to print."""
    return Done(
        known.total, known.unchanged, known.changed, known.unconfirmed, known.unconfirmed - known.hinted
    )


def shown_rows(request: StaffRequest, ledger: Ledger, lines: Iterable[LineRow]) -> list[Row]:
    """Lines ready to print; opened names are written to the list of who saw whom."""
    lines = list(lines)
    named = is_named(request, ledger.pk)
    persons = [line.person for line in lines]
    before = desk.before(persons, ledger.month)
    phones = desk.phones(persons) if named else {}
    if named and persons:
        seen(request, Operation.LIST, f"employment.ledger:{ledger.pk}", persons=persons)
    income = request.user.sees(Field.INCOME)
    linked = request.user.may(Right.READ_RECORDS)
    employer = named or request.user.sees(Field.CONTACT)
    return [
        _row(line, before.get(line.person), phones=phones, named=named, income=income, linked=linked, employer=employer)
        for line in lines
    ]  # fmt: skip


def plain_rows(
    request: StaffRequest, ledger: Ledger, lines: Iterable[LineRow], *, linked: bool = False
) -> list[Row]:
    """Lines for a file: masked whatever is open on the page."""
    lines = list(lines)
    before = desk.before([line.person for line in lines], ledger.month)
    income, employer = request.user.sees(Field.INCOME), request.user.sees(Field.CONTACT)
    return [
        _row(line, before.get(line.person), phones={}, named=False, income=income, linked=linked, employer=employer)
        for line in lines
    ]  # fmt: skip


def _row(
    line: LineRow, before: Contact | None, *, phones: Mapping[int, str], named: bool, income: bool, linked: bool,
    employer: bool,
) -> Row:  # fmt: skip
    unconfirmed = line.state == codes.LineState.UNCONFIRMED
    return Row(
        id=line.id,
        version=line.version,
        name=(line.full_name if named else line.name) or _("已迁往他处"),
        href=address("person", line.person) if linked and line.name else "",
        phone=phones.get(line.person, ""),
        hint=word(codes.Hint, line.hint),
        age=line.age,
        household=line.number,
        household_href=address("household", line.household) if linked and line.household else "",
        work=work_of(line),
        employer=line.employer if employer else HIDDEN if line.employer else "",
        income=income_of(line.income_fen) if income else HIDDEN if line.income_fen else "—",
        contact=_contact(before),
        state=word(codes.LineState, line.state),
        tone=LINE_TONES.get(line.state, ""),
        how="" if unconfirmed else f"{word(codes.LineSource, line.source)} · {_when(line.confirmed_at)}",
        unconfirmed=unconfirmed,
        left=line.left,
        confirm_href=address("line_confirm", line.id),
        undo_href=address("line_undo", line.id),
        edit_href=address("line", line.id),
        row_href=address("line_row", line.id),
        support_href=address("support", line.person) if line.name else "",
    )


def work_of(line: LineRow) -> str:
    """What somebody works at, in words; why not, when they do not."""
    if line.employed and line.channel:
        return f"{word(codes.Channel, line.channel)} · {word(codes.WorkPlace, line.work_place)}"
    why = word(codes.Reason, line.reason)
    return f"{_('未就业')}（{why}）" if why else _("未就业")


def income_of(fen: int | None) -> str:
    """A month's income in yuan."""
    return "—" if fen is None else number(yuan_of_fen(fen))


def _contact(before: Contact | None) -> str:
    if before is None:
        return "—"
    parts = [word(codes.LineSource, before.source), _when(before.at)]
    if before.reachable is False:
        parts.append(_("电话未通"))
    return " · ".join(filter(None, parts)) or "—"


def _when(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else ""


def late_by(ledger: Ledger, on: date) -> int:
    """Days since the ledger was due, 0 when it is in time or already in."""
    if ledger.state not in WRITABLE or ledger.due_on is None or ledger.due_on >= on:
        return 0
    return (on - ledger.due_on).days


def tabs_of(ledger: int, current: str, known: Progress) -> list[Tab]:
    """The tabs of a ledger; the last one is the check before handing in."""
    home = reverse("round", args=[ledger])
    parts = (
        ("hinted", _("可能有变化"), known.hinted), ("unconfirmed", _("未确认"), known.unconfirmed),
        ("unchanged", _("已确认"), known.unchanged), ("changed", _("已变更"), known.changed), ("all", _("全部"), known.total),
    )  # fmt: skip
    tabs = [Tab(title, f"{home}?tab={code}", code == current, count) for code, title, count in parts]
    return [*tabs, Tab(_("检查结果"), reverse("round_hand_in", args=[ledger]), current == "findings")]


def way_back(request: HttpRequest, ledger: int) -> str:
    """The address to return to after a form without scripts: the one it came from, if it is ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return reverse("round", args=[ledger])
