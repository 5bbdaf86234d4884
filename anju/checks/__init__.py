"""Checks of the upper system as data, run on the ledger's facts before anything is handed in."""
