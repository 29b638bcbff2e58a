"""Japanese numbers, in kana: a synthesiser does not read the characters, and the reading depends on what is counted.

>>> won(1_600), counted(1, "通"), counted(4, "回"), counted(9, "時")
('せんろっぴゃくウォン', 'いっつう', 'よんかい', 'くじ')
>>> clock(15, 30), day(2026, 4, 20, 0), lot(False, 12, 3)
('ごごさんじさんじゅっぷん', 'にせんにじゅうろくねんしがつはつかげつようび', 'じゅうにのさん')
"""

from __future__ import annotations

from kiosk.speech.places import in_groups, one_by_one

_ONES = ("", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_DIGITS = ("ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_HUNDREDS = {1: "ひゃく", 3: "さんびゃく", 6: "ろっぴゃく", 8: "はっぴゃく"}
_THOUSANDS = {1: "せん", 3: "さんぜん", 8: "はっせん"}
_MYRIADS = ("", "まん", "おく")
_DAYS = {
    1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか", 9: "ここのか",
    10: "とおか", 14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
}  # fmt: skip
_HOURS = {4: "よ", 7: "しち", 9: "く"}
_MONTHS = {4: "し", 7: "しち", 9: "く"}
_WEEKDAYS = ["げつ", "か", "すい", "もく", "きん", "ど", "にち"]
_UNITS = {
    "通": "つう", "枚": "まい", "回": "かい", "桁": "けた", "秒": "びょう", "種類": "しゅるい", "年": "ねん", "番地": "ばんち",
    "つ": "つ", "人": "にん", "円": "えん", "ウォン": "ウォン", "分": "ふん", "時": "じ", "号": "ごう", "パーセント": "パーセント",
    "%": "パーセント", "ページ": "ページ", "月": "がつ", "日": "にち",
}  # fmt: skip
_DOUBLED = {
    "つう": {"いち": "いっ", "はち": "はっ", "じゅう": "じゅっ"},
    "かい": {"いち": "いっ", "ろく": "ろっ", "はち": "はっ", "じゅう": "じゅっ", "ひゃく": "ひゃっ"},
    "けた": {"いち": "ひと", "に": "ふた", "ろく": "ろっ", "はち": "はっ", "じゅう": "じゅっ"},
    "しゅるい": {"いち": "いっ", "はち": "はっ", "じゅう": "じゅっ"},
    "ふん": {"いち": "いっ", "ろく": "ろっ", "はち": "はっ", "じゅう": "じゅっ"},
}
"""What the end of a number becomes before such a unit."""
_ALONE = {"けた": ("いち", "に")}
_TSU = ("", "ひとつ", "ふたつ", "みっつ", "よっつ", "いつつ", "むっつ", "ななつ", "やっつ", "ここのつ")
_P = ("いっ", "さん", "よん", "ろっ", "はっ", "じゅっ")

UNITS = "通|枚|回|桁|秒|種類|年|番地|ウォン|分|時|人|つ|パーセント|%|ページ|号"
TO = "から"


def cardinal(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    groups = in_groups(number, 10_000)
    return "".join(
        ("いっせん" if at and groups[at] == 1_000 else _group(groups[at])) + _MYRIADS[at]
        for at in reversed(range(len(groups)))
        if groups[at]
    )


def _group(number: int) -> str:
    thousands, hundreds, tens, ones = (number // 10**place % 10 for place in (3, 2, 1, 0))
    out = _THOUSANDS.get(thousands) or (f"{_ONES[thousands]}せん" if thousands else "")
    out += _HUNDREDS.get(hundreds) or (f"{_ONES[hundreds]}ひゃく" if hundreds else "")
    return out + (("" if tens == 1 else _ONES[tens]) + "じゅう" if tens else "") + _ONES[ones]


def counted(number: int, unit: str) -> str:
    if unit == "つ" and 0 < number < len(_TSU):
        return _TSU[number]
    if unit in ("時", "月"):
        small = (_HOURS if unit == "時" else _MONTHS).get(number % 10)
        ten = cardinal(number - number % 10) if number >= 10 else ""
        return (f"{ten}{small}" if small else cardinal(number)) + _UNITS[unit]
    said, word = cardinal(number), _UNITS[unit]
    if unit == "人" and number in (1, 2):
        return ("ひとり", "ふたり")[number - 1]
    for end, becomes in _DOUBLED.get(word, {}).items():
        if said.endswith(end) and (end not in _ALONE.get(word, ()) or said == end):
            said = said[: -len(end)] + becomes
            break
    return said + ("ぷん" if word == "ふん" and said.endswith(_P) else word)


def share(number: int, of: int, unit: str) -> str:
    return f"{counted(of, unit)}ちゅう{counted(number, unit)}" if unit else f"{cardinal(of)}ちゅう{cardinal(number)}"


def won(amount: int) -> str:
    return f"{cardinal(amount)}ウォン"


def year(year: int) -> str:
    return cardinal(year)


def day(year: int | None, month: int, day: int, weekday: int | None) -> str:
    out = "" if year is None else f"{cardinal(year)}ねん"
    out += counted(month, "月") + (_DAYS.get(day) or f"{cardinal(day)}にち")
    return out if weekday is None else f"{out}{_WEEKDAYS[weekday]}ようび"


def clock(hour: int, minute: int) -> str:
    if hour in (0, 24):
        said = "よるじゅうにじ"
    else:
        said = f"{'ごぜん' if hour < 12 else 'ごご'}{counted(hour if hour <= 12 else hour - 12, '時')}"
    return said if minute == 0 else said + counted(minute, "分")


def spelt(text: str) -> str:
    return one_by_one(text, _DIGITS)


def lot(mountain: bool, number: int, sub: int | None) -> str:
    said = cardinal(number) if not sub else f"{cardinal(number)}の{cardinal(sub)}"
    return f"やま{said}" if mountain else said
