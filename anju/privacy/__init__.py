"""Personal data at rest and on screen: keys, cipher, encrypted field, classes, masks (domain.md §12)."""
