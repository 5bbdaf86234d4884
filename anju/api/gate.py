"""The one way into the interface: token, rate, one scoped transaction, one answer for a repeated call.

What `accounts.pages.page` is for pages, `gated` is for operations. Errors are RFC 9457 problems with a remedy.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from anju.accounts.actions import ask_approval
from anju.accounts.codes import ROLES, Right, RoleName
from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.accounts.wishes import SecondWanted
from anju.api import actions
from anju.api.models import System
from anju.api.queries import system_of
from anju.kernel.digest import canonical_sm3, sm3_hex, sm3_of
from anju.kernel.refused import Refused
from anju.policy import book
from anju.ui.words import said

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_LARGE, INVALID, TOO_MANY = (
    400, 401, 403, 404, 409, 413, 422, 429,
)  # fmt: skip
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BEARER = "Bearer "
PROBLEM = "application/problem+json"
LONGEST_KEY = 100
LARGEST_BODY = 1024 * 1024  # bytes of JSON; files have their own limit

View = Callable[..., HttpResponse]
_NONE: Mapping[str, frozenset[str]] = {}


class CallRequest(HttpRequest):
    """A call of a known system; `scope` is what its account sees."""

    system: System
    user: User
    scope: Scope


class _Undone(Exception):
    """Carries an answer of failure out of the transaction, which goes back."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def problem(status: int, title: str, detail: str = "", remedy: str = "", **more: Any) -> JsonResponse:
    """A failure as `application/problem+json`: what is wrong, and what to do."""
    words = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "remedy": remedy,
    } | more
    return JsonResponse(
        words,
        status=status,
        content_type=PROBLEM,
        json_dumps_params={"ensure_ascii": False},
    )


def needs(right: Right) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark an operation with the right that it asks for, and refuse those without."""

    def marked(operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def answer(request: CallRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.may(right):
                raise NotAllowed(right)
            return operation(request, *args, **kwargs)

        vars(answer)["right"] = right
        return answer

    return marked


class NotAllowed(Exception):
    """The system's role lacks a right."""

    def __init__(self, right: Right) -> None:
        super().__init__(right.value)
        self.right = right

    def answer(self) -> JsonResponse:
        """Who may do it instead."""
        posts = "、".join(
            str(said(RoleName(name).label)) for name, role in ROLES.items() if self.right in role.rights
        )
        return problem(
            FORBIDDEN, _("没有权限"), _("该接口系统的岗位不能使用这一操作。"),
            _("可以使用的岗位：%(posts)s。") % {"posts": posts},
        )  # fmt: skip


def gated(
    view: View,
    rights: Mapping[str, Right],
    names: Mapping[str, frozenset[str]] = _NONE,
    *,
    largest: int = LARGEST_BODY,
) -> View:
    """Wrap one address of the interface; `rights` by method are asked for before anything of the call is read.

    `names` by method are the words that its address may carry: a misspelt one is refused instead of passed over.
    """

    @csrf_exempt  # no cookie opens the interface, so none can be abused
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        system = _system(request, now)
        if system is None:
            return _unknown()
        refusal = _kept_out(request, system, rights, now) or _misspelt(request, names)
        if refusal is not None:
            return refusal
        request.user, request.scope, request.system = system.account, system.account.scope, system  # type: ignore[attr-defined]  # makes it a CallRequest
        try:
            with acting(scope=system.account.scope, actor=system.account.username, why=_why(request)):
                response = _once(request, system, now, lambda: view(request, *args, **kwargs))  # type: ignore[arg-type]  # see above
                if response.status_code >= BAD_REQUEST:
                    raise _Undone(response)
                return response
        except _Undone as undone:
            return _filed(request, system, now) or undone.response
        except Refused as error:
            return refused(error)
        except Http404:
            return problem(NOT_FOUND, _("没有找到"), _("没有这条记录，或不在该系统的管辖范围内。"))

    vars(answer).update(largest=largest, by_token=True)  # for `accounts.bodies`
    return answer


def _why(request: HttpRequest) -> str:
    return f"API {request.method} {request.path}"


def _filed(request: HttpRequest, system: System, now: datetime) -> HttpResponse | None:
    """Where a second person's word was wanted: the request for it is filed for the system, which has no page to ask on."""
    wanted: SecondWanted | None = getattr(request, "wanted", None)
    if wanted is None:
        return None
    wish, account = wanted.wish, system.account
    with acting(scope=account.scope, actor=account.username, why=_why(request)):
        made = ask_approval(
            kind=wish.kind, subject=wish.subject, payload=wish.payload, summary=wish.summary, url=wish.url, by=account,
            why=_("接口系统超过每日限量"), at=now,
        )  # fmt: skip
    remedy = _("已提交第 %(n)s 号审批申请。请联系有审批权限的人同意后再试。") % {"n": made.pk}
    return problem(CONFLICT, _("须经第二人审批"), str(wanted), remedy, approval=made.pk)


def _kept_out(
    request: HttpRequest, system: System, rights: Mapping[str, Right], now: datetime
) -> HttpResponse | None:
    """The refusal of a system that calls too often, or whose role lacks the right of the operation."""
    if actions.count_call(system=system, at=now) > _rate(now):
        return _too_many(now)
    right = rights.get(request.method or "")
    return NotAllowed(right).answer() if right and not system.account.may(right) else None


def _misspelt(request: HttpRequest, names: Mapping[str, frozenset[str]]) -> HttpResponse | None:
    known = names.get(request.method or "")
    unknown = [] if known is None else sorted(set(request.GET) - known)
    if known is None or not unknown:
        return None
    there = "、".join(sorted(known)) or _("无")
    return problem(
        INVALID, _("请求有误"), _("地址中有不认识的参数。"), _("可用的参数：%(names)s。") % {"names": there},
        errors=[{"where": ["query", name[:60]], "why": "unknown"} for name in unknown[:20]],
    )  # fmt: skip


def refused(refusal: Refused) -> JsonResponse:
    """The one anticipated error, as pages say it."""
    return problem(CONFLICT, _("没有办成"), str(refusal), _("没有任何数据被改动。"))


def _system(request: HttpRequest, now: datetime) -> System | None:
    given = request.headers.get("Authorization", "")
    if not given.startswith(BEARER + actions.PREFIX):
        return None
    return system_of(given.removeprefix(BEARER), timezone.localdate(now))


def _unknown() -> HttpResponse:
    response = problem(
        UNAUTHORIZED,
        _("没有登录"),
        _("令牌缺失、失效或不正确。"),
        _("请向系统管理员申请或更换令牌，放在 Authorization: Bearer 之后。"),
    )
    response.headers["WWW-Authenticate"] = 'Bearer realm="anju"'
    return response


def _rate(now: datetime) -> int:
    return settings.ANJU_API_RATE or int(book.value("api/systems", "calls_a_minute", timezone.localdate(now)))


def _too_many(now: datetime) -> HttpResponse:
    wait = 60 - now.second
    response = problem(
        TOO_MANY, _("调用过于频繁"), _("本分钟的调用次数已用完。"), _("请 %(n)s 秒后再试。") % {"n": wait}
    )
    response.headers["Retry-After"] = str(wait)
    return response


def _once(
    request: CallRequest, system: System, now: datetime, call: Callable[[], HttpResponse]
) -> HttpResponse:
    """Call once for each idempotency key; a repeated call gets the kept answer."""
    key = request.headers.get("Idempotency-Key", "")
    try:
        digest = _digest(request)
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return problem(TOO_LARGE, _("请求过大"), _("请求内容超过上限。"), _("请分批提交。"))
    if not key or request.method in SAFE:
        return call()
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        return problem(BAD_REQUEST, _("请求有误"), _("Idempotency-Key 须为 100 个以内的可见字符。"))
    kept = actions.reserve(system=system, key=key, request_sm3=digest, at=now)
    if kept is not None:
        again = HttpResponse(kept.body, status=kept.status, content_type="application/json")
        again.headers["Idempotency-Replayed"] = "true"
        return again
    response = call()
    if response.status_code < BAD_REQUEST:
        actions.keep(system=system, key=key, status=response.status_code, body=response.content.decode())
    return response


def _digest(request: HttpRequest) -> str:
    """What a call says, so that the same key with other words is noticed: of a file its content, not its length.

    The parts of a form are read one by one, because the lines between them differ at each attempt.
    """
    said: list[Any] = [request.method, request.get_full_path(), request.content_type]
    if not (request.content_type or "").startswith("multipart/"):
        return canonical_sm3({"call": said, "body": sm3_hex(request.body)})
    said += sorted(request.POST.lists())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            said.append([name, file.name, sm3_of(file.chunks())])
            file.seek(0)
    return canonical_sm3({"call": said})
