"""Attacks: every address and operation as every role, inside and outside its scope; hostile texts, files and sessions."""
