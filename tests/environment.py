"""Loaded before the settings (`-p tests.environment`): the tests never touch the developer's data folder."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("ANJU_HOME", str(ROOT / ".anju-test"))
os.environ.pop("ANJU_AS_OWNER", None)  # the tests act as the application does; the set-up takes its own way
