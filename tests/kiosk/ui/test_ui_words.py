"""All languages say the same things, and everything the screens ask for exists."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import kiosk
from config.data_file import DataFileError
from config.language import LANGUAGES, Language
from config.vocabulary import ClaimReason
from kiosk.core.notices import NoticeId, PayNotice
from kiosk.ui import words
from kiosk.ui.words import Words, catalogue, keep_words_whole, missing, values_in
from tests.cities import WONJU

KIOSK = Path(kiosk.__file__).parent
CITYS_OWN = {"city", "hall"}
"""Names that every text may name."""
MESSAGE_ID = re.compile(r"""["']([a-z]+(?:[.-][a-z]+)*\.[a-z-]+(?:\.(?:title|body|spoken|about))?)["']""")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_message(language: Language) -> None:
    """What staff alone reads is in Korean and English."""
    assert missing(language) == set()
    assert catalogue(language).keys() == catalogue("ko").keys()


def test_a_text_that_is_missing_is_found_and_english_stands_in_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language in LANGUAGES:
        texts = json.loads((words.TEXTS / f"{language}.json").read_text(encoding="utf-8"))
        if language == "vi":
            del texts["pay.title"], texts["refused.closed.title"]
        (tmp_path / f"{language}.json").write_text(json.dumps(texts), encoding="utf-8")
    monkeypatch.setattr(words, "TEXTS", tmp_path)
    assert missing("vi") == {"pay.title", "refused.closed.title"}
    monkeypatch.setattr(words, "catalogue", cache(catalogue.__wrapped__))
    assert Words("vi", WONJU).text("pay.title", {}) == "Please pay the fee"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_same_values(language: Language) -> None:
    for message, text in catalogue(language).items():
        assert values_in(text) - CITYS_OWN == values_in(catalogue("ko")[message]) - CITYS_OWN, message


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_untidy(language: Language) -> None:
    for message, text in catalogue(language).items():
        assert text == text.strip(), message
        assert text, message
        assert "  " not in text, message


def used_in(path: Path) -> set[str]:
    """Message ids in a file: any in QML that is of a family the catalogue has; those of a ``Message`` in Python."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return set(re.findall(r"""\bMessage\(\s*["']([^"']+)["']""", text))
    families = {message.split(".")[0] for message in catalogue("ko")}
    return {found for found in MESSAGE_ID.findall(text) if found.split(".")[0] in families}


@pytest.mark.parametrize(
    "path", sorted([*KIOSK.rglob("*.qml"), *KIOSK.rglob("*.py")]), ids=lambda path: str(path.relative_to(KIOSK))
)
def test_every_message_that_is_used_exists(path: Path) -> None:
    assert used_in(path) <= catalogue("ko").keys()


def test_every_message_is_used() -> None:
    """What the screens say of themselves is said somewhere; what the kiosk says comes with its views."""
    own = ("step.", "bar.", "button.", "money.", "choose.", "collect.", "review.confirm", "thanks.", "time.")
    used = set().union(*(used_in(path) for path in KIOSK.rglob("*.qml")))
    assert {
        message for message in catalogue("ko") if message.startswith(own) and not message.endswith(".spoken")
    } - used <= {"collect.receipt-failed", "collect.exempt", "collect.earlier-left", "collect.part"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_and_every_reason_of_a_claim_has_its_words(language: Language) -> None:
    needed = {f"{id_}.{part}" for id_ in NoticeId for part in ("title", "body")}
    needed |= {str(id_) for id_ in PayNotice} | {f"claim.{reason}" for reason in ClaimReason}
    assert needed - catalogue(language).keys() == set()


def test_every_kind_is_described() -> None:
    for kind in WONJU.kinds:
        assert f"kind.{kind}.about" in catalogue("ko")


def test_amounts_are_grouped_and_counts_agree() -> None:
    assert Words("ko", WONJU).text("money.amount", {"amount": 12500}) == "12,500원"
    assert Words("en", WONJU).text("collect.document-count", {"sheets": 1}) == "1 page"
    assert Words("en", WONJU).text("collect.document-count", {"sheets": 2}) == "2 pages"
    assert {language: Words(language, WONJU).text("money.amount", {"amount": 12500}) for language in LANGUAGES} == {
        "ko": "12,500원", "en": "12,500 won", "zh": "12,500韩元", "ja": "12,500ウォン", "vi": "12.500 won",
    }  # fmt: skip


def test_a_day_is_written_as_each_language_writes_it() -> None:
    later = {"date": "2026-11-23", "opens": "09:00", "closes": "18:00"}
    assert [Words(language, WONJU).text("unavailable.hours", later) for language in LANGUAGES] == [
        "11월 23일(월) 09:00부터 18:00까지 발급합니다.",
        "Available on Mon 23 November from 09:00 to 18:00.",
        "11月23日（周一） 09:00至18:00签发。",
        "11月23日（月） 09:00から18:00まで発給します。",
        "Cấp Thứ Hai, 23/11 từ 09:00 đến 18:00.",
    ]


@pytest.mark.parametrize(("language", "characters"), [("zh", "gb2312"), ("ja", "cp932")])
def test_han_characters_are_those_of_the_country(language: Language, characters: str) -> None:
    """Simplified for Chinese, 新字体 for Japanese: the national sets have no other."""
    for message, text in catalogue(language).items():
        for letter in text:
            if unicodedata.name(letter, "").startswith("CJK UNIFIED"):
                assert letter.encode(characters), (message, letter)


def scripts(text: str) -> set[str]:
    """Of its letters: ``HANGUL``, ``CJK``, ``HIRAGANA``, ``LATIN`` …"""
    return {unicodedata.name(letter).split()[0] for letter in text if letter.isalpha() and ord(letter) < 0xFF00}


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "ko"])
def test_no_text_is_left_in_another_script(language: Language) -> None:
    """Hangul stands only where it is what is on a plate, a map or a key; a Chinese text has no kana and no Vietnamese one Han."""
    own = {
        "en": {"LATIN"},
        "vi": {"LATIN"},
        "zh": {"CJK", "LATIN"},
        "ja": {"CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "LATIN"},
    }
    named = {"plate.subtitle", "plate.region-subtitle", "plate.incomplete", "lot.mountain", "lot.mountain.spoken",
             "lot.no-mountain", "unit.subtitle", "unit.building", "unit.room", "unit.incomplete"}  # fmt: skip
    for message, text in catalogue(language).items():
        assert scripts(text) <= own[language] | ({"HANGUL"} if message in named else set()), (message, text)


def test_an_unknown_message_is_a_fault() -> None:
    with pytest.raises(KeyError):
        Words("ko", WONJU).text("no.such", {})


def test_korean_words_are_kept_whole() -> None:
    assert keep_words_whole("돈을 꺼내기 1,000원") == "돈\u2060을 꺼\u2060내\u2060기 1,000원"


def test_a_city_names_itself_and_has_texts_of_its_own() -> None:
    assert Words("ko", WONJU).text("machine.name", {}) == "원주시 무인민원발급기"
    own = replace(WONJU, texts={"ko": {"machine.name": "{city} 민원 24", "thanks.title": "안녕히 가십시오"}})
    assert Words("ko", own).text("machine.name", {}) == "원주시 민원 24"
    assert Words("ko", own).text("thanks.title", {}) == "안녕히 가십시오"
    assert Words("en", own).text("machine.name", {}) == "Wonju City Certificates"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"machine.nam": "x"}, "texts/ko.json: machine.nam: there is no such message"),
        ({"machine.name": "{mayor}"}, "texts/ko.json: machine.name: the message has no mayor"),
    ],
)
def test_a_text_in_place_of_none_is_refused(texts: dict[str, str], said: str) -> None:
    with pytest.raises(DataFileError, match=re.escape(said)):
        Words("ko", replace(WONJU, texts={"ko": texts}))


def test_every_title_of_the_city_and_of_the_catalogue_is_in_all_its_languages() -> None:
    titles = [
        WONJU.name,
        WONJU.hall,
        *(fee.free_by for kind in WONJU.kinds.values() for fee in kind.fees if fee.free_by),
    ]
    for kind in WONJU.kinds.values():
        titles += [kind.title, *(each.title for each in kind.exemptions)]
        titles += [
            title for option in kind.options for title in (option.title, *(each.title for each in option.choices))
        ]
    assert [title for title in titles if set(WONJU.languages) - title.keys()] == []


def test_staff_is_told_nowhere_where_nobody_tells_them() -> None:
    """What is written down is noted; that somebody was told is said where the city has said so, and nowhere else."""
    for id, text in (*catalogue("ko").items(), *catalogue("en").items()):
        if id == "out.told":
            continue
        assert "알렸습니다" not in text
        assert "been told" not in text
        assert "고치고 있습니다" not in text
