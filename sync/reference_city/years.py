"""The years that a request names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sync.city.api import RefusalCode


def asked_years(asked: Mapping[str, str]) -> range | RefusalCode:
    """From the first to the last year, both included."""
    first, last = (asked.get(each, "") for each in ("from_year", "to_year"))
    if not all(re.fullmatch("[0-9]{4}", each) for each in (first, last)) or first > last:
        return RefusalCode.BAD_INPUT
    return range(int(first), int(last) + 1)
