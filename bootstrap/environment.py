"""The Python environment `.venv`: made without the venv package, filled without an installed pip."""

import configparser
import hashlib
import html.parser
import os
import re
import shlex
import shutil
import ssl
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bootstrap import debian, stamps
from bootstrap.places import ANJU, BIN, LOG, PYTHON, REQUIREMENTS, ROOT, VENV, WINDOWS
from bootstrap.terminal import Stop, last_lines, run, step, words

Command = list[str | Path]
# The system's Python, also when somebody starts us with the one in `.venv`.
OWN_PYTHON = str(getattr(sys, "_base_executable", sys.executable))
DOWNLOADED = VENV / "pip"  # a pip that we had to fetch lies here
# Everything comes as wheels, so that no compiler is needed; but these are published as source only (no C in it).
SOURCE_ONLY = ("pyspark",)


def ensure() -> None:
    """Make `.venv` with everything that Anju needs to run and the command `anju` in it."""
    if not _works():
        with step("建立 Python 环境 .venv", "Making the Python environment .venv"):
            _make()
    install("base")
    _write_launcher()


def install(name: str) -> None:
    """Install requirements/NAME.txt, every file checked against its digest, unless that is done."""
    listed = REQUIREMENTS / f"{name}.txt"
    wanted = stamps.digest([listed], _version_of(PYTHON))
    if stamps.done(name, wanted):
        return
    count = len(re.findall(r"^[A-Za-z0-9]", listed.read_text(encoding="utf-8"), re.MULTILINE))
    with step(
        f"安装 {count} 个 Python 包（{listed.name}）", f"Installing {count} Python packages ({listed.name})"
    ):
        options = ["--require-hashes", "--only-binary", ":all:", "--no-binary", ",".join(SOURCE_ONLY)]
        options += ["--no-input", "--disable-pip-version-check"]
        options += ["--progress-bar", "off", "--no-warn-script-location"]
        # A `user = true` in somebody's pip.conf would send the packages out of the environment.
        if run([*_pip(), "install", *options, "-r", listed], LOG, env={"PIP_USER": "0"}) != 0:
            raise Stop(
                words("Python 包安装失败", "The Python packages could not be installed")
                + f":\n{last_lines(LOG)}\n  {LOG}\n"
                + words(
                    "请检查网络，或在 pip.conf / PIP_INDEX_URL 中指定可用的镜像后重试。",
                    "Check the network, or name a mirror in pip.conf or PIP_INDEX_URL, and start again.",
                )
            )
    stamps.set_done(name, wanted)


def _works() -> bool:
    """Whether `.venv` has a Python that runs and is new enough (a system upgrade may have broken it)."""
    if not PYTHON.exists():
        return False
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", check], capture_output=True, check=False).returncode == 0


def _make() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    # Without pip, because Debian keeps ensurepip in a package of its own.
    made = subprocess.run(
        [OWN_PYTHON, "-m", "venv", "--without-pip", VENV], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise Stop(words("无法建立 .venv", "Could not make .venv") + f":\n{made.stdout}{made.stderr}")


def _version_of(python: Path) -> str:
    show = "import sys, platform; print(sys.version_info[:2], platform.machine())"
    return subprocess.run([python, "-c", show], capture_output=True, text=True, check=False).stdout.strip()


# ---- pip, wherever it may be -------------------------------------------------------------------------


def _pip() -> Command:
    """A command that installs into `.venv`: the first of the possible pips that answers."""
    for command in _pips():
        probe = subprocess.run([*command, "--version"], capture_output=True, check=False)
        if probe.returncode == 0:
            return command
    raise Stop(
        words(
            "找不到 pip：本机没有 pip、ensurepip、python3-pip-whl，也无法下载。\n"
            "请安装其中之一（Debian/Ubuntu：apt install python3-venv）后重试。",
            "There is no pip: neither pip, ensurepip nor python3-pip-whl is here, and none could be fetched.\n"
            "Install one of them (Debian/Ubuntu: apt install python3-venv) and start again.",
        )
    )


def _pips() -> Iterator[Command]:
    yield [PYTHON, "-m", "pip"]
    if subprocess.run([PYTHON, "-m", "ensurepip"], capture_output=True, check=False).returncode == 0:
        yield [PYTHON, "-m", "pip"]
    yield [OWN_PYTHON, "-m", "pip", "--python", PYTHON]
    for wheel in sorted(Path("/usr/share/python-wheels").glob("pip-*.whl"), reverse=True):
        yield [PYTHON, wheel / "pip"]
    if _wheel_from_debian():
        yield _downloaded_pip()
    if _wheel_from_index():
        yield _downloaded_pip()


def _downloaded_pip() -> Command:
    return [PYTHON, next(DOWNLOADED.glob("pip-*.whl")) / "pip"]


def _wheel_from_debian() -> bool:
    return debian.fetch_files("python3-pip-whl", ["pip-*.whl"], DOWNLOADED)


def _wheel_from_index() -> bool:
    """Fetch pip from the index that this machine is configured for; there is none of ours."""
    settings = _pip_settings()
    index = settings.get("index-url", "")
    if not index:
        return False
    trust = ssl.create_default_context(cafile=settings.get("cert") or None)
    page = f"{index.rstrip('/')}/pip/"
    try:
        with urllib.request.urlopen(page, context=trust, timeout=30) as answer:
            links = _Links(answer.read().decode())
        address = urllib.parse.urljoin(page, links.newest_wheel())
        with urllib.request.urlopen(address, context=trust, timeout=60) as answer:
            content = answer.read()
    except (OSError, ValueError):
        return False
    plain, _, fragment = address.partition("#")
    if fragment.startswith("sha256=") and hashlib.sha256(content).hexdigest() != fragment[7:]:
        return False
    DOWNLOADED.mkdir(parents=True, exist_ok=True)
    (DOWNLOADED / urllib.parse.unquote(plain.rsplit("/", 1)[1])).write_bytes(content)
    return True


def _pip_settings() -> dict[str, str]:
    """What pip itself would read: its configuration files, over them the environment."""
    files = [
        "/etc/pip.conf",
        "~/.pip/pip.conf",
        "~/.config/pip/pip.conf",
        os.environ.get("PIP_CONFIG_FILE", ""),
    ]
    parser = configparser.RawConfigParser()
    parser.read([Path(name).expanduser() for name in files if name], encoding="utf-8")
    found = dict(parser["global"]) if parser.has_section("global") else {}
    for name in ("index-url", "cert"):
        value = os.environ.get(f"PIP_{name.upper().replace('-', '_')}")
        found |= {name: value} if value else {}
    return found


class _Links(html.parser.HTMLParser):
    """The links of an index page, oldest release first, as every index writes them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if tag == "a" and name == "href" and value]

    def newest_wheel(self) -> str:
        """The link of the last final release. Raises ValueError where there is none."""
        wheels = [link for link in self.links if re.search(r"/pip-[0-9.]+-py3-none-any\.whl", link)]
        if not wheels:
            raise ValueError("no wheel of pip on the index page")
        return wheels[-1]


# ---- the command `anju` ------------------------------------------------------------------------------


def _write_launcher() -> None:
    """Put `anju` into `.venv`: a path file and a small script, which need no build and no network."""
    here = f"{ROOT}\n"
    if ANJU.exists() and stamps.done("launcher", stamps.digest([], here, _launcher())):
        return
    where = subprocess.run(
        [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    Path(where, "anju-checkout.pth").write_text(here, encoding="utf-8")
    ANJU.write_text(_launcher(), encoding="utf-8", newline="")
    ANJU.chmod(0o755)
    stamps.set_done("launcher", stamps.digest([], here, _launcher()))


def _launcher() -> str:
    """The script. -P keeps a folder named anju in the current one from being taken for the package."""
    if WINDOWS:
        return f'@"%~dp0{PYTHON.name}" -P -m anju %*\r\n'
    return f'#!/bin/sh\nexec {shlex.quote(str(BIN / "python"))} -P -m anju "$@"\n'
