"""Vietnamese numbers.

>>> won(1_500), cardinal(21), cardinal(15), cardinal(1_005)
('một nghìn năm trăm won', 'hai mươi mốt', 'mười lăm', 'một nghìn không trăm linh năm')
>>> clock(15, 30), day(2026, 4, 6, 0), lot(True, 12, 3)
('ba giờ ba mươi phút chiều', 'thứ Hai, ngày sáu tháng tư năm hai nghìn không trăm hai mươi sáu', 'núi mười hai gạch ba')
"""

from __future__ import annotations

from kiosk.speech.places import in_groups, one_by_one

_ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", " nghìn", " triệu", " tỷ")
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_MORNING, _NOON, _EVENING = 11, 13, 18

UNITS = "won|%"
TO = " đến "


def cardinal(number: int) -> str:
    if number == 0:
        return _ONES[0]
    groups = in_groups(number, 1_000)
    return " ".join(
        _group(groups[at], at + 1 < len(groups)) + _THOUSANDS[at] for at in reversed(range(len(groups))) if groups[at]
    )


def _group(number: int, inner: bool) -> str:
    """``inner``: something stands before it, so its empty hundreds are said."""
    hundreds, rest = divmod(number, 100)
    words = [f"{_ONES[hundreds]} trăm"] if hundreds or inner else []
    tens, ones = divmod(rest, 10)
    if tens == 0 and ones:
        words.append(f"linh {_ONES[ones]}" if words else _ONES[ones])
    elif tens:
        words.append("mười" if tens == 1 else f"{_ONES[tens]} mươi")
        if ones:
            words.append("mốt" if ones == 1 and tens > 1 else "lăm" if ones == 5 else _ONES[ones])
    return " ".join(words)


def counted(number: int, unit: str) -> str:
    return f"{cardinal(number)} {'phần trăm' if unit == '%' else unit}"


def share(number: int, of: int, unit: str) -> str:
    return f"{cardinal(number)} trong {cardinal(of)}{unit and f' {unit}'}"


def won(amount: int) -> str:
    return f"{cardinal(amount)} won"


def year(year: int) -> str:
    return cardinal(year)


def day(year: int | None, month: int, day: int, weekday: int | None) -> str:
    said = f"ngày {cardinal(day)} tháng {'tư' if month == 4 else cardinal(month)}"
    if weekday is not None:
        said = f"{_WEEKDAYS[weekday]}, {said}"
    return said if year is None else f"{said} năm {cardinal(year)}"


def clock(hour: int, minute: int) -> str:
    if hour in (0, 24):
        twelve, part = 12, "đêm"
    else:
        twelve = hour if hour <= 12 else hour - 12
        part = "sáng" if hour < _MORNING else "trưa" if hour < _NOON else "chiều" if hour < _EVENING else "tối"
    return f"{cardinal(twelve)} giờ{'' if minute == 0 else f' {cardinal(minute)} phút'} {part}"


def spelt(text: str) -> str:
    return one_by_one(text, _ONES)


def lot(mountain: bool, number: int, sub: int | None) -> str:
    said = cardinal(number) if not sub else f"{cardinal(number)} gạch {cardinal(sub)}"
    return f"núi {said}" if mountain else said
