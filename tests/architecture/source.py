"""Our own files, parsed once: what the fitness tests look at."""

import ast
import configparser
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("anju", "bootstrap", "tests")


def is_test(path: Path) -> bool:
    """Whether a file is a test or serves tests only."""
    return "tests" in path.relative_to(ROOT).parts or path.name == "conftest.py"


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file that we write ourselves; migrations are generated, then reviewed."""
    found = [ROOT / "run.py", ROOT / "conftest.py"]
    for folder in OURS:
        found += sorted((ROOT / folder).rglob("*.py"))
    return tuple(path for path in found if "migrations" not in path.relative_to(ROOT).parts)


def code_files() -> Iterator[Path]:
    """The files of the package itself, without tests."""
    return (path for path in python_files() if path.is_relative_to(ROOT / "anju") and not is_test(path))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def shown(path: Path) -> str:
    """The path as people write it, from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


def models() -> list[type[Model]]:
    """Our own tables, without the event tables that pghistory makes of them."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("anju.") and not is_event(model) and not model._meta.auto_created
    ]


def is_event(model: type[Model]) -> bool:
    """Whether the table holds the history of another one."""
    return hasattr(model, "pgh_tracked_model")


def tracked_by(event: type[Model]) -> type[Model]:
    """The table whose history an event table holds."""
    model: type[Model] = event.__dict__["pgh_tracked_model"]
    return model


def templates() -> list[Path]:
    """Every template of ours."""
    return sorted((ROOT / "anju").glob("*/templates/**/*.html"))


def contract(name: str, key: str) -> list[str]:
    """The lines of one list in `.importlinter`."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    return [
        line.strip() for line in parser[f"importlinter:contract:{name}"][key].splitlines() if line.strip()
    ]


@cache
def ranks() -> dict[str, int]:
    """Package -> its stratum, 0 on top."""
    return {
        name.strip("() "): rank
        for rank, line in enumerate(contract("strata", "layers"))
        for name in re.split(r"[|:]", line)
    }
