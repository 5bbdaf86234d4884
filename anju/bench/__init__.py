"""Measurements beside their floors."""

PARTS: dict[str, object] = {}
