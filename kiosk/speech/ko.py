"""Korean numbers: Chinese ones for amounts, dates and lots, native ones with what is counted by hand, 한 통, 두 장, 세 시.

>>> won(1_500), counted(3, "통"), counted(21, "장"), counted(3, "분")
('천오백 원', '세 통', '스물한 장', '삼 분')
>>> clock(15, 30), day(2026, 10, 6, 1), lot(True, 12, 3), spelt("12가3456")
('오후 세 시 삼십 분', '이천이십육 년 시월 육 일 화요일', '산 십이 다시 삼', '일 이 가 삼 사 오 육')
"""

from __future__ import annotations

from kiosk.speech.places import in_groups, one_by_one

_DIGITS = "공일이삼사오육칠팔구"
_SINO = ("", *"일이삼사오육칠팔구")
_PLACES = ("", "십", "백", "천")
_MYRIADS = ("", "만", "억")
_NATIVE = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_COUNTED_BY_HAND = ("통", "장", "명", "개", "시", "번", "가지", "대", "곳")
_MONTHS = {6: "유월", 10: "시월"}
_WEEKDAYS = "월화수목금토일"
_NATIVE_MOST = 99

UNITS = "통|장|명|개|시간|시|번(?![지호으])|가지|대|곳|초|분|년|월|일|자리|원|퍼센트|%|호|동|층|회|세"
TO = "부터"


def cardinal(number: int) -> str:
    """In Chinese numerals, a group of four places for each 만."""
    if number == 0:
        return "영"
    groups = in_groups(number, 10_000)
    words = []
    for at in reversed(range(len(groups))):
        if groups[at]:
            # 10,000 is 만 and not 일만; 일억 is said whole.
            alone = groups[at] == 1 and at == 1 and len(groups) == 2
            words.append(("" if alone else _group(groups[at])) + _MYRIADS[at])
    return " ".join(words)


def _group(number: int) -> str:
    out = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            out += ("" if digit == 1 and place else _SINO[digit]) + _PLACES[place]
    return out


def native(number: int) -> str:
    """Before what is counted: 1 to 99."""
    if number == 20:
        return "스무"
    return _TENS[number // 10] + _NATIVE[number % 10]


def counted(number: int, unit: str) -> str:
    if unit == "월":
        return _MONTHS.get(number) or f"{cardinal(number)}월"
    if unit == "시" and 12 < number < 24:
        return f"오후 {native(number - 12)} 시"
    by_hand = unit in (*_COUNTED_BY_HAND, "시간") and 0 < number <= _NATIVE_MOST and (unit != "시" or number < 24)
    return f"{native(number) if by_hand else cardinal(number)} {'퍼센트' if unit == '%' else unit}"


def share(number: int, of: int, unit: str) -> str:
    return f"{counted(of, unit)} 가운데 {counted(number, unit)}"


def won(amount: int) -> str:
    return f"{cardinal(amount)} 원"


def year(year: int) -> str:
    return cardinal(year)


def day(year: int | None, month: int, day: int, weekday: int | None) -> str:
    parts = [] if year is None else [f"{cardinal(year)} 년"]
    parts += [counted(month, "월"), f"{cardinal(day)} 일"]
    return " ".join(parts if weekday is None else [*parts, f"{_WEEKDAYS[weekday]}요일"])


def clock(hour: int, minute: int) -> str:
    if hour in (0, 24):
        said = "밤 열두 시"
    else:
        said = f"{'오전' if hour < 12 else '오후'} {native(hour if hour <= 12 else hour - 12)} 시"
    return said if minute == 0 else f"{said} {cardinal(minute)} 분"


def spelt(text: str) -> str:
    return one_by_one(text, _DIGITS)


def lot(mountain: bool, number: int, sub: int | None) -> str:
    said = cardinal(number) if not sub else f"{cardinal(number)} 다시 {cardinal(sub)}"
    return f"산 {said}" if mountain else said
