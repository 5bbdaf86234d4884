"""Words: every code label is in the glossary, every act has a label, every address and setting is described."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest
from django.db.models import TextChoices

from anju import __version__
from anju.audit.models import Act
from anju.cli import COMMANDS
from tests.architecture import source

DOCS = source.ROOT / "docs"
_ENVIRONMENT = re.compile(r"^(environ|getenv|_bool|environ\.get|os\.environ\.get|os\.getenv)$")
# Of the system, not of ours, or handed by the bench to the load tool that it starts: never set for Anju.
OF_THE_SYSTEM = {"LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "PATH", "HOME", "SUDO_USER", "DJANGO_SETTINGS_MODULE",
                 "PYTHONUTF8", "ANJU_BENCH_CLERKS", "ANJU_BENCH_TAKEN", "TMPDIR", "CI", "NO_COLOR", "TERM", "PYTEST_XDIST_WORKER", "COLUMNS", "PIP_CONFIG_FILE"}  # fmt: skip


def code_lists() -> list[type[TextChoices]]:
    found: dict[str, type[TextChoices]] = {}
    for path in source.code_files():
        if path.name in {"codes.py", "models.py"}:
            module = importlib.import_module(".".join(path.relative_to(source.ROOT).with_suffix("").parts))
            for _, member in inspect.getmembers(module, inspect.isclass):
                if issubclass(member, TextChoices) and member.__module__.startswith("anju."):
                    found[f"{member.__module__}.{member.__qualname__}"] = member
    return list(found.values())


@pytest.mark.parametrize("codes", code_lists(), ids=lambda c: f"{c.__module__}.{c.__name__}")
def test_every_label_of_a_code_list_is_in_the_glossary(codes: type[TextChoices]) -> None:
    rows = (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()
    missing = [
        f"{label} `{value}`"
        for value, label in codes.choices
        if value and not any(f"| {label} |" in row and f"`{value}`" in row for row in rows)
    ]
    assert missing == []


def test_every_code_list_says_where_it_comes_from() -> None:
    without = [f"{c.__module__}.{c.__name__}" for c in code_lists() if not (c.__doc__ or "").strip()]
    assert without == []


def test_every_act_has_a_label_of_its_own() -> None:
    labels = [act.label for act in Act]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_every_act_that_the_code_records_is_one_of_the_closed_list() -> None:
    """Acts are named as `Act.…`; a text in their place would pass the database and have no label."""
    loose = []
    for path in source.code_files():
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record"):
                loose += [
                    f"{source.shown(path)}:{node.lineno}"
                    for keyword in node.keywords
                    if keyword.arg == "act" and isinstance(keyword.value, ast.Constant)
                ]
    assert loose == []


def environment_names() -> set[str]:
    """Every variable of the environment that our code reads."""
    names = set()
    for path in source.python_files():
        if source.is_test(path):
            continue
        for node in ast.walk(source.tree(path)):
            key: ast.expr | None = None
            if isinstance(node, ast.Call) and node.args and _ENVIRONMENT.match(ast.unparse(node.func)):
                key = node.args[0]
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) in {"os.environ", "environ"}:
                key = node.slice
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                names.add(key.value)
    return names - OF_THE_SYSTEM


def test_every_setting_of_the_environment_is_documented() -> None:
    described = set(re.findall(r"^## `(\w+)`", (DOCS / "settings.md").read_text(encoding="utf-8"), re.M))
    assert environment_names() - described == set(), "describe them in docs/settings.md"


def test_every_documented_setting_is_read_somewhere() -> None:
    described = set(re.findall(r"^## `(\w+)`", (DOCS / "settings.md").read_text(encoding="utf-8"), re.M))
    text = "".join(path.read_text(encoding="utf-8") for path in source.python_files())
    assert {name for name in described if f'"{name}"' not in text} == set()


def test_files_named_in_the_documents_exist() -> None:
    gone = []
    for page in (source.ROOT / "README.md", *DOCS.rglob("*.md")):
        for name in re.findall(
            r"`((?:anju|bootstrap|tests|docs|requirements)/[\w./-]*)`", page.read_text("utf-8")
        ):
            if not (source.ROOT / name).exists():
                gone.append(f"{source.shown(page)}: {name}")
    assert gone == []


READMES = (source.ROOT / "README.md", source.ROOT / "README.zh-CN.md")


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_every_command_is_in_both_readmes(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"| `anju {name}" not in text] == []


def test_both_readmes_have_the_same_shape() -> None:
    def shape(page: Path) -> list[str]:
        text = page.read_text(encoding="utf-8")
        return re.findall(r"^#+ |^- |```|!\[|^\| `anju \w+|\]\((?!README)[^)]+\)", text, re.M)

    english, chinese = map(shape, READMES)
    assert english == chinese


def test_the_changelog_knows_the_version() -> None:
    assert f"\n## {__version__}" in (source.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_links_between_the_documents_lead_somewhere() -> None:
    broken = []
    for page in (*READMES, *DOCS.rglob("*.md")):
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{source.shown(page)} -> {target}")
    assert broken == []
