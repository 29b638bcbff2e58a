"""The journal on a disk: SQLite with an anchor beside it."""
