"""Where papers and slips have their fonts from."""

from pathlib import Path

FOLDER = Path("/usr/share/fonts/truetype/nanum")
PACKAGE = "fonts-nanum"
"""Debian's."""
HANJA_FOLDER = Path("/usr/share/fonts/truetype/droid")
HANJA_PACKAGE = "fonts-droid-fallback"
"""Debian's, too: for the hanja that the others have not."""
COLLECTION = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
COLLECTION_BOLD = COLLECTION.with_name("NotoSansCJK-Bold.ttc")
"""Debian's ``fonts-noto-cjk``, which the screens have as well: for slips in other languages than Korean."""
