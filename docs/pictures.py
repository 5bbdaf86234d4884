"""Take the README's pictures from a running demo county: `python docs/pictures.py ADDRESS USER PASSWORD`.

The demo county is invented from a fixed seed, so that the pictures can be taken again after every change of the pages.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent / "images"
DESK, PHONE = (1366, 768), (390, 844)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


def take(page: Page, path: str, name: str, size: tuple[int, int]) -> None:
    """One picture of one address."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


def main(base: str, user: str, password: str) -> None:
    """Sign in and walk through the pages that the README shows."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(locale="zh-CN")
        page.goto(f"{base}/login/")
        page.fill("[name=username]", user)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
        take(page, f"{base}/", "overview", DESK)
        take(page, f"{base}/figures/employed_persons/", "figure", DESK)
        take(page, f"{base}/persons/5/", "person", DESK)
        take(page, f"{base}/imports/", "import", DESK)
        page.goto(f"{base}/letters/")
        letter = page.locator("a[href^='/letters/']:not([href='/letters/'])").first.get_attribute("href")
        take(page, f"{base}{letter}", "letter", DESK)
        take(page, f"{base}/", "phone", PHONE)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
