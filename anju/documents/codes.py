"""Which files a letter consists of."""

from django.db.models import TextChoices


class FileKind(TextChoices):
    """A file made with a letter: the document itself, what is printed from it, and its proof."""

    WORD = "docx", "公文（Word）"
    PDF = "pdf", "公文（PDF）"
    OFFICE_PDF = "office_pdf", "公文（由 Word 转换的 PDF）"
    EVIDENCE = "evidence", "数据依据（Excel）"
