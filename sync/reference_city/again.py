"""What a city's process does again and again beside what it answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Never

from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError

_log = logging.getLogger(__name__)


async def again(every_s: float, do: Callable[[], object]) -> Never:
    """For ever, in a thread. What the database has for a moment is no reason to end; anything else is."""
    while True:
        try:
            await asyncio.to_thread(do)
        except (OperationalError, InterfaceError, TimeoutError) as error:
            _log.warning("the database is busy, or gone: %s", type(error).__name__)
        await asyncio.sleep(every_s)
