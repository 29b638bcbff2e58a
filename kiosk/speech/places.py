"""What the numbers of all languages have in common: places in groups, and digits one by one."""

from __future__ import annotations

from collections.abc import Sequence


def in_groups(number: int, size: int) -> list[int]:
    """The lowest first, each below ``size``; none for 0.

    >>> in_groups(1_002_345, 1_000)
    [345, 2, 1]
    """
    groups = []
    while number:
        number, group = divmod(number, size)
        groups.append(group)
    return groups


def one_by_one(text: str, digits: Sequence[str]) -> str:
    """Each digit by its name, each letter as it is; what stands between is not said."""
    return " ".join(digits[int(each)] if each in "0123456789" else each for each in text if each.isalnum())
