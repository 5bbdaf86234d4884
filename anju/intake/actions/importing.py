"""From a file to the ledger: read, check, compare, write; everything of a file in one transaction or nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import polars as pl
from django.db import IntegrityError, connection, models, transaction

from anju.accounts.scope import Scope, acting
from anju.audit.actions import record
from anju.audit.models import Act
from anju.intake import findings, lookups, queries
from anju.intake.actions import batches
from anju.intake.actions.differences import differences
from anju.intake.actions.outcome import Outcome, Request
from anju.intake.actions.plan import Plan, aims, compare, counts
from anju.intake.actions.staging import stage
from anju.intake.models import Batch, BatchState
from anju.intake.reading import Reading, read_file
from anju.intake.sheet import Sheet
from anju.kernel.refused import Refused

_IMPORT_LOCK = 61_0927
_ANALYZED = 500  # an import of so many lines refreshes the statistics of its tables


class _Undo(Exception):
    """Leaves the transaction of a preview or of a refused file."""


def read(request: Request) -> list[Reading]:
    """All sheets of the file, in the order in which they must be written."""
    request.progress(0, 100, f"读取 {request.name}")
    rooms = {sheet.name: queries.rooms(sheet) for sheet in request.sheets}
    mappings = queries.mappings()
    reader = read_file(
        request.path, name=request.name, sheets=request.sheets, mappings=mappings, on=request.on, rooms=rooms
    )
    order = {sheet.name: index for index, sheet in enumerate(request.sheets)}
    return sorted(reader, key=lambda reading: order[reading.sheet.name])


def _good(reading: Reading, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines without errors; a group with one bad line is left out as a whole."""
    bad = findings.errors(reading.findings)["row"].unique()
    refused = pl.col("row").is_in(bad.implode())
    if reading.sheet.group:
        refused = refused.any().over(reading.sheet.group)
    return lines.filter(~refused)


def _check_against_ledger(reading: Reading, scope: Scope) -> tuple[Reading, pl.DataFrame]:
    """Lookups, the sheet's own preparation, and the rules that need them."""
    sheet = reading.sheet
    lines = lookups.resolve(reading.lines, sheet)
    if sheet.prepare:
        lines = sheet.prepare(lines)
    raw = lines.select("row").join(reading.raw, on="row", how="left", maintain_order="left")
    told = findings.judge(
        lines, raw, [*lookups.rules(sheet, scope), *sheet.ledger_rules], sheet, reading.letters
    )
    return reading.with_findings(told), lines


def _staged_columns(reading: Reading, lines: pl.DataFrame) -> frozenset[str]:
    """Columns that the file says something of: an absent one leaves the ledger as it stands."""
    absent = {column.name for column in reading.sheet.columns} - reading.present
    silent_names = absent & set(reading.lines.columns)
    derived = {name for name in silent_names if lines[name].null_count() < lines.height}
    return frozenset(lines.columns) - (silent_names - derived)


def _one(reading: Reading, request: Request, batch: Batch | None) -> tuple[Outcome, Plan]:
    """Check one sheet against the ledger, stage its good lines and compare them."""
    request.progress(25, 100, f"核对 {reading.tab}（{reading.lines.height:,} 行）")
    reading, lines = _check_against_ledger(reading, request.scope)
    good = _good(reading, lines)
    request.progress(45, 100, f"比对 {reading.tab}（{good.height:,} 行）")
    stage(good)
    planned = aims(reading.sheet, _staged_columns(reading, good))
    compare(planned)
    found = counts(planned)
    outcome = Outcome(
        sheet=reading.sheet, tab=reading.tab, batch=batch.pk if batch else None, new=found["new"],
        changed=found["changed"], unchanged=found["unchanged"], refused=lines.height - good.height, applied=False,
        findings=reading.findings, differences=differences(reading.sheet, planned), reading=reading,
    )  # fmt: skip
    return outcome, Plan(reading.sheet, planned, request.by, request.on, batch.pk if batch else None)


def constraint_sentence(sheet: Sheet, error: IntegrityError) -> str:
    """The sentence of the constraint that a write broke, if it is one of ours."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    for target in sheet.targets:
        for constraint in target.model._meta.constraints:
            if constraint.name == name:
                return str(constraint.violation_error_message)
    return "这份文件与台账中已有的记录冲突（可能属于其他管辖范围，或刚被他人修改）。"


def _write(outcome: Outcome, plan: Plan, request: Request) -> Outcome:
    """Let the sheet's action write, and put the act on the chain."""
    request.progress(55, 100, f"入账 {outcome.tab}（新增 {outcome.new:,}，变更 {outcome.changed:,}）")
    try:
        with transaction.atomic():
            outcome.sheet.apply(plan)
            connection.check_constraints()
    except IntegrityError as error:
        raise Refused(
            f"“{outcome.tab}”未能入账：{constraint_sentence(outcome.sheet, error)}请核对后重新预览。"
        ) from error
    if outcome.new + outcome.changed >= _ANALYZED:
        _analyze([aim.model for aim in plan.aims])
    return replace(outcome, applied=True)


def _analyze(written: Sequence[type[models.Model]]) -> None:
    """Refresh the planner's statistics, where the server lets a role do so that does not own the tables."""
    with connection.cursor() as cursor:
        cursor.execute("show server_version_num")
        if int(cursor.fetchone()[0]) >= 170000:
            cursor.execute("analyze " + ", ".join(f'"{model._meta.db_table}"' for model in written))


def _audit(outcome: Outcome, request: Request, sm3: str) -> None:
    detail = {
        "sheet": outcome.sheet.name, "file": request.name, "sm3": sm3, "new": outcome.new, "changed": outcome.changed,
        "unchanged": outcome.unchanged, "refused": outcome.refused, "on": request.on.isoformat(),
    }  # fmt: skip
    record(act=Act.IMPORT_APPLIED, by=request.by, target=f"intake.batch:{outcome.batch}", detail=detail)


@contextmanager
def _transaction(request: Request) -> Iterator[None]:
    """One transaction under the scope; imports queue up, so that what was compared is what is written."""
    with acting(scope=request.scope, actor=request.by, why=f"导入 {request.name}"):
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])
            # Whole files are joined with whole tables; young tables without statistics mislead the planner into loops.
            cursor.execute("set local enable_nestloop = off")
        yield


def preview(request: Request, readings: Sequence[Reading]) -> list[Outcome]:
    """What the file would do. Earlier sheets of a file are written for the later ones to find, and taken back."""
    outcomes: list[Outcome] = []
    try:
        with _transaction(request):
            for index, reading in enumerate(readings):
                outcome, plan = _one(reading, request, None)
                outcomes.append(outcome)
                if index + 1 < len(readings):
                    _write(outcome, plan, request)
            raise _Undo
    except _Undo:
        return outcomes


def apply(
    request: Request, readings: Sequence[Reading], sm3: str, confirm: Callable[[Outcome, Batch], None]
) -> list[Outcome]:
    """Write the file. With a refused row and without `accept_valid` nothing at all is written.

    `confirm` is asked before each sheet is written and may raise Refused.
    """
    outcomes: list[Outcome] = []
    try:
        with _transaction(request):
            for reading in readings:
                batch = batches.open_batch(request, reading, sm3)
                outcome, plan = _one(reading, request, batch)
                confirm(outcome, batch)
                if not outcome.failed or request.accept_valid:
                    outcome = _write(outcome, plan, request)
                    batches.close_batch(batch, outcome, BatchState.APPLIED)
                    _audit(outcome, request, sm3)
                outcomes.append(outcome)
            if not all(outcome.applied for outcome in outcomes):
                raise _Undo
    except _Undo:
        return [replace(outcome, applied=False, batch=None) for outcome in outcomes]
    request.progress(100, 100, f"完成 {request.name}")
    return outcomes
