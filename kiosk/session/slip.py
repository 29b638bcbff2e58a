"""A receipt or slip as the bytes of the receipt printer that is fitted."""

from __future__ import annotations

from collections.abc import Sequence

from config.receipt_lines import ReceiptLine
from drivers.escpos.encoder import encode, encode_picture, set_lines
from drivers.escpos.fitting import EscPos
from printing.receipt_image import receipt_rows


def slip_bytes(lines: Sequence[ReceiptLine], printer: EscPos) -> bytes:
    """Text where the printer has Korean, else the same lines in dots."""
    if printer.text == "code-page":
        return encode(lines, printer.columns)
    return encode_picture(receipt_rows(set_lines(lines, printer.columns), printer.columns))
