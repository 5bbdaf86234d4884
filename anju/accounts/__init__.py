"""People who use the system: who they are, what they may do, what they see."""
