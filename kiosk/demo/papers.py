"""What comes out of the emulated printers, kept as files while a demonstration goes on: nobody can reach into its tray."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import requests

from drivers.ipp.fitting import PRINTER
from printing.receipt_image import receipt_png

TIMEOUT_S = 5


class Papers:
    """Attributes:
    kept: by their files, in the order in which they came out.
    """

    def __init__(self, page: str, receipts: str, columns: int, out: Path, say: Callable[[str], None]) -> None:
        """``page``: the bench's address. ``receipts``: name of the receipt printer, ``columns`` its width in characters."""
        self.kept: list[Path] = []
        self._page = page
        self._receipts, self._columns = receipts, columns
        self._out = out
        self._say = say
        self._documents = self._slips = 0

    def look(self, state: Mapping[str, Any]) -> None:
        """Keeps what has come out since the last look; what cannot be fetched now is still there at the next.

        ``state``: the bench's, of all its devices.
        """
        try:
            while self._documents < state[PRINTER]["documents"]:
                pdf = self._get(f"documents/{self._documents}").content
                self._documents += 1
                self._keep(f"paper-{self._documents}.pdf", pdf)
            while self._slips < state[self._receipts]["receipts"]:
                lines = self._get(f"receipts/{self._slips}").json()
                self._slips += 1
                self._keep(f"receipt-{self._slips}.png", picture_of(lines, self._columns))
        except requests.RequestException:
            return

    def _get(self, what: str) -> requests.Response:
        reply = requests.get(self._page + what, timeout=TIMEOUT_S)
        reply.raise_for_status()
        return reply

    def _keep(self, name: str, data: bytes) -> None:
        path = self._out / name
        path.write_bytes(data)
        self.kept.append(path)
        self._say(f"came out: {path}")


def picture_of(lines: list[dict[str, Any]], columns: int) -> bytes:
    """A receipt as PNG, from the lines that the bench tells of it."""
    return receipt_png([(line["text"], line["bold"], line["large"]) for line in lines], columns)
