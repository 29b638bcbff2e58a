"""A line as a synthesiser is given it: each piece to the voice of its language, spelt so that it is said right.

A Korean name within another language is said by the Korean voice. Korean is written as it is pronounced, because espeak-ng joins no
sounds: 입니다 would be "ip nida".

>>> handed_over("단구동 one dash two", "en")
(('ko', '단구동'), ('en', 'one dash two'))
>>> handed_over("천오백 원입니다", "ko")
(('ko', '천오백 워님니다'),)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from config.hangul import pronounced
from config.language import LOCALES, Language

VOICES: Mapping[Language, str] = MappingProxyType(
    {"ko": "ko", "en": "en-us", "zh": "cmn-latn-pinyin", "ja": "ja", "vi": "vi"}
)
"""Of espeak-ng. Its voice ``cmn`` reads the letters of pinyin as English (1.51)."""
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
            pieces.append(("ko", _pronounced(said)) if at % 2 else (language, said))
    return tuple(pieces)


def _pronounced(text: str) -> str:
    for written, said in _INSERTED:
        text = text.replace(written, said)
    return pronounced(text)
