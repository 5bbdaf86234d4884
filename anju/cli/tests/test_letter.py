"""`anju letter`: which close it takes, which day it signs, what it says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone, translation

from anju.accounts.scope import Scope, acting
from anju.cli import main
from anju.documents.models import Letter
from anju.documents.render import office
from anju.indicators.actions import close
from anju.kernel.month import Month
from anju.proposals.tests.made import proposal
from tests.builders import community, family, site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _closed_county(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small county with a proposal; August and September are closed."""
    monkeypatch.setenv("ANJU_LANG", "zh")
    monkeypatch.setattr(office, "program", lambda: None)
    with translation.override("zh-hans"), acting(scope=Scope.everything(), actor="test"):
        site()
        community()
        family()
        proposal()
        for month in (Month(2021, 8), Month(2021, 9)):
            close(month, by="test", on=date(2021, 10, 8), accepted="试验")
        yield


def letter(*words: str) -> Letter:
    assert main(["letter", "51", *words]) == 0
    return Letter.objects.latest("pk")


def test_it_writes_the_files_and_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter("--as-of", "2021-08-31", "--out", str(tmp_path / "new folder"))
    said = capsys.readouterr().out
    assert "平发改函〔2021〕15号" in said
    for name in ("letter.docx", "letter.pdf", "evidence.xlsx"):
        assert (tmp_path / "new folder" / name).is_file()
        assert name in said
    assert "LibreOffice" in said


def test_without_a_day_it_takes_the_close_before_the_drafts_signing(tmp_path: Path) -> None:
    made = letter("--out", str(tmp_path))
    assert (made.as_of, made.signed_on) == (date(2021, 8, 31), date(2021, 9, 6))


def test_a_later_close_is_signed_today_or_on_the_day_given(tmp_path: Path) -> None:
    made = letter("--as-of", "2021-09-30", "--out", str(tmp_path))
    assert made.signed_on == timezone.localdate()
    given = letter("--as-of", "2021-09-30", "--on", "2021-10-11", "--out", str(tmp_path))
    assert (given.as_of, given.signed_on) == (date(2021, 9, 30), date(2021, 10, 11))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["52"], "没有第52号提案"),
        (["51", "--session", "十届一次"], "没有十届一次第51号提案"),
        (["51", "--as-of", "2021-08-15"], "不是月末"),
        (["51", "--as-of", "2021-12-31"], "尚未结账"),
        (["51", "--on", "2021-08-01"], "没有结账"),
    ],
)
def test_what_it_refuses_is_one_sentence(
    words: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["letter", *words, "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err.strip()
    assert sentence in said
    assert not Letter.objects.exists()
