"""What import-linter cannot see: foreign keys are imports too, and the contracts name every domain."""

from django.apps import apps

from tests.architecture import source

ROOMS = {"models.py", "sheets.py", "facts.py"}
KNOWN = {
    "__init__", "urls", "views", "work", "sheets", "forms", "panels", "actions", "facts", "checks", "rules",
    "queries", "models", "codes", "exports", "rulebook", "subjects",
}  # fmt: skip
# Figures and letters are machines with parts of their own; the contract orders those that are rooms.
LAID_OUT_OTHERWISE = {"indicators", "documents", "province"}
NOT_A_DOMAIN = {"kernel", "regions", "audit", "accounts", "intake", "web", "ui", "jobs", "api"}


def test_foreign_keys_point_down_the_strata() -> None:
    ranks = source.ranks()
    upward = []
    for model in source.models():
        mine = model._meta.app_label
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            other = field.related_model._meta.app_label
            if other in ranks and other != mine and ranks[other] <= ranks[mine]:
                upward.append(f"{model.__name__}.{field.name}: {mine} -> {other}")
    assert upward == []


def test_every_application_of_ours_stands_in_a_stratum() -> None:
    ours = {config.name.split(".")[1] for config in apps.get_app_configs() if config.name.startswith("anju.")}
    assert ours <= set(source.ranks())


def test_a_domain_has_no_rooms_but_the_known_ones() -> None:
    """A new kind of room needs a decision record and a line in docs/architecture.md."""
    domains = {
        line.removeprefix("anju.") for line in source.contract("rooms", "containers")
    } - LAID_OUT_OTHERWISE
    strange = [
        source.shown(path)
        for path in source.code_files()
        if path.parent.name in domains and path.parent.parent.name == "anju" and path.stem not in KNOWN
    ]
    assert strange == []


def test_every_domain_is_under_the_contract_of_rooms() -> None:
    containers = {line.removeprefix("anju.") for line in source.contract("rooms", "containers")}
    domains = {
        path.parent.name
        for path in source.code_files()
        if path.name in ROOMS and path.parent.parent.name == "anju"
    } - NOT_A_DOMAIN
    assert domains <= containers, f"add to the contract of rooms in .importlinter: {domains - containers}"
