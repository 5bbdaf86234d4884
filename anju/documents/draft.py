"""A letter before its figures: texts with placeholders, read strictly from YAML. Pure.

`{employed_persons}` is an indicator, `{persons:万}` and `{persons:,}` the same in another number form; `{@as_of}`,
`{@year}`, `{@month}` and `{@subject}` come from the occasion. Any other brace, an unknown or doubled key is refused
with file and line: a slip in a draft must not become a hole in a letter.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from anju.documents import figures, wording
from anju.documents.figures import Figure
from anju.documents.letter import Form, Letter, Paragraph, Run
from anju.documents.wording import NumberForm
from anju.kernel.refused import Refused

_PIECE = re.compile(r"\{(?P<name>@?[a-z][a-z0-9_]*)(?::(?P<form>[万,]))?\}")
_FORMS = {None: NumberForm.PLAIN, "万": NumberForm.WAN, ",": NumberForm.GROUPED}
_CONTEXT = ("@as_of", "@year", "@month", "@subject")
_REQUIRED = {
    "session",
    "matter",
    "form",
    "class",
    "head",
    "unit",
    "series",
    "ordinal",
    "signed_on",
    "title",
    "body",
}
_OPTIONAL = {"year", "signers", "address_as", "thanks", "contact", "note", "annexes", "reported_to", "copied_to",
             "printed_by", "sealed"}  # fmt: skip
_BLOCK_KEYS = {"heading", "level", "text", "points", "answers"}


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph with placeholders."""

    text: str
    lead: str = ""
    level: int | None = None
    answers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft: `words` are the keys of the file that are texts or lists of texts, `blocks` its body."""

    name: str
    session: str
    matter: int
    form: Form
    signed_on: date
    ordinal: int
    year: int | None
    sealed: bool
    blocks: tuple[Block, ...]
    words: Mapping[str, Any]

    def text(self, key: str) -> str:
        """A text of the file, empty when it is not there."""
        return str(self.words.get(key, ""))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts of the file."""
        return tuple(str(item) for item in self.words.get(key, ()))

    def codes(self) -> list[str]:
        """Codes of the indicators that the draft cites, in the order of first use."""
        texts = [*(block.text for block in self.blocks), self.text("thanks")]
        names = (found["name"] for text in texts for found in _PIECE.finditer(text))
        return list(dict.fromkeys(name for name in names if not name.startswith("@")))


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a draft does not know: whom it answers, of which day its figures are, when it is signed."""

    subject: str
    title: str
    addressees: tuple[str, ...]
    as_of: date
    signed_on: date
    demo: bool = False


def read(path: Path) -> Draft:
    """A draft from its file. Raises Refused naming file and line for whatever is not as it should be."""
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, name: str) -> Draft:
    """A draft from YAML text; `name` stands in messages."""
    try:
        node = yaml.compose(text, yaml.SafeLoader)
        if not isinstance(node, yaml.MappingNode):
            raise _refused(name, 1, "文件内容应当是“键: 值”的形式")
        _unique(node, name)
        words: dict[str, Any] = yaml.safe_load(text)
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        raise _refused(name, mark.line + 1 if mark else 1, "不是有效的 YAML 文件") from broken
    _keys(words, node, name)
    return _draft(words, node, name)


def _draft(words: dict[str, Any], node: yaml.MappingNode, name: str) -> Draft:
    lines = {key.value: key.start_mark.line + 1 for key, _ in node.value}
    try:
        return Draft(
            name=name,
            session=str(words["session"]),
            matter=int(words["matter"]),
            form=Form(words["form"]),
            signed_on=_day(words["signed_on"]),
            ordinal=int(words["ordinal"]),
            year=int(words["year"]) if "year" in words else None,
            sealed=bool(words.get("sealed", True)),
            blocks=tuple(_blocks(words["body"], lines["body"], name)),
            words=words,
        )
    except (TypeError, ValueError) as wrong:
        raise _refused(name, 1, f"内容不对：{wrong}") from wrong


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise ValueError(f"{value} 不是日期")
    return value


def _blocks(body: Any, line: int, name: str) -> Iterator[Block]:
    """Paragraphs of the body: headings, texts, and rows of points that get 一是, 二是 by their place."""
    for item in body if isinstance(body, list) else [body]:
        if (
            not isinstance(item, dict)
            or set(item) - _BLOCK_KEYS
            or not set(item) & {"heading", "text", "points"}
        ):
            raise _refused(name, line, f"正文段落只能写 heading、level、text、points、answers：{item}")
        if "points" in item:
            for index, point in enumerate(item["points"], 1):
                text = f"{wording.point(index)}{point['text']}"
                yield _checked(Block(text, answers=tuple(point.get("answers", ()))), line, name)
        else:
            lead, text = str(item.get("heading", "")), str(item.get("text", ""))
            level = int(item.get("level", 1)) if lead else None
            yield _checked(Block(text, lead, level, tuple(item.get("answers", ()))), line, name)


def _checked(block: Block, line: int, name: str) -> Block:
    """The block, when every brace in it is a placeholder and every @name is known."""
    rest = _PIECE.sub("", block.text)
    unknown = [
        m["name"] for m in _PIECE.finditer(block.text) if m["name"][0] == "@" and m["name"] not in _CONTEXT
    ]
    if "{" in rest or "}" in rest or unknown:
        raise _refused(name, line, f"占位符写法不对：{(unknown or [block.text[:40]])[0]}")
    return block


def _unique(node: yaml.Node, name: str) -> None:
    """Refuse a key that occurs twice in one mapping, at any depth."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise _refused(name, key.start_mark.line + 1, f"“{key.value}”写了两次")
            seen.add(key.value)
            _unique(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _unique(value, name)


def _keys(words: dict[str, Any], node: yaml.MappingNode, name: str) -> None:
    missing = sorted(_REQUIRED - set(words))
    if missing:
        raise _refused(name, 1, f"缺少 {'、'.join(missing)}")
    for key, _ in node.value:
        if key.value not in _REQUIRED | _OPTIONAL:
            raise _refused(name, key.start_mark.line + 1, f"不认识的键“{key.value}”")


def _refused(name: str, line: int, what: str) -> Refused:
    return Refused(f"答复稿 {name} 第{line}行：{what}。请改正后重试。")


def compose(draft: Draft, values: Mapping[str, Figure], occasion: Occasion) -> Letter:
    """The letter: every placeholder filled. Raises Refused for a figure that is missing or has no value."""
    number_year = draft.year or occasion.signed_on.year
    printed = occasion.signed_on if draft.text("printed_by") else None
    return Letter(
        form=draft.form,
        head=draft.text("head"),
        unit=draft.text("unit"),
        number=wording.document_number(draft.text("series"), number_year, draft.ordinal),
        title=draft.texts("title"),
        addressees=tuple(f"{name}{draft.text('address_as')}" for name in occasion.addressees),
        blocks=tuple(_paragraph(block, values, occasion) for block in draft.blocks),
        signed_on=occasion.signed_on,
        mark=draft.text("class"),
        signers=draft.texts("signers"),
        thanks=draft.text("thanks"),
        contact=draft.text("contact"),
        note=draft.text("note"),
        annexes=draft.texts("annexes"),
        reported_to=draft.texts("reported_to"),
        copied_to=draft.texts("copied_to"),
        printed_by=draft.text("printed_by"),
        printed_on=printed,
        sealed=draft.sealed,
        demo=occasion.demo,
        subject=occasion.subject,
    )


def _paragraph(block: Block, values: Mapping[str, Figure], occasion: Occasion) -> Paragraph:
    runs: list[Run] = []
    end = 0
    for found in _PIECE.finditer(block.text):
        runs.append(block.text[end : found.start()])
        runs.append(_filled(found["name"], _FORMS[found["form"]], values, occasion))
        end = found.end()
    runs.append(block.text[end:])
    return Paragraph(tuple(_joined(runs)), block.lead, block.level, block.answers)


def _joined(runs: list[Run]) -> Iterator[Run]:
    """The runs with neighbouring texts as one, so that 2021 and 年 are read together; empty ones left out."""
    for texts, group in groupby(runs, key=lambda run: isinstance(run, str)):
        if not texts:
            yield from group
        elif text := "".join(str(run) for run in group):
            yield text


def _filled(name: str, form: NumberForm, values: Mapping[str, Figure], occasion: Occasion) -> Run:
    """The text or the citation that a placeholder stands for."""
    if name.startswith("@"):
        words = (
            wording.day(occasion.as_of),
            str(occasion.as_of.year),
            wording.month(occasion.as_of),
            occasion.title,
        )
        return dict(zip(_CONTEXT, words, strict=True))[name]
    figure = values.get(name)
    if figure is None:
        raise Refused(f"结账数据中没有指标 {name}。请核对答复稿中的占位符，或更新指标目录后重新结账。")
    if figure.value is None:
        raise Refused(
            f"指标“{figure.name_zh}”（{name}）在{wording.day(figure.as_of)}没有数值，答复稿无法引用。"
        )
    return figures.cited(figure, form)
