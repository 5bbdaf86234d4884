"""Anju (安居): one ledger of a county's relocated households, every figure computed from it."""

__version__ = "0.1.0"
