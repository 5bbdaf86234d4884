"""What surrounds every page: menu by right, security headers, large text, language, errors."""

from django.test import Client

from anju.accounts.scope import Scope, acting
from anju.audit.actions import record
from anju.audit.models import Act
from anju.web.tests.conftest import Two, signed_in


def test_the_menu_shows_what_the_post_may_open(two: Two) -> None:
    county, auditor = (signed_in(name).get("/account/").text for name in ("county", "auditor"))
    assert 'href="/persons/"' in county
    assert 'href="/persons/"' not in auditor
    assert 'href="/tasks/governance/"' in auditor


def test_every_answer_forbids_scripts_and_styles_of_others(two: Two) -> None:
    for answer in (Client().get("/login/"), signed_in("county").get("/"), Client().get("/nowhere/")):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self'")
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_no_page_holds_anything_inline(two: Two) -> None:
    client = signed_in("county")
    for address in ("/", "/persons/", f"/persons/{two.zou.pk}/", "/figures/persons/", "/account/"):
        page = client.get(address).text
        assert "style=" not in page
        assert "onclick" not in page
        assert "<style" not in page


def test_large_text_is_remembered(two: Two) -> None:
    client = signed_in("county")
    client.post("/account/text/", {"size": "large"})
    assert 'class="large-text"' in client.get("/account/").text
    client.post("/account/text/", {"size": ""})
    assert 'class="large-text"' not in client.get("/account/").text


def test_pages_speak_chinese_whatever_the_browser_prefers(two: Two) -> None:
    page = Client(headers={"accept-language": "en"}).get("/login/").text
    assert 'lang="zh-Hans"' in page
    assert "登录" in page


def test_demo_data_are_marked_on_every_page(two: Two) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        record(act=Act.DEMO_BUILT, by="test", target="county")
    assert "本页数据为演示数据" in signed_in("county").get("/account/").text


def test_a_page_that_is_not_there_says_so_kindly(two: Two) -> None:
    answer = signed_in("county").get("/nowhere/")
    assert answer.status_code == 404
    assert "没有找到" in answer.text


def test_a_form_without_token_is_refused_kindly(two: Two) -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "county", "password": "right"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.text
