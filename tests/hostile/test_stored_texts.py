"""What somebody typed stays text: no script runs from it on a page, no formula in a workbook."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import DataError, IntegrityError, ProgrammingError, models, transaction
from django.test import Client

from anju.accounts.codes import ROLES, RoleName
from anju.regions.models import Place
from tests.architecture import source
from tests.hostile import world as worlds
from tests.hostile.test_roles_and_addresses import PAGES, PARAMETER, asked, fill, text_of
from tests.hostile.world import World

SCRIPT = "\"'><script>boo()</script>{{7*7}}"
FORMULA = "=HYPERLINK(1)"
LEFT = {
    "digest",
    "sm3",
    "code",
    "username",
    "password",
    "key",
    "right",
    "url",
    "subject",
    "table",
    "role",
    "rule",
}


def typed_fields(model: type[models.Model]) -> Iterator[models.Field]:
    """Text that people type: no codes, no keys, no digests."""
    for field in model._meta.concrete_fields:
        free = type(field) in (models.CharField, models.TextField) and not field.choices
        if free and not field.primary_key and not any(word in field.name for word in LEFT):
            yield field


def poison(text: str) -> int:
    """Put the text into every typed field of every row of our tables; returns how many fields took it."""
    count = 0
    for model in source.models():
        if (
            model is Place
            or not model._meta.managed
            or model._meta.app_label in {"audit", "accounts"}
            or model.__name__.endswith("Event")
        ):
            continue
        rows = list(model._default_manager.all()[:20])
        for field in typed_fields(model):
            for number, row in enumerate(rows):
                value = (f"{number}{text}" if field.unique else text)[: field.max_length]
                with (
                    suppress(IntegrityError, DataError, ProgrammingError),
                    transaction.atomic(),
                ):  # a constraint or a missing right refuses it: as good
                    count += model._default_manager.filter(pk=row.pk).update(**{field.name: value})
    Place.objects.filter(pk__in=(worlds.NEAR, worlds.FAR)).update(name=text[:60])
    return count


def addresses(world: World, role: str) -> Iterator[str]:
    for route, right in PAGES:
        if right in ROLES[role].rights:
            given = worlds.arguments(route)[1](world.near) if PARAMETER.search(route) else {}
            yield fill(route, given)


@pytest.mark.parametrize("role", [RoleName.BUREAU, RoleName.CLERK, RoleName.ADMINISTRATOR, RoleName.AUDITOR])
def test_no_page_runs_what_somebody_typed(role: str, world: World) -> None:
    assert poison(SCRIPT) > 20
    client, holes = Client(), []
    client.force_login(world.users[role])
    for address in addresses(world, role):
        answer = asked(client, "get", address)
        text = text_of(answer)
        if "html" in answer.headers.get("Content-Type", "") and (
            "<script>boo" in text or "<script>b" in text
        ):
            holes.append(address)
    assert holes == []


def test_no_workbook_computes_what_somebody_typed(world: World) -> None:
    assert poison(FORMULA) > 20
    client, holes, seen = Client(), [], 0
    client.force_login(world.users[RoleName.BUREAU])
    for address in addresses(world, RoleName.BUREAU):
        answer = asked(client, "get", address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # as the test client knows
        if body[:2] == b"PK":
            seen += 1
            with zipfile.ZipFile(io.BytesIO(body)) as book:
                sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
                holes += [f"{address} {name}" for name in sheets if b"<f>" in book.read(name)]
        if "csv" in answer.headers.get("Content-Type", ""):
            holes += [address for line in body.decode().splitlines() if line.lstrip("\ufeff").startswith("=")]
    assert seen >= 3
    assert holes == []
