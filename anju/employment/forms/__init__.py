"""Forms of the monthly round, and of what is recorded beside the job."""

from anju.employment.forms.rounds import ChangeForm, ReturnForm, RoundFilterForm
from anju.employment.forms.support import SUPPORT_FORMS, SupportForm

__all__ = ["SUPPORT_FORMS", "ChangeForm", "ReturnForm", "RoundFilterForm", "SupportForm"]
