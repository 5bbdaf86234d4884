"""Employment ledger: what a sheet of jobs writes, and what each check says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anju.accounts.scope import Scope, acting
from anju.employment import sheets
from anju.employment.actions import begin_job, end_job
from anju.employment.codes import Channel, OperatorKind, PostKind, WorkPlace
from anju.employment.models import Job, Operator
from anju.employment.queries import jobs_of
from anju.intake.actions import Outcome
from anju.kernel.refused import Refused
from anju.registry.codes import Labour, Student
from anju.registry.models import Person
from tests import builders
from tests.workbooks import Line, brought, rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything(db: None) -> Iterator[None]:
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        yield


@pytest.fixture
def worker() -> Person:
    """A man of 36 with full labour ability."""
    return builders.person(builders.household(), name="张安")


def _line(person: Person, **changes: Any) -> Line:
    return {
        "劳动力姓名": person.name, "身份证号": person.id_number, "就业起始日期": "2021-03-01", "就业终止日期": None,
        "就业渠道": "自行就业", "就业地域": "省外", "就业途径": "外出务工", "就业地址": "江苏省常州市武进区", "就业单位": "某某公司",
        "园区（工厂）名称": None, "就业类型": "转移就业", "公岗类型": None, "岗位工种": "普工", "签订合同或协议(月)": 12,
        "月收入（元）": 4200,
    } | changes  # fmt: skip


def _bring(folder: Path, *lines: Line) -> Outcome:
    return brought(folder, sheets.JOBS, lines)


_POST = {
    "就业途径": "公益性岗位",
    "公岗类型": "特设公岗",
    "就业地域": "县内",
    "就业地址": "陕西省安康市平利县",
}


def test_a_job_is_written_with_the_place_of_its_person(tmp_path: Path, worker: Person) -> None:
    assert _bring(tmp_path, _line(worker)).applied
    job = jobs_of(worker.pk).get()
    assert (job.place_id, job.start, job.stop) == (worker.place_id, date(2021, 3, 1), None)
    assert (job.work_place, job.channel, job.income_fen) == (WorkPlace.OUTSIDE, Channel.MIGRANT, 420000)


def test_the_same_file_twice_changes_nothing(tmp_path: Path, worker: Person) -> None:
    _bring(tmp_path, _line(worker))
    again = _bring(tmp_path, _line(worker))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)


def test_an_end_that_comes_later_ends_the_same_spell(tmp_path: Path, worker: Person) -> None:
    _bring(tmp_path, _line(worker))
    outcome = _bring(tmp_path, _line(worker, 就业终止日期="2021-10-01"))
    assert (outcome.new, outcome.changed) == (0, 1)
    assert Job.objects.get().stop == date(2021, 10, 1)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"就业起始日期": None}, "28_place_without_month"),
        ({"就业地域": None}, "28_month_without_place"),
        ({"就业途径": "社区工厂"}, "5_01_003"),
        (_POST | {"就业地域": "省外"}, "5_01_003"),
        ({"就业起始日期": "2030-01-01"}, "date_in_future"),
        ({"就业终止日期": "2021-03-01"}, "stop_after_start"),
        (_POST | {"公岗类型": None}, "job_post_kind_missing"),
        ({"公岗类型": "特设公岗"}, "job_post_kind_without_post"),
        ({"就业起始日期": "2000-05-01"}, "job_under_sixteen"),
        ({"劳动力姓名": "李四"}, "name_of_another"),
        ({"就业途径": "农业园区", "就业地域": "县内", "园区（工厂）名称": "无此园区"}, "unknown_record"),
    ],
)
def test_a_wrong_job_is_refused(tmp_path: Path, worker: Person, changes: Line, rule: str) -> None:
    outcome = _bring(tmp_path, _line(worker, **changes))
    assert rule in rules(outcome)
    assert not outcome.applied
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"就业地址": "江苏省"}, "5_01_005"),
        ({"就业单位": None}, "5_01_007"),
        ({"月收入（元）": None}, "5_12_006"),
        ({"月收入（元）": 399}, "1111_12"),
    ],
)
def test_a_doubtful_job_passes_with_a_warning(
    tmp_path: Path, worker: Person, changes: Line, rule: str
) -> None:
    outcome = _bring(tmp_path, _line(worker, **changes))
    assert rules(outcome) == {rule}
    assert outcome.applied


def test_seventy_years_are_too_many_for_a_public_post(tmp_path: Path) -> None:
    number = builders.id_number(date(1951, 2, 28))
    old = builders.person(builders.household(), name="王老", id_number=number)
    assert "5_01_006" in rules(_bring(tmp_path, _line(old, **_POST)))


def test_who_turns_seventy_in_a_public_post_is_warned_of(tmp_path: Path) -> None:
    number = builders.id_number(date(1951, 3, 2))
    old = builders.person(builders.household(), name="王老", id_number=number)
    outcome = _bring(tmp_path, _line(old, **_POST))
    assert rules(outcome) == {"5_12_005"}
    assert outcome.applied


def test_a_pupil_does_not_work(tmp_path: Path) -> None:
    number = builders.id_number(date(2003, 9, 1), area="610926")
    pupil = builders.person(
        builders.household(), name="周小", id_number=number, student=Student.SENIOR_3, labour=Labour.NONE
    )
    assert "4_01_006" in rules(_bring(tmp_path, _line(pupil)))


def test_work_without_ability_is_warned_of(tmp_path: Path) -> None:
    weak = builders.person(builders.household(), name="周弱", labour=Labour.WEAK)
    outcome = _bring(tmp_path, _line(weak))
    assert rules(outcome) == {"2_01_015"}
    assert outcome.applied


def test_spells_of_one_channel_that_overlap_in_the_file_are_refused(tmp_path: Path, worker: Person) -> None:
    outcome = _bring(tmp_path, _line(worker), _line(worker, 就业起始日期="2021-06-01"))
    assert "job_overlaps" in rules(outcome)


def test_spells_that_follow_one_another_are_fine(tmp_path: Path, worker: Person) -> None:
    first = _line(worker, 就业终止日期="2021-06-01")
    assert _bring(tmp_path, first, _line(worker, 就业起始日期="2021-06-01")).applied


def test_a_spell_that_overlaps_one_of_the_ledger_is_refused(tmp_path: Path, worker: Person) -> None:
    builders.job(worker, start=date(2020, 3, 1))
    assert "job_overlaps_ledger" in rules(_bring(tmp_path, _line(worker)))


def test_a_file_that_ends_the_ledgers_spell_may_begin_the_next(tmp_path: Path, worker: Person) -> None:
    _bring(tmp_path, _line(worker))
    ended = _line(worker, 就业终止日期="2021-06-01")
    assert _bring(tmp_path, ended, _line(worker, 就业起始日期="2021-06-01")).applied
    assert Job.objects.count() == 2


def test_a_second_job_of_another_channel_may_run_at_the_same_time(tmp_path: Path, worker: Person) -> None:
    assert _bring(
        tmp_path, _line(worker, **_POST), _line(worker, 就业途径="灵活就业", 就业地域="县内")
    ).applied


def test_an_operator_and_the_channel_must_be_of_one_kind(tmp_path: Path, worker: Person) -> None:
    park = Operator.objects.create(
        place_id=worker.place_id,
        kind=OperatorKind.PARK,
        name="试验茶园",
        industry="茶叶",
        start=date(2019, 1, 1),
    )
    line = _line(worker, 就业途径="社区工厂", 就业地域="县内")
    wrong = _bring(tmp_path, line | {"园区（工厂）名称": park.name})
    assert "operator_of_another_kind" in rules(wrong)
    right = _bring(tmp_path, line | {"园区（工厂）名称": park.name, "就业途径": "农业园区"})
    assert right.applied
    assert Job.objects.get().operator == park


def test_begin_and_end_write_one_spell(worker: Person) -> None:
    job = begin_job(
        person=worker, channel=Channel.PARK, work_place=WorkPlace.COUNTY, on=date(2021, 4, 1), by="test"
    )
    ended = end_job(job=job, on=date(2021, 9, 1), by="test")
    assert (ended.start, ended.stop, ended.place_id) == (date(2021, 4, 1), date(2021, 9, 1), worker.place_id)


def test_begin_refuses_a_second_open_spell_of_a_channel(worker: Person) -> None:
    builders.job(worker, start=date(2021, 1, 1))
    with pytest.raises(Refused, match="已有在岗"):
        begin_job(
            person=worker,
            channel=Channel.MIGRANT,
            work_place=WorkPlace.OUTSIDE,
            on=date(2021, 5, 1),
            by="test",
        )


def test_begin_refuses_a_public_post_without_its_kind_or_outside_the_county(worker: Person) -> None:
    words: dict[str, Any] = {
        "person": worker,
        "channel": Channel.PUBLIC_POST,
        "on": date(2021, 5, 1),
        "by": "test",
    }
    with pytest.raises(Refused, match="公岗类型"):
        begin_job(work_place=WorkPlace.COUNTY, **words)
    with pytest.raises(Refused, match="县内"):
        begin_job(work_place=WorkPlace.OUTSIDE, post_kind=PostKind.SPECIAL, **words)


def test_end_refuses_a_day_before_the_start_and_a_second_end(worker: Person) -> None:
    job = builders.job(worker, start=date(2021, 1, 1))
    with pytest.raises(Refused, match="必须晚于"):
        end_job(job=job, on=date(2021, 1, 1), by="test")
    end_job(job=job, on=date(2021, 2, 1), by="test")
    with pytest.raises(Refused, match="已于"):
        end_job(job=job, on=date(2021, 3, 1), by="test")
