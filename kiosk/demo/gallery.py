"""Pictures of every screen: ``python -m kiosk.demo.gallery OUT [--size 1080x1920] [--all]``.

The examples are also what the tests draw in every language and theme.
"""

from __future__ import annotations

import argparse
import itertools
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from config.city import City, read_city, shipped_city
from kiosk.core.view import (
    Attract,
    ChooseKind,
    ChooseOptions,
    Collect,
    EnterLot,
    EnterPin,
    EnterPlate,
    EnterUnit,
    EnterYears,
    KindItem,
    Message,
    Notice,
    OptionItem,
    OutOfService,
    Pay,
    PresentCard,
    Review,
    ReviewRow,
    Screen,
    ThankYou,
    Theme,
    View,
    Working,
)
from kiosk.session.forms.plate import LETTERS, REGIONS

SIZES = ((1080, 1920), (1280, 1024))
"""Portrait as built, and the least that the standard for these machines allows."""

_SCALES: tuple[Literal[1, 2], ...] = (1, 2)
_CONTRASTS: tuple[Literal["normal", "high"], ...] = ("normal", "high")
THEMES = tuple(
    Theme(scale, contrast, low) for scale, contrast, low in itertools.product(_SCALES, _CONTRASTS, (False, True))
)

_TITLES = {
    "resident-register": "주민등록표 등본",
    "resident-abstract": "주민등록표 초본",
    "land-register": "토지대장",
    "forest-register": "임야대장",
    "land-price": "개별공시지가 확인서",
    "land-use-plan": "토지이용계획 확인서",
    "building-register": "건축물대장",
    "vehicle-register": "자동차등록원부",
    "machinery-register": "건설기계등록원부",
    "local-tax": "지방세 세목별 과세증명서",
    "farmland-register": "농지대장",
    "military-service": "병적증명서",
    "basic-livelihood": "수급자 증명서",
    "medical-aid": "의료급여 증명서",
    "disability": "장애인증명서",
}
_NEED_CARD = {
    "resident-register",
    "resident-abstract",
    "local-tax",
    "military-service",
    "basic-livelihood",
    "medical-aid",
    "disability",
}

ALL_KINDS = tuple(
    KindItem(name, title, 0 if name in _NEED_CARD else 500, name in _NEED_CARD) for name, title in _TITLES.items()
)
TWO_KINDS = tuple(kind for kind in ALL_KINDS if kind.name in ("land-register", "resident-abstract"))
SOME_AWAY = tuple(
    KindItem(
        kind.name, kind.title, kind.fee, kind.needs_card, Message("unavailable.source") if kind.needs_card else None
    )
    for kind in TWO_KINDS
)

_CLOSED = ("local-tax", "farmland-register", "machinery-register", "medical-aid")
_LATER = Message("unavailable.hours", {"date": "2026-11-23", "opens": "09:00", "closes": "18:00"})

_PLACE_NAMES = (
    "개운동, 단계동, 단구동, 명륜동, 무실동, 반곡동, 관설동, 봉산동, 우산동, 가현동, 일산동, 중앙동, 태장동, 학성동, 행구동, "
    "문막읍 문막리, 문막읍 동화리, 소초면 장양리, 호저면 주산리, 지정면 간현리, 부론면 법천리, 귀래면 용암리, 귀래면 운남리, "
    "흥업면 흥업리, 판부면 서곡리, 신림면 용암리, 신림면 황둔리"
)
PLACES = tuple((f"p{number}", name) for number, name in enumerate(_PLACE_NAMES.split(", ")))

_LOT_ROWS = (
    ReviewRow(Message("review.lot"), "강원특별자치도 원주시 귀래면 운남리 555-5", edit="lot"),
    ReviewRow(Message("review.copies"), "1"),
)
_CLAIM = (
    (Message("fact.claim-number"), "9114-3449"),
    (Message("fact.time"), "2025-11-23 03:12"),
    (Message("fact.machine"), "무인민원발급기 03 (단구동)"),
    (Message("fact.phone"), "033-000-0000"),
)

_SHOWN = (("no", "미포함"), ("yes", "포함"))
OPTIONS = (
    OptionItem("addresses", "과거의 주소 변동 사항", (("none", "미포함"), ("5", "최근 5년"), ("all", "전체")), "none"),
    OptionItem(
        "numbers", "주민등록번호 뒷자리", (("none", "미포함"), ("own", "본인만"), ("all", "세대원 전체")), "none"
    ),
    OptionItem("reason", "세대 구성 사유", _SHOWN, "no"),
    OptionItem("date", "세대 구성 일자", _SHOWN, "yes"),
    OptionItem("changes", "발생일과 신고일, 변동 사유", _SHOWN, "no"),
    OptionItem("names", "교부 대상자 외 세대주·세대원·외국인 등의 이름", _SHOWN, "yes"),
)

_EXAMPLES: dict[str, View] = {
    "attract": Attract(kinds=TWO_KINDS),
    "attract-trouble": Attract(
        (Message("attract.change-short", {"denominations": "500,100"}), Message("attract.card-only")), SOME_AWAY
    ),
    "attract-all": Attract(kinds=ALL_KINDS),
    "attract-card-only": Attract((Message("attract.card-only"),), TWO_KINDS),
    "choose": ChooseKind(TWO_KINDS),
    "choose-some-away": ChooseKind(SOME_AWAY),
    "choose-all": ChooseKind(ALL_KINDS),
    "choose-all-some-away": ChooseKind(
        tuple(replace(kind, unavailable=_LATER) if kind.name in _CLOSED else kind for kind in ALL_KINDS)
    ),
    "lot-place": EnterLot("토지대장", PLACES),
    "lot-few-places": EnterLot("토지대장", PLACES[13:18], problem=Message("lot.missing-place")),
    "lot-number": EnterLot("토지대장", PLACES, place="p15", number="423", sub_number="1"),
    "lot-mountain": EnterLot("토지대장", PLACES, "p21", True, "9999", "9999", "sub_number", Message("lot.no-mountain")),
    "plate": EnterPlate("자동차등록원부", LETTERS, REGIONS),
    "plate-region": EnterPlate("자동차등록원부", LETTERS, REGIONS, True, "강원"),
    "plate-letter": EnterPlate("자동차등록원부", LETTERS, REGIONS, False, "강원", "12", letter=True),
    "plate-whole": EnterPlate(
        "건설기계등록원부", LETTERS, REGIONS, False, "", "012가4568", False, problem=Message("plate.incomplete")
    ),
    "years": EnterYears("개별공시지가 확인서", 2021, 2026, 1990, 2026),
    "years-unknown": EnterYears("개별공시지가 확인서", 1990, 1990, 1990, 2026, Message("years.unknown")),
    "unit": EnterUnit("건축물대장", "101", "1203", "room"),
    "unit-unknown": EnterUnit("건축물대장", "10199", "99999", problem=Message("unit.unknown")),
    "options-one": ChooseOptions("토지대장", OPTIONS[:1]),
    "options": ChooseOptions("주민등록표 등본", OPTIONS),
    "card": PresentCard(),
    "card-problem": PresentCard(problem=Message("card.unsupported")),
    "card-reading": PresentCard("reading"),
    "pin": EnterPin(0),
    "pin-wrong": EnterPin(4, problem=Message("pin.wrong", {"tries_left": 2})),
    "review-land": Review("토지대장", _LOT_ROWS, 500),
    "review-abstract": Review(
        "주민등록표 초본",
        (ReviewRow(Message("review.person"), "홍○동 (900101-●●●●●●●)"), ReviewRow(Message("review.copies"), "1")),
        0,
    ),
    "review-exempt": Review(
        "자동차등록원부",
        (ReviewRow(Message("review.person"), "홍○동 (900101-●●●●●●●)"), ReviewRow(Message("review.exemptions"), "")),
        300,
    ),
    "review-options": Review(
        "주민등록표 등본",
        (
            ReviewRow(Message("review.person"), "홍○동 (900101-●●●●●●●)"),
            *(
                ReviewRow(Message("review.option", {"title": item.title}), "미포함", "" if at else "options")
                for at, item in enumerate(OPTIONS)
            ),
        ),
        0,
    ),
    "pay": Pay(1500, 600, (1000, 500, 100, 50)),
    "pay-notice": Pay(12500, 0, (10000, 5000, 1000, 500, 100, 50, 10), True, Message("pay.coin-rejected")),
    "pay-coin-lost": Pay(
        500, 100, (500, 100), notice=Message("pay.coin-lost", {"machine": "무인민원발급기 03 (단구동)"})
    ),
    "pay-note-lost": Pay(
        500, 100, (500, 100), notice=Message("pay.note-lost", {"machine": "무인민원발급기 03 (단구동)"})
    ),
    "pay-exact": Pay(500, 0, (500, 100), notice=Message("pay.exact-only")),
    "pay-complete": Pay(500, 1000, ()),
    "pay-card": Pay(1500, 0, (1000, 500, 100), card=True),
    "pay-card-only": Pay(500, 0, (), card=True),
    "pay-card-declined": Pay(500, 0, (1000, 500, 100), notice=Message("pay.card-declined"), card=True),
    "working-reserving": Working(Message("working.reserving"), 0, 3),
    "working-card": Working(Message("working.reading-card"), 1, 4),
    "working-printing": Working(Message("working.printing", {"sheet": 1, "sheets": 2}), 2, 4),
    "working-charging": Working(Message("working.charging"), 0, 0),
    "working-uncharging": Working(Message("working.uncharging"), 0, 0),
    "working-refund": Working(Message("working.refund"), 1, 2),
    "collect": Collect(2, 500, True, False),
    "collect-free": Collect(1, 0, False, True),
    "collect-exempt": Collect(1, 0, True, True, Message("collect.exempt")),
    "collect-all": Collect(1, 14350, True, True, Message("collect.receipt-failed")),
    "notice-info": Notice(
        "info", Message("payment-cancelled.title"), Message("payment-cancelled.body", {"amount": 1500})
    ),
    "notice-expired": Notice(
        "info", Message("payment-expired-refunded.title"), Message("payment-expired-refunded.body", {"amount": 500})
    ),
    "notice-retry": Notice(
        "problem", Message("city-unreachable.title"), Message("city-unreachable.body"), actions=("retry", "cancel")
    ),
    "notice-claim": Notice(
        "problem", Message("print-failed-claim.title"), Message("print-failed-claim.body", {"amount": 1500}), _CLAIM
    ),
    "notice-charge-claim": Notice(
        "problem", Message("charge-claim.title"), Message("charge-claim.body", {"amount": 500}), _CLAIM
    ),
    "notice-uncharged": Notice(
        "info", Message("print-failed-uncharged.title"), Message("print-failed-uncharged.body", {"amount": 500})
    ),
    "thanks": ThankYou(),
    "out": OutOfService(Message("out.printer")),
    "out-hours": OutOfService(_LATER),
    "out-city": OutOfService(Message("out.city")),
    "out-starting": OutOfService(Message("out.starting")),
}


def examples(city: City) -> dict[str, View]:
    """By name."""
    in_english = (
        KindItem(kind.name, kind.title["en"], int(kind.fees[-1].per_copy), kind.identity == "card")
        for kind in city.offered.values()
    )
    return {**_EXAMPLES, "choose-all-in-english": ChooseKind(tuple(in_english))}


README = ("attract-all", "choose-all", "card", "pin-wrong", "options", "plate-letter", "pay-card", "notice-claim")
"""The examples that the README shows."""


def screens(city: City, everything: bool) -> Iterator[tuple[str, Screen]]:
    """Named examples: in Korean as usual; with ``everything``, in every language and theme."""
    languages: tuple[Literal["ko", "en"], ...] = ("ko", "en") if everything else ("ko",)
    for name, view in examples(city).items():
        for language in languages:
            for theme in THEMES if everything else THEMES[:1]:
                low = "-low" if theme.low else ""
                yield f"{name}-{language}-{theme.scale}x-{theme.contrast}{low}", Screen(view, language, theme)
    yield "overtime-ko-1x-normal", Screen(_EXAMPLES["review-land"], seconds_left=14)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.demo.gallery", description="Draws every screen to PNG files."
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", default="1080x1920", help="width x height in px")
    parser.add_argument("--all", action="store_true", help="every language and theme")
    parser.add_argument("--only", default="", help="only names that contain this")
    parser.add_argument(
        "--readme", action="store_true", help="those of the README alone, named by their example, smaller"
    )
    arguments = parser.parse_args()
    width, height = (int(side) for side in arguments.size.split("x"))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt

    from kiosk.ui.window import KioskWindow, application

    app, city = application(), read_city(shipped_city())
    window = KioskWindow(city, width, height, motion=False)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, screen in screens(city, arguments.all):
        example = name.split("-ko-")[0]
        if arguments.only in name and (example in README or not arguments.readme):
            window.show_screen(screen)
            app.processEvents()
            picture = window.grab()
            if arguments.readme:
                picture = picture.scaledToWidth(width // 3, Qt.TransformationMode.SmoothTransformation)
            picture.save(str(arguments.out / f"{example if arguments.readme else name}.png"))
    window.close()


if __name__ == "__main__":
    main()
