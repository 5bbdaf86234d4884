"""Privacy classes of model fields. Every field of every model of ours has one; a test walks them."""

from enum import StrEnum

from django.db.models import Model


class Privacy(StrEnum):
    """Who may see a field: everybody, every officer in scope, officers with the right, nobody unmasked."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SECRET = "secret"  # noqa: S105 - a class name, not a password


def class_of(model: type[Model], field: str) -> Privacy | None:
    """The class that the model's inner `Classified` gives to a field, None where it gives none.

    `Classified` holds one tuple of field names for each class; keys and timestamps are internal by nature.
    """
    declared = getattr(model, "Classified", None)
    for privacy in Privacy:
        if field in getattr(declared, privacy.value, ()):
            return privacy
    return None
