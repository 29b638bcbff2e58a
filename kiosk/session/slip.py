"""The receipt printer, as sessions see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from config.ids import DeviceName
from config.receipt_lines import ReceiptLine


@dataclass(frozen=True)
class ReceiptPrinter:
    """``encode`` turns a receipt or slip into the bytes that the printer called ``name`` takes."""

    name: DeviceName
    encode: Callable[[Sequence[ReceiptLine]], bytes]
