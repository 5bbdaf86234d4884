"""A whole month at three desks: the bureau opens it, a clerk works through it by keyboard, the town sends it back and
accepts it, and the bureau sees the county complete. A second clerk on the same line is told."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from anju.web.tests.browser.conftest import Served

pytestmark = pytest.mark.browser
WORD = "kite-lantern-orchard-7"
DESK, PHONE = ViewportSize(width=1366, height=768), ViewportSize(width=390, height=844)
TODAY = date(2022, 3, 1)  # on which the demo county stands
MONTH = f"{TODAY:%Y-%m}"


@dataclass(frozen=True)
class Desks:
    """One window for each person."""

    bureau: Page
    town: Page
    clerk: Page
    second: Page
    deputy: Page


def account(served: Served, name: str, role: str, place: str) -> None:
    """A log-in beside those of the demo county."""
    words = [
        sys.executable,
        "-P",
        "-m",
        "anju",
        "user",
        name,
        "--name",
        f"试验{name}",
        "--role",
        role,
        "--place",
        place,
    ]
    environment = os.environ | {"ANJU_HOME": str(served.home), "ANJU_LANG": "zh"}
    if os.environ.get("DATABASE_URL"):
        environment["DATABASE_URL"] = served.database
    done = subprocess.run(
        words, input=f"{WORD}\n", env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def window(browser: Browser, served: Served, name: str, word: str, complaints: list[str]) -> Page:
    """A window in which somebody is signed in; errors of scripts and blocked content are kept."""
    page = browser.new_context(viewport=DESK).new_page()
    page.on("pageerror", lambda error: complaints.append(f"{name}: {error}"))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    page.goto(f"{served.address}/login/?next=/account/")
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(word)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


@pytest.fixture(scope="module")
def desks(browser: Browser, served: Served) -> Iterator[Desks]:
    """Bureau, town and clerk of the demo county, a second clerk of the same place, a deputy of the bureau."""
    complaints: list[str] = []
    clerk = window(browser, served, "clerk", served.passwords["clerk"], complaints)
    clerk.goto(f"{served.address}/sites/")
    place = (clerk.locator("tbody a").first.get_attribute("href") or "").strip("/").split("/")[1]
    account(served, "second", "clerk", place)
    account(served, "deputy", "bureau", "610926")
    made = Desks(
        bureau=window(browser, served, "bureau", served.passwords["bureau"], complaints),
        town=window(browser, served, "town", served.passwords["town"], complaints),
        clerk=clerk,
        second=window(browser, served, "second", WORD, complaints),
        deputy=window(browser, served, "deputy", WORD, complaints),
    )
    yield made
    assert complaints == []


def test_a_whole_month_at_three_desks(desks: Desks, served: Served) -> None:
    the_bureau_opens_the_month(desks.bureau, served)
    ledger = the_clerk_begins(desks.clerk, served)
    a_second_clerk_is_told(desks.clerk, desks.second, ledger)
    the_clerk_works_by_keyboard(desks.clerk)
    the_clerk_looks_at_the_likely_changed_first(desks.clerk)
    the_clerk_confirms_the_rest(desks.clerk)
    the_clerk_hands_in(desks.clerk)
    the_town_returns(desks.town, served)
    the_clerk_corrects(desks.clerk, ledger)
    the_clerk_hands_in(desks.clerk)
    the_town_accepts(desks.town, served)
    everybody_else_is_done_with(desks.bureau, desks.deputy, served)
    the_bureau_sees_the_county_complete(desks.bureau, served)


def the_bureau_opens_the_month(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/rounds/overview/")
    page.get_by_role("button", name=re.compile("开始.*的月度工作")).click()
    expect(page.get_by_text("已建账")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("月度工作")
    expect(page).to_have_url(re.compile(f"/rounds/overview/{MONTH}/"))


def the_clerk_begins(page: Page, served: Served) -> str:
    page.goto(f"{served.address}/rounds/")
    page.get_by_role("link", name="继续").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("就业创业台账")
    ledger = page.url.split("?")[0]
    page.get_by_role("button", name="显示姓名和电话").click()
    expect(page.get_by_role("button", name="恢复脱敏")).to_be_visible()
    return ledger


def the_clerk_looks_at_the_likely_changed_first(page: Page) -> None:
    tab = page.get_by_role("link", name=re.compile("可能有变化"))
    if tab.locator(".muted").inner_text() == "0":
        return
    tab.click()
    while page.locator("[data-row]").count():
        page.locator("[data-pick-all]").check()
        page.get_by_role("button", name="所选确认无变化").click()
        expect(page.get_by_text(re.compile(r"已确认 \d+ 人无变化"))).to_be_visible()
        page.reload()
        if "tab=hinted" not in page.url:
            return


def a_second_clerk_is_told(first: Page, second: Page, ledger: str) -> None:
    """Both open the form of one person; the first saves, the second keeps what was typed and sees both."""
    for page in (first, second):
        page.goto(f"{ledger}?tab=unconfirmed&work=yes")
        page.locator("[data-row]").nth(1).locator("[data-edit]").click()
        page.get_by_label("收入或单位更正").check()
        page.locator("tr.editing select[name=source]").select_option("phone")
    first.get_by_label("月收入（元）").fill("3111")
    first.get_by_role("button", name="保存").click()
    expect(first.locator("[data-row]", has_text="3,111")).to_contain_text("已变更")
    second.get_by_label("月收入（元）").fill("2999")
    second.get_by_role("button", name="保存").click()
    told = second.get_by_role("alert").first
    expect(told).to_contain_text("已于")
    expect(told).to_contain_text("3111")
    expect(told).to_contain_text("2999")
    expect(second.get_by_label("月收入（元）")).to_have_value("2999")
    second.keyboard.press("Escape")


def the_clerk_works_by_keyboard(page: Page) -> None:
    """j and k move, Enter opens, arrows choose, Ctrl+Enter saves, c confirms, the space bar chooses, ? tells."""
    page.goto(page.url.split("?")[0] + "?tab=unconfirmed&work=yes")
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows.nth(0).get_by_label("不再就业")).to_be_focused()
    page.keyboard.press("Space")
    expect(rows.nth(0).get_by_label("未就业原因")).to_be_visible()
    expect(rows.nth(0).get_by_label("就业单位", exact=True)).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(rows.nth(0).get_by_role("alert").first).to_contain_text("请填日期")
    rows.nth(0).get_by_label("变化日期").fill(str(TODAY))
    rows.nth(0).get_by_label("未就业原因").select_option(label="照顾老幼病残")
    rows.nth(0).locator("select[name=source]").select_option("phone")
    page.keyboard.press("Control+Enter")
    expect(rows.nth(0)).to_contain_text("照顾老幼病残")
    expect(rows.nth(0)).to_be_focused()
    page.locator("#bulk select[name=source]").select_option("phone")
    rows.nth(0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    expect(rows.nth(1)).to_contain_text("已确认无变化")
    expect(rows.nth(2)).to_be_focused()
    page.keyboard.press("Space")
    expect(rows.nth(2).locator("[data-pick]")).to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("下一人、上一人")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(rows.nth(2)).to_be_focused()
    page.keyboard.press("c")
    expect(page.get_by_text("已确认 1 人无变化")).to_be_visible()


def the_clerk_confirms_the_rest(page: Page) -> None:
    page.goto(page.url.split("?")[0] + "?tab=unconfirmed")
    page.locator("summary", has_text=re.compile("其余 .* 人全部确认")).click()
    page.locator("#bulk-all select[name=source]").select_option("visit")
    page.get_by_role("button", name=re.compile(r"确认 .* 人无变化")).click()
    expect(page.get_by_text(re.compile(r"已确认 \d+ 人无变化"))).to_be_visible()
    expect(page.get_by_text("全部确认完了")).to_be_visible()


def the_clerk_hands_in(page: Page) -> None:
    page.get_by_role("link", name="核对并报送").first.click()
    expect(page.get_by_text("可以报送了")).to_be_visible()
    page.get_by_role("button", name="确认报送").click()
    expect(page.get_by_text("已报送，镇经办人会收到待办")).to_be_visible()
    expect(page.locator("[data-edit]")).to_have_count(0)


def the_town_returns(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/rounds/review/{MONTH}/")
    page.get_by_role("link", name="审核", exact=True).click()
    expect(page.get_by_text("不再就业").first).to_be_visible()
    page.get_by_label("退回原因").fill("请补填一人的培训意愿")
    page.get_by_role("button", name="退回").click()
    expect(page.get_by_text("对方会收到待办")).to_be_visible()


def the_clerk_corrects(page: Page, ledger: str) -> None:
    page.goto(f"{ledger}?tab=changed")
    expect(page.get_by_text("请补填一人的培训意愿")).to_be_visible()
    row = page.locator("[data-row]", has_text="照顾老幼病残")
    row.locator("[data-edit]").click()
    form = page.locator("tr.editing")
    form.get_by_label(re.compile("仍未就业")).check()
    form.get_by_label("培训意愿").select_option(label="就业技能培训")
    form.locator("select[name=source]").select_option("phone")
    form.get_by_role("button", name="保存").click()
    expect(page.locator("tr.editing")).to_have_count(0)


def the_town_accepts(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/rounds/review/{MONTH}/")
    page.get_by_role("link", name="审核", exact=True).click()
    page.get_by_role("button", name="审核通过").click()
    expect(page.get_by_text("台账已审核通过")).to_be_visible()


def everybody_else_is_done_with(bureau: Page, deputy: Page, served: Served) -> None:
    """The other places, by plain posts: confirmed and handed in by the bureau, accepted by its deputy."""
    bureau.goto(f"{served.address}/rounds/")
    held = bureau.locator("tbody tr", has_text=f"{TODAY.year}年{TODAY.month}月").filter(has_text="已建账")
    ledgers = [row.locator("a").first.get_attribute("href") or "" for row in held.all()]
    assert ledgers
    for home in ledgers:
        for tab in ("hinted", "unconfirmed"):
            confirm_all(bureau, served, home, tab)
        post(bureau, served, f"{home}hand-in/", [])
        post(
            deputy, served, f"{home}accept/", [("stamp", told(deputy, served, f"{home}review/", "stamp")[0])]
        )


def told(page: Page, served: Served, path: str, name: str) -> list[str]:
    """The values of fields of a name on a page."""
    return re.findall(rf'name="{name}" value="([^"]+)"', page.request.get(f"{served.address}{path}").text())


def confirm_all(page: Page, served: Served, home: str, tab: str) -> None:
    """All lines of a tab as the page shows them: the whole list where it has several pages."""
    shown = f"{home}?tab={tab}"
    lines, whole = told(page, served, shown, "line"), told(page, served, shown, "whole_stamp")
    words = [("whole", "1"), ("whole_stamp", whole[0])] if whole else [("line", one) for one in lines]
    if lines:
        post(page, served, f"{home}confirm/?tab={tab}", [("source", "visit"), *words])


def post(page: Page, served: Served, path: str, words: list[tuple[str, str]]) -> None:
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "csrftoken")
    answer = page.request.post(
        f"{served.address}{path}", data=urlencode([*words, ("csrfmiddlewaretoken", token)]),
        headers={"Referer": served.address, "Content-Type": "application/x-www-form-urlencoded"},
    )  # fmt: skip
    refused = re.search(r'class="callout bad".*?</div>\s*</div>', answer.text(), re.S)
    assert answer.ok, f"{path}: {answer.status} {refused and re.sub('<[^>]+>', ' ', refused[0])}"


def the_bureau_sees_the_county_complete(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/rounds/overview/{MONTH}/")
    expect(page.get_by_text("已全部审核，本月完成")).to_be_visible()


def test_the_list_works_on_a_phone_and_without_scripts(
    browser: Browser, desks: Desks, served: Served
) -> None:
    kept = desks.clerk.context.storage_state()
    plain: BrowserContext = browser.new_context(viewport=PHONE, java_script_enabled=False, storage_state=kept)
    page = plain.new_page()
    page.goto(f"{served.address}/rounds/")
    page.locator("tbody tr").nth(1).locator("a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("就业创业台账")
    plain.close()
    phone = browser.new_context(viewport=PHONE, storage_state=kept).new_page()
    for path in ("/rounds/", f"/rounds/overview/{MONTH}/", "/rounds/zero/"):
        phone.goto(f"{served.address}{path}")
        assert (
            phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        )
