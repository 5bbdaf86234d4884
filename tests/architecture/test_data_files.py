"""Data that decides something carries its source: policy values, indicators, migrations, translations."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from tests.architecture import source


def values(node: Any) -> Iterator[dict[str, Any]]:
    """Every dated value in a policy file: a mapping with `value`."""
    if isinstance(node, dict):
        if "value" in node:
            yield node
        for child in node.values():
            yield from values(child)
    elif isinstance(node, list):
        for child in node:
            yield from values(child)


POLICIES = sorted((source.ROOT / "anju").glob("*/policy/*.yaml"))
INDICATORS = sorted((source.ROOT / "anju" / "indicators").rglob("*.yaml"))


@pytest.mark.parametrize("path", POLICIES, ids=source.shown)
def test_every_policy_value_has_a_source_and_a_day(path: Path) -> None:
    for value in values(yaml.safe_load(path.read_text(encoding="utf-8"))):
        assert value.get("source"), f"{source.shown(path)}: {value} has no source"
        assert isinstance(value.get("from"), date), (
            f"{source.shown(path)}: {value} has no day from which it holds"
        )


def indicators() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in INDICATORS:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in held if isinstance(held, list) else [held]:
            if isinstance(entry, dict) and "status" in entry:
                yield source.shown(path), entry


PUBLISHED = [(path, entry) for path, entry in indicators() if entry["status"] == "published"]


@pytest.mark.parametrize(("path", "entry"), PUBLISHED, ids=[path for path, _ in PUBLISHED])
def test_every_published_indicator_has_an_owner_and_an_unexpired_review(
    path: str, entry: dict[str, Any]
) -> None:
    assert entry["owner"]
    assert entry["legal_basis"]
    assert entry["reviewed"] < entry["next_review"]
    assert entry["next_review"] >= datetime.now(UTC).date(), (
        f"{path}: review the definition again, then set both days"
    )


def test_there_are_published_indicators() -> None:
    """Otherwise the search above looks at the wrong folder."""
    assert len(PUBLISHED) > 50


@pytest.mark.django_db
def test_the_migrations_are_up_to_date_with_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_have_names_that_say_what_they_do() -> None:
    unnamed = [
        p.name
        for p in (source.ROOT / "anju").glob("*/migrations/0*.py")
        if re.search(r"_auto_|\d{8}", p.name)
    ]
    assert unnamed == []


def catalogues() -> list[Path]:
    return sorted((source.ROOT / "anju").rglob("locale/en/LC_MESSAGES/*.po"))


def entries(path: Path) -> Iterator[tuple[str, str, bool]]:
    """(msgid, msgstr, fuzzy) of each live entry of a catalogue."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        live = "\n".join(line for line in block.splitlines() if not line.startswith("#~"))
        found = re.search(
            r"^msgid (.*?)^(?:msgid_plural .*?^)?msgstr(?:\[0\])? (.*)", live + "\n", re.M | re.S
        )
        if found:
            msgid, msgstr = ("".join(re.findall(r'"(.*)"', part)) for part in found.groups())
            if msgid:
                yield msgid, msgstr, ", fuzzy" in live


@pytest.mark.parametrize("path", catalogues(), ids=source.shown)
def test_the_english_catalogue_is_complete(path: Path) -> None:
    missing = [msgid for msgid, msgstr, fuzzy in entries(path) if fuzzy or not msgstr]
    assert missing == []


@pytest.mark.parametrize("path", catalogues(), ids=source.shown)
def test_the_english_catalogue_holds_every_text_of_the_templates_and_the_code(path: Path) -> None:
    known = {msgid.replace('\\"', '"').replace("%%", "%") for msgid, _, _ in entries(path)}
    wanted = set()
    for template in source.templates():
        text = template.read_text(encoding="utf-8")
        wanted |= set(re.findall(r"{%\s*(?:translate|trans)\s+[\"'](.+?)[\"']", text))
    for code in source.code_files():
        wanted |= set(
            re.findall(r"\b(?:gettext|gettext_lazy|_)\(\s*\"([^\"\\]+)\"\s*\)", code.read_text("utf-8"))
        )
    assert wanted - known == set()
