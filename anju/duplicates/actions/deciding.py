"""Deciding that two persons are two."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anju.audit.actions import record
from anju.audit.models import Act
from anju.duplicates.actions.finding import tell
from anju.duplicates.codes import PairState
from anju.duplicates.models import Pair
from anju.kernel.refused import Refused

SHORTEST, LONGEST = 2, 200


def reason(why: str) -> str:
    """The reason as it is kept; refused where it says nothing or too much."""
    tidy = " ".join(why.split())
    if len(tidy) < SHORTEST:
        raise Refused(_("请写明理由，例如“已入户核对，两人身份证原件不同”。"))
    if len(tidy) > LONGEST:
        raise Refused(_("理由不能超过200字。请写得短一些。"))
    return tidy


@transaction.atomic
def mark_different(*, pairs: Sequence[int], why: str, by: str, on: date) -> int:
    """Say of pairs that each is two persons; they are not suspected again."""
    told = reason(why)
    found = list(Pair.objects.select_for_update(of=("self",)).filter(pk__in=pairs))
    if not found or len(found) < len(set(pairs)):
        raise Refused(_("没有这一对疑似重复人员，或不在您的管辖范围内。请刷新后再选。"))
    if any(pair.state not in (PairState.OPEN, PairState.CLOSED) for pair in found):
        raise Refused(_("选中的有已经核对过或正在审批的。请刷新后再选。"))
    for pair in found:
        pair.state, pair.decided_on, pair.decided_by, pair.decided_why = PairState.DIFFERENT, on, by, told
    Pair.objects.bulk_update(found, ("state", "decided_on", "decided_by", "decided_why"))
    detail = {"pairs": [[pair.pk, pair.first, pair.second] for pair in found], "kind": "different"}
    record(act=Act.RECORD_CHANGED, by=by, target=f"pair:{found[0].pk}", why=told, detail=detail)
    tell(on=on, by=by)
    return len(found)


@transaction.atomic
def reopen(*, pair: int, by: str, on: date) -> Pair:
    """Take back that two persons are two."""
    found = Pair.objects.select_for_update(of=("self",)).filter(pk=pair, state=PairState.DIFFERENT).first()
    if found is None:
        raise Refused(_("这一对没有被认定为不是同一人，或不在您的管辖范围内。请刷新后再看。"))
    found.state, found.decided_on, found.decided_by, found.decided_why = PairState.OPEN, None, "", ""
    found.save()
    detail = {"pairs": [[found.pk, found.first, found.second]], "kind": "reopened"}
    record(act=Act.RECORD_CHANGED, by=by, target=f"pair:{found.pk}", detail=detail)
    tell(on=on, by=by)
    return found
