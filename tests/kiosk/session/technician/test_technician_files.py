"""The journal and the settings at the machine: read, verified, taken away on a stick, replaced from one."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from itertools import cycle

import pytest

from config.dialogue import Failure, FailureReason
from config.software import PackageTrouble
from drivers.device import Ms
from kiosk.core.channels import (
    Candidate,
    DiagnosisMade,
    ExportJournal,
    FileAnswer,
    FindPackages,
    FindSettings,
    FoundPackage,
    InstallSettings,
    JournalChecked,
    JournalExported,
    PackagesFound,
    PackageWritten,
    SettingsFound,
    SettingsInstalled,
    StickFailed,
    TakePackage,
)
from kiosk.core.step import Effect, Recall
from kiosk.core.view import Message, ServiceList, ServiceMenu
from kiosk.session.technician.journal import told_of
from kiosk.session.technician.machine import SettingsFile
from kiosk.session.technician.pages import ROWS
from kiosk.session.technician.versions import packages_page
from kiosk.shell.compose import compose
from kiosk.shell.stick import StickTrouble
from kiosk.ui.words import catalogue
from printing.trial import trial_page
from sync.journal.format import open_entry
from sync.journal.selection import Selection
from tests.kiosk.session.technician.attendance import NUMBERS, Attendance


class Stick:
    """What the worker of files is asked, and answers.

    Attributes:
        asked: in order.
    """

    def __init__(self, attended: Attendance, **answers: FileAnswer | Failure) -> None:
        self.asked: list[object] = []
        answer = attended.world.answer

        def answers_files(channel: str, question: object, timeout_ms: Ms) -> tuple[object, Ms]:
            if channel != "files":
                return answer(channel, question, timeout_ms)
            self.asked.append(question)
            return answers[type(question).__name__], 100

        attended.world.answer = answers_files  # type: ignore[method-assign]


def journal(role: str = "technician") -> Attendance:
    attended = Attendance()
    attended.enter(role)
    attended.opens("journal")
    return attended


def page(attended: Attendance) -> ServiceList:
    return attended.sees(ServiceList)


def seqs(attended: Attendance) -> list[int]:
    return [int(str(row.details[0]).removeprefix("#")) for row in page(attended).rows]


def test_the_newest_entries_come_first_and_are_turned_back_to_the_first() -> None:
    attended = journal()
    attended.tap("open", "all", wait=200)
    newest = seqs(attended)
    assert newest == sorted(newest, reverse=True)
    assert newest[0] == attended.world.journal.head.seq
    turned = 0
    while "next" in page(attended).actions:
        attended.tap("next", wait=200)
        turned += 1
    assert seqs(attended)[-1] == 1
    assert page(attended).rows[-1].name == Message("event.KioskStarted")
    for _ in range(turned):
        attended.tap("previous", wait=200)
    assert seqs(attended) == newest
    attended.tap("back")
    attended.tap("back")
    attended.sees(ServiceMenu)


def test_entries_are_chosen_by_what_they_are_about_and_by_what_they_hold() -> None:
    attended = journal()
    attended.tap("open", "money", wait=200)
    assert {row.details[1] for row in page(attended).rows} == {"CreditsCounted"}
    attended.tap("back")
    attended.tap("find")
    attended.type("99999999")
    attended.wait(200)
    assert (page(attended).rows, page(attended).first) == ((), Message("journal.none"))
    attended.tap("back")
    attended.tap("find")
    attended.type(NUMBERS["technician"])
    attended.wait(200)
    assert {row.details[1] for row in page(attended).rows} >= {"StaffEntered", "VendorModeChanged"}


def finds(attended: Attendance, text: str) -> ServiceList:
    attended.tap("find")
    attended.type(text)
    attended.wait(200)
    return page(attended)


def test_a_search_says_after_some_days_that_it_has_found_nothing_yet_and_goes_on_when_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A journal of years is not read in one go: nobody could be served meanwhile."""
    monkeypatch.setattr("kiosk.session.technician.journal.AT_ONCE", 4)
    monkeypatch.setattr("kiosk.session.technician.journal.LOOKED_THROUGH", 8)
    attended = journal()
    read: list[int] = []
    do = attended.world.do

    def watch(effect: Effect) -> None:
        if isinstance(effect, Recall):
            read.append(effect.count)
        do(effect)

    attended.world.do = watch  # type: ignore[method-assign]
    found, entries = finds(attended, "99999999"), attended.world.journal.head.seq
    assert sum(read) == 8 < entries
    while sum(read) < entries:
        assert (found.rows, found.first) == ((), Message("journal.none-yet"))
        assert len(read) % 2 == 0
        before = len(read)
        attended.tap("next", wait=200)
        assert len(read) - before <= 2
        found = page(attended)
    assert (found.first, found.actions) == (Message("journal.none"), ())


def test_entries_that_fill_a_page_to_the_last_line_have_no_next_page() -> None:
    attended = Attendance()
    attended.enter("operator")
    attended.opens("closing")
    by_them = Selection(holds=NUMBERS["operator"])

    def entries() -> int:
        return sum(by_them.takes(open_entry(each.body)) for each in attended.world.journal.read())

    acts = cycle((("close", "supplies"), ("reopen", "")))
    while entries() < ROWS:
        attended.tap(*next(acts))
    attended.tap("back")
    attended.opens("journal")
    found = finds(attended, NUMBERS["operator"])
    assert (len(found.rows), found.actions) == (ROWS, ())


def test_a_journal_on_a_stick_is_done_when_it_was_read_back_and_stands_in_the_journal() -> None:
    attended = journal("operator")
    done = JournalExported("journal-1.jsonl", 4_711, JournalChecked(12, ()))
    stick = Stick(attended, ExportJournal=done)
    attended.tap("export", wait=500)
    assert stick.asked == [ExportJournal()]
    assert page(attended).first == Message("journal.exported", {"entries": 12})
    assert page(attended).tone == "good"
    (taken,) = attended.journal("JournalTaken")
    assert (taken["by"], taken["file"], taken["entries"]) == (NUMBERS["operator"], "journal-1.jsonl", 12)


@pytest.mark.parametrize("trouble", list(StickTrouble))
def test_a_stick_that_fails_is_a_sentence_and_nothing_is_said_to_be_done(trouble: StickTrouble) -> None:
    attended = journal()
    Stick(attended, ExportJournal=StickFailed(trouble))
    attended.tap("export", wait=500)
    assert (page(attended).first, page(attended).tone) == (Message(f"stick.{trouble}"), "problem")
    assert f"stick.{trouble}" in catalogue("ko")
    assert attended.journal("JournalTaken") == []


def test_a_journal_is_verified_at_the_machine() -> None:
    attended = journal()
    Stick(attended, VerifyJournal=JournalChecked(12, ("entry 3: changed",)))
    attended.tap("verify", wait=500)
    assert page(attended).first == Message("journal.damaged", {"problems": 1})


def test_whatever_else_becomes_of_it_is_told() -> None:
    damaged = JournalExported("f", 1, JournalChecked(3, ("entry 2: missing",)))
    assert told_of(damaged)[1] == "warning"
    assert told_of(JournalChecked(3, ())) == (Message("journal.whole", {"entries": 3}), "good")
    assert told_of(Failure(FailureReason.TIMEOUT)) == (Message("stick.not-done"), "problem")


# --- settings ----------------------------------------------------------------------------------------------------


FILE = SettingsFile("0123456789ab", datetime(2026, 11, 20, 3, 0, tzinfo=UTC))
SIGNED = SettingsFile("4f0a8a552f4d", datetime(2026, 11, 22, 3, 0, tzinfo=UTC))
SOUND = Candidate("kiosk.toml", "abcdef012345", ())
WRONG = Candidate("other.toml", "999999999999", ("machine.id: 다른 키오스크",))


@pytest.fixture
def attended(monkeypatch: pytest.MonkeyPatch) -> Attendance:
    """At the settings of a kiosk that was started with a file."""
    monkeypatch.setattr("kiosk.simulator.world.compose", partial(compose, settings_file=FILE, signed=SIGNED))
    attended = Attendance()
    attended.enter()
    attended.opens("settings")
    return attended


def test_settings_are_a_technicians() -> None:
    for role in ("operator", "cashier"):
        assert "settings" not in [item.name for item in Attendance().enter(role).items]


def test_the_settings_in_force_tell_their_version_and_age(attended: Attendance) -> None:
    file, signed = page(attended).rows[-2:]
    assert (file.name, file.value) == (Message("settings.version"), FILE.version)
    assert file.details == (Message("settings.written", {"at": "2026-11-20 12:00", "days": 3}),)
    assert (signed.name, signed.value) == (Message("settings.signed"), SIGNED.version)
    assert signed.details == (Message("settings.written", {"at": "2026-11-22 12:00", "days": 1}),)


def test_a_kiosk_that_was_started_with_no_file_takes_none() -> None:
    attended = Attendance()
    attended.enter()
    assert attended.opens("settings").actions == ()


def test_new_settings_are_taken_from_a_stick_after_a_preview(attended: Attendance) -> None:
    stick = Stick(
        attended, FindSettings=SettingsFound((SOUND, WRONG)), InstallSettings=SettingsInstalled(SOUND.version, ())
    )
    attended.tap("stick", wait=500)
    sound, wrong = page(attended).rows
    assert (sound.button, sound.of) == ("take", SOUND.file)
    assert (wrong.button, wrong.details) == ("", WRONG.problems)
    attended.sends("take", WRONG.file)
    assert page(attended).first == Message("settings.choose")
    attended.tap("take", SOUND.file)
    assert [row.value for row in page(attended).rows] == [FILE.version, SOUND.version]
    assert stick.asked == [FindSettings()]
    attended.tap("take", wait=500)
    assert stick.asked[1:] == [InstallSettings(SOUND.file, SOUND.version)]
    assert page(attended).first == Message("settings.taken", {"version": SOUND.version})
    (replaced,) = attended.journal("SettingsReplaced")
    assert (replaced["by"], replaced["version"]) == (NUMBERS["technician"], SOUND.version)


def test_a_version_is_taken_from_a_stick_after_a_preview(attended: Attendance) -> None:
    good, old = FoundPackage("kiosk_2.0.deb", "2.0"), FoundPackage("kiosk_1.0.deb", "", PackageTrouble.NOT_NEWER)
    stick = Stick(attended, FindPackages=PackagesFound((good, old), "1.5"), TakePackage=PackageWritten("2.0"))
    attended.tap("version", wait=500)
    running, sound, refused = page(attended).rows
    assert (running.value, running.details) == ("1.5", (Message("version.kept"),))
    assert (sound.button, sound.of) == ("take-version", good.file)
    assert (refused.button, refused.details) == ("", (Message("version.not-newer"),))
    attended.sends("take-version", old.file)
    attended.tap("take-version", good.file)
    assert [row.value for row in page(attended).rows] == ["1.5", "2.0"]
    assert stick.asked == [FindPackages()]
    attended.tap("take-version", wait=500)
    assert stick.asked[1:] == [TakePackage(good.file)]
    assert page(attended).first == Message("version.written", {"version": "2.0"})
    (written,) = attended.journal("VersionWritten")
    assert (written["by"], written["version"]) == (NUMBERS["technician"], "2.0")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (PackageWritten("", PackageTrouble.NOT_SIGNED), Message("version.not-signed")),
        (Failure(FailureReason.TIMEOUT), Message("stick.not-done")),
    ],
)
def test_a_version_that_was_not_taken_is_not_told_as_written(
    attended: Attendance, answer: FileAnswer | Failure, told: Message
) -> None:
    Stick(attended, FindPackages=PackagesFound((FoundPackage("k.deb", "2.0"),), "1.5"), TakePackage=answer)
    attended.tap("version", wait=500)
    attended.tap("take-version", "k.deb")
    attended.tap("take-version", wait=500)
    assert (page(attended).first, page(attended).tone) == (told, "problem")
    assert attended.journal("VersionWritten") == []


def test_a_version_on_trial_and_one_that_waits_are_told() -> None:
    told = packages_page(PackagesFound((), "1.5", False, "2.0"))
    assert [(row.value, row.tone, row.details) for row in told.rows] == [
        ("1.5", "warning", (Message("version.on-trial"),)),
        ("2.0", "plain", (Message("version.when-free"),)),
    ]
    assert (told.first, told.tone) == (Message("version.none-on-stick"), "warning")


def test_settings_that_the_kiosk_may_not_touch_are_an_administrators(attended: Attendance) -> None:
    Stick(attended, FindSettings=SettingsFound((SOUND,)), InstallSettings=StickFailed("no-rights"))
    attended.tap("stick", wait=500)
    attended.tap("take", SOUND.file)
    attended.tap("take", wait=500)
    assert page(attended).first == Message("settings.no-rights")
    assert attended.journal("SettingsReplaced") == []


def test_settings_that_were_changed_meanwhile_are_not_taken(attended: Attendance) -> None:
    changed = SettingsInstalled(SOUND.version, ("kiosk.toml: 그 사이에 바뀌었습니다",))
    Stick(attended, FindSettings=SettingsFound((SOUND,)), InstallSettings=changed)
    attended.tap("stick", wait=500)
    attended.tap("take", SOUND.file)
    attended.tap("take", wait=500)
    assert (page(attended).first, page(attended).tone) == (
        Message("settings.not-taken", {"problem": changed.problems[0]}), "problem",
    )  # fmt: skip
    assert attended.journal("SettingsReplaced") == []


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (StickFailed("none"), Message("stick.none")),
        (SettingsFound(()), Message("settings.none-on-stick")),
        (Failure(FailureReason.UNREACHABLE), Message("stick.not-done")),
    ],
)
def test_where_nothing_can_be_taken_it_is_said_why(
    attended: Attendance, answer: FileAnswer | Failure, told: Message
) -> None:
    Stick(attended, FindSettings=answer)
    attended.tap("stick", wait=500)
    assert page(attended).first == told


def test_who_goes_back_has_changed_nothing(attended: Attendance) -> None:
    stick = Stick(attended, FindSettings=SettingsFound((SOUND,)))
    attended.tap("stick", wait=500)
    attended.tap("take", SOUND.file)
    attended.tap("back")
    assert page(attended).first is None
    assert stick.asked == [FindSettings()]


# --- the report --------------------------------------------------------------------------------------------------


REPORT = trial_page("03", datetime(2026, 11, 23, 3, 12, tzinfo=UTC))


def at_the_states(monkeypatch: pytest.MonkeyPatch) -> Attendance:
    monkeypatch.setattr("kiosk.simulator.world.compose", partial(compose, settings_file=FILE))
    attended = Attendance()
    attended.enter()
    assert attended.opens("states").actions == ("print-report", "report-to-stick", "next")
    return attended


def test_the_report_comes_out_of_the_certificate_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    attended = at_the_states(monkeypatch)
    Stick(attended, MakeDiagnosis=DiagnosisMade(REPORT))
    attended.tap("print-report", wait=20_000)
    assert page(attended).first == Message("states.report-printed")
    (document,) = attended.world.machine.printer.mechanism.documents
    assert document.data == REPORT
    assert attended.journal("TrialPrintEnded")[-1]["result"] == "printed"
    attended.tap("back")
    assert page(attended).first == Message("service.do.nothing")


@pytest.mark.parametrize(
    ("control", "answer", "told"),
    [
        ("report-to-stick", DiagnosisMade(REPORT, "a.pdf"), Message("states.report-on-stick", {"file": "a.pdf"})),
        ("report-to-stick", StickFailed("none"), Message("stick.none")),
        ("print-report", Failure(FailureReason.TIMEOUT), Message("states.no-report")),
    ],
)
def test_what_became_of_the_report_is_said(
    monkeypatch: pytest.MonkeyPatch, control: str, answer: FileAnswer | Failure, told: Message
) -> None:
    attended = at_the_states(monkeypatch)
    Stick(attended, MakeDiagnosis=answer)
    attended.tap(control, wait=500)
    assert page(attended).first == told


def test_a_report_that_the_printer_cannot_print_is_said_to_be_had_on_a_stick(monkeypatch: pytest.MonkeyPatch) -> None:
    attended = at_the_states(monkeypatch)
    attended.world.machine.printer.mechanism.empty_tray()
    Stick(attended, MakeDiagnosis=DiagnosisMade(REPORT))
    attended.tap("print-report", wait=20_000)
    assert page(attended).first == Message("states.report-not-printed")
