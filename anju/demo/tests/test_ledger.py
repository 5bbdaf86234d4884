"""The demo county in the ledger: imported as users import, closed, and giving the published figures."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from django.utils import translation

from anju.accounts.actions import sign_in
from anju.accounts.scope import Scope, acting
from anju.demo import actions, county, targets
from anju.demo.actions import Built, Wish
from anju.demo.rows import mistakes
from anju.employment.actions import begin_job, end_job
from anju.employment.codes import Channel, WorkPlace
from anju.employment.models import Job, Line
from anju.employment.queries import active, rounds
from anju.employment.queries.rounds import LineFilter
from anju.indicators import queries
from anju.indicators.models import Close
from anju.intake.actions import import_file, preview_file
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.registry.models import Household, Membership
from anju.tasks.models import Task
from anju.web.sheets import SHEETS
from tests.builders import household, place_tree

SCALE = 0.01
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything(db: None) -> Iterator[None]:
    """What the tests themselves read is the whole county."""
    with translation.override("zh-hans"), acting(scope=Scope.everything(), actor="test"):
        yield


def _silent(stage: str, done: int, total: int, words: str) -> None:
    """Progress that nobody watches."""


def _wish(
    folder: Path, scale: float = SCALE, as_of: date = targets.YEAR_END, seed: int = county.SEED
) -> Wish:
    return Wish(home=folder, out=folder / "books", scale=scale, as_of=as_of, seed=seed)


@pytest.fixture
def built(tmp_path: Path) -> Built:
    """A small demo county with three closed months."""
    return actions.build(wish=_wish(tmp_path, as_of=targets.ANCHOR), progress=_silent)


def _figures(day: date) -> dict[str, object]:
    return {figure.code: figure.value for figure in queries.figures(day)}


def test_a_small_demo_county_gives_the_scaled_figures_on_both_days(tmp_path: Path) -> None:
    built = actions.build(wish=_wish(tmp_path, scale=0.02), progress=_silent)
    wanted = targets.load(0.02)
    for day, values in ((targets.ANCHOR, wanted.anchor), (targets.YEAR_END, wanted.year_end)):
        counted = _figures(day)
        assert {code: counted[code] for code in values} == values
    assert built.months == actions.FIRST_CLOSE.through(Month(2021, 12))
    assert Close.objects.count() == len(built.months)


@pytest.mark.slow
def test_the_full_demo_county_gives_every_published_figure(tmp_path: Path) -> None:
    actions.build(wish=_wish(tmp_path, scale=1.0, as_of=targets.ANCHOR), progress=_silent)
    counted = _figures(targets.ANCHOR)
    wanted = targets.load()
    for code, value in wanted.anchor.items():
        assert (code, counted[code]) == (code, value)
    split = {code: value for code, value in wanted.settlement.items() if code.startswith("ydfpbq")}
    assert {code: counted[code] for code in split} == split
    for name, key in (("长安集镇", "changan"), ("锦屏", "jinping")):
        there = Household.objects.filter(place__name=name)
        assert there.count() == wanted.settlement[f"{key}_households"]
        members = Membership.objects.filter(active(targets.ANCHOR), household__in=there)
        assert members.count() == wanted.settlement[f"{key}_persons"]


def test_the_demo_log_ins_work_and_stand_in_a_private_file(built: Built, tmp_path: Path) -> None:
    path = tmp_path / actions.LOGINS_FILE
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    assert path.stat().st_mode & 0o077 == 0
    assert [line[0] for line in lines] == [login.username for login in built.logins]
    for name, password, _ in lines:
        assert sign_in(username=name, password=password, at=datetime.now(UTC)).username == name


def test_an_imported_demo_workbook_changes_nothing_when_it_comes_again(built: Built) -> None:
    for path in built.files:
        for outcome in import_file(
            path, sheets=SHEETS, by="test", on=targets.ANCHOR, scope=Scope.everything()
        ):
            assert (outcome.new, outcome.changed, outcome.refused) == (0, 0, 0), outcome.tab


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wish = _wish(tmp_path, as_of=targets.ANCHOR)
    with monkeypatch.context() as patch:
        patch.setattr(actions, "_open_accounts", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            actions.build(wish=wish, progress=_silent)
    assert actions.state() == "begun"
    with pytest.raises(Refused, match="参数与这次不同"):
        actions.build(wish=_wish(tmp_path, as_of=targets.ANCHOR, seed=7), progress=_silent)
    actions.build(wish=wish, progress=_silent)
    assert actions.state() == "built"


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_second_demo_county_is_refused(built: Built, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="已经建好"):
        actions.build(wish=_wish(tmp_path), progress=_silent)


def test_a_county_with_real_people_never_becomes_a_demo_county(tmp_path: Path) -> None:
    place_tree()
    household()
    with pytest.raises(Refused, match="真实数据"):
        actions.build(wish=_wish(tmp_path), progress=_silent)


def test_every_kind_of_deliberate_error_is_found(built: Built) -> None:
    path = built.files[0].with_name(mistakes.FILENAME)
    outcomes = preview_file(path, sheets=SHEETS, by="test", on=targets.ANCHOR, scope=Scope.everything())
    found = {rule for outcome in outcomes for rule in outcome.findings["rule"]}
    assert found >= {
        "household_without_head", "household_two_heads", "id_check_digit", "birth_against_id", "sex_against_id",
        "person_in_another_household", "unknown_record", "date_in_future", "not_a_date", "id_fifteen", "id_scientific",
        "not_in_list", "required", "formula", "phone_form", "spells_overlap", "spouse_same_sex", "head_flag",
        "start_without_reason", "stop_without_reason", "household_differs_site", "education_or_school",
        "28_place_without_month", "28_month_without_place", "5_01_003", "5_01_006", "1111_12", "job_overlaps",
        "job_under_sixteen", "job_post_kind_missing", "name_of_another",
    }  # fmt: skip


def test_each_wrong_line_is_told_and_no_right_one(built: Built) -> None:
    path = built.files[0].with_name(mistakes.FILENAME)
    outcomes = preview_file(path, sheets=SHEETS, by="test", on=targets.ANCHOR, scope=Scope.everything())
    for outcome in outcomes:
        lines = pl.read_excel(path, sheet_name=outcome.tab, infer_schema_length=0)
        told = set(outcome.findings["row"])
        right = [i for i, remark in enumerate(lines["备注"], start=2) if remark and remark.startswith("正确")]
        assert right
        assert not told & set(right)
        kinds: dict[str, bool] = {}
        for row, remark in enumerate(lines["备注"], start=2):
            if remark and remark.startswith("错误"):
                kinds[remark] = kinds.get(remark, False) or row in told
        assert all(kinds.values()), [kind for kind, hit in kinds.items() if not hit]


def test_a_figure_moves_when_work_begins_and_ends(built: Built) -> None:
    day = targets.ANCHOR
    before = _figures(day)["employed_persons"]
    at_work = Job.objects.filter(active(day)).values("person")
    idle = (
        Membership.objects.filter(active(day), household__programme="fyp13")
        .exclude(person__in=at_work)
        .first()
    )
    assert idle is not None
    job = begin_job(
        person=idle.person,
        channel=Channel.FLEXIBLE,
        work_place=WorkPlace.COUNTY,
        on=date(2021, 8, 2),
        by="test",
    )
    assert _figures(day)["employed_persons"] == before + 1  # type: ignore[operator]  # counts are whole numbers
    end_job(job=job, on=date(2021, 8, 20), by="test")
    assert _figures(day)["employed_persons"] == before


def test_the_month_under_way_has_people_who_were_not_reached_last_month(built: Built) -> None:
    month, before = rounds.months()[:2]
    assert before == Month.of(targets.ANCHOR).plus(1) == month.plus(-1)
    assert {ledger.state for ledger in rounds.ledgers(before)} == {"accepted"}
    assert {ledger.state for ledger in rounds.ledgers(month)} == {"open", "handed_in", "returned", "accepted"}
    mine = next(
        ledger for ledger in rounds.ledgers(month) if not ledger.lines.exclude(state="unconfirmed").exists()
    )
    unreached = Line.objects.filter(month=month.first, hint="unreachable")
    assert unreached.exists()
    assert set(unreached.values_list("job__channel", flat=True)) == {"migrant"}
    listed = rounds.lines_of(mine.pk, LineFilter(tab=rounds.HINTED), "hint", 1, 50)
    assert "unreachable" in {row.hint for row in listed.rows}


def test_each_clerk_of_the_demo_county_has_one_task_about_the_month(built: Built) -> None:
    month = rounds.months()[0]
    waiting = {f"ledger:{one.pk}" for one in rounds.ledgers(month) if one.state in ("open", "returned")}
    held = Task.objects.filter(settled_on__isnull=True, right="ledger.hand_in")
    assert sorted(held.values_list("subject", flat=True)) == sorted(waiting)
