"""Industry and employment (产业就业): work spells, training, operators (parks, factories), linkage, ledgers.

Place of work and channel of work are separate axes (domain.md T3).
"""
