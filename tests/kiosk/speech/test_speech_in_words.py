"""What is written with digits is said in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from config.language import LANGUAGES, Language, in_letters
from kiosk.core.focus import controls, first_focus
from kiosk.core.guidance import guidance
from kiosk.core.saying import Say
from kiosk.core.sound import Sound
from kiosk.core.view import Screen
from kiosk.demo.gallery import examples
from kiosk.speech.handed_over import handed_over, unread
from kiosk.speech.in_words import in_words, lot_in_words
from kiosk.speech.speech import Speech
from kiosk.ui.words import Words, catalogue
from tests.cities import WONJU

WORDS = {language: Words(language, WONJU) for language in LANGUAGES}
SPEECH = Speech(lambda language, message: WORDS[language].text(message.id, message.args))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3통", "세 통"),
        ("2장 가운데 1장째를", "두 장 가운데 한 장째를"),
        ("(1/2장)", "(두 장 가운데 한 장)"),
        ("12월 24일 18시부터 25일 9시까지", "십이월 이십사 일 오후 여섯 시부터 이십오 일 아홉 시까지"),
        ("거스름돈이 부족합니다(500원, 100원).", "거스름돈이 부족합니다(오백 원, 백 원)."),
        ("12,500원을", "만 이천오백 원을"),
        ("예: 12가3456, 123가4567", "예: 일 이 가 삼 사 오 육, 일 이 삼 가 사 오 육 칠"),
        ("9423-1번지는 본번 9423, 부번 1입니다.", "구천사백이십삼 다시 일번지는 본번 구천사백이십삼, 부번 일입니다."),
        ("2025-11-23 03:12", "이천이십오 년 십일월 이십삼 일, 오전 세 시 십이 분"),
        ("홍○동 (900101-●●●●●●●)", "홍 동 (구 공 공 일 공 일)"),
        ("2021년부터 2026년까지", "이천이십일 년부터 이천이십육 년까지"),
        ("033-737-2114번으로", "공 삼 삼, 칠 삼 칠, 이 일 일 사번으로"),
        ("태장2동", "태장이동"),
        ("20초 뒤에", "이십 초 뒤에"),
    ],
)  # fmt: skip
def test_korean(written: str, said: str) -> None:
    assert in_words(written, "ko") == said


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "Available on Mon 23 November from 09:00 to 18:30.",
         "Available on Monday, November twenty-third from nine a.m. to six thirty p.m.."),
        ("en", "From 1990 to 2026.", "From nineteen ninety to twenty twenty-six."),
        ("en", "Short of change: up to 4 copies now.", "Short of change: up to four copies now."),
        ("en", "태장2동 (Taejang2-dong) 12-3", "태장이동 twelve dash three"),
        ("zh", "共2份中的第2份（第1/2张）。", "共两份中的第二份（第一张，共两张）。"),
        ("zh", "11月23日（周一） 09:00至18:00签发。", "十一月二十三日星期一 上午九点至下午六点签发。"),
        ("zh", "语速125%。", "语速百分之一百二十五。"),
        ("ja", "6通中1通目を印刷しています（1/2枚）。", "ろくつう中いっつう目を印刷しています（にまいちゅういちまい）。"),
        ("ja", "11月23日（月） 09:00から18:00まで", "じゅういちがつにじゅうさんにちげつようび ごぜんくじからごごろくじまで"),
        ("vi", "Cấp Thứ Hai, 23/11 từ 09:00 đến 18:00.",
         "Cấp thứ Hai, ngày hai mươi ba tháng mười một từ chín giờ sáng đến sáu giờ tối."),
        ("vi", "tiền thối 14.350 won", "tiền thối mười bốn nghìn ba trăm năm mươi won"),
    ],
)  # fmt: skip
def test_other_languages(language: Language, written: str, said: str) -> None:
    assert in_words(written, language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ko", "단구동 산 십이 다시 삼"),
        ("en", "단구동 mountain twelve dash three"),
        ("zh", "단구동 山十二之三"),
        ("ja", "단구동 やまじゅうにのさん"),
        ("vi", "단구동 núi mười hai gạch ba"),
    ],
)
def test_a_lot_is_said_by_its_parts(language: Language, said: str) -> None:
    assert lot_in_words(f"{in_letters('단구동', language)} 산 12-3", language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_said_in_words_to_the_last_digit(language: Language) -> None:
    for name, view in examples(WONJU, language).items():
        say = Say(Screen(view, language, sound=Sound(earphone=True)))
        lines = SPEECH.lines(say)
        assert lines, name
        assert len(lines) == len(say.parts())
        for line, part in zip(lines, say.parts(), strict=True):
            assert line.text or line.ticks, (name, part)
            assert not any(each.isdigit() or each in "●○{}" for each in line.text), (name, line)
            for voice, text in handed_over(line.text, language) if line.text else ():
                assert text, (name, line)
                assert not unread(text), (name, line, voice, text)


def texts_of(language: Language) -> Iterator[str]:
    """All that this city's kiosks may ever say, whether or not an example of a screen has it."""
    yield from catalogue(language).values()
    counters, applications = WONJU.counters, WONJU.applications
    assert applications
    for kind in applications.kinds.values():
        yield from (kind.field[language], kind.act[language])
    for affair in counters.affair:
        yield from (each[language] for each in (affair.title, affair.why, affair.bring))
    for counter in counters.counter:
        yield from (each[language] for each in (counter.name, counter.way))


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_a_character_has_its_reading_in_every_text_there_is(language: Language) -> None:
    """Without one the voice leaves it out, or says which character it is."""
    unknown = {
        (text, character)
        for text in texts_of(language)
        for _, said in handed_over(in_words(text, language), language)
        for character in unread(said)
    }
    assert not unknown


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_the_keys_are_used_is_said_on_every_page_of_input_in_words(language: Language) -> None:
    taught: set[str] = set()
    for name, view in examples(WONJU, language).items():
        screen = Screen(view, language, sound=Sound(earphone=True))
        screen = replace(screen, focus=first_focus(view, controls(screen, LANGUAGES)))
        how = guidance(screen)
        say = Say(screen)
        lines = [line.text for line, part in zip(SPEECH.lines(say), say.parts(), strict=True) if part.slot == "keys"]
        assert len(lines) == (how is not None), name
        assert not any(each.isdigit() for line in lines for each in line), (name, lines)
        if how:
            taught.add(how.id)
            assert Say(screen, since=screen).parts() == ()  # once
    assert taught == {id_ for id_ in catalogue("en") if id_.startswith("keys.")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_are_heard_as_amounts(language: Language) -> None:
    text = WORDS[language].text("money.amount", {"amount": 1_500})
    assert in_words(text, language) == {
        "ko": "천오백 원", "en": "one thousand five hundred won", "zh": "一千五百韩元",
        "ja": "せんごひゃくウォン", "vi": "một nghìn năm trăm won",
    }[language]  # fmt: skip
