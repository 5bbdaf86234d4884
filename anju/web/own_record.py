"""Everything that is held about one person, for that person (个人信息保护法 art. 45): as a page and as a PDF."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from anju.audit.models import Operation
from anju.documents import layout as gb
from anju.documents import wording
from anju.documents.render.typst import FONT_FOLDER
from anju.kernel.refused import Refused
from anju.registry import panels as registry
from anju.registry.panels import PersonSubject
from anju.ui.parts import Fact, Panel
from anju.ui.tables import Address, Table
from anju.ui.templatetags.ui import number
from anju.ui.words import said
from anju.web.panels import PERSON_PANELS
from anju.web.queries import audit

TEMPLATE = Path(__file__).with_name("own_record.typ")
BASIS = "《中华人民共和国个人信息保护法》第四十五条"


@dataclass(frozen=True)
class OwnRecord:
    """What is printed: whose it is, facts, the panels of all ledgers, how often it was looked at, the watermark."""

    name: str
    facts: Sequence[Fact]
    panels: Sequence[Panel]
    looks: Sequence[Fact]
    mark: str
    on: date


def panels_of(subject: PersonSubject) -> list[Panel]:
    """All ledgers about the person, open; the other members of the household stay masked, for they are other people."""
    masked = replace(subject, eyes=replace(subject.eyes, opened=False))
    found = [show(masked if show is registry.family else subject) for show in PERSON_PANELS]
    return [_without_links(panel) for panel in found if panel]


def _without_links(panel: Panel) -> Panel:
    table = panel.table
    if table:
        rows = [[replace(cell, href="") for cell in row] for row in table.rows]
        table = Table(table.columns, rows, Address(""), caption=table.caption)
    return replace(
        panel,
        facts=plain(panel.facts),
        steps=[replace(step, href="") for step in panel.steps],
        table=table,
        href="",
    )


def plain(facts: Sequence[Fact]) -> list[Fact]:
    """The same facts without links: paper has none, and the person may not open the pages behind them."""
    return [replace(fact, href="") for fact in facts]


def looks_at(pk: int) -> list[Fact]:
    """How often the person's data was looked at, by way of looking."""
    found: Counter[str] = Counter(audit.ways_of_looking_at(pk))
    facts = [
        Fact(said(Operation(way).label), _("%(count)s 次") % {"count": number(count)})
        for way, count in sorted(found.items())
    ]
    return facts or [Fact(_("查阅"), _("没有查阅记录"))]


def as_pdf(held: OwnRecord) -> bytes:
    """The record as a PDF; raises Refused where the machine has no Chinese typeface."""
    fonts = typst.Fonts(font_paths=[FONT_FOLDER] if FONT_FOLDER.is_dir() else [])
    present = set(fonts.families())
    faces = [family for face in (gb.HEITI, gb.FANGSONG) for family in face.families if family in present]
    if not faces:
        raise Refused(_("这台机器没有可用的中文字体，无法生成 PDF。请运行 python3 run.py setup 安装字体。"))
    data = {
        "title": _("本人登记信息"),
        "name": held.name,
        "basis": _("依据：%(law)s，本人有权查阅、复制。") % {"law": BASIS},
        "mark": held.mark,
        "faces": faces,
        "facts": _pairs(held.facts),
        "looks": _pairs(held.looks),
        "looked": _("查阅情况"),
        "panels": [_panel(panel) for panel in held.panels],
    }
    inputs = {"record": json.dumps(_clean(data), ensure_ascii=False)}
    made = typst.Compiler(TEMPLATE.read_bytes(), font_paths=fonts, sys_inputs=inputs).compile(
        format="pdf", timestamp=datetime.combine(held.on, time(), UTC)
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


def _pairs(facts: Sequence[Fact]) -> list[list[str]]:
    return [[str(fact.label), " ".join(filter(None, (str(fact.text), str(fact.hint))))] for fact in facts]


def _panel(panel: Panel) -> dict[str, object]:
    table = panel.table
    return {
        "title": str(panel.title),
        "facts": _pairs(panel.facts),
        "heads": [str(column.title) for column in table.columns] if table and table.rows else [],
        "rows": [[str(cell.text) for cell in row] for row in table.rows] if table else [],
        "steps": [[step.when, " ".join(filter(None, (step.title, step.text)))] for step in panel.steps],
        "empty": str(panel.empty) if panel.nothing else "",
    }


def _clean(value: object) -> object:
    """The same data without characters that cannot be printed."""
    if isinstance(value, str):
        return wording.printable(value)
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return {key: _clean(part) for key, part in value.items()} if isinstance(value, dict) else value
