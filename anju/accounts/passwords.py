"""What a password must be (dated policy): long enough, and of several kinds of signs. Django asks this when one is set."""

import string

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.policy import book

_KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


def kinds_of(password: str) -> int:
    """How many of the four kinds a password has: small and capital letters, digits, everything else."""
    known = set("".join(_KINDS))
    return sum(bool(set(password) & set(kind)) for kind in _KINDS) + bool(set(password) - known)


class Composition:
    """A validator of AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError for a short or plain password."""
        page = book.named("accounts/access").on(timezone.localdate())
        if len(password) < int(page["password_length"]) or kinds_of(password) < int(page["password_classes"]):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """What is asked for, in one sentence."""
        page = book.named("accounts/access").on(timezone.localdate())
        words = {"length": page["password_length"], "kinds": page["password_classes"]}
        return _("密码至少 %(length)s 位，并含大写字母、小写字母、数字、符号中的至少 %(kinds)s 种。") % words
