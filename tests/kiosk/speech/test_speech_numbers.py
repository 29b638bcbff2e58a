"""Numbers in words say the number: read back by a parser that knows nothing of how they were made, and held to known ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.language import LANGUAGES, Language
from kiosk.speech import en, ja, ko, vi, zh
from kiosk.speech.numbers import MOST, NUMBERS

AMOUNTS = some.one_of(some.integers(0, 10_000_000), some.integers(0, MOST))


def read(words: str, digits: dict[str, int], places: dict[str, int], myriads: dict[str, int]) -> int:
    """What the words come to, longest word first: a digit waits for its place, a group for its ten-thousand."""
    known = sorted({**digits, **places, **myriads}, key=len, reverse=True)
    total = group = waiting = 0
    some_digit = False
    while words:
        word = next((each for each in known if words.startswith(each)), None)
        assert word is not None, words
        words = words.removeprefix(word)
        if word in digits:
            waiting, some_digit = digits[word], True
        elif word in places:
            group += (waiting if some_digit else 1) * places[word]
            waiting, some_digit = 0, False
        else:
            total += (group + waiting or 1) * myriads[word]
            group, waiting, some_digit = 0, 0, False
    return total + group + waiting


def read_ko(words: str) -> int:
    digits = dict(zip("영일이삼사오육칠팔구", range(10), strict=True))
    return read(words.replace(" ", ""), digits, {"십": 10, "백": 100, "천": 1_000}, {"만": 10**4, "억": 10**8})


def read_zh(words: str) -> int:
    digits = {**dict(zip("零一二三四五六七八九", range(10), strict=True)), "两": 2}
    return read(words, digits, {"十": 10, "百": 100, "千": 1_000}, {"万": 10**4, "亿": 10**8})


def read_ja(words: str) -> int:
    digits = {"ゼロ": 0, "いち": 1, "に": 2, "さん": 3, "よん": 4, "ご": 5, "ろく": 6, "なな": 7, "はち": 8, "きゅう": 9,
              "いっ": 1, "ろっ": 6, "はっ": 8}  # fmt: skip
    places = {"じゅう": 10, "ひゃく": 100, "びゃく": 100, "ぴゃく": 100, "せん": 1_000, "ぜん": 1_000}
    return read(words, digits, places, {"まん": 10**4, "おく": 10**8})


def read_en(words: str) -> int:
    teens = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    ones = dict(zip(f"zero one two three four five six seven eight nine {teens}".split(), range(20), strict=True))
    tens = {
        f"{word}ty": at * 10
        for at, word in enumerate(["twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"], 2)
    }
    total = group = 0
    for word in words.replace("-", " ").split():
        if word == "hundred":
            group *= 100
        elif word in ("thousand", "million", "billion"):
            total += group * {"thousand": 10**3, "million": 10**6, "billion": 10**9}[word]
            group = 0
        else:
            group += ones[word] if word in ones else tens[word]
    return total + group


def read_vi(words: str) -> int:
    ones = {
        word: at for at, word in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"])
    }
    ones |= {"mốt": 1, "lăm": 5, "linh": 0}
    total = group = ten = 0
    for word in words.split():
        if word == "trăm":
            group, ten = ten * 100, 0
        elif word == "mười":
            group, ten = group + 10, 0
        elif word == "mươi":
            group, ten = group + ten * 10, 0
        elif word in ("nghìn", "triệu", "tỷ"):
            total += (group + ten) * {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}[word]
            group = ten = 0
        else:
            ten = ones[word]
    return total + group + ten


READ: dict[Language, Callable[[str], int]] = {
    "ko": read_ko, "en": read_en, "zh": read_zh, "ja": read_ja, "vi": read_vi,
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@given(number=AMOUNTS)
def test_a_number_that_was_said_is_the_number(language: Language, number: int) -> None:
    assert READ[language](NUMBERS[language].cardinal(number)) == number


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_numbers_that_a_kiosk_counts_sound_alike(language: Language) -> None:
    assert len({NUMBERS[language].cardinal(number) for number in range(10_001)}) == 10_001


@pytest.mark.parametrize(
    ("number", "ko_", "en_", "zh_", "ja_", "vi_"),
    [
        (0, "영", "zero", "零", "ゼロ", "không"),
        (10, "십", "ten", "十", "じゅう", "mười"),
        (16, "십육", "sixteen", "十六", "じゅうろく", "mười sáu"),
        (110, "백십", "one hundred ten", "一百一十", "ひゃくじゅう", "một trăm mười"),
        (300, "삼백", "three hundred", "三百", "さんびゃく", "ba trăm"),
        (1_000, "천", "one thousand", "一千", "せん", "một nghìn"),
        (1_005, "천오", "one thousand five", "一千零五", "せんご", "một nghìn không trăm linh năm"),
        (8_600, "팔천육백", "eight thousand six hundred", "八千六百", "はっせんろっぴゃく", "tám nghìn sáu trăm"),
        (10_000, "만", "ten thousand", "一万", "いちまん", "mười nghìn"),
        (10_010, "만 십", "ten thousand ten", "一万零一十", "いちまんじゅう", "mười nghìn không trăm mười"),
        (20_000, "이만", "twenty thousand", "两万", "にまん", "hai mươi nghìn"),
        (110_000, "십일만", "one hundred ten thousand", "十一万", "じゅういちまん", "một trăm mười nghìn"),
        (10_000_000, "천만", "ten million", "一千万", "いっせんまん", "mười triệu"),
        (100_000_000, "일억", "one hundred million", "一亿", "いちおく", "một trăm triệu"),
    ],
)  # fmt: skip
def test_known_numbers(number: int, ko_: str, en_: str, zh_: str, ja_: str, vi_: str) -> None:
    assert [module.cardinal(number) for module in (ko, en, zh, ja, vi)] == [ko_, en_, zh_, ja_, vi_]


def test_what_is_counted_by_hand_has_korean_numbers() -> None:
    assert [ko.counted(number, "통") for number in (1, 2, 3, 4, 5, 20, 21, 99)] == [
        "한 통", "두 통", "세 통", "네 통", "다섯 통", "스무 통", "스물한 통", "아흔아홉 통",
    ]  # fmt: skip
    assert [ko.counted(3, unit) for unit in ("시", "장", "번", "분", "초", "년", "자리", "원")] == [
        "세 시", "세 장", "세 번", "삼 분", "삼 초", "삼 년", "삼 자리", "삼 원",
    ]  # fmt: skip
    assert ko.counted(100, "장") == "백 장"


def test_korean_months_of_their_own() -> None:
    assert [ko.counted(month, "월") for month in (6, 10, 11)] == ["유월", "시월", "십일월"]


def test_japanese_readings_that_change() -> None:
    assert [ja.counted(number, "通") for number in (1, 2, 3, 8, 10)] == [
        "いっつう", "につう", "さんつう", "はっつう", "じゅっつう",
    ]  # fmt: skip
    assert [ja.counted(number, "分") for number in (1, 2, 3, 5, 6, 10, 20)] == [
        "いっぷん", "にふん", "さんぷん", "ごふん", "ろっぷん", "じゅっぷん", "にじゅっぷん",
    ]  # fmt: skip
    assert [ja.counted(number, "時") for number in (4, 7, 9, 10, 14)] == [
        "よじ", "しちじ", "くじ", "じゅうじ", "じゅうよじ",
    ]  # fmt: skip
    assert [ja.counted(number, "桁") for number in (1, 2, 6, 12)] == [
        "ひとけた",
        "ふたけた",
        "ろっけた",
        "じゅうにけた",
    ]
    assert ja.day(None, 4, 1, None) == "しがつついたち"


def test_chinese_counts_two_with_liang_and_numbers_it_with_er() -> None:
    assert [zh.counted(2, unit) for unit in ("份", "张", "次", "号")] == ["两份", "两张", "两次", "二号"]
    assert zh.won(2_200) == "两千二百韩元"
    assert zh.year(2026) == "二零二六"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_hour_and_each_day_sounds_different(language: Language) -> None:
    numbers = NUMBERS[language]
    assert len({numbers.clock(hour, minute) for hour in range(24) for minute in range(60)}) == 24 * 60
    assert len({numbers.day(None, month, day, None) for month in range(1, 13) for day in range(1, 29)}) == 12 * 28


@pytest.mark.parametrize("language", LANGUAGES)
@given(digits=some.text("0123456789", min_size=1, max_size=16))
def test_a_number_that_is_spelt_has_a_word_a_digit(language: Language, digits: str) -> None:
    said = NUMBERS[language].spelt(f"{digits[:4]}-{digits[4:]}").split()
    assert len(said) == len(digits)
    assert [said[at] for at, each in enumerate(digits) if each == digits[0]] == [said[0]] * digits.count(digits[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_mountain_main_and_sub_are_told_apart(language: Language) -> None:
    numbers = NUMBERS[language]
    lots = [(mountain, number, sub) for mountain in (True, False) for number in (1, 12, 123) for sub in (None, 1, 23)]
    assert len({numbers.lot(*lot) for lot in lots}) == len(lots)
