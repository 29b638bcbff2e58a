"""A line as a synthesiser is given it: each piece to the voice of its language, spelt so that it is said right.

A Korean name within another language is said by the Korean voice. Korean is written as it is pronounced, because espeak-ng joins no
sounds: 입니다 would be "ip nida". Chinese and Japanese are written as they are read, because it reads no Han characters.

>>> handed_over("단구동 one dash two", "en")
(('ko', '단구동'), ('en', 'one dash two'))
>>> handed_over("천오백 원입니다", "ko")
(('ko', '처노백 워님니다'),)
>>> handed_over("お金は返却口へ", "ja"), handed_over("请付一千韩元。", "zh")
((('ja', 'オカネワヘンキャクグチエ'),), (('zh', 'qing3 fu4 yi1 qian1 han2 yuan2 .'),))
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from config.hangul import pronounced
from config.language import LOCALES, Language

VOICES: Mapping[Language, str] = MappingProxyType(
    {"ko": "ko", "en": "en-us", "zh": "cmn-latn-pinyin", "ja": "ja", "vi": "vi"}
)
"""Of espeak-ng. Its voice ``cmn`` reads the letters of pinyin as English (1.51)."""
_FOLDER = Path(__file__).parent / "readings"
"""How words of Han characters are read: in kana, and in pinyin with the number of the tone. A language without a file needs none."""
_HAN = re.compile("[\u3400-\u9fff々〇]")
_WA = re.compile("(?<=[\u3400-\u9fffァ-ヴー」』）])は|(?<=[でにと])は(?=[^ー])")
_E = re.compile("(?<=[\u3400-\u9fffァ-ヴー」』）])へ")
_STOPS = str.maketrans(
    {
        "，": ", ",
        "。": ". ",
        "：": ", ",
        "、": ", ",
        "（": ", ",
        "）": ", ",
        "“": " ",
        "”": " ",
        "‘": " ",
        "’": " ",
        "；": ", ",
    }
)
_HANGUL = re.compile(r"([가-힣]+(?:\s[가-힣]+)*)")
_INSERTED = (("십육", "심뉵"), ("백육", "뱅뉵"), ("천육", "천뉵"), ("만육", "만뉵"))
"""An ㄴ comes in between a number's parts (표준 발음법 29), which no rule of sounds alone tells."""


def handed_over(text: str, language: Language) -> tuple[tuple[Language, str], ...]:
    """Pieces in their order, none of them empty."""
    if LOCALES[language].hangul:
        return ((language, _pronounced(text)),)
    pieces: list[tuple[Language, str]] = []
    for at, piece in enumerate(_HANGUL.split(text)):
        said = piece.strip()
        if said and any(each.isalnum() for each in said):
            pieces.append(("ko", _pronounced(said)) if at % 2 else (language, _read(said, language)))
    return tuple(pieces)


def unread(text: str) -> set[str]:
    """The characters that a synthesiser would leave out."""
    return set(_HAN.findall(text))


def _read(text: str, language: Language) -> str:
    """Han characters by their readings, the longest word first; what is no Han stays, but for Japanese particles (は is wa, へ is e)."""
    words = _readings(language)
    if words is None:
        return text
    pattern, readings = words
    if language == "ja":
        text = _WA.sub("ワ", _E.sub("エ", text))
        return pattern.sub(lambda word: readings[word[0]], text)
    text = pattern.sub(lambda word: f" {readings[word[0]]} ", text.translate(_STOPS))
    return re.sub(r"\s+", " ", text).strip()


@cache
def _readings(language: Language) -> tuple[re.Pattern[str], Mapping[str, str]] | None:
    file = _FOLDER / f"{language}.json"
    if not file.exists():
        return None
    readings: dict[str, str] = json.loads(file.read_text("utf-8"))
    return re.compile("|".join(sorted(readings, key=len, reverse=True))), readings


def _pronounced(text: str) -> str:
    for written, said in _INSERTED:
        text = text.replace(written, said)
    return pronounced(text)
