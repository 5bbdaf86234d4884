"""The menu and what every page of the shell carries. MENU is the only list of the pages in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache as once
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anju.accounts.codes import Right
from anju.accounts.models import User
from anju.accounts.views import LARGE, TEXT_COOKIE
from anju.tasks.queries import waiting
from anju.ui.words import said
from anju.web.queries.county import County, county

REMEMBERED = 60  # seconds for which the county's name and the demo mark are kept


@dataclass(frozen=True)
class Entry:
    """One line of the menu: shown to those who have the right."""

    title: Promise
    icon: str
    name: str
    right: Right
    argument: str = ""

    @property
    def href(self) -> str:
        return _href(self.name, self.argument)


@lru_cache
def _href(name: str, argument: str) -> str:
    return reverse(name, args=[argument] if argument else [])


MENU: tuple[tuple[Promise | str, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry(_("总览"), "home", "overview", Right.READ_FIGURES),
            Entry(_("待办"), "task", "tasks", Right.SIGNED_IN),
            Entry(_("搜索"), "search", "search", Right.READ_RECORDS),
        ),
    ),
    (
        _("五项任务"),
        (
            Entry(_("管理服务"), "people", "task", Right.READ_FIGURES, "management"),
            Entry(_("产业就业"), "work", "task", Right.READ_FIGURES, "employment"),
            Entry(_("权益保障"), "shield", "task", Right.READ_FIGURES, "rights"),
            Entry(_("公共服务"), "heart", "task", Right.READ_FIGURES, "services"),
            Entry(_("社会治理"), "star", "task", Right.READ_FIGURES, "governance"),
        ),
    ),
    (
        _("台账"),
        (
            Entry(_("安置区台账"), "site", "sites", Right.READ_SITES),
            Entry(_("搬迁人口"), "user", "persons", Right.READ_RECORDS),
            Entry(_("变动台账"), "people", "changes", Right.READ_RECORDS),
            Entry(_("居住簿申请"), "letter", "booklet_requests", Right.READ_RECORDS),
            Entry(_("责任清单"), "site", "matrix", Right.READ_FIGURES),
            Entry(_("核定锁定"), "shield", "verifications", Right.READ_FIGURES),
            Entry(_("核查"), "check", "checks", Right.READ_RECORDS),
            Entry(_("疑似重复人员"), "people", "duplicates", Right.RESOLVE_DUPLICATES),
            Entry(_("删除错录"), "check", "removals", Right.EDIT_REGISTRY),
            Entry(_("数据导入"), "import", "imports", Right.IMPORT),
        ),
    ),
    (
        _("月度工作"),
        (
            Entry(_("月度台账"), "work", "rounds", Right.EDIT_LEDGER),
            Entry(_("台账审核"), "ok", "review", Right.REVIEW_LEDGER),
            Entry(_("各镇进度"), "site", "months", Right.READ_FIGURES),
            Entry(_("零就业户"), "people", "zero_employed", Right.READ_RECORDS),
        ),
    ),
    (
        _("数字"),
        (
            Entry(_("指标目录"), "list", "catalogue", Right.READ_FIGURES),
            Entry(_("年度目标"), "ok", "goals", Right.READ_FIGURES),
            Entry(_("月度结账"), "check", "closes", Right.READ_FIGURES),
            Entry(_("省级视图"), "site", "province", Right.READ_PROVINCE),
            Entry(_("驾驶舱"), "screen", "screen", Right.READ_FIGURES),
        ),
    ),
    (
        _("办文"),
        (
            Entry(_("文书与报表"), "letter", "letters", Right.READ_FIGURES),
            Entry(_("本人登记信息"), "user", "mine", Right.READ_OWN),
            Entry(_("审批"), "ok", "approvals", Right.APPROVE),
            Entry(_("审计"), "shield", "audit", Right.READ_AUDIT),
            Entry(_("账号管理"), "people", "users", Right.MANAGE_ACCOUNTS),
            Entry(_("接口系统"), "import", "systems", Right.MANAGE_SYSTEMS),
            Entry(_("数据接口"), "list", "api_operations", Right.MANAGE_SYSTEMS),
            Entry(_("设置"), "gear", "account", Right.SIGNED_IN),
            Entry(_("帮助"), "help", "help", Right.SIGNED_IN),
        ),
    ),
)


_ASKED = frozenset(entry.right for _title, entries in MENU for entry in entries)


@dataclass(frozen=True)
class Item:
    """A line of the menu as it is printed."""

    title: str
    icon: str
    href: str
    current: bool
    count: int = 0


@dataclass(frozen=True)
class Group:
    """A titled part of the menu."""

    title: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Shell:
    """What the base page prints around every page."""

    owner: str = ""
    demo: bool = False
    large_text: bool = False
    menu: Callable[[], str] | None = None
    own: Sequence[Item] = ()
    search: str = ""
    post: str = ""
    place: str = ""
    behalf: str = ""
    lent: Sequence[str] = ()
    stamp: str = ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: menu by right, county, demo mark, size of the text."""
    known = _county()
    large = request.COOKIES.get(TEXT_COOKIE) == LARGE
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"shell": Shell(owner=known.name, demo=known.demo, large_text=large)}
    rights = frozenset(right for right in _ASKED if user.may(right))
    return {
        "shell": Shell(
            owner=known.name,
            demo=known.demo,
            large_text=large,
            menu=_printed(user, rights, _here(request.path)),
            own=[Item(str(_("我的账号")), "user", reverse("account"), False)],
            search=reverse("search") if user.may(Right.READ_RECORDS) else "",
            behalf=user.hat.display_name if user.hat else "",
            lent=[one.owner.display_name for one in user.lendings if one.owner_id != user.post.pk],
            post=said(user.post.get_role_display()),
            place=known.name if user.post.place_id == settings.ANJU_COUNTY else str(user.post.place),
        )
    }


def _here(path: str) -> str:
    """The line of the menu in which an address lies: the longest one that it begins with."""
    hrefs = (entry.href for _title, entries in MENU for entry in entries)
    return max(
        (href for href in hrefs if path == href or (href != "/" and path.startswith(href))),
        key=len,
        default="",
    )


def _printed(user: User, rights: frozenset[Right], here: str) -> Callable[[], str]:
    """The menu for a page that prints it; what waits for the viewer is counted only then, and once."""
    return once(lambda: _menu(rights, here, get_language() or "", waiting(user)))


@lru_cache(maxsize=1024)
def _menu(rights: frozenset[Right], here: str, language: str, waits: int) -> SafeString:
    """The menu as it is printed: the same for all with the same rights, on the same line of it, for whom as much waits."""
    groups = [
        Group(str(title), [_item(entry, here, waits) for entry in entries if entry.right in rights])
        for title, entries in MENU
    ]
    return SafeString(
        render_to_string("ui/menu.html", {"groups": [group for group in groups if group.items]})
    )


def _item(entry: Entry, here: str, waits: int) -> Item:
    count = waits if entry.name == "tasks" else 0
    return Item(str(entry.title), entry.icon, entry.href, entry.href == here, count)


def _county() -> County:
    """The county, looked up once a minute and process."""
    known: County | None = cache.get("anju.county")
    if known is None:
        known = county(settings.ANJU_COUNTY)
        cache.set("anju.county", known, REMEMBERED)
    return known
