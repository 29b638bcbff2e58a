"""Where papers and slips have their fonts from."""

from pathlib import Path

FOLDER = Path("/usr/share/fonts/truetype/nanum")
PACKAGE = "fonts-nanum"
"""Debian's."""
