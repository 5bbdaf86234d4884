"""Users. What a user sees is a place code prefix; what a user may do is a role."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from anju.accounts.codes import ROLES, Field, Right, RoleName
from anju.accounts.scope import Scope
from anju.regions.models import Place


class User(AbstractUser):
    """A member of staff: the scope is everything below `place`."""

    first_name = last_name = None  # type: ignore[assignment]  # Chinese names are one field
    display_name = models.CharField("姓名", max_length=60)
    role = models.CharField("岗位", max_length=20, choices=RoleName)
    place = models.ForeignKey(Place, models.PROTECT, verbose_name="管辖范围", related_name="+")

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Classified:
        internal = (
            "id", "username", "display_name", "role", "place", "is_active", "is_staff", "is_superuser",
            "last_login", "date_joined", "groups", "user_permissions",
        )  # fmt: skip
        personal = ("email",)
        secret = ("password",)

    def __str__(self) -> str:
        return self.display_name

    def may(self, right: Right) -> bool:
        """Whether the role carries the right."""
        return self.is_active and right in ROLES[self.role].rights

    def sees(self, field: Field) -> bool:
        """Whether the role sees this group of personal fields."""
        return self.is_active and field in ROLES[self.role].fields

    @property
    def scope(self) -> Scope:
        """What the user sees: everything at and below the place."""
        return Scope((self.place_id,))
