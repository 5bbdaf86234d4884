"""The colours keep the contrast of WCAG 2.2 AA in light and dark: 4.5 for text, 3 for borders of controls."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "static" / "ui"
SHEET = (STATIC / "anju.css").read_text(encoding="utf-8")
HEAVIEST = 50_000  # bytes as they travel; with htmx and the page itself far below the 150 kB of shared/ui.md
TEXT, BORDER = 4.5, 3.0
TONES = ("ok", "warn", "bad", "info")
PAIRS = [
    ("ink", "paper"), ("ink", "ground"), ("ink", "hover"), ("ink-2", "paper"), ("ink-2", "ground"), ("ink-2", "hover"),
    ("accent", "paper"), ("accent", "ground"), ("accent-strong", "accent-soft"), ("on-accent", "accent"),
    *((tone, f"{tone}-soft") for tone in TONES), *((("ink", f"{tone}-soft")) for tone in TONES),
]  # fmt: skip


def palettes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", SHEET, re.S)[:2]
    colours = {
        name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for name, block in (("light", light), ("dark", dark))
    }
    return {"light": colours["light"], "dark": colours["light"] | colours["dark"]}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_its_ground(scheme: str) -> None:
    colours = palettes()[scheme]
    faint = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in PAIRS}
    assert {pair: value for pair, value in faint.items() if value < TEXT} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_borders_of_controls_and_lines_of_charts_can_be_seen(scheme: str) -> None:
    colours = palettes()[scheme]
    names = ["line-strong", *(f"series-{at}" for at in range(1, 6))]
    faint = {name: round(contrast(colours[name], colours["paper"]), 2) for name in names}
    assert {name: value for name, value in faint.items() if value < BORDER} == {}


def test_all_scripts_and_styles_together_are_light() -> None:
    assert sum(len(gzip.compress(path.read_bytes())) for path in STATIC.iterdir()) < HEAVIEST


def test_a_page_with_a_chart_brings_no_library() -> None:
    scripts = (STATIC.parent.parent / "templates" / "ui" / "chart_scripts.html").read_text(encoding="utf-8")
    assert re.findall(r"static '([^']+)'", scripts) == ["ui/charts.js"]
