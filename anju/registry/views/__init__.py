"""Pages of the registry. A view reads the address, calls one query or action, and returns a template."""
