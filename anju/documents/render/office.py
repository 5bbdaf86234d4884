"""The .docx printed by LibreOffice, where it is installed: the very document as a PDF."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from anju.documents.render import fonts
from anju.kernel.refused import Refused

TIMEOUT_SECONDS = 120
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
# Without this, content controls become form fields, whose text is not text of the page.
_FILTER = 'pdf:writer_pdf_Export:{"ExportFormFields":{"type":"boolean","value":"false"}}'


def program() -> str | None:
    """Path of LibreOffice's program, or None where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).exists()), None)


def render(docx: bytes, *, font_folder: Path, timeout: int = TIMEOUT_SECONDS) -> bytes:
    """The PDF of a .docx. Raises Refused when LibreOffice is missing, fails or needs more than `timeout` seconds.

    Each run has its own user profile: an open LibreOffice of the officer, or another run, does not disturb it.
    """
    path = program()
    if path is None:
        raise Refused(
            "没有找到 LibreOffice，无法把 Word 公文转换为 PDF；请安装 libreoffice-writer，或使用系统直接生成的 PDF。"
        )
    with tempfile.TemporaryDirectory(prefix="anju-office-") as work:
        folder = Path(work)
        (folder / "letter.docx").write_bytes(docx)
        (folder / "fonts.conf").write_text(
            fonts.fontconfig(font_folder, folder / "fontcache"), encoding="utf-8"
        )
        said = _run(path, folder, timeout)
        made = folder / "letter.pdf"
        if not made.exists():
            raise Refused(f"LibreOffice 没有生成 PDF：{said[:200] or '没有给出原因'}。")
        return made.read_bytes()


def _run(path: str, folder: Path, timeout: int) -> str:
    """Convert, and return what the program said on its error stream; its whole process group ends with the timeout."""
    command = [path, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
               "--convert-to", _FILTER, "--outdir", str(folder), str(folder / "letter.docx")]  # fmt: skip
    environment = os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder)}
    process = subprocess.Popen(  # noqa: S603 - a fixed program, no shell, arguments of our own
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        return process.communicate(timeout=timeout)[1]
    except subprocess.TimeoutExpired as late:
        _end(process)
        raise Refused(
            f"LibreOffice 在 {timeout} 秒内没有完成转换，已停止；请稍后重试或使用系统直接生成的 PDF。"
        ) from late


def _end(process: "subprocess.Popen[str]") -> None:
    """End the program and its children: soffice is a script that starts the real one."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
