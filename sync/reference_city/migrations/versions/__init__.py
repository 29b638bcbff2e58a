"""A step a file; the name of each says which release it leads to."""
