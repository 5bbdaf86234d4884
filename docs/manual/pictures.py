"""Take the manual's pictures from a running demo county: `python docs/manual/pictures.py ADDRESS LOGINS`.

LOGINS is the file `demo-logins.txt` that `anju demo` writes. The demo county is invented from a fixed seed, so that the
pictures can be taken again after every change of the pages. Take them right after `anju demo`: the round is then open.
Those of the province need more: `anju province pack --all`, `anju province ingest`, and an account of the province
(`anju user prov --role province_officer`), whose line is added to LOGINS.
"""

import base64
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent / "images"
QUALITY = 0.6
PACK = """async ([png, quality]) => {
  const picture = new Image();
  picture.src = "data:image/png;base64," + png;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""
DESK, PHONE = (1180, 680), (390, 760)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A picture: its name, whose desk, the address, what is done before it is taken."""

    name: str
    who: str
    path: str
    then: Callable[[Page], object] = lambda page: None
    size: tuple[int, int] = DESK


def click(text: str) -> Callable[[Page], object]:
    """Follow the first link or button with this text."""
    return lambda page: page.locator(f"main :is(a, button):has-text('{text}')").first.click()


def first(selector: str) -> Callable[[Page], object]:
    """Follow the first link that fits."""
    return lambda page: page.locator(f"main {selector}").first.click()


def then(*steps: Callable[[Page], object]) -> Callable[[Page], object]:
    """One step after the other, each when the page stands."""

    def walk(page: Page) -> None:
        for step in steps:
            step(page)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(300)

    return walk


def typed(selector: str, text: str) -> Callable[[Page], object]:
    """Write into a field."""
    return lambda page: page.locator(selector).first.press_sequentially(text, delay=30)


ROUND = then(first("a[href^='/rounds/']:has-text('继续')"))
ASKED = then(typed("[name=theirs]", "5400"), click("对照"))
PICTURES = (
    Picture("clerk-start", "clerk", "/"),
    Picture("clerk-tasks", "clerk", "/todo/"),
    Picture("clerk-search", "clerk", "/search/?q=li"),
    Picture("clerk-person", "clerk", "/persons/", then(first("tbody a"))),
    Picture(
        "clerk-changes", "clerk", "/persons/", then(first("tbody a[href^='/households/']"), click("登记变动"))
    ),
    Picture(
        "clerk-booklet", "clerk", "/persons/", then(first("tbody a[href^='/households/']"), click("申请办理"))
    ),
    Picture("clerk-imports", "clerk", "/imports/"),
    Picture("clerk-rounds", "clerk", "/rounds/"),
    Picture("clerk-round", "clerk", "/rounds/", ROUND),
    Picture("clerk-line", "clerk", "/rounds/", then(ROUND, first("a[data-edit]"))),
    Picture("clerk-phone", "clerk", "/rounds/", ROUND, PHONE),
    Picture("clerk-lend", "clerk", "/account/lend/"),
    Picture("town-review", "town", "/rounds/review/"),
    Picture("town-checks", "town", "/checks/"),
    Picture("town-finding", "town", "/checks/", then(first("tbody a[href^='/checks/']"))),
    Picture("town-duplicates", "town", "/duplicates/"),
    Picture("bureau-progress", "bureau", "/rounds/overview/"),
    Picture("bureau-overview", "bureau", "/"),
    Picture("bureau-figure", "bureau", "/figures/employed_persons/"),
    Picture("figures-catalogue", "bureau", "/indicators/"),
    Picture("figures-compose", "bureau", "/indicators/persons_elderly/compose/"),
    Picture("figures-goals", "bureau", "/goals/?year=2021"),
    Picture("figures-preflight", "bureau", "/closes/next/"),
    Picture("figures-close", "bureau", "/closes/2020-11/"),
    Picture("figures-differ", "bureau", "/figures/persons_elderly/differ/", ASKED),
    Picture("province-overview", "prov", "/province/?code=employed_persons"),
    Picture("province-county", "prov", "/province/610926/?code=employed_persons"),
    Picture("bureau-locked", "bureau", "/verifications/"),
    Picture("bureau-letters", "bureau", "/letters/"),
    Picture("head-approvals", "head", "/approvals/"),
    Picture("admin-users", "admin", "/accounts/"),
    Picture("admin-tree", "admin", "/accounts/tree/"),
    Picture("auditor-audit", "auditor", "/audit/"),
)


def main(base: str, logins: str, *only: str) -> None:
    """Take all pictures, or those whose names are given."""
    words = {
        line.split()[0]: line.split()[1] for line in Path(logins).read_text(encoding="utf-8").splitlines()
    }
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        desks: dict[str, Page] = {}
        presser = browser.new_page()
        for picture in PICTURES:
            if only and picture.name not in only:
                continue
            page = desks.get(picture.who) or _sit(browser.new_page(locale="zh-CN"), base, picture.who, words)
            desks[picture.who] = page
            page.set_viewport_size({"width": picture.size[0], "height": picture.size[1]})
            answer = page.goto(base + picture.path)
            page.wait_for_load_state("networkidle")
            then(picture.then)(page)
            (FOLDER / f"{picture.name}.webp").write_bytes(_packed(presser, page.screenshot()))
            sys.stderr.write(f"{picture.name} {answer.status if answer else ''} {page.url}\n")
        browser.close()


def _packed(page: Page, png: bytes) -> bytes:
    """The picture as WebP, which the browser itself can write: a third of the weight."""
    return base64.b64decode(page.evaluate(PACK, [base64.b64encode(png).decode(), QUALITY]))


def _sit(page: Page, base: str, who: str, words: dict[str, str]) -> Page:
    page.goto(f"{base}/login/")
    page.fill("[name=username]", who)
    page.fill("[name=password]", words[who])
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    return page


if __name__ == "__main__":
    main(*sys.argv[1:])
