"""Checks of property management (domain.md §5.2). Pure."""

import polars as pl

from anju.estates.codes import ServiceMode
from anju.intake.sheet import Rule
from anju.kernel.findings import Severity

COMMITTEE_RULES = (
    Rule("committee_ended_after_established", "ended_on", pl.col("ended_on") <= pl.col("established_on"),
         "终止日期不晚于成立日期。", "请核对两个日期。"),
    Rule("committee_two_of_a_site", "site", (pl.col("ended_on").is_null().sum().over("site") > 1) & pl.col("ended_on").is_null(),
         "一个安置区同时只能有一个业主委员会。", "请为已换届的业主委员会填写终止日期。"),
    Rule("committee_filed_before_established", "filed_on", pl.col("filed_on") < pl.col("established_on"),
         "备案日期早于成立日期。", "请核对两个日期。"),
    Rule("committee_even", "members", pl.col("members") % 2 == 0,
         "委员人数为双数。", "业主委员会一般为5至11人单数，不足百户的可为3人；请核对。", Severity.WARNING),
)  # fmt: skip

SERVICE_RULES = (
    Rule("service_stop_after_start", "stop", pl.col("stop") <= pl.col("start"), "终止日期不晚于起始日期。", "请核对两个日期。"),
    Rule("service_price_missing", "price_fen", pl.col("charges_fee") & pl.col("price_fen").is_null(),
         "收取物业费，没有填单价。", "请补填单价（元/㎡·月）。"),
    Rule("service_price_without_fee", "price_fen", ~pl.col("charges_fee") & pl.col("price_fen").is_not_null(),
         "不收取物业费，却填了单价。", "请清空单价，或把“是否收取物业费”改为“是”。"),
    Rule("service_company_missing", "company", (pl.col("mode") == ServiceMode.COMPANY) & pl.col("company").is_null(),
         "管理模式为专业物业公司，没有填物业公司。", "请补填物业公司名称。"),
)  # fmt: skip
