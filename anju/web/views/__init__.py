"""Pages of the shell. A view reads the address, asks one query or action, and returns a template."""
