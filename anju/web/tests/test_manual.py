"""The user manual: builds without a warning, has a chapter for each desk, shows inside the shell, is searched."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from anju.accounts.codes import RoleName
from anju.web.queries import manual
from anju.web.views.manual import OWN
from bootstrap import manual as builder
from tests import builders

WITHOUT = {RoleName.COMPANY, RoleName.COMMITTEE, RoleName.MEDIATOR, RoleName.RESIDENT}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    share = tmp_path_factory.mktemp("share")
    builder.build(builder.SOURCE, share / "manual")
    return share


@pytest.fixture
def reader(county: None, built: Path, settings: Any, client: Client) -> Client:
    settings.ANJU_SHARE = built
    builders.place_tree()
    client.force_login(builders.user("reader", role=RoleName.CLERK, place=builders.SITE))
    return client


def test_every_desk_has_a_chapter(reader: Client) -> None:
    names = {chapter.name for chapter in manual.chapters()}
    assert set(OWN.values()) <= names
    assert set(RoleName) - WITHOUT == set(OWN)


def test_no_chapter_brings_scripts_styles_or_anything_of_another_host(reader: Client) -> None:
    for chapter in manual.chapters():
        assert len(chapter.body) > 1_200, chapter.name
        for word in ("<script", "style=", "http://", "https://", "<iframe"):
            assert word not in chapter.body, f"{chapter.name}: {word}"


def test_a_reader_finds_their_own_chapter_first(reader: Client) -> None:
    page = reader.get("/help/")
    assert page.text.index("社区经办人</a>") < page.text.index("镇经办人</a>")
    assert "零就业" in reader.get("/help/clerk/").text


def test_the_manual_is_searched(reader: Client) -> None:
    assert "/help/town/#" in reader.get("/help/", {"q": "退回社区"}).text
    assert "换一个说法" in reader.get("/help/", {"q": "没有这个词"}).text
    assert "<b>" not in reader.get("/help/", {"q": "<b>"}).text.split("<main")[1]


@pytest.mark.parametrize(
    "path", ["/help/nothing/", "/help/_images/none.webp", "/help/%2e%2e/", "/help/globalcontext.json/"]
)
def test_what_is_not_of_the_manual_is_not_there(reader: Client, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_without_a_manual_the_page_says_how_to_get_it(reader: Client, settings: Any, tmp_path: Path) -> None:
    settings.ANJU_SHARE = tmp_path
    assert "run.py setup" in reader.get("/help/").text


def test_pictures_are_fetched_when_the_reader_comes_near_and_are_light(reader: Client, built: Path) -> None:
    page = reader.get("/help/clerk/").text
    pictures = [tag.split(">")[0] for tag in page.split("<img ")[1:] if "_images/" in tag.split(">")[0]]
    assert len(pictures) > 5
    for picture in pictures:
        assert any(size in picture for size in ('width="1180" height="680"', 'width="390" height="760"'))
        assert 'loading="lazy"' in picture
    answer = reader.get("/help/_images/clerk-start.webp")
    assert answer.headers["Content-Type"] == "image/webp"
    for path in (built / "manual" / "_images").iterdir():
        assert path.stat().st_size < 60_000, f"{path.name}: take it again with docs/manual/pictures.py"
