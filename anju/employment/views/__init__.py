"""Pages of the monthly round: the clerk's list, the town's review, the bureau's month, households without work."""
