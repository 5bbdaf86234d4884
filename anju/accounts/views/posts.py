"""Which post one wears: the own one, or that of a colleague on leave (代办)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts import actions
from anju.accounts.hats import HAT, factor_wanted
from anju.accounts.looks import address_of
from anju.accounts.models import Delegation
from anju.accounts.pages import StaffRequest
from anju.kernel.refused import Refused

INVALID = 422


def switch(request: StaffRequest) -> HttpResponse:
    """The posts that one may wear today; POST puts one on, or takes it off."""
    refused = ""
    if request.method == "POST":
        try:
            _switch(request, request.POST.get("post", ""))
        except Refused as refusal:  # said on the page: a refusal of the whole would forget the refused code
            refused = str(refusal)
        else:
            return redirect("/")
    words = {
        "lendings": [(one, factor_wanted(one.owner)) for one in request.user.lendings],
        "worn": request.session.get(HAT),
        "refused": refused,
        "trail": [(_("总览"), "/"), (_("我的账号"), reverse("account")), (_("切换岗位"), "")],
    }
    return TemplateResponse(request, "accounts/posts.html", words, status=INVALID if refused else 200)


def _switch(request: StaffRequest, wanted: str) -> None:
    """Put the wanted post on, an empty word takes it off; raises Refused."""
    user, address = request.user, address_of(request)
    if not wanted:
        if request.session.pop(HAT, None):
            actions.take_off(user=user, address=address)
            messages.success(request, _("已回到您本人的岗位。"))
        return
    lending = _lent(request, wanted)
    actions.put_on(
        user=user, lending=lending, factor=factor_wanted(lending.owner), code=request.POST.get("code", ""),
        at=timezone.now(), address=address,
    )  # fmt: skip
    request.session[HAT] = lending.pk
    messages.success(request, _("已切换岗位。办完后请回到本人岗位。"))


def _lent(request: StaffRequest, wanted: str) -> Delegation:
    for one in request.user.lendings:
        if str(one.pk) == wanted:
            return one
    raise Refused(_("没有这项委托，或已到期、收回。"))
