"""Which account is whose: a resident sees the own record under it."""

import pghistory
from django.conf import settings
from django.db import models

from anju.audit.history import tracked
from anju.regions.models import Placed
from anju.registry.models.ledger import Person


@pghistory.track(*tracked())
class PersonAccount(Placed):
    """The account of a resident (居民账号) and the person it belongs to, one each."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="账号", related_name="+"
    )
    person = models.OneToOneField(Person, models.PROTECT, verbose_name="本人", related_name="+")

    class Classified:
        internal = ("id", "place", "user", "person")

    def __str__(self) -> str:
        return f"{self.user_id}={self.person_id}"
