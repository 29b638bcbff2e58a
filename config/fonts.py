"""Where papers and slips have their fonts from."""

from pathlib import Path

FOLDER = Path("/usr/share/fonts/truetype/nanum")
PACKAGE = "fonts-nanum"
"""Debian's."""
HANJA_FOLDER = Path("/usr/share/fonts/truetype/droid")
HANJA_PACKAGE = "fonts-droid-fallback"
"""Debian's, too: for the hanja that the others have not."""
