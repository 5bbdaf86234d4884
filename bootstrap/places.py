"""Where things lie: the checkout, its environment, the data folder."""

import os
import sys
from pathlib import Path

WINDOWS = sys.platform == "win32"
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
ANJU = BIN / ("anju.cmd" if WINDOWS else "anju")
SHARE = VENV / "share" / "anju"
FONTS = SHARE / "fonts"
LOG = VENV / "setup.log"
STAMPS = VENV / "anju-setup.json"
REQUIREMENTS = ROOT / "requirements"


def home() -> Path:
    """The data folder: ANJU_HOME, or .anju in the checkout."""
    return Path(os.environ.get("ANJU_HOME") or ROOT / ".anju").expanduser().resolve()


def port() -> int:
    """The port of the pages: ANJU_PORT, or 8610."""
    return int(os.environ.get("ANJU_PORT") or "8610")
