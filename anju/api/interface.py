"""The interface: its operations and how failures are told. Addresses are in `urls`."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from anju.accounts.wishes import SecondWanted
from anju.api.gate import BAD_REQUEST, INVALID, NOT_FOUND, PROBLEM, NotAllowed, problem, refused
from anju.api.models import System
from anju.api.operations import (
    approvals,
    booklets,
    changes,
    checks,
    closes,
    duplicates,
    figures,
    housing,
    imports,
    letters,
    people,
    places,
    rounds,
    sheets,
    support,
    work,
)
from anju.kernel.refused import Refused

ROUTERS = (
    places.router,
    people.router,
    changes.router,
    rounds.router,
    support.router,
    checks.router,
    duplicates.router,
    booklets.router,
    housing.router,
    sheets.router,
    imports.router,
    letters.router,
    approvals.router,
    figures.router,
    closes.router,
    work.router,
)


class Token(HttpBearer):
    """Says in the description how to log in; the gate has proved the token before."""

    def authenticate(self, request: HttpRequest, token: str) -> System | None:
        """The system that the gate found."""
        return getattr(request, "system", None)


class Interface(NinjaAPI):
    """Describes failures under the content type that they have."""

    _described: ClassVar[dict[str, OpenAPISchema]] = {}

    def get_openapi_schema(self, *, path_prefix: str | None = None, **words: Any) -> OpenAPISchema:
        """The description, as ninja writes it, with problems told apart; written once a process, for it takes a second."""
        held = self._described.get(path_prefix or "")
        if held is None or words:
            held = self._with_problems(super().get_openapi_schema(path_prefix=path_prefix, **words))
        if not words:
            self._described[path_prefix or ""] = held
        return held

    def _with_problems(self, schema: OpenAPISchema) -> OpenAPISchema:
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= BAD_REQUEST and "content" in answer:
                        answer["content"] = {PROBLEM: answer["content"]["application/json"]}
        return schema


interface = Interface(
    title="安居接口",
    version="1",
    description="与页面相同的台账、数字和办理操作。数据范围、权限和脱敏与页面一致。",
    docs_url=None,
    auth=Token(),
    urls_namespace="api",
)
for _router in ROUTERS:
    interface.add_router("", _router)


@interface.exception_handler(NotAllowed)
def _not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return error.answer()


@interface.exception_handler(SecondWanted)
def _second_wanted(request: HttpRequest, error: SecondWanted) -> HttpResponse:
    """The gate asks for the second person's word when what was done has gone back."""
    vars(request)["wanted"] = error  # see `gate._filed`
    return refused(error)


@interface.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return refused(error)


@interface.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(NOT_FOUND, "没有找到", "没有这条记录，或不在该系统的管辖范围内。")


@interface.exception_handler(HttpError)
def _failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "请求有误", str(error))


@interface.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Where and why, without the value: it may be personal."""
    found: list[dict[str, Any]] = [{"where": list(one["loc"]), "why": one["msg"]} for one in error.errors]
    return problem(INVALID, "请求有误", "有参数不符合要求。", "请按 errors 逐项改正。", errors=found)
