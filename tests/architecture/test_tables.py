"""Tables: nothing is deleted along a link, and what the database refuses it refuses in words."""

from django.db.models import PROTECT, CheckConstraint, ForeignKey

from tests.architecture import source


def test_deleting_a_record_never_deletes_or_unlinks_another() -> None:
    loose = [
        f"{model.__name__}.{field.name}"
        for model in source.models()
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and field.remote_field.on_delete is not PROTECT
    ]
    assert loose == []


def test_every_check_of_the_database_has_a_sentence_for_people() -> None:
    silent = [
        constraint.name
        for model in source.models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
        and constraint.violation_error_message == CheckConstraint.default_violation_error_message
    ]
    assert silent == []


def test_every_model_tells_what_it_is() -> None:
    """A docstring of its own, not the list of fields that Django puts there."""
    silent = [m.__name__ for m in source.models() if not m.__doc__ or m.__doc__.startswith(f"{m.__name__}(")]
    assert silent == []


def test_every_spell_ends_after_it_starts() -> None:
    """Each table with `start` and `stop` has a check constraint about them."""
    loose = []
    for model in source.models():
        if {"start", "stop"} <= {field.name for field in model._meta.local_fields}:
            checks = [
                c
                for c in model._meta.constraints
                if isinstance(c, CheckConstraint) and "stop" in str(c.condition)
            ]
            if not any("start" in str(check.condition) for check in checks):
                loose.append(model.__name__)
    assert loose == []
