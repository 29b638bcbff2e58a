"""The step: what comes in, what goes out, what a screen shows. Pure."""
