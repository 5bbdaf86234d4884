"""A letter and figures made by hand for tests; everybody in them is invented."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from anju.documents.letter import Cited, Form, Letter, Paragraph

AS_OF = date(2021, 8, 31)
CLOSE = "2021-08 v1"


@dataclass(frozen=True)
class Value:
    """A figure as `anju.indicators` hands it in."""

    code: str
    name_zh: str
    value: int | Decimal | None
    unit: str = "人"
    as_of: date = AS_OF
    scope_name: str = "平利县"
    definition: str = "当日在册人数"
    definition_version: str = "ab12cd34"
    close: str = CLOSE
    query: str = "select count(*) from persons"


@dataclass(frozen=True)
class Rows:
    """Records as `anju.indicators` hands them in."""

    columns: list[tuple[str, str]] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)


def cited(code: str = "employed_persons", value: int = 17372, text: str = "", **changes: Any) -> Cited:
    """A citation; its text shows the value unless another one is given."""
    words: dict[str, Any] = {
        "name": "就业人口",
        "unit": "人",
        "as_of": AS_OF,
        "close": CLOSE,
        "definition": "ab12cd34",
    }
    return Cited(code=code, text=text or str(value), value=Decimal(value), **words | changes)


def letter(*, paragraphs: int = 1, **changes: Any) -> Letter:
    """A letter that the lint finds nothing wrong with in its letter form; `paragraphs` make it as long as wished."""
    text = "人实现就业。我们坚持“搬得出、稳得住、能致富”的目标，把后续扶持放在突出位置，逐项研究、逐条落实，群众的获得感不断增强。"
    body = tuple(
        Paragraph(("目前", cited(value=1000 + index, code=f"figure_{index}"), text), answers=(1,))
        for index in range(paragraphs)
    )
    words: dict[str, Any] = {
        "form": Form.DOCUMENT,
        "head": "平利县发展和改革局",
        "unit": "平利县发展和改革局",
        "number": "平发改发〔2021〕15号",
        "title": ("对县政协九届六次会议", "第51号提案的复函"),
        "addressees": ("何清源委员", "罗慧敏委员"),
        "blocks": (Paragraph(lead="一、基本情况", level=1), *body),
        "signed_on": date(2021, 9, 6),
        "mark": "A",
        "thanks": "感谢你们对搬迁工作的关心和支持。",
        "contact": "联系单位及电话：平利县发展和改革局　0915-8400051",
        "copied_to": ("县人力资源和社会保障局", "县民政局"),
        "printed_by": "平利县发展和改革局办公室",
        "printed_on": date(2021, 9, 6),
        "subject": "九届六次会议第51号提案",
    }
    return Letter(**words | changes)
