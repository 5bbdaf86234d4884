"""Reading proposals, their drafts, and the figures that a reply may cite."""

from datetime import date
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db.models import QuerySet

from anju.documents import draft
from anju.documents.draft import Draft
from anju.indicators.models import Close
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.proposals.models import Proposal

SHIPPED_DRAFTS = Path(__file__).with_name("drafts")


def proposals() -> QuerySet[Proposal]:
    """All proposals with their suggestions, newest first."""
    return Proposal.objects.prefetch_related("suggestions").order_by("-assigned_on", "number")


def proposal(number: int, session: str | None = None) -> Proposal:
    """A proposal by its number; the session is needed where several have one of that number."""
    found = list(proposals().filter(number=number, **({"session": session} if session else {})))
    if not found:
        raise Refused(f"提案台账中没有{session or ''}第{number}号提案。请核对提案号，或先导入提案台账。")
    if len(found) > 1:
        sessions = "、".join(each.session for each in found)
        raise Refused(f"{sessions}都有第{number}号提案。请指明届次。")
    return found[0]


def draft_of(asked: Proposal) -> Draft:
    """The draft of the reply: the county's own in `drafts` of the data folder, before the one that came with the program."""
    for folder in (Path(settings.ANJU_HOME) / "drafts", SHIPPED_DRAFTS):
        for path in sorted(folder.glob("*.yaml")):
            found = draft.read(path)
            if (found.session, found.matter) == (asked.session, asked.number):
                return found
    raise Refused(
        f"{asked.matter}还没有答复稿。请把答复稿放到数据目录的 drafts 文件夹，写法见随程序提供的示例。"
    )


def close_before(day: date) -> Close:
    """The newest close whose month had ended by a day. Raises Refused when there is none."""
    last = Month.of(day) if Month.of(day).last <= day else Month.of(day).plus(-1)
    found = Close.objects.filter(month__lte=last.first).order_by("-month", "-version").first()
    if found is None:
        raise Refused(f"{last}及以前没有结账，公文不能引用未结账的数据。请先结账。")
    return found


def month_of(as_of: date) -> Month:
    """The month whose close has figures of this day. Raises Refused for a day that ends no month."""
    month = Month.of(as_of)
    if month.last != as_of:
        raise Refused(
            f"公文只引用月末结账的数据，{as_of}不是月末。请改用{month.last}或上月末{month.plus(-1).last}。"
        )
    return month


def with_known_proposals(rows: pl.DataFrame) -> pl.DataFrame:
    """The staged rows with `proposal_known`: whether the ledger has that number in that session."""
    known = {(session, number) for session, number in Proposal.objects.values_list("session", "number")}
    pairs = zip(rows["session"], rows["number"], strict=True)
    return rows.with_columns(pl.Series("proposal_known", [pair in known for pair in pairs], dtype=pl.Boolean))


def usual_occasion(asked: Proposal) -> dict[str, object]:
    """Month and day of signing that a reply usually has: the draft's day and the newest close before it."""
    try:
        signed_on = draft_of(asked).signed_on
        return {"on": signed_on, "month": str(Month.of(close_before(signed_on).month))}
    except Refused:
        return {}
