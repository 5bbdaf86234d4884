"""Limits that keep the code legible. The tail matters, not the median: see docs/decisions/0012-budgets.md."""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture import source

FILE, TEST_FILE, FUNCTION, TEMPLATE, DOMAIN, EXCEPTIONS = 400, 600, 40, 200, 2_500, 45
# No domains, each with its reason in docs/decisions/0012-budgets.md.
LARGER = {
    "accounts": 3_700, "demo": 4_100, "intake": 3_500, "documents": 3_000, "registry": 7_800, "employment": 6_800, "web": 4_200,
    "api": 4_400, "entitlements": 3_500, "indicators": 8_000,
}  # fmt: skip
FILES_AT_ONE_LEVEL = 20
CROWDED = {"anju/cli": 27}  # one file a command
FORBIDDEN_NAMES = {"utils", "helpers", "services", "managers", "signals", "constants", "common", "misc"}
# Written in two pieces, so that this file does not hold what it looks for.
REGISTRIES = [
    "pypi." + "org", "files.python" + "hosted.org", "registry." + "npmjs", "registry." + "npmmirror",
    "registry." + "yarnpkg", "mirrors." + "aliyun", "pypi.tuna." + "tsinghua", "mirrors." + "ustc",
    "--index" + "-url", "--extra-index" + "-url",
]  # fmt: skip
_EXCUSE = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<codes>[:\[][^#]*)?(?P<reason>#.*| - .*)?")


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_its_budget() -> None:
    long = {
        source.shown(path): lines(path)
        for path in source.python_files()
        if lines(path) > (TEST_FILE if source.is_test(path) else FILE)
    }
    assert long == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    long = []
    for path in source.python_files():
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION:
                    long.append(f"{source.shown(path)}:{node.lineno} {node.name} has {length} lines")
    assert long == []


def test_no_template_is_longer_than_its_budget() -> None:
    assert {source.shown(path): lines(path) for path in source.templates() if lines(path) > TEMPLATE} == {}


def test_no_package_outgrows_a_domain() -> None:
    sizes: Counter[str] = Counter()
    for path in source.code_files():
        sizes[path.relative_to(source.ROOT).parts[1]] += lines(path)
    assert {package: size for package, size in sizes.items() if size > LARGER.get(package, DOMAIN)} == {}


def test_no_folder_holds_more_files_than_one_can_overlook() -> None:
    counts = Counter(source.shown(path.parent) for path in source.python_files())
    assert {
        folder: count for folder, count in counts.items() if count > CROWDED.get(folder, FILES_AT_ONE_LEVEL)
    } == {}


def test_no_file_is_a_drawer_for_everything() -> None:
    named = {source.shown(path) for path in source.python_files() if path.stem in FORBIDDEN_NAMES}
    assert named == set()


def test_nothing_listens_to_signals() -> None:
    listening = []
    for path in source.python_files():
        for node in ast.walk(source.tree(path)):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            if re.match(r"django\..*signals", module) or (
                isinstance(node, ast.Name) and node.id == "receiver"
            ):
                listening.append(source.shown(path))
    assert listening == []


def test_imports_name_what_they_take_and_stand_at_the_top() -> None:
    bad = []
    for path in source.python_files():
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                bad.append(f"{source.shown(path)}:{node.lineno} star import")
            if isinstance(node, ast.FunctionDef):
                inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                bad += [f"{source.shown(path)}:{n.lineno} import inside {node.name}" for n in inner]
    assert bad == []


def test_nobody_catches_everything() -> None:
    broad = []
    for path in source.python_files():
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else "everything"
                passes_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
                if caught in {"everything", "Exception", "BaseException"} and not passes_on:
                    broad.append(f"{source.shown(path)}:{node.lineno} except {caught}")
    assert broad == []


def excuses() -> list[tuple[str, bool]]:
    """Each silenced rule: where, and whether a reason stands beside it or in the line above."""
    found = []
    for path in source.python_files():
        text = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(text, start=1):
            match = _EXCUSE.search(line)
            if match and "_EXCUSE" not in line:
                above = text[number - 2].strip() if number > 1 else ""
                reasoned = bool(match["reason"]) or " - " in (match["codes"] or "") or above.startswith("#")
                found.append((f"{source.shown(path)}:{number} {line.strip()}", reasoned))
    return found


def test_silenced_rules_are_few() -> None:
    silenced = [where for where, _ in excuses()]
    assert len(silenced) <= EXCEPTIONS, "\n".join(silenced)


def test_each_silenced_rule_has_its_reason() -> None:
    assert [where for where, reasoned in excuses() if not reasoned] == []


def test_no_file_of_the_repository_names_a_package_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=source.ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode != 0:
        pytest.skip("not a checkout")
    naming = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = source.ROOT / name
        if path.is_file() and path.stat().st_size < 5_000_000:
            text = path.read_bytes().decode("utf-8", errors="ignore")
            naming += [f"{name}: {address}" for address in REGISTRIES if address in text]
    assert naming == []
