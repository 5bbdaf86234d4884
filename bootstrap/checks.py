"""`run.py test`: everything that must hold, in the order of how soon it tells."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bootstrap import debian
from bootstrap.places import BIN, PYTHON, ROOT, WINDOWS, home
from bootstrap.terminal import Stop, say, step, words

Check = tuple[str, list[str | Path]]

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
CJK_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
LATIN_FONTS = ("/usr/share/fonts/truetype/liberation", "/usr/share/fonts/truetype/liberation2")

STATIC: tuple[Check, ...] = (
    ("ruff check", [PYTHON, "-m", "ruff", "check", "."]),
    ("ruff format --check", [PYTHON, "-m", "ruff", "format", "--check", "."]),
    ("mypy", [PYTHON, "-m", "mypy"]),
    ("djlint", [PYTHON, "-m", "djlint", "anju", "--lint", "--quiet"]),
    ("lint-imports", [PYTHON, BIN / "lint-imports"]),
    ("check", [PYTHON, "-m", "django", "check", "--fail-level", "WARNING"]),
    ("makemigrations --check", [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"]),
)


def chromium() -> str:
    """The browser of the tests: ANJU_CHROMIUM, or the first one on the path; empty when there is none."""
    return os.environ.get("ANJU_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), "")


def ensure_system() -> None:
    """What the tests need of the system; installed where that is allowed, else a Stop that names it."""
    missing = _missing()
    if missing and debian.may_install():
        with step(f"安装系统软件包 {'、'.join(missing)}", f"Installing system packages {', '.join(missing)}"):
            debian.install(missing)
        missing = _missing()
    if missing:
        packages = " ".join(missing)
        raise Stop(
            words(
                f"测试缺少系统软件包：{packages}",
                f"The tests need system packages that are missing: {packages}",
            )
            + "\n"
            + words(
                f"请用管理员安装：apt install {packages}；已装在别处的浏览器用 ANJU_CHROMIUM 指明。",
                f"As administrator: apt install {packages}; name a browser elsewhere with ANJU_CHROMIUM.",
            )
        )


def _missing() -> list[str]:
    if WINDOWS or not Path("/usr/share").exists():
        return [] if chromium() else ["chromium"]
    needed = {
        "chromium": bool(chromium()),
        "fonts-noto-cjk": any(Path(path).exists() for path in CJK_FONTS),
        "fonts-liberation": any(Path(path).exists() for path in LATIN_FONTS),
        "libreoffice-writer": bool(shutil.which("soffice") or shutil.which("libreoffice")),
        "poppler-utils": bool(shutil.which("pdftoppm")),
        "gettext": bool(shutil.which("msgfmt")),
        "default-jre-headless": bool(shutil.which("java")),
    }
    return [package for package, found in needed.items() if not found]


def run_static() -> list[str]:
    """Run the checks that execute no test; returns the names of those that failed, after showing their words."""
    failed = []
    for name, command in STATIC:
        with step(name, name):
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
            if done.returncode != 0:
                failed.append(name)
                print(done.stdout, flush=True)
                say(f"  ✗ {name} 未通过", f"  ✗ {name} failed")
    return failed


def run_pytest(arguments: Sequence[str]) -> int:
    """Run the tests with pytest's own words; returns its exit status."""
    command = [str(PYTHON), "-m", "pytest", *(arguments or _spread())]
    say("▸ pytest", "▸ pytest")
    return subprocess.run(
        command, cwd=ROOT, env=_environment(), stdin=subprocess.DEVNULL, check=False
    ).returncode


def _spread() -> list[str]:
    """All tests, a file at a time over the cores."""
    return ["-q", "-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]


def _environment() -> dict[str, str]:
    """The tests have a data folder of their own, so that they touch neither a running copy nor its keys."""
    return {
        **os.environ,
        "ANJU_HOME": str(home() / "test"),
        "DJANGO_SETTINGS_MODULE": "anju.settings",
        "ANJU_CHROMIUM": chromium(),
        "PYTHONUTF8": "1",
    }
