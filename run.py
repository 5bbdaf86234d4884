#!/usr/bin/env python3
"""Start Anju from nothing but Python 3.11: `python3 run.py`. Standard library only.

run.py           make .venv, the database, the demo county and the reply letter where missing; then serve
run.py setup     only .venv, with the command `anju` in it
run.py check     lint, formats, types, import contracts, migrations
run.py test      all that and every test; words after it go to pytest (run.py test -k import)
run.py --no-demo serve without a demo county, for a ledger of your own

ANJU_HOME     data folder (database, keys, files); default .anju in the checkout
ANJU_PORT     port of the pages on 127.0.0.1; default 8610
DATABASE_URL  a PostgreSQL server of your own instead of the embedded one
ANJU_CHROMIUM the browser of the tests, where it is not on the path
"""

import os
import shutil
import sys

# An older Python could not even read the files imported below: it looks for a newer one or says so.
if sys.version_info < (3, 11):
    newer = next(filter(None, map(shutil.which, ["python3.13", "python3.12", "python3.11"])), None)
    if newer:
        os.execv(newer, [newer, os.path.abspath(__file__)] + sys.argv[1:])
    sys.exit(
        "Anju needs Python 3.11 or newer (Debian 12 and Ubuntu 24.04 have it): apt install python3\n"
        "安居需要 Python 3.11 或更高版本（Debian 12、Ubuntu 24.04 自带）。"
    )

from bootstrap.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], __doc__))
