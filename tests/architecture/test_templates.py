"""Templates: each is used, their load lines are sorted, and none carries script, style or an outside address."""

import re
from pathlib import Path

import pytest

from tests.architecture import source

OF_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son[a-z]+=[\"']", re.I)
_DATA_SCRIPT = re.compile(r"<script[^>]*type=[\"']application/json[\"'][^>]*>", re.I)


def name_of(path: Path) -> str:
    return path.as_posix().split("/templates/", 1)[1]


@pytest.fixture(scope="module")
def everything() -> str:
    texts = [path.read_text(encoding="utf-8") for path in source.code_files()]
    return "\n".join(texts + [path.read_text(encoding="utf-8") for path in source.templates()])


def test_every_template_is_used(everything: str) -> None:
    unused = {
        name_of(path)
        for path in source.templates()
        if name_of(path) not in OF_DJANGO and f'"{name_of(path)}"' not in everything
    }
    assert unused == set()


@pytest.mark.parametrize("path", source.templates(), ids=name_of)
def test_load_lines_are_sorted(path: Path) -> None:
    for libraries in re.findall(r"{% load ([^%]+?) %}", path.read_text(encoding="utf-8")):
        if " from " not in libraries:
            assert libraries.split() == sorted(libraries.split())


@pytest.mark.parametrize("path", source.templates(), ids=name_of)
def test_no_inline_script_or_style(path: Path) -> None:
    """The content security policy would stop it."""
    text = _DATA_SCRIPT.sub("", path.read_text(encoding="utf-8"))
    assert _INLINE.findall(text) == []


@pytest.mark.parametrize("path", source.templates(), ids=name_of)
def test_nothing_comes_from_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//[^\"']+", text) == []
