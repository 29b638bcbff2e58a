"""Examples of the pages about cash, supplies, counts, claims and papers, made by the pages' own code from made-up figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from config.cash_statement import CashStatement, Suspicion, UnitLine
from config.city import City
from config.ids import ClaimNumber, DeviceName, DocumentNumber, IssuanceId, Ref, SessionId
from config.seoul import SEOUL
from config.software import PackageTrouble
from config.vocabulary import (
    Accuracy,
    ClaimReason,
    JobEnd,
    Level,
    ReceiptResult,
    ReductionReason,
    Unseen,
    VoidReason,
)
from config.won import ZERO, Won
from kiosk.core.channels import (
    Candidate,
    FoundPackage,
    JournalChecked,
    JournalExported,
    PackagesFound,
    SettingsFound,
    StickFailed,
)
from kiosk.core.documents import Count, Documents, Means, Sort, Untaken, VoidNumber
from kiosk.core.supplies import PAPER, TONER, Filling, Supplies
from kiosk.core.view import Message, ServiceEntry, ServiceList, View
from kiosk.money.claim_book import Doubted, KnownClaim, Paid
from kiosk.session.technician.account_rows import (
    Titles,
    claim_row,
    kind_rows,
    period_rows,
    supply_row,
    untaken_row,
    void_row,
)
from kiosk.session.technician.cash import BAG_LENGTH, TITLE
from kiosk.session.technician.cash_rows import place_row, statement_rows, unit_row
from kiosk.session.technician.journal import ACTIONS as JOURNAL_ACTIONS
from kiosk.session.technician.journal import TITLE as JOURNAL
from kiosk.session.technician.journal import about_rows, entry_row, told_of
from kiosk.session.technician.pages import LETTERS, ROWS
from kiosk.session.technician.setting_aside import cannot_be_read, what_then
from kiosk.session.technician.settings import found_page
from kiosk.session.technician.versions import packages_page
from sync.journal import events as ev
from sync.journal.format import Chain, Head, open_entry

HOPPER, SMALL, NOTES = DeviceName("hopper-500"), DeviceName("hopper-100"), DeviceName("note-acceptor")
NAMES: Mapping[DeviceName, Message] = {
    HOPPER: Message("device.hopper", {"coin": 500}),
    SMALL: Message("device.hopper", {"coin": 100}),
    NOTES: Message("device.note-acceptor"),
}


def _line(unit: DeviceName, value: int, expected: int, counted: int | None = None, left: int | None = None) -> UnitLine:
    return UnitLine(
        unit=unit,
        value=Won(value),
        expected=expected,
        accuracy=Accuracy.ACCURATE if unit == HOPPER else Accuracy.UNKNOWN,
        counted=counted,
        left=expected if left is None else left,
        before=200 if unit == HOPPER else 0,
        came=0 if unit == HOPPER else expected,
        went=200 - expected if unit == HOPPER else 0,
        unseen=(Suspicion(Unseen.STOPPED_SHORT, 1, 2), Suspicion(Unseen.JAM, 1, 0)) if unit == HOPPER else (),
    )


LINES = (
    _line(HOPPER, 500, 164, 162, 200),
    _line(NOTES, 1_000, 87, 87, 0),
    _line(NOTES, 5_000, 12, 12, 0),
    _line(NOTES, 10_000, 9, 9, 0),
)
STATEMENT = CashStatement(
    7, (), (), ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, LINES, "AB-0012345"
)  # fmt: skip


def cash_examples() -> dict[str, View]:
    hopper, notes = LINES[:1], LINES[1:]
    overview = (
        unit_row(NAMES, HOPPER, hopper),
        unit_row(NAMES, SMALL, [_line(SMALL, 100, 88)]),
        unit_row(NAMES, NOTES, notes),
    )
    count = Message("cash.count-title", {"won": 500}), Message("cash.count-subtitle", {"pieces": 164})
    again = Message("cash.count-again", {"counted": 162, "books": 164})
    bag = Message("cash.bag-title"), Message("cash.bag-subtitle")
    rows = tuple(statement_rows(NAMES, STATEMENT))
    return {
        "service-cash": ServiceList(TITLE, overview, Message("cash.typed"), "plain", ("book",)),
        "service-cash-unit": ServiceList(
            TITLE, (place_row(NAMES, _line(HOPPER, 500, 164)),), NAMES[HOPPER], "plain", ("count", "fill"), inner=True
        ),
        "service-cash-count": ServiceEntry(*count, "162", 4, again),
        "service-cash-left": ServiceList(
            TITLE, tuple(place_row(NAMES, each) for each in hopper), Message("cash.what-is-left"), "plain",
            ("put-in", "as-it-is", "emptied"), inner=True,
        ),
        "service-cash-bag": ServiceEntry(*bag, "AB-0012345", BAG_LENGTH, None, LETTERS),
        "service-cash-preview": ServiceList(TITLE, rows[:ROWS], Message("cash.preview", {"batch": 7}), "plain", ("book",), inner=True),
        "service-cash-booked": ServiceList(
            TITLE, rows[:ROWS], Message("cash.booked-unprinted", {"batch": 7}), "warning", ("print-again",), inner=True
        ),
    }  # fmt: skip


# --- what the journal says ---------------------------------------------------------------------------------------

_TODAY = date(2026, 11, 23)
_AT = datetime(2026, 11, 23, 3, 12, tzinfo=SEOUL)
_VOID, _LEFT = DocumentNumber("2611-2300-4711-0815"), DocumentNumber("2611-2200-1234-5678")


def account_examples(city: City) -> dict[str, View]:
    titles = Titles(city.offered, "ko")
    exempt = next((each.name for kind in city.offered.values() for each in kind.exemptions), "")
    documents = Documents()
    for kind, means, exemption, count, won in (
        ("resident-register", Means.CASH, "", 31, 6_200),
        ("resident-register", Means.CARD, "", 12, 2_400),
        ("resident-register", Means.FREE, exempt, 4, 0),
        ("land-register", Means.CASH, "", 9, 2_700),
        ("building-register", Means.CARD, "", 3, 1_500),
    ):  # fmt: skip
        documents.counts[Sort(_TODAY, kind, means, exemption)] = Count(count, 2 * count, Won(won))
    voids = (
        VoidNumber(_AT, _VOID, "resident-register", VoidReason.PRINT_FAILED, 2, JobEnd.PRINTED),
        VoidNumber(_AT, DocumentNumber("2611-2300-4711-0814"), "land-register", VoidReason.CANCELLED, 0),
    )
    days = Message("counts.days", {"first": f"{_TODAY}", "last": f"{_TODAY}"})
    return {
        "service-counts": ServiceList("service.counts", tuple(period_rows(documents, _TODAY))),
        "service-counts-day": ServiceList("service.counts", tuple(kind_rows(documents.counts, titles)), days, inner=True),
        "service-voids": ServiceList("service.voids", tuple(void_row(each, titles) for each in voids), Message("voids.about")),
        "service-untaken": ServiceList(
            "service.untaken", (untaken_row(Untaken(_AT, _LEFT, "land-register", 1), titles),), Message("untaken.about")
        ),
        "service-claims": ServiceList(
            "service.claims", tuple(claim_row(each, NAMES, 900) for each in _claims()), Message("claims.about")
        ),
        "service-claims-none": ServiceList("service.claims", (), Message("claims.none")),
        **_supplies(),
    }  # fmt: skip


def _claims() -> Iterator[KnownClaim]:
    yield KnownClaim(
        ClaimNumber("4711-0815"), _AT, 950, SessionId("s"), Won(1_500), Won(1_000), ClaimReason.PAYOUT_IN_DOUBT,
        Doubted(HOPPER, Won(500), 3), "", Paid(_LEFT, issued=True), ReceiptResult.PAPER_OUT, [ReductionReason.COINS_HAD_FALLEN],
    )  # fmt: skip
    yield KnownClaim(
        ClaimNumber("1234-5678"), _AT, 812, SessionId("t"), Won(10_000), Won(10_000), ClaimReason.NOTE_IN_DOUBT,
        Doubted(NOTES, Won(10_000), 1), "", Paid(_VOID, issued=False), ReceiptResult.PRINTED,
    )  # fmt: skip


def _supplies() -> dict[str, View]:
    roll = (DeviceName("receipt-printer"), "paper")
    supplies = Supplies({
        PAPER: Filling(500, "2026-11-20T09:00:00.000+09:00", 441),
        TONER: Filling(10_000, "2026-10-02T09:00:00.000+09:00", 3_120),
    })  # fmt: skip
    rows = (
        supply_row(supplies, PAPER, Level.LOW, None, None),
        supply_row(supplies, TONER, Level.OK, None, 64),
        supply_row(supplies, roll, Level.OK, None, None),
    )
    asked = Message("supplies.roll-title"), Message("supplies.roll-subtitle")
    return {
        "service-supplies": ServiceList("service.supplies", rows, Message("supplies.about")),
        "service-supplies-roll": ServiceEntry(*asked, "80", 5),
    }


# --- files -------------------------------------------------------------------------------------------------------


_UUID = "5d0c9f4e-91b7-4f0a-8a55-2f4d1c7be012"


def file_examples() -> dict[str, View]:
    done = JournalExported("journal-0b7e3a52-20261123-031209.jsonl", 4_711, JournalChecked(18_204, ()))
    full, exported = told_of(StickFailed("full")), told_of(done)
    chain, session = Chain("0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90", "boot", Head(18_200, "0" * 64), 12), SessionId(_UUID)
    events = (
        ev.CoinCredited(session, DeviceName("coin-acceptor"), Ref("100001.1.1.0"), Won(500)),
        ev.HopperMoved(HOPPER, Won(500), 2),
        ev.DocumentVoided(session, IssuanceId(_UUID), _VOID, VoidReason.PRINT_FAILED),
    )
    entries = [entry_row(open_entry(chain.entry(event, 1, _AT).body)) for event in events]
    found = SettingsFound((
        Candidate("kiosk-03.toml", "5b1f6c2e9a07", ()),
        Candidate("kiosk-04.toml", "11d27fe09c4a", ("machine.id: kiosk-04: 이 키오스크는 kiosk-03입니다. 다른 키오스크의 설정이니 이 키오스크의 설정을 쓰십시오",)),
    ))  # fmt: skip
    versions = PackagesFound(
        (
            FoundPackage("kiosk_1.4.0+20261201090000.5b1f6c2e9a07_amd64.deb", "1.4.0+20261201090000.5b1f6c2e9a07"),
            FoundPackage("kiosk_1.3.2_amd64.deb", "", PackageTrouble.NOT_NEWER),
        ),
        "1.3.2+20261101090000.11d27fe09c4a",
    )
    return {
        "service-journal": ServiceList(JOURNAL, about_rows(18_204, 0), *exported, JOURNAL_ACTIONS),
        "service-journal-full": ServiceList(JOURNAL, about_rows(18_204, 12), *full, JOURNAL_ACTIONS),
        "service-journal-entries": ServiceList(
            JOURNAL, tuple(reversed(entries)), None, "plain", ("next", "previous"), inner=True
        ),
        "service-settings-found": found_page(found),
        "service-aside": cannot_be_read(),
        "service-aside-sure": what_then(),
        "service-versions-found": packages_page(versions),
    }
