"""Conduct (新民风): moral appraisal sessions (道德评议); lists and points join later."""
