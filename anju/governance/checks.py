"""Checks of governance. Pure."""

import polars as pl

from anju.intake.sheet import Rule
from anju.kernel.findings import Severity

_ENDS = pl.col("stop").fill_null(pl.date(9999, 12, 31))


def ends_after(stop: str, start: str) -> Rule:
    """A spell has at least one day; `stop` and `start` are the heads that the reader sees."""
    return Rule(
        "stop_after_start",
        "stop",
        pl.col("stop") <= pl.col("start"),
        f"{stop}不晚于{start}。",
        "请核对两个日期。",
    )


MEDIATION_MEMBERS = Rule(
    "mediation_members", "members", (pl.col("members") < 3) | (pl.col("members") > 9),
    "委员人数不在3至9人之间（人民调解法第八条）。", "请核对委员人数。", Severity.WARNING,
)  # fmt: skip
AWARDS_OVERLAP = Rule(
    "star_awards_overlap", "start",
    pl.col("start") < _ENDS.cum_max().shift(1).over("site", order_by="start"),
    "与同一社区的另一条星级授予时间重叠。", "请为前一次授予填写终止日期。",
)  # fmt: skip
