"""Every field of every model of ours has exactly one privacy class, and no class names a field that is not there."""

import pytest
from django.db.models import Model

from anju.privacy.classes import Privacy, class_of
from anju.privacy.fields import SealedText
from tests.architecture import source


def fields(model: type[Model]) -> set[str]:
    """The columns of a table and its links to many; the automatic `id` as well."""
    return {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}


def classes(model: type[Model]) -> list[str]:
    declared = getattr(model, "Classified", None)
    return [name for privacy in Privacy for name in getattr(declared, privacy.value, ())]


@pytest.mark.parametrize("model", source.models(), ids=lambda m: m._meta.label)
def test_every_field_has_one_class(model: type[Model]) -> None:
    named = classes(model)
    doubled = {name for name in named if named.count(name) > 1}
    assert (fields(model) - set(named), set(named) - fields(model), doubled) == (set(), set(), set())


@pytest.mark.parametrize("model", source.models(), ids=lambda m: m._meta.label)
def test_a_sealed_field_is_secret_and_a_secret_word_is_sealed(model: type[Model]) -> None:
    secret = {name for name in classes(model) if class_of(model, name) is Privacy.SECRET}
    sealed = {f.name for f in model._meta.local_fields if isinstance(f, SealedText)}
    assert sealed <= secret
    plain = {name for name in secret - sealed if not name.endswith("_digest")}
    # Hashed as Django hashes passwords; the key of a session lies as open in Django's own table.
    assert plain <= {"password", "recovery", "key"}, f"secret, but stored as it is read: {plain}"
