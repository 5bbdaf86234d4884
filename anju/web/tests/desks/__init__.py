"""Desks of the monthly round: what follows from the registry, the bureau's month, records beside the job, official sheets."""
