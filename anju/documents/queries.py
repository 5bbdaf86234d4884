"""Reading letters: which there are, which cite a figure, and their files."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from anju.documents.codes import FileKind
from anju.documents.models import Citation, Letter, LetterFile
from anju.kernel.digest import sm3_hex
from anju.kernel.refused import Refused

PREVIEW_NAME = "page-{}.png"


def letters(matter: str = "") -> QuerySet[Letter]:
    """Letters with their files, newest first; those of one matter when it is named."""
    found = Letter.objects.select_related("close", "place").prefetch_related("files")
    return found.filter(matter=matter) if matter else found


def letter(number: int) -> Letter:
    """A letter by its id. Raises Refused when there is none."""
    found = letters().filter(pk=number).first()
    if found is None:
        raise Refused("没有这份公文。请从公文列表中重新打开。")
    return found


def citations_of(letter_: Letter) -> QuerySet[Citation]:
    """The figures of a letter in reading order."""
    return Citation.objects.filter(letter=letter_).select_related("close")


def letters_citing(code: str, as_of: date | None = None) -> QuerySet[Citation]:
    """Where letters cite a figure, newest letter first; of one day when it is named."""
    found = (
        Citation.objects.filter(code=code).select_related("letter", "close").order_by("-letter", "position")
    )
    return found.filter(as_of=as_of) if as_of else found


def file_of(letter_: Letter, kind: FileKind) -> tuple[LetterFile, Path]:
    """A file of a letter and where it lies. Raises Refused when it is not there or no longer what was made."""
    found = letter_.files.filter(kind=kind).first()
    if found is None:
        raise Refused(f"这份公文没有“{kind.label}”文件。")
    path = Path(settings.ANJU_FILES) / found.path
    if not path.is_file():
        raise Refused(f"数据目录中缺少文件 {found.name}。请从备份恢复，或重新生成公文。")
    if sm3_hex(path.read_bytes()) != found.sm3:
        raise Refused(
            f"文件 {found.name} 与生成时的摘要不一致，可能被改动过，不提供下载。请从备份恢复，或重新生成公文。"
        )
    return found, path


def preview(letter_: Letter, page: int) -> Path:
    """The picture of one page, from 1. Raises Refused when there is none."""
    path = Path(settings.ANJU_FILES) / letter_.folder / PREVIEW_NAME.format(page)
    if page < 1 or not path.is_file():
        raise Refused("没有这一页的预览图。请重新生成公文。")
    return path
