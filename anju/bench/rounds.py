"""The monthly round at full size: opening a month, the hand-in screen, confirming thousands, one change."""

from datetime import date
from functools import partial

from django.conf import settings
from django.db import connection
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.bench.report import Line, p95, seconds
from anju.employment import actions
from anju.employment.actions import LineChange
from anju.employment.models import Ledger
from anju.employment.models import Line as LedgerLine
from anju.kernel.month import Month
from anju.kernel.refused import Refused

BY = "system:bench"
SCREEN, CHANGES = 15, 30
BULK = 4_000
ON = date(2028, 1, 20)
FAR = Month(2028, 1)  # a month that no county works on yet: everything here is taken back


class _Back(Exception):
    """Takes the transaction back."""


def run(rounds: int) -> list[Line]:
    """Each is done for real in a transaction that is taken back, so that the ledger stays as it was."""
    opened: list[float] = []
    lines: list[Line] = []
    try:
        with acting(scope=Scope.everything(), actor=BY, why="测速"):
            opened.append(seconds(lambda: actions.open_month(month=FAR, by=BY, on=ON)))
            count = LedgerLine.objects.filter(month=FAR.first).count()
            lines.append(Line(f"open a month, {count:,} people of labour age", opened[0], "s", 15))
            lines += _inside(rounds)
            raise _Back
    except _Back:
        return lines


def _inside(rounds: int) -> list[Line]:
    ledger = _largest()
    held = list(LedgerLine.objects.filter(ledger=ledger).values_list("pk", flat=True))
    return [_screen(ledger, len(held)), _changes(held[:CHANGES]), _bulk(ledger, held)]


def _largest() -> Ledger:
    """The month's ledger with most people, grown to BULK lines out of its town's other ledgers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select ledger_id from employment_line where month = %s group by 1 order by count(*) desc limit 1",
            [FAR.first],
        )
        row = cursor.fetchone()
        if row is None:
            raise Refused("台账中没有劳动年龄人口，无法测速。请先运行 anju demo。")
        cursor.execute(
            "update employment_line l set ledger_id = g.id, place = g.place from employment_ledger g where g.id = %s and l.id in "
            "(select id from employment_line where month = %s and ledger_id <> %s order by place limit %s)",
            [
                row[0],
                FAR.first,
                row[0],
                max(0, BULK + 200 - LedgerLine.objects.filter(ledger=row[0]).count()),
            ],
        )
    return Ledger.objects.get(pk=row[0])


def _screen(ledger: Ledger, count: int) -> Line:
    user = User.objects.filter(role=RoleName.BUREAU, is_active=True).order_by("pk").first()
    if user is None:
        raise Refused("没有县级账号。请先运行 anju demo。")
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(user)
    addresses = (
        f"/rounds/{ledger.pk}/",
        f"/rounds/{ledger.pk}/?tab=unconfirmed&sort=-age",
        f"/rounds/{ledger.pk}/?page=40&tab=",
    )
    samples = []
    for address in addresses:
        if client.get(address).status_code != 200:
            raise Refused(f"页面 {address} 没有正常返回，无法测速。")
        samples += [seconds(lambda at=address: client.get(at)) for _ in range(SCREEN)]  # type: ignore[misc] # mypy cannot infer a defaulted lambda
    return Line(f"hand-in screen of {count:,} people, p95", p95(samples) * 1000, "ms", 300)


def _changes(held: list[int]) -> Line:
    """One inline change each: the line, its audit event, the household's clock."""
    change = LineChange(what="other", source="phone", wish="local")
    samples = [
        seconds(partial(actions.change_line, line=pk, version=1, change=change, by=BY, on=ON)) for pk in held
    ]
    return Line("one inline change, p95", p95(samples) * 1000, "ms", 100)


def _bulk(ledger: Ledger, held: list[int]) -> Line:
    wanted = held[CHANGES : CHANGES + BULK]
    took = seconds(
        lambda: actions.confirm_unchanged(ledger=ledger.pk, lines=wanted, source="phone", by=BY, on=ON)
    )
    return Line(f"confirm {len(wanted):,} people at once", took, "s", 1)
