"""From the overview to a record and back, in a real browser on a really served county."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from anju.web.tests.browser.conftest import Served

pytestmark = pytest.mark.browser
LIGHT = 150_000  # bytes that a first visit may take


def weight(asked: Request) -> int:
    """Bytes that came over the line for a request."""
    sizes = asked.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def sign_in(page: Page, served: Served, name: str = "bureau") -> None:
    page.goto(f"{served.address}/login/")
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(served.passwords[name])
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("总览")


def test_a_wrong_password_is_refused_and_the_name_stays(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/persons/")
    page.get_by_label("账号").fill("bureau")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不正确")
    expect(page.get_by_label("账号")).to_have_value("bureau")


def test_the_log_in_leads_to_the_page_that_was_wanted(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/persons/?sex=1")
    page.get_by_label("账号").fill("bureau")
    page.get_by_label("密码").fill(served.passwords["bureau"])
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{served.address}/persons/?sex=1")


def test_from_the_overview_to_a_record_and_back(page: Page, served: Served) -> None:
    sign_in(page, served)
    expect(page.locator(".chart svg")).to_have_count(2)
    card = page.locator(".figure-card", has_text="就业人口").first
    shown = card.locator(".figure-link").inner_text()
    card.locator(".figure-link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("就业人口")
    expect(page.locator(".figure-lead")).to_contain_text(shown)
    expect(page.locator("#records .table-foot")).to_contain_text(f"共 {shown} 条")
    page.locator("#records tbody a").first.click()
    expect(page.get_by_role("heading", name="家庭成员")).to_be_visible()
    expect(page.get_by_role("heading", name="就业经历")).to_be_visible()
    page.go_back()
    expect(page.locator(".figure-lead")).to_contain_text(shown)
    page.get_by_role("link", name="总览").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("总览")


def test_full_data_open_for_a_purpose_then_by_one_click_and_close_again(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.goto(f"{served.address}/persons/")
    page.locator("tbody a").first.click()
    expect(page.locator(".facts").first).to_contain_text("********")
    page.get_by_role("button", name="查看完整信息").click()
    page.get_by_role("button", name="入户核对信息").click()
    expect(page.get_by_text("本次查看已记入审计记录")).to_be_visible()
    page.get_by_role("link", name="恢复脱敏").click()
    expect(page.get_by_role("button", name="事由：入户核对信息（更换）")).to_be_visible()
    page.get_by_role("button", name="查看完整信息").click()
    expect(page.get_by_text("本次查看已记入审计记录")).to_be_visible()
    expect(page.locator(".facts").first).to_contain_text(re.compile(r"\d{6} \d{8} \d{3}[\dX]"))
    page.get_by_role("link", name="恢复脱敏").click()
    expect(page.locator(".facts").first).to_contain_text("********")


def test_a_filter_stands_in_the_address_and_can_be_sent(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.goto(f"{served.address}/persons/")
    page.get_by_label("性别").select_option(label="女")
    page.get_by_label("就业").select_option(label="已就业")
    page.get_by_role("button", name="筛选").click()
    expect(page).to_have_url(re.compile(r"sex=2.*work=yes"))
    counted = page.locator(".lead").inner_text()
    page.reload()
    expect(page.locator(".lead")).to_have_text(counted)


def test_the_language_switches_and_stays(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.locator(".top details.drop:not(.phone-menu) summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.get_by_role("link", name="Relocated persons", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Relocated persons")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_clerk_does_not_see_people_of_another_town(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.goto(f"{served.address}/persons/?sort=-site")
    stranger = page.locator("tbody tr", has_not_text="长安").first
    address, household = (
        stranger.locator("a").first.get_attribute("href"),
        stranger.locator("a").nth(2).inner_text(),
    )
    page.context.clear_cookies()
    sign_in(page, served, "clerk")
    answer = page.goto(f"{served.address}{address}")
    assert answer is not None
    assert answer.status == 404
    page.goto(f"{served.address}/search/?q={household}")
    expect(page.get_by_text("没有找到")).to_be_visible()


def test_the_auditor_is_told_who_may(page: Page, served: Served) -> None:
    sign_in(page, served, "auditor")
    page.goto(f"{served.address}/persons/")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")
    expect(page.get_by_text("可以使用的岗位")).to_be_visible()


def test_the_day_is_chosen_and_the_figures_follow(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.get_by_label("数据截至").select_option(value="2021-08-31")
    expect(page.locator(".lead")).to_contain_text("2021年8月31日")
    expect(page).to_have_url(re.compile("as_of=2021-08-31"))


def test_everything_is_reached_by_keyboard(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#search-box")).to_be_focused()
    page.keyboard.type("王")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/search/"))


@pytest.mark.parametrize(
    "path", ["/", "/persons/", "/figures/employed_persons/", "/sites/", "/imports/", "/letters/", "/account/"]
)
def test_a_phone_shows_the_page_without_sideways_scrolling(
    context: BrowserContext, page: Page, served: Served, path: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, served)
    page.goto(f"{served.address}{path}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    page.locator("summary", has_text="菜单").click()
    expect(page.locator(".phone-menu").get_by_role("link", name="总览")).to_be_visible()


def test_a_first_visit_to_a_page_without_charts_is_light(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/login/?next=/persons/")
    page.get_by_label("账号").fill("bureau")
    page.get_by_label("密码").fill(served.passwords["bureau"])
    sizes: list[int] = []
    page.on("requestfinished", lambda asked: sizes.append(weight(asked)))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("搬迁人口")
    page.goto(f"{served.address}/persons/", wait_until="networkidle")
    assert 0 < sum(sizes) < LIGHT


def test_a_workbook_with_errors_is_previewed_and_dropped(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.goto(f"{served.address}/imports/")
    page.set_input_files("input[type=file]", served.home / "demo" / "搬迁人口花名册（错误样例）.xlsx")
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_text("行未通过")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="下载标注错误的工作簿").click()
    page.get_by_label("这份名单用来做什么").fill("退回改错")
    with page.expect_download() as marked:
        page.get_by_role("button", name="导出").click()
    page.go_back()
    assert marked.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name="放弃").click()
    expect(page.get_by_text("已放弃").first).to_be_visible()


def test_the_letter_is_shown_page_by_page_and_comes_as_word(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.goto(f"{served.address}/letters/")
    page.get_by_role("link", name=re.compile("第51号提案的复函|平发改函")).first.click()
    first = page.locator("main img").first
    first.scroll_into_view_if_needed()
    expect(first).to_be_visible()
    expect(first).to_have_js_property("complete", True)
    assert first.evaluate("image => image.naturalWidth") > 300
    with page.expect_download() as word:
        page.get_by_role("link", name="公文（Word）").first.click()
    assert word.value.suggested_filename.endswith(".docx")


def test_what_was_typed_comes_back_when_the_session_ran_out(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.goto(f"{served.address}/account/lend/")
    page.get_by_label("事由").fill("年休假，由同事代办")
    page.context.clear_cookies(name="sessionid")
    page.locator("main").get_by_role("button", name="委托").click()
    page.get_by_label("账号").fill("bureau")
    page.get_by_label("密码").fill(served.passwords["bureau"])
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{served.address}/account/lend/")
    expect(page.get_by_label("事由")).to_have_value("年休假，由同事代办")
    page.reload()
    expect(page.get_by_label("事由")).to_have_value("")


def test_a_lent_post_is_put_on_seen_on_every_page_and_taken_off(page: Page, served: Served) -> None:
    sign_in(page, served, "town")
    page.goto(f"{served.address}/account/lend/")
    clerk = page.get_by_label("代办人").locator("option", has_text="社区经办人").first
    page.get_by_label("代办人").select_option(value=clerk.get_attribute("value"))
    today = page.evaluate("new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)")
    page.get_by_label("从").fill(today)
    page.get_by_label("到（含当天）").fill(today)
    page.get_by_label("事由").fill("年休假")
    page.locator("main").get_by_role("button", name="委托").click()
    expect(page.get_by_text("委托已登记")).to_be_visible()
    page.context.clear_cookies()
    sign_in(page, served, "clerk")
    page.goto(f"{served.address}/account/post/")
    page.get_by_role("button", name="代办这个岗位").click()
    banner = page.get_by_text("本人岗位暂不生效")
    for path in ("/persons/", "/rounds/review/", "/account/"):
        page.goto(f"{served.address}{path}")
        expect(banner).to_be_visible()
    page.get_by_role("button", name="回到本人岗位").first.click()
    expect(page.get_by_text("已回到您本人的岗位")).to_be_visible()
    expect(banner).not_to_be_visible()
