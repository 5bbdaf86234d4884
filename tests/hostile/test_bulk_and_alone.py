"""What one person alone gets out: files without a purpose or a second person, bodies without a log-in, secrets of others."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import xlsxwriter
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from anju.accounts.codes import Right, RoleName
from anju.accounts.models import User
from anju.accounts.tests.test_bodies import MB, declared
from anju.documents.codes import FileKind
from anju.documents.models import Letter, LetterFile
from anju.indicators.models import Close
from anju.intake.actions import files
from anju.kernel.digest import sm3_hex
from tests import builders
from tests.architecture.test_addresses import LEAVES, OPEN, address
from tests.hostile import world as worlds
from tests.hostile.actors import one_of_each_desk
from tests.hostile.test_roles_and_addresses import PAGES, PARAMETER, asked, fill, leaks
from tests.hostile.world import World

# Files that name nobody, or only colleagues and accounts: they ask for no purpose.
FREE = {
    "sites/export/", "sites/<slug:code>/flats/export/", "accounts/export/",
    "approvals/export/", "audit/export/", "audit/access/export/", "rounds/overview/<slug:month>/export/",
    "rounds/review/<slug:month>/export/", "todo/export/", "rounds/export/", "help/_images/<slug:name>.webp", "matrix/export/",
    "figures/<slug:code>/export/", "indicators/export/", "closes/export/", "province/export/", "province/receipts/export/",
    "goals/export/", "systems/export/", "imports/export/", "verifications/export/", "sites/<slug:code>/grids/export/",
    "rounds/reminders/export/",
}  # fmt: skip
# Files that ask for a purpose and name no person, so that no second person is asked.
NAMES_NOBODY = {"changes/export/", "persons/<int:pk>/record/"}
# One document at a time: looking is recorded and counted as opening somebody in full.
ONE_AT_A_TIME = {"changes/<int:pk>/evidence/"}
FILE = re.compile(r"spreadsheet|pdf|csv|zip|octet|msword|officedocument")
TOKEN, ONE_TIME = re.compile(r"anju_[\w-]{20,}"), re.compile(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b")


def is_file(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and bool(FILE.search(answer.headers.get("Content-Type", "")))


def near_pages(world: World) -> Iterator[tuple[str, str]]:
    for route, _right in PAGES:
        given = worlds.arguments(route)[1](world.near) if PARAMETER.search(route) else {}
        yield route, fill(route, given).split("?")[0]


def workbook(text: str) -> bytes:
    """A workbook of one cell."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.add_worksheet("T").write_string(0, 0, text)
    book.close()
    return held.getvalue()


@pytest.fixture
def uploaded(world: World) -> World:
    """The near upload with its file, so that the marked workbook can be made."""
    batch = world.near["batch"]
    type(batch).objects.filter(pk=batch.pk).update(
        sm3=files.keep(workbook("身份证号")), tab="T", rows_new=900
    )
    return world


@pytest.mark.parametrize("role", [RoleName.BUREAU, RoleName.CLERK, RoleName.AUDITOR, RoleName.ADMINISTRATOR])
def test_no_file_about_people_leaves_without_a_purpose(role: str, uploaded: World) -> None:
    client = Client()
    client.force_login(uploaded.users[role])
    left = {route for route, path in near_pages(uploaded) if is_file(asked(client, "get", path))}
    assert left - FREE - ONE_AT_A_TIME == set()


@pytest.mark.parametrize("role", [RoleName.BUREAU, RoleName.CLERK])
def test_no_large_file_about_people_leaves_without_a_second_person(
    role: str, uploaded: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a limit of none, every list is a large one."""
    monkeypatch.setattr("anju.accounts.approvals.rows_that_need_two", lambda _on: 0)
    client, held = Client(), set()
    client.force_login(uploaded.users[role])
    left = set()
    for route, path in near_pages(uploaded):
        answer = asked(client, "get", f"{path}?why=test")
        left |= {route} if is_file(answer) else set()
        held |= {route} if answer.status_code == 409 and "第二人" in answer.content.decode() else set()
    assert left - FREE - NAMES_NOBODY - ONE_AT_A_TIME == set()
    assert {"persons/export/", "imports/<int:pk>/marked/", "checks/export/"} <= held


def test_nowhere_is_a_body_of_a_stranger_read(world: World) -> None:
    """Neither by the page nor by the search for its token: a large one is refused by its length."""
    client, holes = Client(enforce_csrf_checks=True), []
    for route, entry in LEAVES:
        answer = declared(client, address(route), 30 * MB, "multipart/form-data; boundary=x")
        fits = {413} if not route.startswith("api/v1/") else {401, 413}
        if answer.status_code not in fits and entry.name != "logout":
            holes.append(f"{route}: {answer.status_code}")
    assert holes == []
    assert len(LEAVES) > len(OPEN)


@pytest.mark.parametrize("actor", one_of_each_desk(scoped=False), ids=lambda actor: actor.name)
def test_nobody_ends_what_is_anothers(actor: Any, world: World) -> None:
    """Sessions and lent duties of others, near and far, by their numbers."""
    client = actor.enter(world)
    for side in (world.near, world.far):
        for path in (f"/account/desks/{side['desk'].pk}/end/", f"/account/lend/{side['lending'].pk}/end/"):
            assert asked(client, "post", path).status_code == 409
    assert type(world.far["desk"]).objects.filter(pk=world.far["desk"].pk).exists()


PRIVILEGED = {"bureau", "head", "town", "auditor", "administrator"}
COUNTY, TOWN = builders.COUNTY, worlds.NEAR[:9]
POSTS = (("bureau", COUNTY), ("head", COUNTY), ("auditor", COUNTY), ("administrator", COUNTY), ("administrator", TOWN),
         ("town", TOWN), ("town", worlds.FAR[:9]), ("auditor", TOWN))  # fmt: skip


def steps(world: World) -> Iterator[tuple[str, dict[str, str]]]:
    """Everything by which an administrator could come into a privileged post."""
    for user in User.objects.filter(is_system=False, role__in=PRIVILEGED):
        yield from ((f"/accounts/{user.pk}/{what}/", {}) for what in ("password", "factor"))
    for role, place in POSTS:
        post = {"role": role, "place": place}
        yield "/accounts/new/", post | {"username": "newone", "display_name": "新人"}
        yield "/systems/new/", post | {"name": "新系统", "owner": "x"}
        yield f"/accounts/{world.near['asker'].pk}/", post | {"display_name": "新人"}
    yield from ((f"/systems/{side['system'].pk}/renew/", {}) for side in (world.near, world.far))


@pytest.mark.parametrize("name", [RoleName.ADMINISTRATOR, "town-administrator"])
def test_one_administrator_alone_gets_no_way_into_a_privileged_post(name: str, world: World) -> None:
    """Every account and system that there is, every post that may be given: no password, no token, no change."""
    client, holes = Client(), []
    client.force_login(world.users[name])
    for path, body in steps(world):
        answer = asked(client, "post", path, body)
        text = answer.content.decode()
        if answer.status_code not in {404, 409, 422} or TOKEN.search(text) or ONE_TIME.search(text):
            holes.append(f"{path} {body}: {answer.status_code}")
    assert holes == []


@pytest.fixture
def letters(world: World, settings: Any, tmp_path: Any) -> dict[str, Letter]:
    """A letter of the county, whose evidence holds records of the far side."""
    settings.ANJU_FILES = tmp_path
    now, today = timezone.now(), timezone.localdate()
    close = Close.objects.create(month=worlds.DAY.replace(day=1, year=2000), closed_by="t", closed_at=now, folder="x",
                                 manifest_sm3="0" * 64, code_version="x")  # fmt: skip
    made = {}
    for side, place in (("near", builders.COUNTY), ("far", worlds.FAR[:9])):
        made[side] = Letter.objects.create(
            number=f"平发〔2000〕{side}", title="复函", matter=side, place_id=place, close=close, as_of=worlds.DAY,
            signed_on=today, made_by="t", folder=f"letters/{side}",
        )  # fmt: skip
        home = tmp_path / "letters" / side
        home.mkdir(parents=True)
        for kind in (FileKind.WORD, FileKind.PDF, FileKind.EVIDENCE):
            body = workbook("远在天边") if kind == FileKind.EVIDENCE else b"a letter"
            (home / f"{kind}").write_bytes(body)
            LetterFile.objects.create(
                letter=made[side], kind=kind, name=f"{kind}", sm3=sm3_hex(body), size=len(body)
            )
    return made


@pytest.mark.parametrize("actor", one_of_each_desk(scoped=False), ids=lambda actor: actor.name)
def test_letters_are_for_everybody_who_reads_figures_and_their_evidence_for_those_who_make_them(
    actor: Any, world: World, letters: dict[str, Letter]
) -> None:
    """A letter is published by the county: it has no far side. What stands behind its figures has."""
    client = actor.enter(world)
    for letter in letters.values():
        for path, right in ((f"/letters/{letter.pk}/", Right.READ_FIGURES), (f"/letters/{letter.pk}/docx/", Right.READ_FIGURES),
                            (f"/letters/{letter.pk}/evidence/", Right.MAKE_LETTERS)):  # fmt: skip
            answer = asked(client, "get", path)
            assert answer.status_code == (200 if actor.may(right) else 403), path
            assert not (actor.scoped and leaks(answer)), path
        assert asked(client, "get", f"/letters/{letter.pk}/evidence.xlsx/").status_code in {403, 404}
        assert asked(client, "get", f"/letters/{letter.pk}/{FileKind.EVIDENCE}/").status_code in {
            200,
            403,
            404,
        }
    for name, (_role, place) in worlds.MACHINES.items():
        if len(place) > 6:
            machine = Client(headers={"Authorization": f"Bearer {world.tokens[name]}"})
            for kind in ("evidence", "docx", "pdf"):
                answer = asked(machine, "get", f"/api/v1/letters/{letters['far'].pk}/files/{kind}/")
                assert answer.status_code == (422 if kind == "evidence" else 200)
                assert not leaks(answer)
