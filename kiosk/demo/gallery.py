"""Pictures of every screen: ``python -m kiosk.demo.gallery OUT [--panel 22-inch] [--all]``.

The examples are also what the tests draw in every language and theme.
"""

from __future__ import annotations

import argparse
import itertools
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from config.catalogue import in_language
from config.city import City, read_city, shipped_city
from config.kind import grouped
from config.language import Language, in_letters
from config.settings import PanelSettings
from config.vocabulary import ClaimReason, CloseReason, StopReason
from kiosk.core.faults import means, to_do
from kiosk.core.view import (
    Attract,
    ChooseCopies,
    ChooseKind,
    ChooseOptions,
    Collect,
    EnterCan,
    EnterLot,
    EnterPin,
    EnterPlate,
    EnterUnit,
    EnterYears,
    Goodbye,
    KindItem,
    MenuItem,
    Message,
    Notice,
    OptionItem,
    OutOfService,
    Pay,
    PresentCard,
    Review,
    ReviewRow,
    Screen,
    ServiceList,
    ServiceMenu,
    ServiceRow,
    StaffSignIn,
    TakeCards,
    Theme,
    TouchGrid,
    View,
    Working,
)
from kiosk.demo.matter_gallery import matter_examples
from kiosk.demo.refusals import pages
from kiosk.demo.service_gallery import account_examples, cash_examples, file_examples
from kiosk.demo.set_up_gallery import set_up_examples
from kiosk.demo.settings import demo_kiosk
from kiosk.session.forms.plate import LETTERS, REGIONS
from kiosk.session.forms.unit import FACES
from kiosk.session.issuing import whose
from kiosk.session.technician.ending import closing_page, ending_page
from kiosk.session.technician.menu import PAGES
from kiosk.session.technician.trying import COLUMNS, ROWS

PANELS = {
    "22-inch": PanelSettings(),
    "27-inch": PanelSettings(width_mm=336, height_mm=598),
    "17-inch": PanelSettings(width=1280, height=1024, width_mm=338, height_mm=270),
    "turned": PanelSettings(width=1920, height=1080, width_mm=487, height_mm=274, turns=1),
}
"""Portrait as built, a large one, the least that the standard for these machines allows, and a landscape one mounted upright."""

_SCALES: tuple[Literal[1, 2], ...] = (1, 2)
_CONTRASTS: tuple[Literal["normal", "high"], ...] = ("normal", "high")
DAY = date(2026, 11, 23)
THEMES = tuple(
    Theme(scale, contrast, low) for scale, contrast, low in itertools.product(_SCALES, _CONTRASTS, (False, True))
)

_CLOSED = ("local-tax", "farmland-register", "machinery-register", "medical-aid")
_LATER = Message("unavailable.hours", {"date": "2026-11-23", "opens": "09:00", "closes": "18:00"})

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


def examples(city: City, language: Language = "ko") -> dict[str, View]:
    """By name, as that city's kiosk shows them."""
    kiosk = demo_kiosk(city)
    everything = tuple(items(city, language))

    def title(kind: str) -> str:
        return in_language(city.kinds[kind].title, language)

    options = OPTIONS if language == "ko" else tuple(_options(city, language))
    two = tuple(item for item in everything if item.name in ("land-register", "resident-abstract"))
    some_away = tuple(
        replace(item, unavailable=Message("unavailable.source") if item.needs_card else None) for item in two
    )
    places = tuple((place.id, place.name) for place in city.places)
    middle, longest = places[len(places) // 2][0], max(places, key=lambda place: len(place[1]))[0]
    lot_rows = (
        ReviewRow(Message("review.lot"), f"{in_letters(places[-1][1], language)} 555-5", edit="lot"),
        ReviewRow(Message("review.copies"), "1", edit="copies"),
    )
    refund_claim, charge_claim, part_claim = (
        (
            (Message("fact.claim-number"), "9114-3449"),
            (Message("fact.reason"), Message(f"claim.{reason}")),
            (Message("fact.time"), "2025-11-23 03:12"),
            (Message("fact.machine"), kiosk.printed),
            (Message("fact.phone"), city.phone),
        )
        for reason in (ClaimReason.REFUND_NOT_PAID, ClaimReason.CHARGE_IN_DOUBT, ClaimReason.PART_OF_A_CHARGE)
    )
    contact = Message("out.contact", {"phone": city.phone, "machine": kiosk.printed})
    first = partial(
        Attract,
        matters=True,
        now=Message("attract.now", {"date": "2026-11-28", "time": "15:05"}),
        contact=whose(kiosk, city.phone, language),
    )
    return {
        "attract": first(kinds=two),
        "attract-trouble": first(
            (Message("attract.change-short", {"denominations": "500,100"}), Message("attract.card-only")), some_away
        ),
        "attract-notice": first(
            (Message("attract.city", {"text": "12월 24일 18시부터 25일 9시까지 점검으로 발급이 중단됩니다."}),), two
        ),
        "attract-afar": first((Message("attract.afar-restart", {"by": f"{city.hall['ko']} 민원과"}),), two),
        "attract-all": first(kinds=everything),
        "attract-card-left": first((Message("attract.card-left"),), two),
        "attract-paper-left": first((Message("attract.paper-left", {"phone": city.phone}),), two),
        "attract-card-only": first((Message("attract.card-only"),), two),
        "choose": ChooseKind(two),
        "choose-some-away": ChooseKind(some_away),
        "choose-all": ChooseKind(everything),
        "choose-all-some-away": ChooseKind(
            tuple(replace(kind, unavailable=_LATER) if kind.name in _CLOSED else kind for kind in everything)
        ),
        "lot-place": EnterLot(title("land-register"), places),
        "lot-few-places": EnterLot(title("land-register"), places[-5:], problem=Message("lot.missing-place")),
        "lot-number": EnterLot(title("land-register"), places, place=middle, number="9423", sub_number="1"),
        "lot-mountain": EnterLot(
            title("land-register"), places, longest, True, "9999", "9999", "sub_number", Message("lot.no-mountain")
        ),
        "plate": EnterPlate(title("vehicle-register"), LETTERS, REGIONS),
        "plate-region": EnterPlate(title("vehicle-register"), LETTERS, REGIONS, True, "강원"),
        "plate-letter": EnterPlate(title("vehicle-register"), LETTERS, REGIONS, False, "강원", "12", letter=True),
        "plate-whole": EnterPlate(
            title("machinery-register"),
            LETTERS,
            REGIONS,
            False,
            "",
            "012가4568",
            False,
            problem=Message("plate.incomplete"),
        ),
        "years": EnterYears(title("land-price"), 2021, 2026, 1990, 2026),
        "years-unknown": EnterYears(title("land-price"), 1990, 1990, 1990, 2026, Message("years.unknown")),
        "unit": EnterUnit(title("building-register"), "101", "1203", "room", faces=FACES),
        "unit-unknown": EnterUnit(
            title("building-register"), "지하101-1", "지하101-1", problem=Message("unit.unknown"), faces=FACES
        ),
        "options-one": ChooseOptions(title("land-register"), options[:1]),
        "options": ChooseOptions(title("resident-register"), options),
        "copies": ChooseCopies(title("land-register"), 3, 5, 500, 1_500),
        "copies-one": ChooseCopies(title("land-register"), 1, 5, 500, 500),
        "copies-free": ChooseCopies(title("resident-abstract"), 5, 5, 0, 0),
        "copies-short": ChooseCopies(
            title("land-register"), 4, 4, 1_000, 4_000, Message("copies.change-short", {"most": 4})
        ),
        "card": PresentCard(),
        "card-reading": PresentCard("reading"),
        "card-left-behind": PresentCard("present", Message("card.left-behind")),
        "pin": EnterPin(0),
        "pin-wrong": EnterPin(4, problem=Message("pin.wrong", {"tries_left": 2})),
        "pin-missing": EnterPin(4, problem=Message("pin.missing", {"missing": 2})),
        "pin-last-of-all": EnterPin(1, problem=Message("pin.last-of-all")),
        "can": EnterCan("2468"),
        "review-land": Review(title("land-register"), lot_rows, 500),
        "review-unknown": Review(title("building-register"), lot_rows, 500, Message("review.unknown")),
        "review-abstract": Review(
            title("resident-abstract"),
            (
                ReviewRow(Message("review.person"), "홍○동 (900101-●●●●●●●)"),
                ReviewRow(Message("review.copies"), "1", edit="copies"),
            ),
            0,
        ),
        "review-exempt": Review(
            title("vehicle-register"),
            (
                ReviewRow(Message("review.person"), "홍○동 (900101-●●●●●●●)"),
                ReviewRow(Message("review.exemptions"), ""),
            ),
            300,
        ),
        "review-options": Review(
            title("resident-register"),
            (
                ReviewRow(Message("review.person"), "홍○동 (900101-●●●●●●●)"),
                *(
                    ReviewRow(
                        Message("review.option", {"title": item.title}),
                        options[at].choices[0][1],
                        "" if at else "options",
                    )
                    for at, item in enumerate(options)
                ),
            ),
            0,
        ),
        "pay": Pay(1500, 600, (1000, 500, 100, 50)),
        "pay-notice": Pay(12500, 0, (10000, 5000, 1000, 500, 100, 50, 10), True, Message("pay.coin-rejected")),
        "pay-coin-lost": Pay(
            500, 100, (500, 100), notice=Message("pay.coin-lost", {"machine": kiosk.printed, "phone": city.phone})
        ),
        "pay-note-lost": Pay(
            500, 100, (500, 100), notice=Message("pay.note-lost", {"machine": kiosk.printed, "phone": city.phone})
        ),
        "pay-exact": Pay(500, 0, (500, 100), notice=Message("pay.exact-only")),
        "pay-complete": Pay(500, 1000, ()),
        "pay-card": Pay(1500, 0, (1000, 500, 100), card=True),
        "pay-card-only": Pay(500, 0, (), card=True),
        "pay-card-declined": Pay(500, 0, (1000, 500, 100), notice=Message("pay.card-declined"), card=True),
        "working-reserving": Working(Message("working.reserving"), 0, 3),
        "working-card": Working(Message("working.reading-card"), 1, 4),
        "working-printing": Working(Message("working.printing", {"sheet": 1, "sheets": 2}), 2, 4),
        "working-printing-copy": Working(
            Message("working.printing-copy", {"copy": 2, "copies": 5, "sheet": 1, "sheets": 2}), 3, 4
        ),
        "working-charging": Working(Message("working.charging"), 0, 0),
        "working-uncharging": Working(Message("working.uncharging"), 0, 0),
        "working-refund": Working(Message("working.refund"), 1, 2),
        "collect": Collect(2, 500, True, False),
        "collect-free": Collect(1, 0, False, True),
        "collect-exempt": Collect(1, 0, True, True, notice=Message("collect.exempt")),
        "collect-all": Collect(1, 14350, True, True, notice=Message("collect.receipt-failed")),
        "notice-unbound": Notice(
            "info",
            Message("unbound.title", {"sheets": 2}),
            Message("unbound.body", {"sheets": 2}),
            actions=("continue", "cancel"),
        ),
        "collect-earlier-left": Collect(1, 500, True, True, notice=Message("collect.earlier-left", {"sheets": 1})),
        "collect-cards": Collect(1, 0, True, True, True),
        "collect-copies": Collect(6, 500, True, False, copies=3),
        "collect-part": Collect(
            4, 2_500, True, True, notice=Message("collect.part", {"issued": 2, "copies": 5}), copies=2, refund=1_500
        ),
        "take-card": TakeCards(True, False),
        "take-payment-card": TakeCards(False, True),
        "take-cards": TakeCards(True, True),
        "take-paper": TakeCards(False, False, True),
        "take-all": TakeCards(True, True, True),
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
            "problem",
            Message("print-failed-claim.title"),
            Message("print-failed-claim.body", {"amount": 1500}),
            refund_claim,
        ),
        "notice-part-claim": Notice(
            "problem", Message("part-claim.title"), Message("part-claim.body", {"amount": 1_500}), part_claim
        ),
        "notice-charge-claim": Notice(
            "problem", Message("charge-claim.title"), Message("charge-claim.body", {"amount": 500}), charge_claim
        ),
        "notice-card-removed": Notice(
            "problem",
            Message("card-removed-refunded.title"),
            Message("card-removed-refunded.body", {"amount": 500}),
        ),
        "notice-uncharged": Notice(
            "info", Message("print-failed-uncharged.title"), Message("print-failed-uncharged.body", {"amount": 500})
        ),
        "thanks": Goodbye(),
        "timed-out": Goodbye(timed_out=True),
        "out": OutOfService(Message("out.printer"), contact, Message("out.told")),
        "out-paper": OutOfService(Message("out.paper"), contact, Message("out.noted")),
        "out-hours": OutOfService(_LATER, contact),
        "out-city": OutOfService(Message("out.city"), contact),
        "out-books": OutOfService(Message("out.books"), contact),
        "out-clock": OutOfService(Message("out.clock"), contact),
        "out-barred": OutOfService(Message("out.barred"), contact),
        "out-no-journal": OutOfService(Message("out.no-journal"), contact),
        "out-journal": OutOfService(Message("out.journal"), contact),
        "out-afar": OutOfService(
            Message(
                "out.closed-afar",
                {"text": "승강기 공사로 12월 3일까지 쉽니다. Closed for works on the lift until 3 December."},
            ),
            contact,
        ),
        "out-starting": OutOfService(Message("out.starting")),
        **{f"refused-{words[0]}": view for words, view in pages(city, language)},
        **matter_examples(city, language),
        **service_examples(),
        **set_up_examples(city),
        **cash_examples(),
        **account_examples(city),
        **file_examples(),
        "choose-all-in-english": ChooseKind(tuple(items(city, "en"))),
    }


def _options(city: City, language: Language) -> Iterator[OptionItem]:
    """The longest list of them, as the product shows it."""
    for option in city.kinds["resident-register"].options:
        choices = tuple((choice.value, in_language(choice.title, language)) for choice in option.choices)
        yield OptionItem(option.name, in_language(option.title, language), choices, option.default)


def service_examples() -> dict[str, View]:
    """The pages of who looks after the machine."""
    paper = Message("service.do.paper")
    return {
        "staff-number": StaffSignIn("number", 4, 8, "1001", Message("staff.wrong", {"tries_left": 2})),
        "staff-pin": StaffSignIn("pin", 3, 6),
        "service-menu": ServiceMenu("1001", (MenuItem("states", paper, "problem"), *map(MenuItem, list(PAGES)[1:]))),
        "service-states": ServiceList(
            "service.states",
            (
                ServiceRow(
                    Message("device.printer"), Message("supply.paper-out"), "problem",
                    (Message("supply.toner-low"), Message("supply.output-ok")), "11-23\u00a002:48",
                ),
                ServiceRow(
                    Message("device.note-acceptor"), Message("state.hardware-error"), "problem",
                    (means("jam-in-stacker"), to_do("jam-in-stacker")), "11-22 17:05",
                ),
                ServiceRow(
                    Message("device.receipt-printer"), Message("state.user-error"), "warning",
                    (means("cover-open"), to_do("cover-open"), Message("supply.roll-ok")),
                ),
                ServiceRow(Message("device.hopper", {"coin": 500}), Message("state.online"), "good", (Message("service.coins", {"count": 61}),), "11-20 09:12"),
                ServiceRow(Message("source.city"), Message("source.up"), "good", since="11-23 01:15"),
                ServiceRow(Message("source.land"), Message("source.down"), "warning", (Message("trouble.source-down"),), "11-23 02:00"),
            ),
            paper,
            "problem",
            ("print-report", "report-to-stick", "next"),
        ),
        "service-tests": ServiceList(
            "service.tests",
            (
                ServiceRow(
                    Message("device.hopper", {"coin": 500}), Message("service.result-passed"), "good",
                    (Message("service.test-payout"),), button="try", of="payout=hopper-500",
                ),
                ServiceRow(
                    Message("device.note-acceptor"), Message("service.result-failed"), "problem",
                    (Message("service.test-note"), Message("refused.denomination")), button="try", of="note=note-acceptor",
                ),
                ServiceRow(
                    Message("device.screen"), Message("service.result-none"),
                    details=(Message("service.test-touch"),), button="try", of="touch=screen",
                ),
            ),
        ),
        "service-coin-fell": ServiceList(
            "service.tests", (), Message("service.try.coin-fell", {"coin": 500}), "good", ("put-back", "kept")
        ),
        "service-closing": closing_page(CloseReason.SUPPLIES),
        "service-sure": ending_page(StopReason.POWER_OFF),
        "touch-grid": TouchGrid(COLUMNS, ROWS, tuple(range(11, COLUMNS * ROWS))),
    }  # fmt: skip


def items(city: City, language: Language) -> Iterator[KindItem]:
    """What the city offers, as the list of kinds shows it."""
    for group, kind in grouped(city.offered.values()):
        title, fee = in_language(kind.title, language), int(kind.fee(DAY).per_copy)
        yield KindItem(kind.name, title, fee, kind.identity == "card", group=group)


README = ("attract-all", "choose-all", "card", "pin-wrong", "options", "plate-letter", "pay-card", "notice-claim")
"""The examples that the README shows."""
AT_THE_MACHINE = (
    "staff-number", "service-menu", "service-states", "service-tests", "service-closing",
    "service-cash-count", "service-cash-preview", "service-supplies", "service-cash-left", "service-cash-unit", "service-coin-fell",
    "set-up-begin", "set-up-compare", "set-up-code", "set-up-found",
)  # fmt: skip
"""Those that docs/technician.md and docs/commissioning.md show."""


def screens(city: City, everything: bool) -> Iterator[tuple[str, Screen]]:
    """Named examples: in Korean as usual; with ``everything``, in every language and theme."""
    languages = city.languages if everything else city.languages[:1]
    for language in languages:
        for name, view in examples(city, language).items():
            for theme in THEMES if everything else THEMES[:1]:
                low = "-low" if theme.low else ""
                yield f"{name}-{language}-{theme.scale}x-{theme.contrast}{low}", Screen(view, language, theme)
    yield "overtime-ko-1x-normal", Screen(examples(city)["review-land"], seconds_left=14)
    yield "overtime-collect-ko-1x-normal", Screen(examples(city)["collect-cards"], seconds_left=14)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.demo.gallery", description="Draws every screen to PNG files."
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--panel", default="22-inch", choices=PANELS)
    parser.add_argument("--all", action="store_true", help="every language and theme")
    parser.add_argument("--only", default="", help="only names that contain this")
    parser.add_argument(
        "--readme", action="store_true", help="those that pages show alone, named by their example, smaller"
    )
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt

    from kiosk.demo.settled import settle
    from kiosk.ui.window import KioskWindow, application

    application()
    city = read_city(shipped_city())
    panel = PANELS[arguments.panel]
    window = KioskWindow(city, panel, motion=False)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, screen in screens(city, arguments.all):
        example = name.split("-ko-")[0]
        if arguments.only in name and (example in README + AT_THE_MACHINE or not arguments.readme):
            window.show_screen(screen)
            settle()
            picture = window.grab()
            if arguments.readme:
                picture = picture.scaledToWidth(panel.width // 3, Qt.TransformationMode.SmoothTransformation)
            picture.save(str(arguments.out / f"{example if arguments.readme else name}.png"))
    window.close()


if __name__ == "__main__":
    main()
