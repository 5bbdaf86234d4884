"""Community governance (社会治理): organisations, grid and public-order staff, mediation, police rooms, stars."""
