"""Fitness tests: what must stay true of the whole code, however it grows. See docs/architecture.md."""
