"""One layout a kind: ``land_register.py`` lays out ``land-register``."""
