"""The journal: format 1, its events, its check, and the stores that keep it."""
