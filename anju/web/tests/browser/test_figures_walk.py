"""Figures that hold, at the desks of the bureau, its head and the province: an own indicator composed by one and agreed by
another, a month closed, a past record changed, the restatement, another office's list, and the province's view."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from anju.web.tests.browser.conftest import Served
from anju.web.tests.browser.test_month import DESK, PHONE, WORD, account, window
from tests import builders

pytestmark = pytest.mark.browser
CODE, MONTH, LAST_DAY = "own_001", "2022-01", "2022-01-31"
PROOF = f"/figures/{CODE}/?as_of={LAST_DAY}"


@dataclass(frozen=True)
class Desks:
    """The bureau's officer, the head who agrees, an officer of the province."""

    bureau: Page
    head: Page
    province: Page


@pytest.fixture(scope="module")
def desks(browser: Browser, served: Served) -> Iterator[Desks]:
    complaints: list[str] = []
    account(served, "prov", "province_officer", "610926")
    made = Desks(
        bureau=window(browser, served, "bureau", served.passwords["bureau"], complaints),
        head=window(browser, served, "head", served.passwords["head"], complaints),
        province=window(browser, served, "prov", WORD, complaints),
    )
    yield made
    assert complaints == []


def anju(served: Served, *words: str) -> str:
    """A command on the served county."""
    environment = os.environ | {"ANJU_HOME": str(served.home), "ANJU_LANG": "zh"}
    if served.database:
        environment["DATABASE_URL"] = served.database
    done = subprocess.run(
        [sys.executable, "-P", "-m", "anju", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def lead(page: Page) -> int:
    """The big number of a page."""
    text = page.locator(".figure-lead").first.evaluate("box => box.firstChild.textContent")
    return int(str(text).replace(",", "").strip())


def test_a_figure_from_its_definition_to_its_restatement(desks: Desks, served: Served) -> None:
    tried = the_officer_composes_and_saves(desks.bureau, served)
    the_head_agrees(desks.head, served)
    the_month_is_closed(desks.bureau, served)
    desks.bureau.goto(f"{served.address}{PROOF}")
    closed = lead(desks.bureau)
    assert 0 < closed <= tried + 50
    the_definition_is_changed_by_both(desks.bureau, desks.head, served)
    the_close_keeps_its_figure_under_its_definition(desks.bureau, served, closed)
    a_past_record_is_changed(desks.bureau, served)
    the_close_stays_and_shows_the_ledger_of_today(desks.bureau, served, closed)
    the_month_is_restated_and_both_values_stay(desks.head, served, closed)


def the_officer_composes_and_saves(page: Page, served: Served) -> int:
    """Every choice shows value and records at once; Enter in a field tries, and takes nothing away."""
    page.goto(f"{served.address}/indicators/")
    page.get_by_role("link", name="编制指标").click()
    page.get_by_label("数据").select_option(label="搬迁人口")
    page.get_by_label("按什么计数").select_option(label="人")
    expect(page.locator("#composer .figure-lead")).to_be_visible()
    everybody = lead(page)
    page.locator("#c-0-0-column").select_option(label="年龄")
    page.locator("#c-0-0-operator").select_option(label="不小于")
    page.locator("#c-0-0-value-0").fill("65")
    page.keyboard.press("Tab")
    expect(page.locator("#composer")).to_contain_text("年龄不小于“65”")
    expect(page.locator("#composer tbody tr").first).to_contain_text("****")
    tried = lead(page)
    assert 0 < tried < everybody
    page.get_by_label("指标名称").fill("65岁以上人口")
    page.keyboard.press("Enter")
    expect(page.get_by_label("指标名称")).to_have_value("65岁以上人口")
    expect(page.locator("#c-0-0-value-0")).to_have_value("65")
    page.get_by_role("button", name="保存，提交复核").click()
    expect(page.locator(".error").first).to_be_visible()  # what is missing is said, what was typed stays
    expect(page.get_by_label("指标名称")).to_have_value("65岁以上人口")
    page.get_by_label("口径说明").fill("当日年满65周岁的搬迁人口。")
    page.get_by_label("责任单位").fill("平利县民政局")
    page.get_by_label("依据").fill("本县工作需要")
    page.get_by_label("编制（修改）理由").fill("老龄工作统计需要")
    page.get_by_role("button", name="保存，提交复核").click()
    expect(page.get_by_text("自己编制的口径不能自己复核")).to_be_visible()
    expect(page.get_by_role("button", name="同意启用")).to_have_count(0)
    return tried


def the_head_agrees(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/indicators/")
    page.get_by_role("link", name=re.compile("65岁以上人口")).click()
    expect(page.get_by_text("老龄工作统计需要")).to_be_visible()
    page.get_by_role("button", name="同意启用").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("65岁以上人口")
    expect(page.get_by_text("年龄不小于“65”")).to_be_visible()


def the_month_is_closed(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/closes/")
    page.get_by_role("link", name=f"结账前检查：{MONTH}").click()
    expect(page.get_by_role("heading", name="台账报送")).to_be_visible()
    expect(page.get_by_role("heading", name="数字校验")).to_be_visible()
    said = page.get_by_label("校验不符的说明")
    if said.count():
        said.fill("小样数据，已核对")
    page.get_by_role("button", name=f"结账 {MONTH}").click()
    expect(page.get_by_text("结账完成。")).to_be_visible(timeout=90_000)
    page.get_by_role("link", name="查看结账").click()
    expect(page.get_by_text("现行")).to_be_visible()


def the_definition_is_changed_by_both(bureau: Page, head: Page, served: Served) -> None:
    bureau.goto(f"{served.address}/indicators/{CODE}/")
    bureau.get_by_role("link", name="修改口径").click()
    expect(bureau.get_by_label("启用日期")).to_have_value("2022-02-01")
    bureau.locator("#c-0-0-value-0").fill("70")
    bureau.keyboard.press("Tab")
    expect(bureau.locator("#composer")).to_contain_text("年龄不小于“70”")
    bureau.get_by_label("编制（修改）理由").fill("上级口径调整")
    bureau.get_by_role("button", name="保存，提交复核").click()
    expect(bureau.get_by_text("自己编制的口径不能自己复核")).to_be_visible()
    head.goto(bureau.url)
    expect(head.locator("main")).to_contain_text("age >= 65")
    expect(head.locator("main")).to_contain_text("age >= 70")
    head.get_by_role("button", name="同意启用").click()
    versions = head.locator("table", has_text="历次版本")
    expect(versions.locator("tbody tr")).to_have_count(2)
    expect(versions).to_contain_text("2022年2月1日")


def the_close_keeps_its_figure_under_its_definition(page: Page, served: Served, closed: int) -> None:
    page.goto(f"{served.address}{PROOF}")
    assert lead(page) == closed
    page.locator("summary", has_text="取数条件").click()
    expect(page.locator("main")).to_contain_text("age >= 65")
    page.goto(f"{served.address}/indicators/{CODE}/versions/")
    row = page.locator("tbody tr", has_text=MONTH)
    told = [int(text.replace(",", "")) for text in row.locator("td.num").all_inner_texts()]
    assert told[0] == closed > told[1]


def a_past_record_is_changed(page: Page, served: Served) -> None:
    """Somebody who is counted in the closed month died in it; the notice comes only now."""
    page.goto(f"{served.address}{PROOF}")
    row = page.locator("#records tbody tr").filter(has_not_text="户主").first
    if row.count() == 0:
        row = page.locator("#records tbody tr").first
    row.locator("a").first.click()
    person = page.url.split("/persons/")[1].split("/")[0]
    home = re.search(r"/households/(\d+)/", page.locator("main").inner_html())
    assert home
    page.goto(f"{served.address}/households/{home[1]}/changes/death/?person={person}")
    page.get_by_label("死亡日期").fill("2022-01-15")
    page.locator("[name=reason]").fill("家属迟报")
    page.locator("[name=later]").fill("死亡证明后补")
    others = page.locator(f"select[name=head] option:not([value='']):not([value='{person}'])")
    if others.count():  # the head died: somebody else heads the household
        page.locator("select[name=head]").select_option(value=others.first.get_attribute("value"))
    page.locator("main form button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/changes/\d+/"))


def the_close_stays_and_shows_the_ledger_of_today(page: Page, served: Served, closed: int) -> None:
    page.goto(f"{served.address}{PROOF}")
    assert lead(page) == closed
    today = page.locator("tr", has_text="现在的台账")
    expect(today).to_contain_text("-1")
    page.goto(f"{served.address}/figures/{CODE}/moves/?as_of={LAST_DAY}&live=1&side=left")
    expect(page.get_by_role("heading", level=1)).to_contain_text("增减名单")


def the_month_is_restated_and_both_values_stay(page: Page, served: Served, closed: int) -> None:
    page.goto(f"{served.address}/closes/{MONTH}/")
    page.get_by_label("更正原因").fill("一人死亡迟报")
    page.get_by_label("校验不符的说明").fill("小样数据，已核对")
    page.get_by_role("button", name="重算并另存新版本").click()
    expect(page.get_by_text("结账完成。")).to_be_visible(timeout=90_000)
    page.get_by_role("link", name="查看结账").click()
    expect(page.get_by_text("一人死亡迟报")).to_be_visible()
    row = page.locator("tr", has_text="65岁以上人口")
    expect(row).to_contain_text(f"{closed:,}")
    expect(row).to_contain_text(f"{closed - 1:,}")
    row.get_by_role("link", name="增减名单").click()
    page.get_by_role("link", name=re.compile("减少")).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto(f"{served.address}{PROOF}")
    assert lead(page) == closed - 1
    for word in (f"{closed:,}", "一人死亡迟报", "head"):
        expect(page.locator("main")).to_contain_text(word)
    assert "相符" in anju(served, "verify-close", "--files", str(served.home / "closes"))


def test_another_office_s_list_is_explained_person_by_person(desks: Desks, served: Served) -> None:
    page = desks.bureau
    page.goto(f"{served.address}/figures/persons_elderly_80/")
    ours = lead(page)
    page.goto(f"{served.address}/figures/persons_elderly/")
    page.get_by_role("link", name="与外部数字对账").click()
    page.get_by_label("对方的数").fill(str(ours))
    page.get_by_role("button", name="对照").click()
    expect(page.get_by_role("heading", name="正好得到对方的数")).to_be_visible()
    expect(page.locator("main")).to_contain_text("80岁及以上人口")
    known = a_number_of_a_child(page, served)
    page.goto(f"{served.address}/figures/persons_elderly/differ/")
    page.get_by_label("对方的名单").fill(
        f"1 张三 {known}\n2 李四 {known}\n3 王五 {builders.id_number()}\n4 赵六 61242719"
    )
    page.get_by_role("button", name="对照").click()
    expect(page.get_by_role("heading", name="逐人对照")).to_be_visible()
    theirs = page.locator(".card", has=page.get_by_role("heading", name="只有对方有"))
    expect(theirs.locator("tr", has_text="张三")).to_contain_text("年龄")
    expect(theirs.locator("tr", has_text="王五")).to_contain_text("没有这个号码")
    expect(theirs.locator("tr", has_text="赵六")).to_contain_text("没有身份证号码")
    expect(page.get_by_role("heading", name="对方重复")).to_be_visible()
    expect(page.locator("li", has_text="李四")).to_be_visible()
    expect(page.locator("main table", has_text="只有对方有")).not_to_contain_text(known)


def a_number_of_a_child(page: Page, served: Served) -> str:
    """Opened for a purpose, as an officer would who has the other office on the phone."""
    page.goto(f"{served.address}/figures/persons_under_14/")
    page.locator("#records tbody a").first.click()
    page.get_by_role("button", name="查看完整信息").click()
    page.get_by_role("button", name="入户核对信息").click()
    expect(page.get_by_text("本次查看已记入审计记录")).to_be_visible()
    found = re.search(r"\d{6} \d{8} \d{3}[\dX]", page.locator(".facts").first.inner_text())
    assert found
    return found[0].replace(" ", "")


def test_the_province_drills_from_county_to_site_and_never_to_people(desks: Desks, served: Served) -> None:
    packs = served.home / "packs"
    anju(served, "province", "pack", "2021-11", "--out", str(packs))
    anju(served, "province", "pack", "2021-12", "--out", str(packs))
    anju(served, "province", "ingest", str(packs))
    page = desks.province
    page.goto(f"{served.address}/province/")
    page.get_by_label("指标").select_option(label="公益岗位就业")
    page.get_by_role("button", name="查看").click()
    page.locator("tbody a", has_text="平利县").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("平利县")
    places = page.locator("table", has_text="镇和安置区")
    expect(places.locator("tbody tr", has_text="城关镇").first).to_be_visible()
    expect(places.locator("a")).to_have_count(0)
    expect(places.locator("td", has_text="数小，不显示").first).to_be_visible()
    expect(page.locator("main a[href^='/persons'], main a[href^='/households']")).to_have_count(0)
    for path in ("/persons/", "/figures/persons/", "/sites/"):
        answer = page.goto(f"{served.address}{path}")
        assert answer is not None
        assert answer.status == 403


@pytest.mark.parametrize(
    "path",
    ["/indicators/", "/indicators/employed_persons/", "/indicators/persons_elderly/compose/", "/closes/", "/closes/next/",
     "/closes/2021-08/", "/figures/employed_persons/differ/", "/figures/employed_persons/moves/"],
)  # fmt: skip
def test_the_figures_pages_fit_a_phone_and_large_text(
    browser: Browser, desks: Desks, served: Served, path: str
) -> None:
    kept = desks.bureau.context.storage_state()
    for size in (PHONE, DESK):
        context = browser.new_context(viewport=size, storage_state=kept)
        context.add_cookies([{"name": "anju_text", "value": "large", "url": served.address}])
        page = context.new_page()
        page.goto(f"{served.address}{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        )
        context.close()
