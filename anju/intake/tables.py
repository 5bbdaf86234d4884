"""Tables and tabs of the import pages."""

from collections.abc import Sequence

import polars as pl
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.intake.actions.differences import SCHEMA as DIFFERENCE_SCHEMA
from anju.intake.files import table_of
from anju.intake.findings import SCHEMA as FINDING_SCHEMA
from anju.intake.models import Batch, BatchState
from anju.intake.sheet import Sheet
from anju.kernel.findings import Severity
from anju.ui.parts import Tab
from anju.ui.tables import Address, Cell, Column, Table, in_order, page_of
from anju.ui.words import said

FINDINGS, DIFFERENCES = "findings", "differences"
SIZE = 50
_TONES = {
    BatchState.APPLIED: "ok", BatchState.PREVIEWED: "info", BatchState.REFUSED: "bad", BatchState.DROPPED: "",
    BatchState.RECEIVED: "info",
}  # fmt: skip
_BATCH_COLUMNS = (
    Column("file", gettext_lazy("文件"), sortable=True),
    Column("sheet", gettext_lazy("表"), sortable=True),
    Column("new", gettext_lazy("新增"), numeric=True),
    Column("changed", gettext_lazy("变更"), numeric=True),
    Column("unchanged", gettext_lazy("无变化"), numeric=True),
    Column("refused", gettext_lazy("退回"), numeric=True),
    Column("state", gettext_lazy("状态"), sortable=True),
    Column("by", gettext_lazy("提交人"), sortable=True),
    Column("at", gettext_lazy("提交时间"), sortable=True),
)
_FINDING_COLUMNS = (
    Column("row", gettext_lazy("行"), numeric=True),
    Column("column", gettext_lazy("栏目")),
    Column("value", gettext_lazy("内容")),
    Column("severity", gettext_lazy("程度")),
    Column("message", gettext_lazy("问题")),
    Column("remedy", gettext_lazy("怎样改")),
)
_DIFFERENCE_COLUMNS = (
    Column("row", gettext_lazy("行"), numeric=True),
    Column("field", gettext_lazy("栏目")),
    Column("before", gettext_lazy("台账现在")),
    Column("after", gettext_lazy("文件中")),
)


_SORTS = {"file": "filename", "sheet": "sheet", "state": "state", "by": "received_by", "at": "received_at"}


def batches(
    found: QuerySet[Batch], sheets: Sequence[Sheet], address: Address, *, size: int = SIZE, export: str = ""
) -> Table:
    """A page of what was imported before, latest first, or all of it for a file."""
    titles, page = {sheet.name: sheet.title for sheet in sheets}, page_of(address)
    listed = in_order(found, address.get("sort"), _SORTS)
    cut = listed[(page - 1) * size : page * size] if size else listed
    rows = [_batch_cells(batch, titles.get(batch.sheet, batch.tab)) for batch in cut]
    empty = _("还没有导入过数据。请先上传行政区划和安置区台账，再上传花名册。")
    return Table(
        columns=_BATCH_COLUMNS, rows=rows, address=address, total=found.count(), page=page, size=size, order="-at",
        export=export, caption=_("最近的导入"), empty=empty,
    )  # fmt: skip


def _batch_cells(batch: Batch, title: str) -> list[Cell]:
    numbers = (batch.rows_new, batch.rows_changed, batch.rows_unchanged, batch.rows_refused)
    return [
        Cell(batch.filename, href=reverse("batch", args=[batch.pk])),
        Cell(title),
        *(Cell(f"{number:,}") for number in numbers),
        Cell(said(batch.get_state_display()), tone=_TONES[BatchState(batch.state)]),
        Cell(batch.received_by),
        Cell(timezone.localtime(batch.received_at).strftime("%Y-%m-%d %H:%M")),
    ]


def sheet_tabs(batch: Batch, upload: Sequence[Batch]) -> list[Tab]:
    """The sheets of an upload with several."""
    if len(upload) < 2:
        return []
    return [Tab(one.tab, reverse("batch", args=[one.pk]), one.pk == batch.pk) for one in upload]


def tabs(batch: Batch, shown: str, address: Address) -> list[Tab]:
    """Findings and differences of a batch."""
    told = table_of(batch, FINDINGS, FINDING_SCHEMA).height
    changed = table_of(batch, DIFFERENCES, DIFFERENCE_SCHEMA).height
    return [
        Tab(_("问题"), str(address.but(show=None, page=None)), shown == FINDINGS, told),
        Tab(_("变更明细"), str(address.but(show=DIFFERENCES, page=None)), shown == DIFFERENCES, changed),
    ]


def of_batch(batch: Batch, shown: str, address: Address) -> Table:
    """One page of the findings or of the differences of a batch."""
    page = page_of(address)
    if shown == DIFFERENCES:
        whole = table_of(batch, DIFFERENCES, DIFFERENCE_SCHEMA)
        cells = [
            [
                Cell(f"{line['row']:,}"),
                Cell(line["field"]),
                Cell(line["before"] or "—"),
                Cell(line["after"] or "—"),
            ]
            for line in _part(whole, page)
        ]
        return Table(
            columns=_DIFFERENCE_COLUMNS, rows=cells, address=address, total=whole.height, page=page, size=SIZE,
            caption=_("变更明细"), empty=_("没有变更：文件中的内容与台账一致，或都是新增。"),
        )  # fmt: skip
    whole = table_of(batch, FINDINGS, FINDING_SCHEMA).sort("severity", maintain_order=True)
    return Table(
        columns=_FINDING_COLUMNS, rows=[_finding_cells(line) for line in _part(whole, page)], address=address,
        total=whole.height, page=page, size=SIZE, caption=_("问题"), empty=_("没有发现问题。"),
    )  # fmt: skip


def _part(whole: pl.DataFrame, page: int) -> list[dict[str, str]]:
    return whole.slice((page - 1) * SIZE, SIZE).to_dicts()


def _finding_cells(line: dict[str, str]) -> list[Cell]:
    error = line["severity"] == Severity.ERROR.value
    return [
        Cell(f"{line['letter']}{line['row']}"),
        Cell(line["head"]),
        Cell(line["value"] or "—"),
        Cell(_("错误") if error else _("提醒"), tone="bad" if error else "warn"),
        Cell(line["message"]),
        Cell(line["remedy"]),
    ]
