"""What `run.py` decides before anything is installed."""

import ast
import io
import json
import os
import re
import socket
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bootstrap import app, checks, commands, debian, environment, places, stamps, terminal

ROOT = places.ROOT
PAGE = """
<a href="pip-24.0-py3-none-any.whl#sha256=aa">old</a>
<a href="../files/pip-25.1-py3-none-any.whl#sha256=bb">new</a>
<a href="../files/pip-26.0b1-py3-none-any.whl">a trial</a>
<a href="../files/pip-25.1.tar.gz">source</a>
"""


def test_run_py_itself_can_be_read_by_pythons_that_are_too_old() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_only_the_standard_library_is_imported_before_the_environment_stands() -> None:
    known = set(sys.stdlib_module_names) | {"bootstrap"}
    for path in [ROOT / "run.py", *(ROOT / "bootstrap").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= known, path


@pytest.mark.parametrize("name", ["base", "test"])
def test_every_pinned_package_has_a_digest_and_no_file_an_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^[A-Za-z0-9][^\n]*(?:\n    --hash[^\n]*)*", text, re.MULTILINE)
    assert pins
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("name", ["base", "test"])
def test_every_direct_dependency_says_why_it_is_there(name: str) -> None:
    listed = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    named = [line for line in listed if line and not line.startswith(("#", "-"))]
    assert named
    assert all(re.search(r"# \w.{5,}", line) for line in named)


def test_the_npm_lock_holds_digests_but_no_address_of_a_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = [entry for name, entry in lock["packages"].items() if name]
    assert all(entry.get("integrity", "").startswith("sha512-") for entry in packages)
    assert not [entry for entry in packages if "resolved" in entry]


def test_the_newest_final_wheel_of_pip_is_chosen_from_an_index_page() -> None:
    assert environment._Links(PAGE).newest_wheel() == "../files/pip-25.1-py3-none-any.whl#sha256=bb"


def test_an_index_page_without_a_wheel_is_refused() -> None:
    with pytest.raises(ValueError, match="no wheel"):
        environment._Links("<a href='pip-25.1.tar.gz'>").newest_wheel()


def test_the_environment_outweighs_pips_configuration_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conf = tmp_path / "pip.conf"
    conf.write_text("[global]\nindex-url = file\ncert = of-the-file\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(conf))
    monkeypatch.setenv("PIP_INDEX_URL", "environment")
    monkeypatch.delenv("PIP_CERT", raising=False)
    found = environment._pip_settings()
    assert (found["index-url"], found["cert"]) == ("environment", "of-the-file")


def test_the_launcher_runs_from_a_path_with_spaces_and_quotes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "it's a path 安居"
    folder.mkdir()
    (folder / "python").write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    (folder / "python").chmod(0o755)
    monkeypatch.setattr(environment, "BIN", folder)
    script = folder / "anju"
    script.write_text(environment._launcher())
    script.chmod(0o755)
    said = subprocess.run([script, "import", "名 册.xlsx"], capture_output=True, text=True, check=True).stdout
    assert said == "-P|-m|anju|import|名 册.xlsx|"


def test_a_step_that_is_done_is_remembered_with_its_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "STAMPS", tmp_path / "stamps.json")
    assert not stamps.done("base", "one")
    stamps.set_done("base", "one")
    stamps.set_done("npm", "two")
    assert stamps.done("base", "one")
    assert not stamps.done("base", "two")


def test_files_are_taken_out_of_a_debian_package_by_pattern(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name in ("./usr/share/x/pip-23.0-py3-none-any.whl", "./usr/share/doc/readme"):
            entry = tarfile.TarInfo(name)
            entry.size = 4
            archive.addfile(entry, io.BytesIO(b"body"))
    (tmp_path / "a.tar").write_bytes(packed.getvalue())
    fake = tmp_path / "dpkg-deb"
    fake.write_text('#!/bin/sh\nexec cat "$2"\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert debian._unpack(tmp_path / "a.tar", {"pip-*.whl"}, tmp_path / "out")
    assert not debian._unpack(tmp_path / "a.tar", {"pip-*.whl", "other"}, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["pip-23.0-py3-none-any.whl"]


def test_missing_system_packages_end_the_tests_with_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_missing", lambda: ["chromium", "poppler-utils"])
    monkeypatch.setattr(debian, "may_install", lambda: False)
    with pytest.raises(terminal.Stop, match="apt install chromium poppler-utils"):
        checks.ensure_system()


def test_an_unknown_subcommand_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["fly"], "usage text") == 2
    assert "usage text" in capsys.readouterr().err


def test_a_taken_port_is_named_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("ANJU_PORT", str(other.getsockname()[1]))
        with pytest.raises(terminal.Stop, match="ANJU_PORT=8611"):
            app._check_port()


def test_a_failed_program_leaves_its_last_words_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert terminal.run([sys.executable, "-c", "import sys; sys.exit('out of paper')"], log) == 1
    assert "out of paper" in terminal.last_lines(log)
    assert terminal.run(["no-such-program-anywhere"], log) == 127
