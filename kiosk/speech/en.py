"""English numbers.

>>> won(1_500), year(2026), clock(15, 30), day(2026, 10, 6, 1)
('one thousand five hundred won', 'twenty twenty-six', 'three thirty p.m.', 'Tuesday, October sixth, twenty twenty-six')
>>> lot(True, 12, 3), spelt("12-A")
('mountain twelve dash three', 'one two A')
"""

from __future__ import annotations

from kiosk.speech.places import in_groups, one_by_one

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_THOUSANDS = ("", " thousand", " million", " billion")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip

UNITS = "won|%"
TO = " to "


def cardinal(number: int) -> str:
    if number == 0:
        return _ONES[0]
    groups = in_groups(number, 1_000)
    return " ".join(_group(groups[at]) + _THOUSANDS[at] for at in reversed(range(len(groups))) if groups[at])


def _group(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_ONES[hundreds]} hundred"] if hundreds else []
    return " ".join([*words, _below_hundred(rest)] if rest else words)


def _below_hundred(number: int) -> str:
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def ordinal(number: int) -> str:
    """1 to 31."""
    head, dash, last = _below_hundred(number).rpartition("-")
    return head + dash + (_ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"))


def counted(number: int, unit: str) -> str:
    return f"{cardinal(number)} {'percent' if unit == '%' else unit}"


def share(number: int, of: int, unit: str) -> str:
    return f"{cardinal(number)} of {cardinal(of)}{unit and f' {unit}'}"


def won(amount: int) -> str:
    return f"{cardinal(amount)} won"


def year(year: int) -> str:
    century, rest = divmod(year, 100)
    if rest == 0 or 2000 <= year < 2010:
        return cardinal(year) if century % 10 == 0 or rest else f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {_below_hundred(rest) if rest >= 10 else f'oh {_ONES[rest]}'}"


def day(year_: int | None, month: int, day: int, weekday: int | None) -> str:
    parts = [] if weekday is None else [_WEEKDAYS[weekday]]
    parts.append(f"{_MONTHS[month - 1]} {ordinal(day)}")
    return ", ".join(parts if year_ is None else [*parts, year(year_)])


def clock(hour: int, minute: int) -> str:
    if (hour % 24, minute) == (0, 0):
        return "midnight"
    half = "a.m." if hour % 24 < 12 else "p.m."
    past = "" if minute == 0 else f" {_below_hundred(minute) if minute >= 10 else f'oh {_ONES[minute]}'}"
    return f"{_ONES[hour % 12 or 12]}{past} {half}"


def spelt(text: str) -> str:
    return one_by_one(text, _ONES)


def lot(mountain: bool, number: int, sub: int | None) -> str:
    said = cardinal(number) if not sub else f"{cardinal(number)} dash {cardinal(sub)}"
    return f"mountain {said}" if mountain else said
