"""Evidence of a change: a scan or a photo, kept sealed like received workbooks."""

import re
from dataclasses import dataclass

from anju.intake.actions.files import keep
from anju.kernel.refused import Refused

LARGEST = 10 * 1024 * 1024
LONGEST_NAME = 100
_KINDS = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}
_STRANGE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\"'<>|:*?;]")


@dataclass(frozen=True)
class Evidence:
    """A file as it was sent: its name and its bytes."""

    name: str
    content: bytes


def cleaned(name: str, ending: str) -> str:
    """The last part of a file name without anything strange, with the ending that its content has."""
    stem = _STRANGE.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ").rsplit(".", 1)[0].strip()
    return f"{stem[: LONGEST_NAME - len(ending)] or '佐证材料'}{ending}"


def kept(evidence: Evidence) -> tuple[str, str]:
    """Seal and keep it: (SM3, clean name). What it is, is read from its content, not from its name."""
    if len(evidence.content) > LARGEST:
        raise Refused("佐证材料超过10MB。请压缩图片或拆分后再上传。")
    ending = next((ending for magic, ending in _KINDS.items() if evidence.content.startswith(magic)), "")
    if not ending:
        raise Refused("佐证材料只收 PDF、JPG、PNG 文件。请另存为其中一种再上传。")
    return keep(evidence.content), cleaned(evidence.name, ending)
