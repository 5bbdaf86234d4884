"""A row of the ledgers as the cells that the labour system has for it (domain.md §2.2), in the words of that system."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from anju.employment import codes
from anju.entitlements.codes import MonitoringClass
from anju.kernel.identity import age_on
from anju.kernel.money import yuan_of_fen
from anju.privacy.fields import open_bytes
from anju.registry import codes as people

Row = dict[str, Any]
Value = str | int | float | date | None


@dataclass(frozen=True)
class Opened:
    """How personal data is written: in full, or masked; and the day of the sheet."""

    full: bool
    day: date

    def name(self, row: Row) -> str:
        """The name."""
        return str(row["name"] if self.full else row["name_masked"])

    def number(self, row: Row) -> str:
        """The identity number."""
        return _open(row["id_number"]) if self.full else str(row["id_masked"])

    def phone(self, row: Row) -> str:
        """The phone."""
        return _open(row["phone"]) if self.full else str(row["phone_masked"])


def _open(sealed: bytes) -> str:
    return open_bytes(bytes(sealed)).decode() if sealed else ""


def _label(choices: Any, value: str | None) -> str:
    return str(choices(value).label) if value else ""


def _yes(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def _last(stop: date | None) -> str:
    """The month of the last day of a spell `[start, stop)`."""
    return _month(stop - timedelta(days=1)) if stop else ""


def _yuan(fen: int | None) -> float | None:
    return float(yuan_of_fen(fen)) if fen is not None else None


def _region(row: Row) -> str:
    """The four places of the labour system become its three."""
    return {
        "county": "县内",
        "city": "县外省内",
        "province": "县外省内",
        "outside": "省外",
        "abroad": "境外",
    }.get(row["work_place"] or "", "")


def _state(row: Row) -> str:
    if not row["employed"]:
        return "未就业"
    return "已创业" if row["kind"] == codes.Kind.BUSINESS else "已就业"


def _special(row: Row) -> str:
    if row["found_by"] == codes.FoundBy.SUSHAN:
        return "苏陕劳务协作"
    return _label(codes.PostKind, row["post_kind"])


def _relocated(row: Row) -> str:
    return "是" if row["programme"] == people.Programme.FYP13 else "否"


def _disabled(row: Row) -> str:
    return _yes("disab" in str(row["health"] or ""))


def _policies(*enjoyed: tuple[str, int | None]) -> str:
    """Names of the policies from which somebody gets something."""
    return "、".join(name for name, fen in enjoyed if fen)


def _wished(row: Row) -> str:
    """The wished industry, with the employer where one is named."""
    return "，".join(filter(None, (str(row["wish_industry"] or ""), str(row["wish_employer"] or ""))))


def employment(row: Row, say: Opened) -> Sequence[Value]:
    """就业信息导出 (C13)."""
    return (
        row["place_name"], say.name(row), _label(people.Sex, row["sex"]), age_on(row["birth_date"], say.day),
        say.number(row), _label(codes.Kind, row["kind"]), _region(row), _special(row), row["trade"], row["job_address"],
        row["employer"], _month(row["start"]), _last(row["stop"]), say.phone(row),
        _label(people.HouseholdClass, row["household_class"]), _label(people.Education, row["education"]),
        _label(codes.Wish, row["wish"]), _state(row), _label(codes.TrainingKind, row["training_wish"]),
        "已培训" if row["trained"] else "未培训", _yes(row["found_by"] == codes.FoundBy.SUSHAN), say.day.year,
        _label(people.Student, row["student"]), _wished(row), _label(people.Labour, row["labour"]), _disabled(row),
        _label(codes.FoundBy, row["found_by"]), _label(codes.EmployerNature, row["employer_nature"]),
        row["contract_months"], _yuan(row["post_subsidy_fen"]), row["pay_cycle_months"], _yuan(row["internship_fen"]),
        _yuan(row["seeking_fen"]), _yuan(row["transport_fen"]),
        _policies(("岗位补贴", row["post_subsidy_fen"]), ("就业见习补贴", row["internship_fen"]), ("求职补贴", row["seeking_fen"]),
                  ("转移就业交通补贴", row["transport_fen"])),
    )  # fmt: skip


def template(row: Row, say: Opened) -> Sequence[Value]:
    """就业信息导入 (C12)."""
    return (
        say.name(row), say.number(row), row["start"], _label(codes.FoundBy, row["found_by"]), _region(row), row["job_address"],
        row["employer"], _label(codes.Kind, row["kind"]), _yuan(row["farm_fen"]),
        _label(codes.EmployerNature, row["employer_nature"]), row["trade"], _special(row), row["contract_months"],
        _yuan(row["post_subsidy_fen"]), row["pay_cycle_months"], "",
    )  # fmt: skip


def home(row: Row, say: Opened) -> Sequence[Value]:
    """户信息导入 (C11)."""
    return (
        row["start"].year, say.name(row), say.number(row), say.phone(row), row["address"] if say.full else "", _relocated(row),
        row["site_name"], _disabled(row), _label(people.HouseholdClass, row["household_class"]), "",
    )  # fmt: skip


def labourer(row: Row, say: Opened) -> Sequence[Value]:
    """劳动力导出 (C14)."""
    return (
        row["place_name"], say.name(row), say.number(row), _label(people.Sex, row["sex"]), say.phone(row),
        _label(people.Education, row["education"]), _state(row), _label(codes.Wish, row["wish"]),
        _label(people.Labour, row["labour"]), "已培训" if row["trained"] else "未培训",
        _label(codes.TrainingKind, row["training_wish"]), _disabled(row), _label(people.Student, row["student"]),
        _relocated(row), row["site_name"], "",
    )  # fmt: skip


def business(row: Row, say: Opened) -> Sequence[Value]:
    """创业信息导出 (C15)."""
    return (
        row["place_name"], say.name(row), _relocated(row), _label(people.HouseholdClass, row["household_class"]),
        _label(people.Sex, row["sex"]), say.number(row), say.phone(row), row["address"] if say.full else "",
        row["trade"], row["employer"], row["job_address"], _month(row["start"]), _last(row["stop"]), row["hired"],
        row["hired_lifted"], _policies(("创业担保贷款", row["loan_fen"]), ("创业补贴", row["startup_fen"])),
        _yuan(row["loan_fen"]), _yuan(row["startup_fen"]),
    )  # fmt: skip


def pupil(row: Row, say: Opened) -> Sequence[Value]:
    """技校就读导出 (C16)."""
    return (
        say.name(row), say.number(row), row["school"] or "", row["school_address"] or "", _month(row["start"]),
        _last(row["stop"]), row["major"] or "", row["hired_on"], _label(codes.SchoolRegion, row["region"]), _yes(row["sushan"]),
        row["years"], _yuan(row["grant_fen"]), _yuan(row["yulu_fen"]), _yes(row["free"]),
    )  # fmt: skip


def monthly(row: Row, say: Opened) -> Sequence[Value]:
    """务工月报 (national system, C1)."""
    return (
        say.name(row), say.number(row), row["job_address"], _region(row), row["employer"], _yuan(row["income_fen"]),
        _label(codes.Industry, row["industry"]), _label(codes.FoundBy, row["found_by"]), _yes(row["point_to_point"]),
        _label(people.HouseholdClass, row["household_class"]), _label(MonitoringClass, row["monitoring"]),
    )  # fmt: skip
