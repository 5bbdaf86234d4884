"""Pages of the figures: the catalogue, composing, closing, and why figures differ or moved."""
