"""Reading what the labour system asks for beside the job."""

from collections.abc import Mapping

from django.db.models import QuerySet

from anju.employment.codes import Kind, SupportKind
from anju.employment.models import Hiring, Job, Loan, Schooling, Subsidy

Support = Schooling | Subsidy | Loan | Hiring
MODELS: Mapping[str, type[Support]] = {
    SupportKind.SCHOOLING: Schooling, SupportKind.SUBSIDY: Subsidy, SupportKind.LOAN: Loan, SupportKind.HIRING: Hiring,
}  # fmt: skip


def schoolings_of(person: int) -> QuerySet[Schooling]:
    """Technical schools of a person, the latest first."""
    return Schooling.objects.filter(person=person).order_by("-start")


def subsidies_of(person: int) -> QuerySet[Subsidy]:
    """Subsidies of a person, the latest year first."""
    return Subsidy.objects.filter(person=person).order_by("-year")


def loans_of(person: int) -> QuerySet[Loan]:
    """Start-up loans of a person, the latest first."""
    return Loan.objects.filter(person=person).order_by("-start")


def hirings_of(person: int) -> QuerySet[Hiring]:
    """Whom the businesses of a person gave work, the latest count first."""
    return Hiring.objects.filter(person=person).select_related("job").order_by("-counted_on")


def businesses_of(person: int) -> QuerySet[Job]:
    """Businesses of a person, the latest first."""
    return Job.objects.filter(person=person, kind=Kind.BUSINESS).order_by("-start")


def support_of(kind: str, pk: int) -> Support | None:
    """A record of a kind in scope."""
    model = MODELS.get(kind)
    return model.objects.filter(pk=pk).first() if model else None
