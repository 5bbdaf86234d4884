"""The one way into a page: right, scope, transaction, and what happens to a refusal."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory

from anju.accounts.codes import Right, RoleName
from anju.accounts.models import User
from anju.accounts.pages import page
from anju.accounts.scope import Scope, acting
from anju.kernel.refused import Refused
from anju.regions.models import Place
from tests import builders

SITES = ("610926100001", "610926101001")


@pytest.fixture
def clerk(db: None) -> User:
    """A clerk of the first of two sites; each site has one community."""
    with acting(scope=Scope.everything(), actor="test"):
        for code in SITES:
            builders.site(code)
            builders.community(code)
        return builders.user("clerk", role=RoleName.CLERK, place=SITES[0])


def asked_by(user: User | AnonymousUser, *, htmx: bool = False) -> HttpRequest:
    headers = {"HX-Request": "true"} if htmx else {}
    request = RequestFactory().get("/somewhere/?page=2", headers=headers)
    request.user = user
    return request


def communities(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(place, ' ') from registry_community")
        return HttpResponse(cursor.fetchone()[0])


def test_a_view_sees_the_rows_of_its_visitor_and_nothing_is_left_behind(clerk: User) -> None:
    assert page(communities, right=Right.READ_RECORDS)(asked_by(clerk)).text == SITES[0]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from registry_community")
        assert cursor.fetchone() == (0,)


def test_a_template_is_rendered_while_the_rows_still_show(clerk: User) -> None:
    def late(request: HttpRequest) -> HttpResponse:
        return TemplateResponse(request, "ui/refused.html", {"heading": "x", "sentence": Place.objects.count})

    answer = page(late, right=Right.SIGNED_IN)(asked_by(clerk))
    assert isinstance(answer, TemplateResponse)
    assert answer.is_rendered


def test_a_stranger_is_sent_to_the_log_in_and_back(db: None) -> None:
    answer = page(communities, right=Right.SIGNED_IN)(asked_by(AnonymousUser()))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/?next=/somewhere/%3Fpage%3D2")


def test_a_fragment_sends_the_whole_page_to_the_log_in(db: None) -> None:
    answer = page(communities, right=Right.SIGNED_IN)(asked_by(AnonymousUser(), htmx=True))
    assert (answer.status_code, answer.headers["HX-Redirect"][:7]) == (204, "/login/")


def test_who_lacks_the_right_is_told_which_posts_have_it(clerk: User) -> None:
    answer = page(communities, right=Right.CLOSE_MONTHS)(asked_by(clerk))
    assert answer.status_code == 403
    assert str(RoleName.BUREAU.label) in answer.text


def test_a_refusal_undoes_everything_and_says_its_sentence(clerk: User) -> None:
    def half(request: HttpRequest) -> HttpResponse:
        Place.objects.filter(code=SITES[0]).update(name="改了一半")
        raise Refused("第3行的户编号不存在。请先导入花名册。")

    answer = page(half, right=Right.SIGNED_IN)(asked_by(clerk))
    assert answer.status_code == 409
    assert "第3行的户编号不存在" in answer.text
    assert Place.objects.get(code=SITES[0]).name != "改了一半"


def test_any_other_error_is_not_swallowed(clerk: User) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        page(broken, right=Right.SIGNED_IN)(asked_by(clerk))
