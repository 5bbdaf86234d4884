"""Real-estate certificates: registered for a flat, ended, transferred to another household."""

from datetime import date

from django.db import IntegrityError, transaction

from anju.kernel.refused import Refused
from anju.registry.actions.case import About, Case, finish, opened
from anju.registry.codes import CertificateStop, ChangeKind
from anju.registry.models import Certificate, Change, Flat, Household
from anju.registry.queries.standing import allocation_of

LONGEST_NUMBER = 60


@transaction.atomic
def register_certificate(
    *, household: int, number: str, about: About, by: str, on: date, replaces: int | None = None
) -> Change:
    """A certificate was issued to the household on the day of the notice, for the flat that it had then.

    `replaces` names the certificate in whose place it comes (换发): that one ends.
    """
    case = opened(household, about=about, by=by, on=on, closed=True)
    if replaces is not None:
        _stop(case, _held(case.main, replaces), CertificateStop.REPLACED)
    allocation = allocation_of(household, about.day)
    _issue(case, case.main, number, allocation.flat if allocation else None)
    return finish(case, ChangeKind.CERTIFIED, [])


@transaction.atomic
def end_certificate(*, household: int, certificate: int, about: About, by: str, on: date) -> Change:
    """A certificate was cancelled on the day of the notice."""
    case = opened(household, about=about, by=by, on=on, closed=True)
    _stop(case, _held(case.main, certificate), CertificateStop.CANCELLED)
    return finish(case, ChangeKind.CERTIFIED, [])


@transaction.atomic
def transfer_certificate(
    *, household: int, certificate: int, other: int, number: str, about: About, by: str, on: date
) -> Change:
    """The flat of a certificate was transferred to another household, which got a certificate of its own (转移登记)."""
    if other == household:
        raise Refused("不能转移给本户。换发新证的，请选“换发”。")
    case = opened(household, other, about=about, by=by, on=on, closed=True)
    held = _held(case.main, certificate)
    _stop(case, held, CertificateStop.TRANSFERRED)
    _issue(case, case.households[1], number, held.flat)
    return finish(case, ChangeKind.CERTIFIED, [])


def _held(household: Household, certificate: int) -> Certificate:
    found = (
        Certificate.objects.select_for_update(of=("self",))
        .filter(pk=certificate, household=household)
        .first()
    )
    if found is None:
        raise Refused("这一户没有这本不动产权证。请刷新后重新选择。")
    return found


def _stop(case: Case, held: Certificate, reason: CertificateStop) -> None:
    if held.stop is not None:
        raise Refused(f"不动产权证 {held.number} 已于 {held.stop} 失效（{held.get_stop_reason_display()}）。")
    if case.about.day <= held.issued_on:
        raise Refused(f"日期必须晚于原证的登记日期（{held.issued_on}）。请核对日期。")
    case.journal.change(held, stop=case.about.day, stop_reason=reason.value)


def _issue(case: Case, household: Household, number: str, flat: Flat | None) -> None:
    """A new certificate; a flat has one at a time."""
    tidy = "".join(number.split())
    if not tidy:
        raise Refused("请填写不动产权证号。")
    if len(tidy) > LONGEST_NUMBER:
        raise Refused("不动产权证号不超过60个字。请核对。")
    standing = (
        Certificate.objects.filter(flat=flat, stop__isnull=True) if flat else Certificate.objects.none()
    )
    if found := standing.select_related("household").first():
        raise Refused(
            f"这套住房已有不动产权证 {found.number}（户 {found.household.number}）。"
            "请先登记原证注销，或办理换发、转移。"
        )
    made = Certificate(
        place_id=household.place_id, household=household, flat=flat, number=tidy, issued_on=case.about.day
    )
    try:
        with transaction.atomic():
            case.journal.create(made)
    except IntegrityError as error:
        raise Refused(f"不动产权证号 {tidy} 已登记过。请对照证书核对。") from error
