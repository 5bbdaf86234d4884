"""Operations of the interface, one module a subject. Each one asks for a right and calls one query or one action."""
