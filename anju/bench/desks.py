"""Two hundred clerks with a session and a ledger each, made in the copy on which `load` runs."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from anju.accounts.actions import create_user, one_time_password
from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.employment.models import Ledger, Line
from anju.kernel.refused import Refused

BY = "system:bench"
LINES, FEW = 400, 40


def main(path: str, count: int) -> None:
    """Write one entry a clerk: cookies, ledger, lines with their versions, persons, words to search for."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody logs in with these
    with acting(scope=Scope.everything(), actor=BY, why="测速"):
        ledgers = _ledgers()
        if not ledgers:
            raise Refused("没有正在办理的月度台账，无法测速。请先运行 anju demo。")
        desks = [_desk(number, ledgers[number % len(ledgers)]) for number in range(count)]
    Path(path).write_text(json.dumps(desks))


def _ledgers() -> list[Ledger]:
    """Every ledger of the newest month, all open again: this is a copy."""
    newest = (
        Ledger.objects.filter(lines__isnull=False).order_by("-month").values_list("month", flat=True).first()
    )
    if newest is None:
        return []
    Ledger.objects.filter(month=newest).update(state="open", confirmed_on=None, confirmed_by="")
    return list(Ledger.objects.filter(month=newest, lines__isnull=False).distinct().order_by("place"))


def _desk(number: int, ledger: Ledger) -> dict[str, Any]:
    user = create_user(
        username=f"load-{number:03d}", display_name=f"测速{number:03d}", role=RoleName.CLERK, place=ledger.place_id,
        password=one_time_password(), by=BY,
    )  # fmt: skip
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(user)
    client.get("/account/")  # brings the cookie of the forms
    lines = list(Line.objects.filter(ledger=ledger).select_related("person").order_by("pk")[:LINES])
    return {
        "cookies": {name: morsel.value for name, morsel in client.cookies.items()},
        "ledger": ledger.pk,
        "lines": [line.pk for line in lines if not line.employed],
        "versions": {line.pk: line.version for line in lines},
        "persons": [line.person_id for line in lines[:FEW]],
        "names": [line.person.pinyin[:5] for line in lines[:FEW]],
    }
