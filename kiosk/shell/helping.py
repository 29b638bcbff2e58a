"""The worker that makes the bundle of ``kiosk support`` and sends it to the city, in pieces that a city takes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from config.dialogue import Failure, FailureReason
from drivers.device import Ms
from kiosk.core.channels import SendSupport, SupportWithCity
from kiosk.shell.log import LOG
from sync.city.client import MAX_REPLY_BYTES, CityCall, CityReply
from sync.city.support import MOST_PIECES, PIECE, piece_path

DAYS = (7, 1)
"""Of the journal and the log; where those of a week are too much for the city, those of a day."""
MAKE_S = 400
"""For all tries together: the check of a journal of ten years takes five minutes on a slow disk."""


class SupportSender:
    """Answers the questions of `kiosk.core.channels.SUPPORT`."""

    def __init__(self, config: Path | None, city: Callable[[CityCall, int], CityReply | Failure]) -> None:
        """``config``: the kiosk's own settings; None where it runs by none that a command could read."""
        self._config, self._city = config, city

    def __call__(self, asked: SendSupport, timeout_ms: Ms) -> SupportWithCity | Failure:
        until = time.monotonic() + timeout_ms / 1000
        try:
            bundle = bundle_of(self._config)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            LOG.error("support: %s", error)
            return Failure(FailureReason.UNREACHABLE)
        count = -(-len(bundle) // PIECE)
        for number in range(count):
            piece = bundle[number * PIECE : (number + 1) * PIECE]
            left_ms = int((until - time.monotonic()) * 1000)
            call = CityCall("PUT", piece_path(asked.wish, number, count), piece, MAX_REPLY_BYTES)
            answer = self._city(call, left_ms) if left_ms > 0 else Failure(FailureReason.TIMEOUT)
            if isinstance(answer, Failure):
                return answer
            if answer.status != 204:
                LOG.error("support: HTTP status %s", answer.status)
                return Failure(FailureReason.REFUSED)
        return SupportWithCity(len(bundle))


def bundle_of(config: Path | None) -> bytes:
    """By the command that a technician types: what it holds is decided in one place.

    Raises:
        OSError, ValueError, subprocess.SubprocessError: there is none.
    """
    if config is None:
        raise ValueError("no settings file")
    until = time.monotonic() + MAKE_S
    for days in DAYS:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "support.zip")
            command = (sys.executable, "-m", "kiosk", "support", f"--config={config}", f"--out={out}", f"--days={days}")
            within_s = max(1, until - time.monotonic())
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=within_s, check=True)
            bundle = out.read_bytes()
        if len(bundle) <= MOST_PIECES * PIECE:
            return bundle
    raise ValueError(f"{len(bundle):,} bytes are too many")
