"""Chinese numbers, with 两 where two things are counted and 二 where they are numbered.

>>> won(2_500), counted(2, "份"), cardinal(10_005), counted(2, "位")
('两千五百韩元', '两份', '一万零五', '两位')
>>> clock(15, 30), day(2026, 10, 6, 1), lot(True, 12, 3)
('下午三点三十分', '二零二六年十月六日星期二', '山十二之三')
"""

from __future__ import annotations

from kiosk.speech.places import in_groups, one_by_one

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿")
_WEEKDAYS = "一二三四五六日"

UNITS = "份|张|次|位|秒|种|个|台|分钟|韩元|年|号|%"
TO = "到"
_NUMBERED = ("年", "号", "秒")


def cardinal(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    groups = in_groups(number, 10_000)
    out = ""
    for at in reversed(range(len(groups))):
        group = groups[at]
        if not group:
            continue
        if out and (group < 1_000 or groups[at + 1] == 0):
            out += "零"
        said = _group(group)
        out += ("两" if group == 2 and at else said) + _MYRIADS[at]
    # Ten to nineteen have no one before the ten where nothing stands before it.
    return out[1:] if out.startswith("一十") else out


def _group(number: int) -> str:
    out, zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            two = "两" if digit == 2 and place == 3 else _DIGITS[digit]
            out += ("零" if zero and out else "") + two + _PLACES[place]
            zero = False
        else:
            zero = True
    return out


def counted(number: int, unit: str) -> str:
    if unit == "%":
        return f"百分之{cardinal(number)}"
    if unit == "年" and number > 1_000:
        return f"{year(number)}年"
    return ("两" if number == 2 and unit not in _NUMBERED else cardinal(number)) + unit


def share(number: int, of: int, unit: str) -> str:
    return f"{cardinal(number)}{unit}，共{counted(of, unit) if unit else cardinal(of)}"


def won(amount: int) -> str:
    return f"{'两' if amount == 2 else cardinal(amount)}韩元"


def year(year: int) -> str:
    return "".join(_DIGITS[int(each)] for each in str(year))


def day(year_: int | None, month: int, day: int, weekday: int | None) -> str:
    out = "" if year_ is None else f"{year(year_)}年"
    out += f"{cardinal(month)}月{cardinal(day)}日"
    return out if weekday is None else f"{out}星期{_WEEKDAYS[weekday]}"


def clock(hour: int, minute: int) -> str:
    if hour in (0, 24):
        said = "午夜十二点"
    else:
        part = "上午" if hour < 12 else "中午" if hour == 12 else "下午"
        twelve = hour if hour <= 12 else hour - 12
        said = f"{part}{'两' if twelve == 2 else cardinal(twelve)}点"
    return said if minute == 0 else f"{said}{'零' if minute < 10 else ''}{cardinal(minute)}分"


def spelt(text: str) -> str:
    return one_by_one(text, _DIGITS)


def lot(mountain: bool, number: int, sub: int | None) -> str:
    said = cardinal(number) if not sub else f"{cardinal(number)}之{cardinal(sub)}"
    return f"山{said}" if mountain else said
