from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from PIL import ImageFont
from reportlab.pdfbase.ttfonts import TTFontFile

from config.credentials import UnusableFileError
from config.fonts import FOLDER, HANJA_FOLDER
from printing import fonts
from printing.fonts import BODY, BOLD, HANJA, SANS, Unprintable
from tests.proofs import of


def printable(character: str) -> bool:
    try:
        fonts.check((character,))
    except Unprintable:
        return False
    return True


def test_what_names_and_addresses_are_made_of() -> None:
    fonts.check(
        (
            "각갂뷁힣",
            "金成春香",
            "O'Brien-Kim",
            "강원특별자치도 원주시 서원대로 9999, 101동 1203호",
            "1,234.5㎡ · 산 12-3",
            "ㄱㅏ",
        )
    )


def test_all_modern_syllables_and_the_basic_hanja() -> None:
    assert all(printable(chr(code)) for code in range(0xAC00, 0xD7A4))
    assert sum(printable(chr(code)) for code in range(0x4E00, 0xA000)) >= 4_620


def test_hanja_of_names_that_only_the_third_font_has() -> None:
    """From the Supreme Court's list for names (June 2024): of its 9,460 hanja Nanum has 4,592."""
    rare = "妍偀俙侀劦媄崤敔欥滺烓皛盯碤秞紾羕翯胗蒑薳訢譞逌鋧鍹韺鵾麘黅"
    fonts.check((rare,))
    for style in (BODY, BOLD, SANS):
        assert fonts.runs(style, rare) == [(HANJA, rare)]


@pytest.mark.parametrize("style", [BODY, BOLD])
@pytest.mark.parametrize(("name", "face"), [("成春香", SANS), ("成妍香", HANJA), ("李 成妍", HANJA)])
def test_a_name_keeps_one_face_where_one_has_it_all(style: str, name: str, face: str) -> None:
    assert fonts.runs(style, name) == [(face, name)]
    assert fonts.runs(style, f"이름 ({name})") == [(style, "이름 ("), (face, name), (style, ")")]


def test_a_name_that_no_font_has_whole_is_set_a_character_at_a_time() -> None:
    assert [part for _, part in fonts.runs(BODY, "朴\U00020b9f妍")] == ["朴", "\U00020b9f", "妍"]


def test_a_text_is_as_wide_as_its_runs() -> None:
    """成 is narrower in Nanum than in the third font; a centred name must know which it is set in."""
    assert fonts.width(BODY, 10, "成妍") == pytest.approx(2 * fonts.width(BODY, 10, "妍"))
    assert fonts.width(BODY, 10, "成") < fonts.width(BODY, 10, "妍")


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a hanja beyond the basic plane", "\U00020b9f"),
        ("an old syllable that has no composed form", "\u1112\u119e\u11ab"),
        ("a combining mark", "x\u0301"),
        ("a script from the right", "שלום"),
        ("a shaped script", "สมชาย"),
        ("an emoji", "😀"),
        ("an invisible joiner", "\u200d"),
        ("an invisible filler", "\u3164"),
        ("a soft hyphen", "\u00ad"),
        ("a control character", "\x07"),
        ("half a surrogate pair", "\ud83d"),
        ("a private character", "\ue000"),
    ],
)
def test_unprintable(what: str, text: str) -> None:
    with pytest.raises(Unprintable) as caught:
        fonts.check(("홍길동", text))
    assert set(caught.value.characters) <= set(text), what


def test_decomposed_syllables_are_composed() -> None:
    assert fonts.normal("\u1112\u1169\u11bc길\u1103\u1169\u11bc") == "홍길동"
    fonts.check(("\u1112\u1169\u11bc",))


def test_each_unprintable_character_is_named_once_in_order() -> None:
    with pytest.raises(Unprintable) as caught:
        fonts.check(("가\u0e01나\u0e02", "\u0e01"))
    assert caught.value.characters == "\u0e01\u0e02"


@pytest.mark.parametrize("style", [BODY, BOLD, SANS])
def test_whatever_is_accepted_leaves_ink(style: str) -> None:
    """No box, no blank: each character's own glyph, in the font that is chosen for it."""
    drawn: dict[str, ImageFont.FreeTypeFont] = {}
    hanja = range(0x3400, 0xAC00, of(1, sample=11))
    for code in (*range(0x21, 0x3400), *hanja, *range(0xAC00, 0xD7A4, 13), *range(0xD7A4, 0x10000)):
        character = chr(code)
        if character.isspace() or not printable(character):
            continue
        ((name, _),) = fonts.runs(style, character)
        font = drawn.setdefault(
            name, ImageFont.truetype(str(fonts.path(name)), 24, layout_engine=ImageFont.Layout.BASIC)
        )
        assert font.getmask(character).getbbox(), hex(code)


def test_a_text_is_drawn_in_runs_of_fonts() -> None:
    assert fonts.runs(BODY, "성춘향 (成春香)") == [(BODY, "성춘향 ("), (SANS, "成春香"), (BODY, ")")]
    assert fonts.width(BODY, 10, "성춘향 (成春香)") == pytest.approx(
        fonts.width(BODY, 10, "성춘향 (") + fonts.width(SANS, 10, "成春香") + fonts.width(BODY, 10, ")")
    )


def test_wrap() -> None:
    wide = fonts.width(BODY, 10, "가나다")
    assert fonts.wrap(BODY, 10, "가 나 다라 마", wide) == ("가 나", "다라", "마")
    assert fonts.wrap(BODY, 10, "가나다라마", wide) == ("가나다", "라마")
    assert fonts.wrap(BODY, 10, "가\n나", wide) == ("가", "나")
    assert fonts.wrap(BODY, 10, "", wide) == ("",)
    assert fonts.wrap(BODY, 10, "가나다", 0.1) == ("가", "나", "다"), "at least one character a line"


def test_fit() -> None:
    assert fonts.fit(BODY, 10, "가", 500) == 10
    assert fonts.width(BODY, fonts.fit(BODY, 10, "가나다" * 20, 100), "가나다" * 20) == pytest.approx(100)


@pytest.mark.parametrize(("name", "package"), [(BODY, "fonts-nanum"), (HANJA, "fonts-droid-fallback")])
def test_a_missing_font_names_its_package(tmp_path: Path, name: str, package: str) -> None:
    with pytest.raises(
        UnusableFileError, match=f"{tmp_path}/{name}.ttf is not there: install the Debian package {package}"
    ):
        fonts.check_font(tmp_path / f"{name}.ttf")


def test_a_file_that_is_no_font_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / f"{BODY}.ttf"
    path.write_bytes(b"<html>not found</html>")
    with pytest.raises(UnusableFileError, match=f"{path} is no font that can be read"):
        fonts.check_font(path)


def test_a_font_that_was_cut_short_is_none(tmp_path: Path) -> None:
    path = tmp_path / f"{BODY}.ttf"
    path.write_bytes(fonts.path(BODY).read_bytes()[:-1000])
    with pytest.raises(UnusableFileError, match=f"{path} is no font that can be read"):
        fonts.check_font(path)


def test_a_start_looks_at_a_font_without_reading_its_characters() -> None:
    def numbers_read(read: Callable[[Path], object]) -> int:
        with patch.object(TTFontFile, "read_ushort", autospec=True, side_effect=TTFontFile.read_ushort) as asked:
            read(fonts.path(BODY))
        return int(asked.call_count)

    whole = numbers_read(lambda path: TTFontFile(str(path)))
    assert numbers_read(fonts.check_font) < whole / 50


def test_what_is_read_leaves_the_collector_little_to_go_through_after_every_session(tmp_path: Path) -> None:
    for name in fonts.NANUM:
        (tmp_path / f"{name}.ttf").symlink_to(fonts.path(name))
    fonts.use(tmp_path, HANJA_FOLDER)  # none is read there yet
    try:
        gc.collect()
        before = len(gc.get_objects())
        fonts.read_all()
        gc.collect()
        assert len(gc.get_objects()) - before < 5_000, "eight fonts have a hundred thousand characters"
    finally:
        fonts.use(FOLDER, HANJA_FOLDER)


def test_fonts_are_taken_from_the_folder_that_is_set(tmp_path: Path) -> None:
    """The bold one is another there: a text is as wide as that."""
    narrow = fonts.width(BOLD, 10, "가나다")
    for name in fonts.NANUM:
        (tmp_path / f"{name}.ttf").symlink_to(fonts.path("NanumBarunGothic" if name == BOLD else name))
    fonts.use(tmp_path, HANJA_FOLDER)
    try:
        assert fonts.path(BOLD) == tmp_path / f"{BOLD}.ttf"
        assert fonts.width(BOLD, 10, "가나다") != narrow
    finally:
        fonts.use(FOLDER, HANJA_FOLDER)
    assert fonts.width(BOLD, 10, "가나다") == narrow
