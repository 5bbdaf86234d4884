"""A wish that waits for a second person's word: what it is, and the page that offers to ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from anju.accounts.codes import ApprovalKind
from anju.kernel.refused import Refused

CONFLICT = 409
HELD = "approval"  # key in the session: the wish for which the page of requests asks


@dataclass(frozen=True)
class Wish:
    """Just what a second person agrees to: another payload is another wish. `url` is where it goes on."""

    kind: ApprovalKind
    subject: str
    summary: str
    url: str
    payload: Mapping[str, Any] = field(default_factory=dict)


class SecondWanted(Refused):
    """The wish is not granted yet: a second person has to agree first."""

    def __init__(self, sentence: str, wish: Wish) -> None:
        super().__init__(sentence)
        self.wish = wish


def needed(request: HttpRequest, wanted: SecondWanted) -> HttpResponse:
    """The page that says so and leads to the request; the wish is kept in the session, not in a form."""
    wish = wanted.wish
    request.session[HELD] = {
        "kind": wish.kind.value, "subject": wish.subject, "payload": dict(wish.payload), "url": wish.url,
        "summary": wish.summary,
    }  # fmt: skip
    words = {"sentence": str(wanted), "summary": wish.summary, "back": request.path}
    return TemplateResponse(request, "accounts/approval_needed.html", words, status=CONFLICT)
