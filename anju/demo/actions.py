"""Building the demo county in the ledger: workbooks, the importer that users have, log-ins, closed months.

Only an empty ledger, or one that an interrupted run of the same kind began, becomes a demo county. Nothing is ever
emptied: another demo county belongs into another ANJU_HOME. A run that was interrupted is called again with the same
wish and goes on, because the workbooks come out the same and a file imported twice changes nothing.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from anju.accounts.actions import change_password, create_user, one_time_password
from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.audit.actions import record
from anju.audit.models import Act, Event
from anju.checks.actions import run as run_rules
from anju.demo import booklets, books, county, gazetteer, rounds
from anju.demo.settlement import Site
from anju.demo.targets import YEAR_END
from anju.duplicates.actions import find as find_duplicates
from anju.indicators import actions as indicators
from anju.indicators.models import Close
from anju.intake.actions import import_file
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.regions.actions import mark_as_demo
from anju.regions.queries import is_demo
from anju.registry.actions import lock_population
from anju.registry.models import Grid, Household, Verification
from anju.web.sheets import SHEETS

BY = "system:demo"
FIRST_CLOSE = Month(2020, 1)
FOUNDED, FOUNDING = Month(2020, 12), "部分集中安置点的居民自治组织尚在组建，数字属实（演示）"
LOCKED_ON = date(2020, 12, 31)  # the last day of the 13th five-year plan
LOGINS_FILE, WISH_FILE = "demo-logins.txt", "county.json"
_STEPS = 5  # of one import, as the importer tells them

Progress = Callable[[str, int, int, str], None]
"""Told while work goes on: stage, how many are done, of how many, words."""


@dataclass(frozen=True)
class Wish:
    """Which demo county: how large, until when, of which seed, with its workbooks where."""

    home: Path
    out: Path
    scale: float = 1.0
    as_of: date = YEAR_END
    seed: int = county.SEED


@dataclass(frozen=True)
class Login:
    """A demo account."""

    username: str
    display_name: str
    role: RoleName
    place: str
    password: str


@dataclass(frozen=True)
class Built:
    """What a run made: files, log-ins, closed months, people of the county on its last day."""

    files: list[Path]
    logins: list[Login]
    months: list[Month]
    households: int
    persons: int


@dataclass(frozen=True)
class Invented:
    """What remains of an invented county: its files, the site whose community gets a log-in, how many people there are."""

    files: list[Path]
    site: Site
    households: int
    persons: int


def state() -> str:
    """What the ledger holds: `empty`, `begun` (a demo county, not finished), `built` (a demo county), `real`."""
    with acting(scope=Scope.everything(), actor=BY, why="查看台账状态"):
        if Event.objects.filter(act=Act.DEMO_BUILT).exists():
            return "built"
        if is_demo():
            return "begun"
        return "real" if Household.objects.exists() else "empty"


def build(*, wish: Wish, progress: Progress) -> Built:
    """Make the demo county; raises Refused where the ledger already holds a county."""
    found = state()
    if found == "real":
        raise Refused(_("台账中已有真实数据，不能生成演示县。请把 ANJU_HOME 设为一个空文件夹后再运行。"))
    if found == "built":
        raise Refused(_("演示县已经建好。要另建一个，请把 ANJU_HOME 设为一个空文件夹后再运行 anju demo。"))
    _same_wish(wish, found)
    invented = _invent(wish, progress)
    _import(invented.files, wish, progress)
    _lock_population(wish)
    logins = _open_accounts(wish, invented.site)
    booklets.ask_some(wish.as_of)
    months = _close_months(wish, progress)
    _look_through(wish.as_of)
    rounds.open_next(
        wish.as_of,
        left_open=invented.site.code,
        progress=lambda done, of, words: progress(_("台账建账"), done, of, words),
    )
    with acting(scope=Scope.everything(), actor=BY, why="生成演示县"):
        mark_as_demo(
            code=gazetteer.COUNTY, short_name=gazetteer.COUNTY_NAME, until=rounds.last_day(wish.as_of)
        )
        detail = {
            "scale": wish.scale,
            "as_of": wish.as_of.isoformat(),
            "seed": wish.seed,
            "persons": invented.persons,
        }
        record(act=Act.DEMO_BUILT, by=BY, target=f"place:{gazetteer.COUNTY}", detail=detail)
    return Built(invented.files, logins, months, invented.households, invented.persons)


def _invent(wish: Wish, progress: Progress) -> Invented:
    """Invent the county and write its workbooks; the county itself is forgotten, so that the import has the memory."""
    made = county.build(
        scale=wish.scale,
        as_of=wish.as_of,
        seed=wish.seed,
        progress=lambda words, done, of: progress(_("生成人口"), done, of, words),
    )
    wish.out.mkdir(parents=True, exist_ok=True)
    files = books.write(made, wish.out, lambda words, done, of: progress(_("写工作簿"), done, of, words))
    present = [household for household in made.households if household.start <= wish.as_of]
    people = sum(len(household.present(wish.as_of)) for household in present)
    return Invented(files, made.fyp13_sites[0], len(present), people)


def _same_wish(wish: Wish, found: str) -> None:
    """Remember the wish; an interrupted run can only go on with the one that it began with."""
    path = wish.home / "demo" / WISH_FILE
    words = {"scale": wish.scale, "as_of": wish.as_of.isoformat(), "seed": wish.seed}
    if found == "begun" and path.exists() and json.loads(path.read_text()) != words:
        raise Refused(
            _("上次生成的演示县没有完成，参数与这次不同。请用原来的参数再运行一次，或换一个空的 ANJU_HOME。")
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(words))


def _import(files: Sequence[Path], wish: Wish, progress: Progress) -> None:
    """Import the workbooks in order; after the first, the county is marked as invented."""
    total = len(files) * _STEPS
    for index, path in enumerate(files):

        def tell(done: int, of: int, words: str, base: int = index * _STEPS) -> None:
            progress(_("导入"), base + round(done / of * _STEPS), total, words)

        outcomes = import_file(
            path, sheets=SHEETS, by=BY, on=wish.as_of, scope=Scope.everything(), progress=tell
        )
        for outcome in outcomes:
            if not outcome.applied:
                told = outcome.findings["message"].to_list()[:1]
                raise Refused(
                    _("演示工作簿 %(file)s 没有通过检查：%(first)s")
                    % {"file": path.name, "first": "".join(told)}
                )
        if index == 0:
            with acting(scope=Scope.everything(), actor=BY, why="标记为演示县"):
                mark_as_demo(code=gazetteer.COUNTY, short_name=gazetteer.COUNTY_NAME, until=wish.as_of)
    progress(_("导入"), total, total, "")


def _lock_population(wish: Wish) -> None:
    """The population of the programme as it stood when the plan ended, unless an interrupted run has fixed it."""
    with acting(scope=Scope.everything(), actor=BY, why="核定锁定"):
        if not Verification.objects.exists():
            lock_population(day=LOCKED_ON, document="演示〔2020〕1号", by=BY, on=wish.as_of)


def _look_through(on: date) -> None:
    """What the checks and the search for near-duplicates find, so that their pages have something to show."""
    with acting(scope=Scope.everything(), actor=BY, why="演示核查"):
        run_rules(place=gazetteer.COUNTY, on=on, by=BY)
        find_duplicates(on=on, by=BY)


def _logins(site: Site) -> list[Login]:
    """One account for each desk; the community's is that of the site, the grid worker's that of its first grid."""
    town = site.town
    with acting(scope=Scope.everything(), actor=BY, why="演示账号"):
        grid = Grid.objects.filter(place__code__startswith=site.code).order_by("place").first()
    return [
        Login("bureau", "县发改局经办人（演示）", RoleName.BUREAU, gazetteer.COUNTY, one_time_password()),
        Login("town", f"{town.name}经办人（演示）", RoleName.TOWN, town.code, one_time_password()),
        Login("head", "县发改局负责人（演示）", RoleName.HEAD, gazetteer.COUNTY, one_time_password()),
        Login("clerk", f"{site.name}社区经办人（演示）", RoleName.CLERK, site.code, one_time_password()),
        *(
            [Login("grid", "网格员（演示）", RoleName.GRID, grid.place_id, one_time_password())]
            if grid
            else []
        ),
        Login("auditor", "审计员（演示）", RoleName.AUDITOR, gazetteer.COUNTY, one_time_password()),
        Login("admin", "系统管理员（演示）", RoleName.ADMINISTRATOR, gazetteer.COUNTY, one_time_password()),
    ]


def _open_accounts(wish: Wish, site: Site) -> list[Login]:
    """Make the demo accounts (or give those of an interrupted run new passwords) and write them to the file."""
    logins = _logins(site)
    with acting(scope=Scope.everything(), actor=BY, why="演示账号"):
        for login in logins:
            user = User.objects.filter(username=login.username).first()
            if user is not None:
                change_password(user=user, password=login.password, by=BY)
                continue
            create_user(
                username=login.username, display_name=login.display_name, role=login.role, place=login.place,
                password=login.password, by=BY,
            )  # fmt: skip
        _write_logins(wish.home / LOGINS_FILE, logins)
    return logins


def _write_logins(path: Path, logins: Sequence[Login]) -> None:
    """One line a log-in (name, password, role), readable by the owner only."""
    lines = [f"{login.username}\t{login.password}\t{RoleName(login.role).label}\n" for login in logins]
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.writelines(lines)


def _close_months(wish: Wish, progress: Progress) -> list[Month]:
    """Close the months from January 2020 to the last whole month of the history."""
    last = Month.of(wish.as_of)
    months = [month for month in FIRST_CLOSE.through(last) if month.last <= wish.as_of]
    with acting(scope=Scope.everything(), actor=BY, why="查看结账"):
        closed = set(Close.objects.values_list("month", flat=True))
    for index, month in enumerate(months):
        progress(_("结账"), index, len(months), str(month))
        if month.first not in closed:
            indicators.close(
                month, by=BY, on=month.plus(1).first, accepted=FOUNDING if month < FOUNDED else ""
            )
    progress(_("结账"), len(months), len(months), "")
    return months
