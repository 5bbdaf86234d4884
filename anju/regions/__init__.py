"""Places (区划与点位): county, towns, settlement sites, one code tree that carries every scope."""
