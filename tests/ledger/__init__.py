"""What holds across strata: history and the chain of acts on a ledger with people in it."""
