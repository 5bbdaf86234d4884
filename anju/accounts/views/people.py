"""The administrator's pages: accounts, what is decided about them, the tree of the organisation."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anju.accounts import actions, queries
from anju.accounts.forms import NewUserForm, UserFilterForm, UserForm
from anju.accounts.looks import take
from anju.accounts.models import User
from anju.accounts.pages import StaffRequest
from anju.accounts.views.own import desk_table
from anju.accounts.wishes import SecondWanted
from anju.audit.exports import workbook
from anju.kernel.refused import Refused
from anju.ui.tables import Address, Cell, Column, Table, page_of
from anju.ui.words import said

SIZE, INVALID = 50, 422
COLUMNS = (
    Column("username", gettext_lazy("账号"), sortable=True),
    Column("name", gettext_lazy("姓名"), sortable=True),
    Column("role", gettext_lazy("岗位"), sortable=True),
    Column("place", gettext_lazy("管辖范围"), sortable=True),
    Column("factor", gettext_lazy("动态口令")),
    Column("last", gettext_lazy("最近登录"), sortable=True),
    Column("state", gettext_lazy("状态")),
)
SORTS = {
    "username": "username",
    "name": "display_name",
    "role": "role",
    "place": "place",
    "last": "last_login",
}


def _wanted(request: StaffRequest, form: UserFilterForm) -> "list[User]":
    word = request.GET.get("sort", "")
    column = SORTS.get(word.removeprefix("-"), "username")
    found = queries.users(
        request.scope, text=form.said("q"), role=form.said("role"), state=form.said("state")
    )
    return list(found.order_by(f"-{column}" if word.startswith("-") else column, "username"))


def user_list(request: StaffRequest) -> HttpResponse:
    """Accounts of people, filtered and sorted."""
    address, form = Address.of(request), UserFilterForm(request.GET)
    page, found = page_of(address), _wanted(request, form)
    table = Table(
        COLUMNS, [_cells(one) for one in found[(page - 1) * SIZE : page * SIZE]], address, total=len(found), page=page,
        size=SIZE, order="username", export=str(address.but(page=None).at(reverse("users_export"))), caption=_("账号"),
        empty=_("没有符合条件的账号。"),
    )  # fmt: skip
    words = {
        "form": form, "table": table, "whole": request.scope.whole, "trail": [(_("总览"), "/"), (_("账号管理"), "")],
    }  # fmt: skip
    return TemplateResponse(request, "accounts/users.html", words)


def user_export(request: StaffRequest) -> HttpResponse:
    """The same list as a workbook."""
    rows = [[str(cell.text) for cell in _cells(one)] for one in _wanted(request, UserFilterForm(request.GET))]
    heads = [str(column.title) for column in COLUMNS]
    filename = f"账号-{timezone.localdate().isoformat()}"
    list_ = take(request, target="accounts", title=_("导出账号清单"), filename=filename, asks=False)
    return workbook(list_, _("账号"), heads, rows, (_("内容：账号清单"),))


def _cells(user: User) -> list[Cell]:
    return [
        Cell(user.username, href=reverse("user", args=[user.pk])),
        Cell(user.display_name),
        Cell(said(user.get_role_display())),
        Cell(str(user.place)),
        Cell(_("已启用") if user.totp_since else "—"),
        Cell(f"{timezone.localtime(user.last_login):%Y-%m-%d %H:%M}" if user.last_login else "—"),
        Cell(_("使用中"), tone="ok") if user.is_active else Cell(_("已停用"), tone="bad"),
    ]


def user_new(request: StaffRequest) -> HttpResponse:
    """Make an account; its first password is shown once and good for one log-in."""
    form = NewUserForm(request.POST or None, initial=request.GET.dict(), scope=request.scope)
    if form.is_valid():
        try:
            made, password = actions.open_account(**form.cleaned_data, by=request.user, at=timezone.now())
        except SecondWanted:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _once(request, made, password)
    words = {"form": form, "trail": _trail(_("新建账号"))}
    return TemplateResponse(request, "accounts/user_new.html", words, status=INVALID if form.errors else 200)


def user_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One account: post and place, and what else may be done."""
    found = _found(request, pk)
    first = {"display_name": found.display_name, "role": found.role, "place": found.place_id}
    form = UserForm(request.POST or None, initial=first | request.GET.dict(), scope=request.scope)
    if form.is_valid():
        try:
            actions.move(user=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except SecondWanted:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已修改。该账号须重新登录。"))
            return redirect("user", pk=pk)
    words = {
        "held": found,
        "form": form,
        "table": Table(COLUMNS, [_cells(found)], Address("")),
        "desks": desk_table(list(found.desks.all())),
        "trail": _trail(found.username),
    }
    return TemplateResponse(request, "accounts/user.html", words, status=INVALID if form.errors else 200)


@require_POST
def user_do(request: StaffRequest, pk: int, what: str) -> HttpResponse:
    """Shut out, let in, unlock, reset the second factor or the password."""
    found, by, now = _found(request, pk), request.user.username, timezone.now()
    if what == "password":
        return _once(request, found, actions.give_password(user=found, by=request.user, at=now))
    if what in ("shut", "open"):
        actions.set_active(user=found, active=what == "open", by=by)
    elif what == "unlock":
        actions.unlock(user=found, by=by)
    elif what == "factor":
        actions.forget_factor(user=found, by=request.user, at=now)
    else:
        raise Http404
    messages.success(request, _("已办理。"))
    return redirect("user", pk=pk)


def _once(request: StaffRequest, user: User, password: str) -> HttpResponse:
    words = {"held": user, "password": password, "trail": _trail(user.username)}
    response = TemplateResponse(request, "accounts/one_time.html", words)
    response.headers["Cache-Control"] = "no-store"
    return response


def tree(request: StaffRequest) -> HttpResponse:
    """County, towns, sites, grids, with how many accounts each has."""
    return TemplateResponse(
        request, "accounts/tree.html", {"seats": queries.tree(request.scope), "trail": _trail(_("组织架构"))}
    )


@require_POST
def address_unlock(request: StaffRequest) -> HttpResponse:
    """Let those behind an address try to log in again at once."""
    if not request.scope.whole:
        raise Refused(_("解除地址锁定由县级系统管理员办理。"))
    actions.unlock_address(address=request.POST.get("address", ""), by=request.user.username)
    messages.success(request, _("已办理。"))
    return redirect("users")


def _found(request: StaffRequest, pk: int) -> User:
    found = queries.user(pk, request.scope)
    if found is None:
        raise Http404
    return found


def _trail(last: str) -> list[tuple[str, str]]:
    return [(_("总览"), "/"), (_("账号管理"), reverse("users")), (last, "")]
