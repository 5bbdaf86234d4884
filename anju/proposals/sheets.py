"""Workbooks of proposals as lists of columns (提案台账)."""

import polars as pl

from anju.intake.sheet import Column, Kind, Ref, Rule, Sheet, Target
from anju.proposals import actions, queries
from anju.proposals.models import Proposal, Suggestion

PROPOSALS = Sheet(
    name="proposals.proposals",
    title="提案",
    columns=(
        Column("session", "届次", required=True, example="九届六次"),
        Column("number", "提案号", Kind.INT, required=True, low=1, high=9999, example="51"),
        Column("title", "案由", required=True, example="关于提升易地搬迁安置区后续服务能力的建议"),
        Column("proposers", "提案者", required=True, example="何清源、罗慧敏"),
        Column("category", "类别", example="农业农村"),
        Column("assigned_on", "交办日期", Kind.DATE, required=True, example="2021-06-15"),
        Column("host", "主办单位", required=True, example="平利县发展和改革局"),
        Column("content", "内容"),
    ),
    targets=(Target(Proposal, key=("session", "number")),),
    apply=actions.record_proposals,
)

SUGGESTIONS = Sheet(
    name="proposals.suggestions",
    title="建议",
    columns=(
        Column("session", "届次", required=True, example="九届六次"),
        Column("number", "提案号", Kind.INT, required=True, low=1, high=9999, example="51"),
        Column("ordinal", "序号", Kind.INT, required=True, low=1, high=99, example="1"),
        Column("text", "建议内容", required=True),
    ),
    prepare=queries.with_known_proposals,
    ledger_rules=(
        Rule(
            "suggestion_of_unknown_proposal",
            "number",
            ~pl.col("proposal_known"),
            "台账中没有该届次的第{value}号提案。",
            "请先导入“提案”表，或核对届次和提案号。",
        ),
    ),
    targets=(
        Target(
            Suggestion,
            key=("proposal", "ordinal"),
            fields={"proposal": Ref(Proposal, {"session": "session", "number": "number"})},
        ),
    ),
    apply=actions.record_suggestions,
)
