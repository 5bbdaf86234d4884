"""What two hundred clerks do at once: a file for the load tool (`locust -f`), which `anju bench --only load` runs.

Each clerk reads for about ten seconds between clicks. The cookies, ledgers and lines come from the bench by a file;
each writing that the server took is noted, so that the bench can look for lost ones. No module of ours is imported:
the tool patches the standard library.
"""

import json
import os
import random
import re
from itertools import count
from pathlib import Path
from typing import Any

from locust import HttpUser, between, task

HELD: list[dict[str, Any]] = json.loads(Path(os.environ["ANJU_BENCH_CLERKS"]).read_text())
TAKEN = Path(os.environ["ANJU_BENCH_TAKEN"])
OK, FOUND, CONFLICT = 200, 302, 409
_next = count()
_VERSION = re.compile(r'name="version" value="(\d+)"')


class Clerk(HttpUser):
    """One clerk at a desk: looks at the list, changes people, confirms some, searches, opens records."""

    wait_time = between(7, 13)

    def on_start(self) -> None:
        """Sit down: the session was made before."""
        self.mine = HELD[next(_next) % len(HELD)]
        for name, value in self.mine["cookies"].items():
            self.client.cookies.set(name, value)
        self.client.headers["X-CSRFToken"] = self.mine["cookies"]["csrftoken"]
        self.client.headers["Referer"] = self.host or ""

    @task(5)
    def look(self) -> None:
        """The list of the month, unconfirmed first."""
        self.client.get(f"/rounds/{self.mine['ledger']}/?tab=unconfirmed", name="list of the month")

    @task(3)
    def change(self) -> None:
        """Open a person's row and save what changed; a colleague may be quicker, which is told."""
        line = random.choice(self.mine["lines"])  # noqa: S311 - which person is clicked
        address = f"/rounds/lines/{line}/"
        page = self.client.get(address, headers={"HX-Request": "true"}, name="open a row")
        version = _VERSION.search(page.text)
        if page.status_code != OK or version is None:
            return
        form = {
            "version": version[1],
            "what": "other",
            "source": "phone",
            "wish": "local",
            "reason": "no_post",
        }
        with self.client.post(
            address, form, headers={"HX-Request": "true"}, name="save a row", catch_response=True
        ) as answer:
            if answer.status_code == OK:
                with TAKEN.open("a") as file:
                    file.write(f"{line}\n")
            if answer.status_code in (OK, CONFLICT):
                answer.success()

    @task(1)
    def confirm(self) -> None:
        """Confirm a handful as unchanged."""
        some = random.sample(self.mine["lines"], min(10, len(self.mine["lines"])))
        form = [
            ("source", "phone"),
            *(("line", f"{line}-{self.mine['versions'][str(line)]}") for line in some),
        ]
        self.client.post(f"/rounds/{self.mine['ledger']}/confirm/", form, name="confirm ten")

    @task(2)
    def find(self) -> None:
        """Look somebody up."""
        self.client.get(f"/search/?q={random.choice(self.mine['names'])}", name="search")  # noqa: S311 - as above

    @task(2)
    def read(self) -> None:
        """Open a person's page."""
        self.client.get(f"/persons/{random.choice(self.mine['persons'])}/", name="person")  # noqa: S311 - as above

    @task(1)
    def todo(self) -> None:
        """What is to be done."""
        self.client.get("/todo/", name="tasks")
