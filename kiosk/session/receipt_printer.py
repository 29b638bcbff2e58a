"""The receipt printer, as sessions see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from config.ids import DeviceName
from config.language import Language
from config.receipt_lines import ReceiptLine
from drivers.device import Ms


@dataclass(frozen=True)
class ReceiptPrinter:
    """``encode`` turns a receipt or slip in a language into the bytes that the printer called ``name`` takes; within ``time_ms`` of them they
    are printed or have failed.
    """

    name: DeviceName
    encode: Callable[[Sequence[ReceiptLine], Language], bytes]
    time_ms: Callable[[bytes], Ms]
