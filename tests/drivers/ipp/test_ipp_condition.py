"""What printers of all makes say of themselves, and whether a document may be started."""

from __future__ import annotations

import pytest

from config.dialogue import Failure, FailureReason
from drivers.device import Level, State, Status
from drivers.ipp.codec import Attribute, AttributeGroup, Group, Message, Tag, attribute, encode
from drivers.ipp.condition import NEEDED, Operation
from drivers.ipp.printer import Printer, can_print


def status_of(state: int | None, reasons: tuple[str, ...], *more: Attribute) -> Status:
    attributes = [attribute(Tag.MIME_TYPE, "document-format-supported", "application/pdf")] if not more else list(more)
    if state is not None:
        attributes.append(attribute(Tag.ENUM, "printer-state", state))
    if reasons:
        attributes.append(attribute(Tag.KEYWORD, "printer-state-reasons", *reasons))
    return answered(encode(Message(0, (AttributeGroup(Group.PRINTER, tuple(attributes)),))))


def answered(reply: bytes | Failure) -> Status:
    dialogue = Printer("ipp://localhost/ipp/print").read_status()
    next(dialogue)
    with pytest.raises(StopIteration) as end:
        dialogue.send(reply)
    status: Status = end.value.value
    return status


@pytest.mark.parametrize("suffix", ["", "-report", "-warning", "-error", "-warnin"])
@pytest.mark.parametrize(
    ("stem", "state", "supply", "level"),
    [
        ("media-empty", State.ONLINE, "paper", Level.OUT),
        ("media-needed", State.ONLINE, "paper", Level.OUT),
        ("media-low", State.ONLINE, "paper", Level.LOW),
        ("toner-empty", State.ONLINE, "toner", Level.OUT),
        ("marker-supply-empty", State.ONLINE, "toner", Level.OUT),
        ("marker-supply-low", State.ONLINE, "toner", Level.LOW),
        ("output-area-full", State.ONLINE, "output", Level.FULL),
        ("output-area-almost-full", State.ONLINE, "output", Level.LOW),
        ("media-jam", State.HARDWARE_ERROR, "paper", Level.OK),
        ("marker-waste-full", State.HARDWARE_ERROR, "toner", Level.OK),
        ("marker-waste-almost-full", State.ONLINE, "toner", Level.OK),
        ("door-open", State.USER_ERROR, "paper", Level.OK),
        ("paused", State.USER_ERROR, "paper", Level.OK),
    ],
)
def test_reasons_are_known_by_their_stem(stem: str, suffix: str, state: State, supply: str, level: Level) -> None:
    status = status_of(3, (stem + suffix,))
    assert (status.state, status.reason, status.level(supply)) == (state, stem, level)


def test_the_worst_reason_names_the_state_and_every_supply_keeps_its_worst_level() -> None:
    status = status_of(5, ("media-low-report", "toner-low-warning", "media-empty-report", "media-jam-error"))
    assert status == Status(
        State.HARDWARE_ERROR, "media-jam", (("output", Level.OK), ("paper", Level.OUT), ("toner", Level.LOW))
    )


def test_a_stopped_printer_without_a_known_cause_is_broken() -> None:
    assert status_of(5, ("none",)).reason == "stopped"
    assert status_of(5, ("vendor-special-error",)) == Status(
        State.HARDWARE_ERROR, "vendor-special-error", status_of(3, ("none",)).supplies
    )
    assert status_of(3, ("vendor-special-report",)).state == State.ONLINE
    assert status_of(5, ("media-empty-error",)).state == State.ONLINE


A4_READY = attribute(Tag.KEYWORD, "media-ready", "iso_a4_210x297mm", "iso_dl_110x220mm")
TAKES_PDF = attribute(Tag.MIME_TYPE, "document-format-supported", "application/pdf")


@pytest.mark.parametrize("severity", ["report", "warning", "warnin"])
@pytest.mark.parametrize(
    "stem",
    [
        "media-empty",
        "input-tray-missing",
        "door-open",
        "cover-open",
        "toner-empty",
        "marker-supply-empty",
        "output-area-full",
    ],
)
def test_an_idle_printer_with_a4_ready_can_print_whatever_else_it_misses(stem: str, severity: str) -> None:
    status = status_of(3, (f"{stem}-{severity}",), TAKES_PDF, A4_READY)
    assert can_print(status)
    assert status.level("paper") == Level.OK


def test_a_tray_that_is_not_used_does_not_stop_a_printer_that_works() -> None:
    assert can_print(status_of(4, ("media-empty-warning", "input-tray-missing-warning"), TAKES_PDF, A4_READY))
    assert status_of(4, ("media-needed-warning",), TAKES_PDF, A4_READY).level("paper") == Level.OUT


@pytest.mark.parametrize(
    ("state", "reason"),
    [(5, "media-empty-warning"), (3, "media-empty-error"), (3, "media-empty"), (3, "paused-report"), (3, "marker-waste-full-report")],
)  # fmt: skip
def test_what_stops_the_printer_counts_though_a4_is_ready(state: int, reason: str) -> None:
    assert not can_print(status_of(state, (reason,), TAKES_PDF, A4_READY))


def test_an_empty_tray_whose_paper_is_still_called_ready_is_empty() -> None:
    def tray(feed: int, level: int) -> bytes:
        return (
            b"type=sheetFeedAutoRemovableTray;mediafeed=%d;mediaxfeed=21000;maxcapacity=250;level=%d;status=0;name=x;"
            % (feed, level)
        )

    for trays, out in (
        ((tray(29_700, 0), tray(22_000, 25)), True),
        ((tray(29_700, 40), tray(22_000, 0)), False),
        ((tray(0, 0),), True),
    ):
        told = attribute(Tag.OCTETS, "printer-input-tray", *trays)
        status = status_of(3, ("media-empty-report",), TAKES_PDF, A4_READY, told)
        assert (status.level("paper") == Level.OUT) == out


@pytest.mark.parametrize(
    ("feeds", "names"),
    [
        ((b"mediafeed=297000;mediaxfeed=210000;", b"mediafeed=220000;mediaxfeed=110000;"), "thousandths of a mm"),
        ((b"mediafeed=116929;mediaxfeed=82677;", b"mediafeed=86614;mediaxfeed=43307;"), "of an inch, ten thousandths"),
        ((b"mediaFeed=21000;mediaXFeed=29700;", b"mediaFeed=22000;mediaXFeed=11000;"), "in capitals, long edge first"),
    ],
)
def test_the_tray_that_holds_a4_is_known_in_each_of_the_units(feeds: tuple[bytes, bytes], names: str) -> None:
    trays = [b"type=other;%slevel=%d;" % (feed, level) for feed, level in zip(feeds, (0, 25), strict=True)]
    told = attribute(Tag.OCTETS, "printer-input-tray", *trays)
    assert status_of(3, ("media-empty-report",), TAKES_PDF, A4_READY, told).level("paper") == Level.OUT, names


def test_what_lies_in_the_trays_may_be_told_by_its_size_alone() -> None:
    def lies(across: int, along: int) -> Status:
        size = attribute(
            Tag.COLLECTION,
            "media-size",
            (attribute(Tag.INTEGER, "x-dimension", across), attribute(Tag.INTEGER, "y-dimension", along)),
        )
        ready = attribute(Tag.COLLECTION, "media-col-ready", (size,), (attribute(Tag.KEYWORD, "media-type", "plain"),))
        return status_of(3, ("media-empty-warning",), TAKES_PDF, ready)

    assert can_print(lies(21_000, 29_700))
    assert can_print(lies(29_700, 21_000))
    assert lies(21_590, 27_940).level("paper") == Level.OUT


def test_a_printer_may_say_what_it_is_in_two_groups() -> None:
    halves = (
        (attribute(Tag.ENUM, "printer-state", 3), TAKES_PDF),
        (
            attribute(Tag.KEYWORD, "printer-state-reasons", "none"),
            A4_READY,
        ),
    )
    groups = tuple(AttributeGroup(Group.PRINTER, each) for each in halves)
    assert can_print(answered(encode(Message(0, groups))))


def test_toner_is_out_where_the_printer_says_how_much_is_left() -> None:
    for colour, out in (("black", True), ("cyan", False)):
        told = [
            b"index=1;class=supplyThatIsConsumed;type=toner;level=%d;colorantname=%s;"
            % (0 if each == colour else 60, each.encode())
            for each in ("black", "cyan")
        ]
        status = status_of(
            3, ("toner-empty-report",), TAKES_PDF, A4_READY, attribute(Tag.OCTETS, "printer-supply", *told)
        )
        assert (status.level("toner") == Level.OUT) == out


def test_a_drum_of_the_same_colour_is_no_toner() -> None:
    told = (
        b"index=1;class=supplyThatIsConsumed;type=tonerCartridge;level=0;colorantName=Black;",
        b"index=2;class=supplyThatIsConsumed;type=tonerCartridge;level=60;colorantName=Cyan;",
        b"index=3;class=supplyThatIsConsumed;type=opc;level=60;colorantName=Black;",
        b"index=4;class=supplyThatIsFilled;type=wasteToner;level=10;",
    )
    status = status_of(3, ("toner-empty-report",), TAKES_PDF, A4_READY, attribute(Tag.OCTETS, "printer-supply", *told))
    assert status.level("toner") == Level.OUT


@pytest.mark.parametrize(
    "name",
    [
        "iso_a4_210x297mm",
        "iso_a4_210x297mm.Borderless",
        "custom_a4-plain_210x297mm",
        "om_a4-rotated_297x210mm",
        "iso-a4",
        "iso-a4-white",
        "A4",
    ],
)
def test_a4_is_known_by_each_of_its_names(name: str) -> None:
    assert can_print(status_of(3, ("none",), TAKES_PDF, attribute(Tag.KEYWORD, "media-ready", name)))


@pytest.mark.parametrize("lacking", NEEDED)
def test_what_a_session_needs_is_asked_for_before_the_first_coin(lacking: Operation) -> None:
    has = attribute(Tag.ENUM, "operations-supported", *(int(each) for each in Operation if each != lacking))
    status = status_of(3, ("none",), TAKES_PDF, A4_READY, has)
    assert (status.state, status.reason) == (
        State.HARDWARE_ERROR, f"{lacking.name.lower().replace('_', '-')}-not-supported",
    )  # fmt: skip


def test_a_printer_for_other_paper_is_not_used() -> None:
    sizes = attribute(
        Tag.KEYWORD, "media-supported", "na_letter_8.5x11in", "iso_a4-tab_225x297mm", "iso_a4x3_297x630mm"
    )
    assert status_of(3, ("none",), TAKES_PDF, sizes).reason == "a4-not-supported"


def test_a_queue_of_cups_is_known_at_the_start_and_not_used() -> None:
    for told in (
        attribute(Tag.TEXT, "cups-version", "2.4.2"),
        attribute(Tag.ENUM, "operations-supported", *(int(each) for each in Operation), 0x4001, 0x4002),
    ):
        assert status_of(3, ("none",), TAKES_PDF, A4_READY, told) == Status(
            State.HARDWARE_ERROR, "cups-proves-no-print", status_of(3, ("none",)).supplies
        )


def test_unknown_is_neither_offline_nor_empty() -> None:
    for unreadable in (
        status_of(None, ("none",)),
        status_of(3, ()),
        status_of(17, ("none",)),
        answered(b""),
        answered(b"<html>"),
        answered(encode(Message(0, ()))),
        answered(encode(Message(0x0507, ()))),
        answered(Failure(FailureReason.TOO_LARGE)),
    ):
        assert unreadable.state == State.UNKNOWN
        assert unreadable.level("paper") == Level.UNKNOWN
        assert not can_print(unreadable)
    assert answered(Failure(FailureReason.UNREACHABLE)).state == State.OFFLINE


def test_a_printer_without_pdf_or_a4_or_that_takes_no_jobs_starts_nothing() -> None:
    pdf = attribute(Tag.MIME_TYPE, "document-format-supported", "application/pdf")
    assert (
        status_of(3, ("none",), attribute(Tag.MIME_TYPE, "document-format-supported", "image/urf")).reason
        == "pdf-not-supported"
    )
    letter = status_of(3, ("none",), pdf, attribute(Tag.KEYWORD, "media-ready", "na_letter_8.5x11in"))
    assert (letter.reason, letter.level("paper")) == ("a4-not-loaded", Level.OUT)
    closed = status_of(3, ("none",), pdf, attribute(Tag.BOOLEAN, "printer-is-accepting-jobs", False))
    assert (closed.state, closed.reason) == (State.USER_ERROR, "not-accepting-jobs")
