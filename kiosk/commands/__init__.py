"""One file a subcommand of ``kiosk``; `kiosk.__main__` is their table."""
