"""The user manual: Markdown in `docs/manual`, built by Sphinx into pages that the application shows under 帮助."""

import shutil
from pathlib import Path

from bootstrap import stamps
from bootstrap.places import LOG, PYTHON, ROOT, SHARE
from bootstrap.terminal import Stop, last_lines, run, step, words

SOURCE = ROOT / "docs" / "manual"
TARGET = SHARE / "manual"


def ensure() -> None:
    """Build the manual, unless it stands as the sources are."""
    sources = sorted(path for path in SOURCE.rglob("*") if path.suffix in {".md", ".py", ".png"})
    wanted = stamps.digest(sources, *(path.name for path in sources))
    if stamps.done("manual", wanted) and TARGET.exists():
        return
    with step("生成用户手册", "Building the user manual"):
        build(SOURCE, TARGET)
    stamps.set_done("manual", wanted)


def build(source: Path, target: Path) -> None:
    """One run of Sphinx; a warning (a broken link, a missing picture) stops it."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    doctrees = fresh / ".doctrees"
    if (
        run(
            [PYTHON, "-m", "sphinx", "-b", "json", "-q", "-W", "-d", str(doctrees), str(source), str(fresh)],
            LOG,
        )
        != 0
    ):
        raise Stop(
            words("用户手册生成失败", "The user manual could not be built") + f":\n{last_lines(LOG)}\n  {LOG}"
        )
    shutil.rmtree(doctrees, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
