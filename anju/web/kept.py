"""The files that the ledger names: is each what was kept? Received workbooks, evidence, closes, letters, by their SM3."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from anju.audit.verify import Problem
from anju.documents.models import LetterFile
from anju.indicators import queries as indicators
from anju.indicators.models import Close
from anju.intake.files import opened, place_of
from anju.intake.models import Batch
from anju.kernel.digest import sm3_hex
from anju.kernel.refused import Refused
from anju.privacy.cipher import Unreadable
from anju.registry.models import Change


def problems() -> Iterator[Problem | None]:
    """One for each file: None where it is what was kept, else what is wrong with it."""
    for table, row, sm3 in _sealed():
        yield _kept(table, row, sm3)
    for letter in LetterFile.objects.select_related("letter").order_by("pk"):
        yield _letter(letter)
    for close in Close.objects.order_by("pk"):
        yield from _close(close)


def _sealed() -> Iterator[tuple[str, int, str]]:
    """What lies sealed under its own SM3: each content once, under the first row that names it."""
    seen: set[str] = set()
    received = Batch.objects.order_by("pk").values_list("pk", "sm3")
    evidence = Change.objects.exclude(evidence="").order_by("pk").values_list("pk", "evidence")
    for table, rows in ((Batch._meta.db_table, received), (Change._meta.db_table, evidence)):
        for row, sm3 in rows.iterator(2_000):
            if sm3 not in seen:
                seen.add(sm3)
                yield table, row, sm3


def _kept(table: str, row: int, sm3: str) -> Problem | None:
    if not place_of(sm3).exists():
        return Problem(table, row, _("原始文件不在文件库中"))
    try:
        same = sm3_hex(opened(sm3)) == sm3
    except (Unreadable, Refused):
        return Problem(table, row, _("原始文件打不开，可能被改动过"))
    return None if same else Problem(table, row, _("原始文件与登记的摘要不同"))


def _letter(file: LetterFile) -> Problem | None:
    path = Path(settings.ANJU_FILES) / file.path
    if not path.is_file():
        return Problem(LetterFile._meta.db_table, file.pk, _("文件不在文件库中"))
    same = sm3_hex(path.read_bytes()) == file.sm3
    return None if same else Problem(LetterFile._meta.db_table, file.pk, _("文件与登记的摘要不同"))


def _close(close: Close) -> Iterator[Problem | None]:
    found = indicators.verify(close)
    yield from (Problem(Close._meta.db_table, close.pk, what) for what in found)
    if not found:
        yield None
