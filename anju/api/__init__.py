"""The web interface for other systems: the same actions and lists under /api/."""
