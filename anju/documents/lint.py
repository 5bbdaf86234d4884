"""What a reader of official letters would send back: the list of domain.md §9.2 as one function a rule. Pure.

An error has to be mended before the letter is made; a warning names a local habit or a doubt and lets it pass.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anju.documents import layout, wording
from anju.documents.letter import Cited, Form, Letter
from anju.kernel.findings import Finding, Severity

CLASSES = ("A", "B", "C", "D")
_NUMBER = re.compile(r"(?P<series>\D+)〔(?P<year>\d{4})〕(?P<ordinal>[1-9]\d*)号")
# Arabic digits that are no statistics: days, document numbers, 第51号, list ordinals, quoted names such as “321”.
_ALLOWED = re.compile(
    r"\d{4}(?:—\d{4})?年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月(?:\d{1,2}日)?|〔\d{4}〕\d+号|第\d+[号条款章届次期项]"
    r"|^\d+[.．]|（\d+）|“\d{2,4}”|《[^》]*》"
)
_BARE = re.compile(r"[0-9０-９][0-9０-９.,，%％]*")
_SPELLED = re.compile(r"[一二两三四五六七八九十百千万]{2,}[余多]?(?:户|人|个|家|名|亩|套|元)")
_PUNCTUATION = "。，、；：,.;:"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the letter has to answer: names as in the register, and the ordinals of the suggestions."""

    addressees: tuple[str, ...] = ()
    suggestions: tuple[int, ...] = ()


def lint(letter: Letter, asked: Asked | None = None) -> list[Finding]:
    """Every finding, errors first, each with its rule's id, place and remedy."""
    wanted = asked or Asked()
    found = [
        *_number(letter),
        *_class(letter),
        *_title(letter),
        *_addressees(letter, wanted),
        *_suggestions(letter, wanted),
        *_bare_numbers(letter),
        *_figures(letter),
        *_imprint(letter),
        *_annexes(letter),
        *_habits(letter),
    ]
    return sorted(found, key=lambda finding: finding.severity is not Severity.ERROR)


def _number(letter: Letter) -> Iterator[Finding]:
    """Six-cornered brackets, no 第, no zero in front (7.2.5); the year is the year of signing (T7)."""
    where = "发文字号"
    fits = _NUMBER.fullmatch(letter.number)
    if not fits or fits["series"].endswith("第"):
        remedy = "写作“机关代字〔年份〕序号号”，用六角括号，不加“第”，序号前不加零。"
        yield Finding("number_form", "发文字号的写法不符合规定。", remedy, where=where, value=letter.number)
    elif int(fits["year"]) != letter.signed_on.year:
        message = f"发文字号的年份是{fits['year']}，成文日期在{letter.signed_on.year}年。"
        remedy = "换用成文当年的字号，不要沿用上一年的编号。"
        yield Finding("number_year", message, remedy, Severity.WARNING, where, letter.number)


def _class(letter: Letter) -> Iterator[Finding]:
    if letter.mark not in CLASSES:
        remedy = "在首页右上角注明 A（已解决或采纳）、B（列入计划）或 C（留作参考）。"
        yield Finding("class_missing", "没有注明办理类别。", remedy, where="类别", value=letter.mark)


def _title(letter: Letter) -> Iterator[Finding]:
    """Each line fits, and the lines form a trapezium or a rhombus, not an hourglass (7.3.1)."""
    widths = [wording.width(line) for line in letter.title]
    if not widths or max(widths) == 0:
        yield Finding("title_missing", "没有标题。", "补写标题。", where="标题")
        return
    if max(widths) > layout.TITLE_LINE_MOST:
        message = f"标题有一行超过{layout.TITLE_LINE_MOST}个字，会被自动断开。"
        yield Finding(
            "title_too_wide", message, "按词意重新分行。", Severity.WARNING, "标题", letter.title_text
        )
    if any(a > b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False)):
        remedy = "排成上短下长、上长下短或中间长的形状。"
        yield Finding(
            "title_shape", "标题分行中间短、两头长。", remedy, Severity.WARNING, "标题", letter.title_text
        )


def _addressees(letter: Letter, asked: Asked) -> Iterator[Finding]:
    if not letter.addressees:
        yield Finding("addressee_missing", "没有主送对象。", "写明每一位提案者。", where="主送")
    for name in asked.addressees:
        if not any(addressed.startswith(name) for addressed in letter.addressees):
            remedy = "主送中加上这位提案者，姓名与提案登记一致；联名提案须答复每一位。"
            yield Finding("addressee_left_out", f"没有答复提案者{name}。", remedy, where="主送", value=name)


def _suggestions(letter: Letter, asked: Asked) -> Iterator[Finding]:
    answered = {ordinal for block in letter.blocks for ordinal in block.answers}
    for ordinal in asked.suggestions:
        if ordinal not in answered:
            remedy = "在正文中逐条答复，并在答复稿的该段写明 answers。"
            yield Finding(
                "suggestion_unanswered",
                f"第{ordinal}条建议没有答复。",
                remedy,
                where="正文",
                value=str(ordinal),
            )
    for ordinal in sorted(answered - set(asked.suggestions)) if asked.suggestions else ():
        remedy = "核对建议的序号。"
        yield Finding(
            "suggestion_unknown", f"提案没有第{ordinal}条建议。", remedy, where="正文", value=str(ordinal)
        )


def _bare_numbers(letter: Letter) -> Iterator[Finding]:
    """Every statistic is a citation: a digit in plain text that is no day, document number or ordinal has no proof."""
    for place, text in _plain_texts(letter):
        rest = _ALLOWED.sub("", text)
        for bare in _BARE.findall(rest):
            remedy = "改用指标占位符，例如 {persons}；日期、文号、序号除外。"
            yield Finding("figure_uncited", f"数字{bare}没有注明指标来源。", remedy, where=place, value=bare)
        for spelled in _SPELLED.findall(rest):
            remedy = "如属统计数字，改用指标占位符。"
            message = f"汉字数字“{spelled}”没有注明指标来源。"
            yield Finding("figure_spelled", message, remedy, Severity.WARNING, place, spelled)


def _plain_texts(letter: Letter) -> Iterable[tuple[str, str]]:
    """Texts that are not citations, with the place in which they stand."""
    for number, block in enumerate(letter.paragraphs, 1):
        yield f"正文第{number}段", block.lead
        for run in block.runs:
            if not isinstance(run, Cited):
                yield f"正文第{number}段", run


def _figures(letter: Letter) -> Iterator[Finding]:
    """A figure shows its value, is known by the day of signing, and all speak of one day."""
    cited = list(letter.citations())
    for number, figure in cited:
        place = f"正文第{number}段"
        if not wording.shows(figure.text, figure.value):
            message = f"“{figure.name}”写作{figure.text}，数据是{figure.value}。"
            yield Finding(
                "figure_differs",
                message,
                "按数据改写，或更正台账后重新结账。",
                where=place,
                value=figure.text,
            )
        if figure.as_of > letter.signed_on:
            message = f"“{figure.name}”的截止日{wording.day(figure.as_of)}晚于成文日期。"
            yield Finding(
                "figure_later", message, "改用更晚的成文日期。", Severity.WARNING, place, figure.code
            )
    days = sorted({figure.as_of for _, figure in cited})
    if len(days) > 1:
        message = f"文中数据截止日不一致：{'、'.join(map(wording.day, days))}。"
        yield Finding("figure_days", message, "统一截止日，或在文中分别写明。", Severity.WARNING, "正文")


def _imprint(letter: Letter) -> Iterator[Finding]:
    """The renderer sets commas and the last full stop (7.4.2): names carry none of their own."""
    for label, names in (("抄报", letter.reported_to), ("抄送", letter.copied_to)):
        for name in names:
            if not name.strip() or name[-1] in _PUNCTUATION:
                remedy = "只写机关名称，标点由系统统一添加，末尾用句号。"
                yield Finding(
                    "copy_punctuation", f"{label}机关名称为空或自带标点。", remedy, where=label, value=name
                )


def _annexes(letter: Letter) -> Iterator[Finding]:
    """No punctuation after the name, no number of its own (7.3.4)."""
    for name in letter.annexes:
        if name[-1:] in _PUNCTUATION or re.match(r"\d", name):
            remedy = "只写附件名称，序号由系统添加，名称后不加标点。"
            yield Finding(
                "annex_form", "附件名称自带序号或标点。", remedy, Severity.WARNING, "附件说明", name
            )


def _habits(letter: Letter) -> Iterator[Finding]:
    """Local habits that the standard does not know (observations 1-3 of domain.md §9.2): allowed, but said."""
    if letter.form is Form.DOCUMENT and "函" in letter.number:
        remedy = "可改用信函格式（form: note），或沿用本地惯例。"
        yield Finding(
            "habit_head", "函的字号用在“文件”红头上。", remedy, Severity.WARNING, "版头", letter.head_text
        )
    if letter.signers:
        remedy = "签发人一般只用于上行文；本地要求主要领导署名时可保留。"
        yield Finding(
            "habit_signer",
            "平行文标注了签发人。",
            remedy,
            Severity.WARNING,
            "签发人",
            "、".join(letter.signers),
        )
    if letter.reported_to:
        remedy = "国家标准只有“抄送”；本地惯例可保留。"
        yield Finding(
            "habit_report",
            "版记中有“抄报”。",
            remedy,
            Severity.WARNING,
            "版记",
            "，".join(letter.reported_to),
        )
