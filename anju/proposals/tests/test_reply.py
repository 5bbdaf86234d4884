"""From a closed month to the files of a reply."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from anju.audit.models import Act, Event
from anju.documents import queries as letters
from anju.documents.codes import FileKind
from anju.documents.models import Citation, Letter
from anju.documents.render import citations, office
from anju.indicators import queries as indicators
from anju.indicators.models import Close
from anju.kernel.digest import sm3_hex
from anju.kernel.findings import Severity
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.proposals import queries
from anju.proposals.actions import reply
from anju.proposals.tests.made import proposal

AUGUST = Month(2021, 8)
DRAFT = """
session: 九届六次
matter: 7
form: note
class: B
head: 试验局
unit: 试验局
series: 试函
ordinal: 3
signed_on: 2021-09-06
title: [关于第7号提案的复函]
address_as: 委员
body: [{text: "现有搬迁人口{persons}人。", answers: [1]}]
copied_to: [县民政局]
"""


@pytest.fixture
def own_drafts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The county's own folder of drafts."""
    monkeypatch.setattr(settings, "ANJU_HOME", tmp_path)
    folder = tmp_path / "drafts"
    folder.mkdir()
    return folder


def test_the_reply_is_made_with_every_file(with_office: None, closed: Close, tmp_path: Path) -> None:
    proposal()
    made = reply(number=51, close=closed, by="test", out=tmp_path / "out")
    expected = {FileKind.WORD, FileKind.PDF, FileKind.EVIDENCE} | (
        {FileKind.OFFICE_PDF} if office.program() else set()
    )
    assert set(made.paths) == expected
    for kind, path in made.paths.items():
        row, kept = letters.file_of(made.letter, kind)
        assert path.read_bytes() == kept.read_bytes()
        assert (row.sm3, row.size) == (sm3_hex(path.read_bytes()), path.stat().st_size)
    assert made.letter.number == "平发改函〔2021〕15号"
    assert made.letter.as_of == date(2021, 8, 31)
    assert not [finding for finding in made.findings if finding.severity is Severity.ERROR]


def test_every_figure_in_the_document_is_the_figure_of_the_close(closed: Close, tmp_path: Path) -> None:
    proposal()
    made = reply(number=51, close=closed, by="test", out=tmp_path)
    held = {figure.code: figure for figure in indicators.closed_figures(closed)}
    read = citations.read_citations(made.paths[FileKind.WORD].read_bytes())
    assert {figure.code for figure in read} == set(queries.draft_of(queries.proposal(51)).codes())
    for figure in read:
        of_close = held[figure.code]
        assert (figure.value, figure.unit, figure.as_of) == (of_close.value, of_close.unit, of_close.as_of)
        assert (figure.close, figure.definition) == ("2021-08 v1", of_close.definition_version)


def test_the_shipped_draft_cites_every_figure_of_the_public_reply(closed: Close) -> None:
    proposal()
    cited = queries.draft_of(queries.proposal(51)).codes()
    assert len(cited) == 39
    assert set(cited) <= {figure.code for figure in indicators.closed_figures(closed)}


def test_a_citation_leads_from_the_figure_to_the_letter(closed: Close) -> None:
    proposal()
    made = reply(number=51, close=closed, by="test")
    found = letters.letters_citing("employed_outside_province", date(2021, 8, 31))
    assert [citation.letter for citation in found] == [made.letter, made.letter]
    assert Citation.objects.filter(letter=made.letter).count() == 47


def test_the_evidence_has_a_sheet_of_masked_records_for_each_figure(closed: Close, tmp_path: Path) -> None:
    proposal()
    made = reply(number=51, close=closed, by="test", out=tmp_path)
    book = openpyxl.load_workbook(made.paths[FileKind.EVIDENCE])
    codes = [row[0].value for row in book.worksheets[0].iter_rows(min_row=4)]
    assert codes == queries.draft_of(queries.proposal(51)).codes()
    assert len(book.sheetnames) == 1 + len(codes)
    persons = [str(cell.value) for row in book["搬迁人口"].iter_rows(min_row=4) for cell in row]
    assert persons
    assert not any("邹试安" in text for text in persons)
    assert any("邹**" in text for text in persons)


def test_the_letter_is_on_the_chain_of_acts_with_its_digests(closed: Close) -> None:
    proposal()
    made = reply(number=51, close=closed, by="test")
    event = Event.objects.get(act=Act.LETTER_MADE)
    assert event.target == f"letter:{made.letter.pk}"
    assert event.detail["files"]["letter.docx"] == made.letter.files.get(kind=FileKind.WORD).sm3


def test_a_letter_is_never_changed(closed: Close) -> None:
    proposal()
    reply(number=51, close=closed, by="test")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Letter.objects.update(number="平发改函〔2021〕16号")


def test_a_county_of_invented_people_marks_its_letters(closed: Close) -> None:
    proposal()
    assert reply(number=51, close=closed, by="test").letter.demo is False
    Event.objects.create(
        act=Act.DEMO_BUILT, actor="test", target="demo", at="2021-08-01T00:00Z", previous="0", digest="1"
    )
    assert reply(number=51, close=closed, by="test").letter.demo is True


def test_a_file_that_was_touched_is_not_handed_out(closed: Close) -> None:
    proposal()
    made = reply(number=51, close=closed, by="test")
    made.paths[FileKind.WORD].write_bytes(b"other")
    with pytest.raises(Refused, match="摘要不一致"):
        letters.file_of(made.letter, FileKind.WORD)


def test_each_page_has_a_preview(closed: Close) -> None:
    proposal()
    made = reply(number=51, close=closed, by="test")
    count = made.letter.files.get(kind=FileKind.PDF).pages
    assert count == 4
    assert all(letters.preview(made.letter, page).is_file() for page in range(1, count + 1))
    with pytest.raises(Refused):
        letters.preview(made.letter, count + 1)


def test_an_unknown_number_is_refused(closed: Close) -> None:
    with pytest.raises(Refused, match="没有第52号提案"):
        reply(number=52, close=closed, by="test")


def test_a_number_of_two_sessions_needs_its_session(closed: Close) -> None:
    proposal()
    proposal(session="九届七次")
    with pytest.raises(Refused, match="请指明届次"):
        reply(number=51, close=closed, by="test")
    assert reply(number=51, session="九届六次", close=closed, by="test").letter.pk


def test_a_proposal_without_a_draft_is_refused(closed: Close) -> None:
    proposal(number=8)
    with pytest.raises(Refused, match="还没有答复稿"):
        reply(number=8, close=closed, by="test")


def test_a_month_that_is_not_closed_is_refused(closed: Close) -> None:
    with pytest.raises(Refused, match="尚未结账"):
        indicators.close_for(Month(2021, 9))
    with pytest.raises(Refused, match="没有结账"):
        queries.close_before(date(2021, 8, 30))
    assert queries.close_before(date(2021, 8, 31)) == closed
    assert queries.close_before(date(2021, 9, 6)) == closed


def test_a_day_that_ends_no_month_is_refused() -> None:
    assert queries.month_of(date(2021, 8, 31)) == AUGUST
    with pytest.raises(Refused, match="2021-07-31"):
        queries.month_of(date(2021, 8, 15))


def test_a_close_whose_files_were_touched_is_refused(closed: Close) -> None:
    proposal()
    file = next((settings.ANJU_CLOSES / closed.folder).rglob("*.parquet"))
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(Refused, match="校验未通过"):
        reply(number=51, close=closed, by="test")


def test_the_countys_own_draft_comes_first_and_is_linted(closed: Close, own_drafts: Path) -> None:
    proposal(number=7, wishes=1)
    (own_drafts / "7.yaml").write_text(DRAFT, encoding="utf-8")
    made = reply(number=7, close=closed, by="test", on=date(2021, 9, 10))
    assert made.letter.signed_on == date(2021, 9, 10)
    assert [c.shown for c in letters.citations_of(made.letter)] == ["4"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{persons}", "{people}", "没有指标 people"),
        ("{persons}", "96513", "没有注明指标来源"),
        ("answers: [1]", "answers: []", "第1条建议没有答复"),
        ("class: B", "class: ''", "没有注明办理类别"),
    ],
)
def test_a_bad_draft_makes_no_letter(closed: Close, own_drafts: Path, old: str, new: str, words: str) -> None:
    proposal(number=7, wishes=1)
    (own_drafts / "7.yaml").write_text(DRAFT.replace(old, new), encoding="utf-8")
    before = len(list(Path(settings.ANJU_FILES).glob("letters/*")))
    with pytest.raises(Refused, match=words):
        reply(number=7, close=closed, by="test")
    assert not Letter.objects.exists()
    assert len(list(Path(settings.ANJU_FILES).glob("letters/*"))) == before


def test_nothing_stays_when_the_records_cannot_be_read(
    closed: Close, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal()

    def fails(*args: object, **kwargs: object) -> None:
        raise Refused("文件缺失。")

    monkeypatch.setattr(indicators, "closed_records", fails)
    before = len(list(Path(settings.ANJU_FILES).glob("letters/*")))
    with pytest.raises(Refused, match="文件缺失"):
        reply(number=51, close=closed, by="test")
    assert not Letter.objects.exists()
    assert len(list(Path(settings.ANJU_FILES).glob("letters/*"))) == before
