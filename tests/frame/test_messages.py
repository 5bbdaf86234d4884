"""Translations compiled without gettext read as gettext reads its own."""

import gettext
import io
from pathlib import Path

from bootstrap.messages import compile_all, compile_text

HEADER = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"""


def catalogue(entries: str) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(compile_text(HEADER + "\n" + entries)))


def test_a_text_over_several_lines_with_escapes_is_joined() -> None:
    read = catalogue('msgid "搬迁\\n"\n"户数"\nmsgstr "\\"Households\\"\\n"\n"moved"\n')
    assert read.gettext("搬迁\n户数") == '"Households"\nmoved'


def test_a_context_tells_two_equal_texts_apart() -> None:
    read = catalogue(
        'msgctxt "地点"\nmsgid "安置"\nmsgstr "site"\n\nmsgctxt "动作"\nmsgid "安置"\nmsgstr "to settle"\n'
    )
    assert read.pgettext("地点", "安置") == "site"
    assert read.pgettext("动作", "安置") == "to settle"


def test_plural_forms_are_chosen_by_number() -> None:
    read = catalogue(
        'msgid "%d 户"\nmsgid_plural "%d 户"\nmsgstr[0] "%d household"\nmsgstr[1] "%d households"\n'
    )
    assert read.ngettext("%d 户", "%d 户", 1) == "%d household"
    assert read.ngettext("%d 户", "%d 户", 3) == "%d households"


def test_fuzzy_obsolete_and_empty_entries_are_left_out() -> None:
    read = catalogue(
        '#, fuzzy\nmsgid "甲"\nmsgstr "A"\n\n#~ msgid "乙"\n#~ msgstr "B"\n\nmsgid "丙"\nmsgstr ""\n'
    )
    assert [read.gettext(word) for word in ("甲", "乙", "丙")] == ["甲", "乙", "丙"]


def test_only_catalogues_newer_than_their_result_are_compiled(tmp_path: Path) -> None:
    source = tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEADER, encoding="utf-8")
    assert compile_all(tmp_path) == 1
    assert compile_all(tmp_path) == 0
