"""Korean as it is pronounced, and in Latin letters: for a voice, and for residents who do not read hangul.

Pronounced by the rules of 표준 발음법 that hold between the syllables of any word: liaison (13–15), what becomes of ㅎ (12), the seven
finals (8–11), palatalisation (17), nasals and laterals (18–20), tense consonants after a stop (23). What depends on a word's
meaning or its making, such as 사이시옷 and an inserted ㄴ, is left out.

Latin letters by 국어의 로마자 표기법 (2000): as pronounced, without tense consonants (3-1); units such as 동 and 리 behind a hyphen
that no sound crosses (5).

>>> pronounced("받았습니다"), pronounced("신림면")
('바닫씀니다', '실림면')
>>> latin("문막읍 문막리"), latin("신림면"), latin("태장2동")
('Munmak-eup Munmak-ri', 'Sillim-myeon', 'Taejang2-dong')
"""

from __future__ import annotations

import re
from functools import lru_cache

_FIRST, _LAST = 0xAC00, 0xD7A3
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_PAIRS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ",
    "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_SEVEN = dict(zip(_FINALS, (
    "", *"ㄱㄱㄱㄴㄴㄴㄷㄹㄱㅁㄹㄹㄹㅂㄹㅁㅂㅂㄷㄷㅇㄷㄷㄱㄷㅂㄷ",
), strict=True))  # fmt: skip
"""What each final sounds like before a consonant and at the end."""
_ASPIRATED = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅂ": "ㅍ", "ㅈ": "ㅊ"}
_TENSE = {"ㄱ": "ㄲ", "ㄷ": "ㄸ", "ㅂ": "ㅃ", "ㅅ": "ㅆ", "ㅈ": "ㅉ"}
_NASAL = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}

_LATIN_INITIALS = dict(
    zip(_INITIALS, "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "").split(" "), strict=True)
)
_LATIN_VOWELS = dict(
    zip(
        _VOWELS,
        [
            "a",
            "ae",
            "ya",
            "yae",
            "eo",
            "e",
            "yeo",
            "ye",
            "o",
            "wa",
            "wae",
            "oe",
            "yo",
            "u",
            "wo",
            "we",
            "wi",
            "yu",
            "eu",
            "ui",
            "i",
        ],
        strict=True,
    )
)
_LATIN_FINALS = {"": "", "ㄱ": "k", "ㄴ": "n", "ㄷ": "t", "ㄹ": "l", "ㅁ": "m", "ㅂ": "p", "ㅇ": "ng"}

_WORD = re.compile("[가-힣]+")
_UNIT = re.compile(r"(?<=[가-힣\d])(동|읍|면|리)$|(?<=[가-힣]{2})(시|군|구)$")

Syllable = tuple[str, str, str]


def pronounced(text: str) -> str:
    """Every word of it as it sounds; what is no hangul stays."""
    return _WORD.sub(lambda word: "".join(map(_joined, _sounds(word[0], speech=True))), text)


def initial(word: str) -> str:
    """The consonant that it begins with, as dictionaries and telephones have it; "" where it begins with no syllable of hangul."""
    return _apart(word[0])[0] if word and _FIRST <= ord(word[0]) <= _LAST else ""


@lru_cache(1024)
def latin(text: str) -> str:
    """Names in Latin letters, each word with a capital."""
    return " ".join(_name(word) for word in text.split(" "))


def _name(word: str) -> str:
    unit = _UNIT.search(word)
    stem = word[: unit.start()] if unit else word
    spelt = _WORD.sub(lambda part: _spelt(part[0]), stem)
    return spelt[:1].upper() + spelt[1:] + (f"-{_spelt(unit[0])}" if unit else "")


def _spelt(word: str) -> str:
    out = ""
    for initial, vowel, final in _sounds(word, speech=False):
        lateral = initial == "ㄹ" and out.endswith("l")
        out += ("l" if lateral else _LATIN_INITIALS[initial]) + _LATIN_VOWELS[vowel] + _LATIN_FINALS[final]
    return out


def _apart(syllable: str) -> Syllable:
    code = ord(syllable) - _FIRST
    return _INITIALS[code // 588], _VOWELS[code % 588 // 28], _FINALS[code % 28]


def _joined(syllable: Syllable) -> str:
    initial, vowel, final = syllable
    return chr(_FIRST + _INITIALS.index(initial) * 588 + _VOWELS.index(vowel) * 28 + _FINALS.index(final))


def _sounds(word: str, speech: bool) -> list[Syllable]:
    """``speech``: with tense and joined aspirated consonants, which the spelling of names leaves out."""
    syllables = [_apart(each) for each in word]
    for at in range(len(syllables) - 1):
        (initial, vowel, final), (next_, next_vowel, next_final) = syllables[at], syllables[at + 1]
        soft = next_vowel == "ㅣ" or (next_vowel == "ㅕ" and next_final in ("", "ㅆ"))  # 닫혀, but not 맏형
        final, next_ = _meet(final, next_, soft, speech)
        syllables[at : at + 2] = [(initial, vowel, final), (next_, next_vowel, next_final)]
    initial, vowel, final = syllables[-1]
    syllables[-1] = initial, vowel, _SEVEN[final]
    return syllables


def _meet(final: str, next_: str, soft: bool, speech: bool) -> tuple[str, str]:
    """What becomes of a final and of the initial behind it; ``soft``: an ㅣ follows, before which ㄷ and ㅌ change."""
    pair = _PAIRS.get(final)
    kept, moving = (pair[0], pair[1]) if pair else ("", final)
    if next_ == "ㅇ":
        return _liaison(kept, moving, soft)
    if moving == "ㅎ":
        if next_ in _ASPIRATED:
            return kept, _ASPIRATED[next_]
        if next_ == "ㅅ":
            return kept, "ㅆ"
        final = kept or "ㄷ"
    elif next_ == "ㅎ" and (speech or final == "ㄷ"):
        stop: str = "ㄷ" if moving in ("ㅅ", "ㅆ", "ㅊ", "ㅌ") else moving
        if stop == "ㄷ" and soft:
            return kept, "ㅊ"
        if stop in _ASPIRATED:
            return kept, _ASPIRATED[stop]
    sound = _SEVEN[final]
    if next_ == "ㄹ" and sound in ("ㄱ", "ㄷ", "ㅂ", "ㅁ", "ㅇ"):
        return {**_NASAL, "ㅁ": "ㅁ", "ㅇ": "ㅇ"}[sound], "ㄴ"
    if (sound, next_) in (("ㄴ", "ㄹ"), ("ㄹ", "ㄴ")):
        return "ㄹ", "ㄹ"
    if sound in _NASAL and next_ in "ㄴㅁ":
        return _NASAL[sound], next_
    if speech and (sound in _NASAL or final in ("ㄵ", "ㄼ", "ㄾ")):
        return sound, _TENSE.get(next_, next_)
    return sound, next_


def _liaison(kept: str, moving: str, soft: bool) -> tuple[str, str]:
    """A final goes over to a syllable that begins with a vowel."""
    if moving in ("", "ㅇ"):
        return moving, "ㅇ"
    if moving == "ㅎ":  # is not heard
        return ("", kept) if kept else ("", "ㅇ")
    if soft and moving in "ㄷㅌ":
        return kept, {"ㄷ": "ㅈ", "ㅌ": "ㅊ"}[moving]
    return kept, "ㅆ" if kept and moving == "ㅅ" else moving
