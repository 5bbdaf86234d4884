"""Every text that a page may show in Chinese, gathered from code, templates and code lists.

`python -m anju.web.tests.messages` prints the entries that the English catalogue lacks, to be translated by hand.
"""

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.db.models import TextChoices
from django.utils.translation.template import templatize

from anju.web.queries.history import HISTORIES, LABELS
from bootstrap.messages import _entries

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = ROOT / "anju" / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = frozenset({"_", "gettext", "gettext_lazy", "ngettext", "stored"})
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_IN_TEMPLATE = re.compile(r"(?:_|gettext)\((u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))\)")


def translated() -> dict[str, str]:
    """What the English catalogue holds."""
    return dict(_entries(CATALOGUE.read_text(encoding="utf-8"))) if CATALOGUE.exists() else {}


def texts() -> dict[str, str]:
    """Chinese text to the file that shows it."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "anju").rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            found |= dict.fromkeys(_in_code(path), str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "anju").rglob("templates/**/*.html")):
        found |= dict.fromkeys(_in_template(path), str(path.relative_to(ROOT)))
    found |= dict.fromkeys(_labels(), "code lists")
    return {text: where for text, where in found.items() if _CHINESE.search(text)}


def _in_code(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in CALLS
            and node.args
        ):
            first = node.args[0]
            if (
                isinstance(first, ast.Constant)
                and isinstance(first.value, str)
                and not _kept(node, first.value)
            ):
                yield first.value


def _kept(call: ast.Call, sentence: str) -> bool:
    """Whether it is stored with values: such a sentence is shown as it was written."""
    return getattr(call.func, "id", "") == "stored" and "%(" in sentence


def _in_template(path: Path) -> Iterator[str]:
    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for quoted in _IN_TEMPLATE.findall(source):
        yield str(ast.literal_eval(quoted))


def _labels() -> Iterator[str]:
    """Labels of code lists, and the names of the fields that histories show."""
    yield from (*HISTORIES.values(), *LABELS.values())
    for app in apps.get_app_configs():
        if not app.name.startswith("anju."):
            continue
        for model in app.get_models():
            if model.__name__ in HISTORIES and hasattr(model, "pgh_event_model"):
                yield from (str(field.verbose_name) for field in model._meta.concrete_fields)
        path = ROOT.joinpath(*app.name.split("."), "codes.py")
        if path.exists():
            yield from _choices(f"{app.name}.codes")


def _choices(module: str) -> Iterator[str]:
    for value in vars(importlib.import_module(module)).values():
        if isinstance(value, type) and issubclass(value, TextChoices):
            yield from (str(label) for label in value.labels)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


if __name__ == "__main__":
    django.setup()
    held = translated()
    for text, where in texts().items():
        if text not in held:
            sys.stdout.write(f'#: {where}\nmsgid {_quoted(text)}\nmsgstr ""\n\n')
