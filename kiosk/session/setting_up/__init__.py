"""A new machine is set up at its own screen, before it has settings. Pure."""
