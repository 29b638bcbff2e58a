"""Both languages say the same things, and everything the screens ask for exists."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

import kiosk
from config.data_file import DataFileError
from config.language import LANGUAGES
from config.vocabulary import ClaimReason
from kiosk.core.notices import NoticeId, PayNotice
from kiosk.ui.words import Words, catalogue, keep_words_whole, values_in
from tests.cities import WONJU

KIOSK = Path(kiosk.__file__).parent
CITYS_OWN = {"city", "hall"}
"""Names that every text may name."""
MESSAGE_ID = re.compile(r"""["']([a-z]+(?:[.-][a-z]+)*\.[a-z-]+(?:\.(?:title|body|spoken|about))?)["']""")


def test_both_languages_have_the_same_messages() -> None:
    assert catalogue("ko").keys() == catalogue("en").keys()


@pytest.mark.parametrize("message", sorted(catalogue("ko")))
def test_both_languages_name_the_same_values(message: str) -> None:
    ko, en = (values_in(catalogue(language)[message]) for language in LANGUAGES)
    assert ko - CITYS_OWN == en - CITYS_OWN


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_text_is_empty_or_untidy(language: str) -> None:
    for message, text in catalogue("ko" if language == "ko" else "en").items():
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


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_notice_and_every_reason_of_a_claim_has_its_words(language: Literal["ko", "en"]) -> None:
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


def test_staff_is_told_nowhere_where_nobody_tells_them() -> None:
    """What is written down is noted; the kiosk has nobody to tell yet."""
    for text in (*catalogue("ko").values(), *catalogue("en").values()):
        assert "알렸습니다" not in text
        assert "been told" not in text
        assert "고치고 있습니다" not in text
