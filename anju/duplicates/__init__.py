"""Persons that may be one: the review queue, merge and undo."""
