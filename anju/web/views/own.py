"""A person's own record: printed by an officer on request, or opened by the resident."""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from anju.accounts.eyes import EVERYTHING
from anju.accounts.looks import seen, take
from anju.accounts.pages import StaffRequest
from anju.audit.actions import record
from anju.audit.exports import Take, ask
from anju.audit.models import Act, Operation
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.regions.queries import working_day
from anju.registry.panels import PersonSubject
from anju.ui.exports import download
from anju.web.own_record import BASIS, OwnRecord, as_pdf, looks_at, panels_of, plain
from anju.web.queries import records
from anju.web.views.records import person_facts

PDF = "application/pdf"


def person_record(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything held about a person, open, for printing; asks for the purpose and writes one act."""
    taken = _take(request, pk, asks=True)
    if asked := ask(taken):
        return asked
    held = _record(pk, taken.mark)
    _tell(request, pk, taken)
    return _answer(request, held)


def mine(request: StaffRequest) -> HttpResponse:
    """The same for the resident whose account belongs to the person."""
    pk = records.own_person(request.user.pk)
    if pk is None:
        raise Refused(_("您的账号还没有关联到本人的登记信息。请带身份证到社区办理关联。"))
    taken = _take(request, pk, asks=False)
    held = _record(pk, taken.mark)
    _tell(request, pk, taken)
    return _answer(request, held)


def _take(request: StaffRequest, pk: int, *, asks: bool) -> Take:
    return take(
        request, target=f"person:{pk}", title=_("本人登记信息"), filename=f"本人登记信息-{pk}", persons=[pk], asks=asks,
    )  # fmt: skip


def _record(pk: int, mark: str) -> OwnRecord:
    on = working_day()
    found = records.person(pk, on)
    if found is None:
        raise Http404
    subject = PersonSubject(pk, found.member.household_id if found.member else None, on, EVERYTHING)
    facts = plain(person_facts(found, on, EVERYTHING))
    return OwnRecord(found.person.name, facts, panels_of(subject), looks_at(pk), mark, on)


def _tell(request: StaffRequest, pk: int, taken: Take) -> None:
    seen(request, Operation.RECORD, f"person:{pk}", persons=[pk], why=taken.why)
    record(
        act=Act.OWN_RECORD_PRINTED,
        by=request.user.username,
        target=f"person:{pk}",
        why=taken.why or stored("本人查阅"),
        detail={"export": taken.number},
    )


def _answer(request: StaffRequest, held: OwnRecord) -> HttpResponse:
    if request.GET.get("format") == "pdf":
        return download(as_pdf(held), filename=f"本人登记信息-{held.on.isoformat()}.pdf", content_type=PDF)
    words = {
        "held": held,
        "basis": BASIS,
        "why": request.GET.get("why", ""),
        "trail": [(_("本人登记信息"), "")],
    }
    return TemplateResponse(request, "web/own_record.html", words)
