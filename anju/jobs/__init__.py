"""Long work: asked for on a page, done by `anju work`, watched while it runs."""
