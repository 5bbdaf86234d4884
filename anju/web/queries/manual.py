"""The user manual as Sphinx built it: chapters, their pictures, and a search through their words."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path

from django.conf import settings

FIRST = "index"
AROUND = 40  # letters before and behind a find
MOST = 30
_TAG = re.compile(r"<[^>]+>")
_PICTURE = re.compile(r'(<img [^>]*src="\.\./_images/([\w-]+\.webp)"[^>]*?) />')
_HEAD, _SIZE_AT = (
    30,
    (24, 27),
)  # where a WebP file (VP8X) keeps width and height, each less one in three bytes
_SECTION = re.compile(r'<section id="([^"]+)">\s*<h[1-6]>(.*?)</h[1-6]>', re.S)


@dataclass(frozen=True)
class Chapter:
    """A page of the manual: `body` and `contents` are HTML that Sphinx wrote from our own text."""

    name: str
    title: str
    body: str
    contents: str


@dataclass(frozen=True)
class Find:
    """A place of the manual that holds a text."""

    chapter: str
    title: str
    anchor: str
    section: str
    around: str


def folder() -> Path:
    """Where `run.py setup` put the manual."""
    return Path(settings.ANJU_SHARE) / "manual"


def chapter(name: str) -> Chapter | None:
    """A chapter by its name, None when there is none (or the manual was not built)."""
    path = folder() / f"{name}.fjson"
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> Chapter:
    held = json.loads(path.read_text(encoding="utf-8"))
    return Chapter(path.stem, held["title"], _PICTURE.sub(_later, held["body"]), held["toc"])


def _later(picture: re.Match[str]) -> str:
    """A picture that is fetched when the reader comes near it: a chapter has a dozen. Its size keeps the text in place."""
    path = folder() / "_images" / picture[2]
    if not path.is_file():
        return picture[0]
    with path.open("rb") as file:
        head = file.read(_HEAD)
    width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in _SIZE_AT)
    return f'{picture[1]} loading="lazy" width="{width}" height="{height}" />'


def chapters() -> list[Chapter]:
    """All chapters but the first page, in the order of their names."""
    names = sorted(path.stem for path in folder().glob("*.fjson"))
    return [found for name in names if name not in {FIRST, "search"} and (found := chapter(name))]


def picture(name: str) -> Path | None:
    """A picture of the manual, None when there is none."""
    path = folder() / "_images" / f"{name}.webp"
    return path if path.is_file() else None


def find(text: str) -> list[Find]:
    """Where the manual says a text, at most MOST places."""
    wanted = text.strip().lower()
    if not wanted:
        return []
    found = [place for one in chapters() for place in _in_chapter(one, wanted)]
    return found[:MOST]


def _in_chapter(held: Chapter, wanted: str) -> list[Find]:
    starts = [(hit.start(), hit[1], _plain(hit[2])) for hit in _SECTION.finditer(held.body)]
    ends = [start for start, _, _ in starts[1:]] + [len(held.body)]
    places = []
    for (start, anchor, title), end in zip(starts, ends, strict=True):
        words = _plain(held.body[start:end])
        at = words.lower().find(wanted)
        if at >= 0:
            around = words[max(0, at - AROUND) : at + len(wanted) + AROUND]
            places.append(Find(held.name, held.title, anchor, title, around))
    return places


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())
