"""The dialogues against the emulated printer, in memory and in virtual time, with everything that can go wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.dialogue import Failure, FailureReason
from config.vocabulary import PrintHabit
from drivers.device import Level, State, Status
from drivers.ipp.codec import Message, encode
from drivers.ipp.condition import Operation
from drivers.ipp.emulator import PrinterEmulator
from drivers.ipp.printer import (
    Accepted,
    Account,
    Dialogue,
    IppExchange,
    JobCreated,
    JobNotFound,
    JobState,
    JobStatus,
    Outcome,
    Printer,
    Refused,
    can_print,
    habit,
    outcome,
)

if TYPE_CHECKING:
    from tests.drivers.ipp.conftest import Desk

T = TypeVar("T")
NAME = "0b8e1c1e-0000-4000-8000-000000000001"
MakePdf = Callable[[int], bytes]


def start(desk: Desk, pdf: bytes, name: str = NAME) -> int:
    created = desk.run(desk.printer.create_job(name))
    assert isinstance(created, JobCreated)
    assert desk.run(desk.printer.send_document(created.job_id, pdf)) == Accepted()
    return created.job_id


def look(desk: Desk, job_id: int, name: str = NAME) -> JobStatus:
    job = desk.run(desk.printer.read_job(job_id, name))
    assert isinstance(job, JobStatus)
    return job


def find(desk: Desk) -> tuple[JobStatus, ...]:
    found = desk.run(desk.printer.find_jobs(NAME))
    assert isinstance(found, tuple)
    return found


def test_a_healthy_printer_can_print(desk: Desk) -> None:
    status = desk.run(desk.printer.read_status())
    assert status == Status(State.ONLINE, "", (("output", Level.OK), ("paper", Level.OK), ("toner", Level.OK)))
    assert can_print(status)


def test_two_sheets_come_out_in_their_time_and_unchanged(desk: Desk, make_pdf: MakePdf) -> None:
    pdf = make_pdf(2)
    job_id = start(desk, pdf)
    assert look(desk, job_id).state == JobState.PROCESSING
    desk.wait(2_000)
    half = look(desk, job_id)
    assert (half.sheets_completed, outcome(half, 2)) == (1, Outcome.RUNNING)
    desk.wait(2_000)
    done = look(desk, job_id)
    assert (done.state, done.sheets_completed, outcome(done, 2)) == (JobState.COMPLETED, 2, Outcome.PRINTED)
    assert desk.machine.documents == [(NAME, pdf)]
    assert desk.machine.sheets_out(NAME) == 2


def test_a_printer_that_does_not_count_still_proves_by_its_word(desk: Desk, make_pdf: MakePdf) -> None:
    desk.machine.counts_sheets = False
    job_id = start(desk, make_pdf(1))
    desk.wait(2_000)
    assert look(desk, job_id).sheets_completed == 0
    assert outcome(look(desk, job_id), 1) == Outcome.PRINTED


@pytest.mark.parametrize(
    ("state", "reasons", "counted", "expected"),
    [
        (JobState.COMPLETED, ("job-completed-successfully",), None, Outcome.PRINTED),
        (JobState.COMPLETED, ("job-completed-successfully",), 0, Outcome.PRINTED),
        (JobState.COMPLETED, ("job-completed-successfully",), 2, Outcome.PRINTED),
        (JobState.COMPLETED, ("job-completed-successfully",), 1, Outcome.FAILED),
        (JobState.COMPLETED, ("job-completed-with-warnings",), 2, Outcome.PRINTED),
        (JobState.COMPLETED, ("job-completed-with-warnings",), 0, Outcome.FAILED),
        (JobState.COMPLETED, ("job-completed-with-errors",), 2, Outcome.FAILED),
        (JobState.COMPLETED, ("processing-to-stop-point",), 2, Outcome.FAILED),
        (JobState.COMPLETED, ("none",), 2, Outcome.FAILED),
        (JobState.ABORTED, ("job-completed-successfully",), 2, Outcome.FAILED),
        (JobState.CANCELED, ("job-canceled-by-user",), 0, Outcome.FAILED),
        (JobState.STOPPED, ("printer-stopped",), 2, Outcome.RUNNING),
        (JobState.HELD, ("job-data-insufficient",), 0, Outcome.RUNNING),
    ],
)
def test_what_proves_a_print(state: JobState, reasons: tuple[str, ...], counted: int | None, expected: Outcome) -> None:
    assert outcome(JobStatus(1, state, reasons, counted, Status(State.ONLINE)), 2) == expected


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (JobNotFound(), PrintHabit.FORGETS_JOBS),
        (Failure(FailureReason.TIMEOUT), PrintHabit.NO_ACCOUNT),
        (Refused(0x0401, ""), PrintHabit.NO_ACCOUNT),
        (JobStatus(1, JobState.PROCESSING, (), 0, Status(State.ONLINE)), PrintHabit.NEVER_ENDS),
        (JobStatus(1, JobState.ABORTED, (), 0, Status(State.ONLINE)), PrintHabit.GIVES_UP),
        (
            JobStatus(1, JobState.COMPLETED, ("processing-to-stop-point",), 2, Status(State.ONLINE)),
            PrintHabit.STOP_POINT,
        ),
        (JobStatus(1, JobState.COMPLETED, ("none",), 2, Status(State.ONLINE)), PrintHabit.NO_SUCCESS),
        (
            JobStatus(1, JobState.COMPLETED, ("job-completed-successfully",), 1, Status(State.ONLINE)),
            PrintHabit.COUNTS_FEWER,
        ),
    ],
)
def test_what_is_not_proven_has_a_name(job: Account, expected: PrintHabit) -> None:
    assert habit(job, 2) == expected


# --- the printer's own troubles ----------------------------------------------------------------------------------


def test_paper_out_after_the_first_sheet_holds_the_job_until_it_is_refilled(desk: Desk, make_pdf: MakePdf) -> None:
    desk.machine.tray = 1
    job_id = start(desk, make_pdf(2))
    desk.wait(10_000)
    held = look(desk, job_id)
    assert (held.state, held.sheets_completed) == (JobState.STOPPED, 1)
    assert (held.printer.state, held.printer.reason) == (State.ONLINE, "media-empty")
    assert held.printer.level("paper") == Level.OUT
    assert not can_print(held.printer)
    desk.machine.load(100)
    desk.wait(0)
    desk.wait(2_000)
    assert outcome(look(desk, job_id), 2) == Outcome.PRINTED
    assert look(desk, job_id).printer.level("paper") == Level.OK


def test_levels_low_and_out_are_told_apart(desk: Desk) -> None:
    desk.machine.tray, desk.machine.toner, desk.machine.capacity = 10, 5, 0
    assert desk.run(desk.printer.read_status()).supplies == (
        ("output", Level.FULL),
        ("paper", Level.LOW),
        ("toner", Level.LOW),
    )
    desk.machine.toner, desk.machine.capacity = 0, 10
    status = desk.run(desk.printer.read_status())
    assert (status.state, status.reason, status.level("toner")) == (State.ONLINE, "toner-empty", Level.OUT)
    assert not can_print(status)


@pytest.mark.parametrize("reprints", [True, False])
def test_a_jam_ruins_a_sheet_and_the_job_goes_on_or_ends(desk: Desk, make_pdf: MakePdf, reprints: bool) -> None:
    desk.machine.reprints_after_jam = reprints
    job_id = start(desk, make_pdf(2))
    desk.wait(2_500)
    desk.machine.jam()
    desk.wait(60_000)
    stuck = look(desk, job_id)
    assert (stuck.printer.state, stuck.printer.reason) == (State.HARDWARE_ERROR, "media-jam")
    assert outcome(stuck, 2) == Outcome.RUNNING
    desk.machine.clear_jam()
    desk.wait(0)
    desk.wait(2_000)
    assert outcome(look(desk, job_id), 2) == (Outcome.PRINTED if reprints else Outcome.FAILED)
    assert len(desk.machine.ruined) == 1
    assert desk.machine.sheets_out(NAME) == (2 if reprints else 1)


def test_an_open_cover_is_for_a_person_to_close(desk: Desk, make_pdf: MakePdf) -> None:
    desk.machine.open_cover()
    status = desk.run(desk.printer.read_status())
    assert (status.state, status.reason) == (State.USER_ERROR, "cover-open")
    job_id = start(desk, make_pdf(1))
    desk.machine.close_cover()
    desk.wait(0)
    desk.wait(2_000)
    assert outcome(look(desk, job_id), 1) == Outcome.PRINTED


def test_a_cover_opened_on_a_sheet_in_the_path_is_a_jam(desk: Desk, make_pdf: MakePdf) -> None:
    start(desk, make_pdf(1))
    desk.wait(500)
    desk.machine.open_cover()
    desk.machine.close_cover()
    assert desk.run(desk.printer.read_status()).reason == "media-jam"


def test_a_document_the_printer_cannot_draw_is_aborted(desk: Desk) -> None:
    job_id = start(desk, b"this is no PDF")
    job = look(desk, job_id)
    assert (job.state, job.reasons) == (JobState.ABORTED, ("document-format-error",))
    assert outcome(job, 1) == Outcome.FAILED


def test_a_job_the_printer_gives_up_is_failed_although_a_sheet_came_out(desk: Desk, make_pdf: MakePdf) -> None:
    job_id = start(desk, make_pdf(3))
    desk.wait(2_500)
    desk.machine.abort()
    assert look(desk, job_id).reasons == ("processing-to-stop-point",)
    desk.wait(2_000)
    job = look(desk, job_id)
    assert (outcome(job, 3), job.sheets_completed) == (Outcome.FAILED, 2)


def test_a_cancelled_job_lets_the_sheet_on_its_way_out(desk: Desk, make_pdf: MakePdf) -> None:
    job_id = start(desk, make_pdf(5))
    desk.wait(500)
    assert desk.run(desk.printer.cancel_job(job_id)) == Accepted()
    assert outcome(look(desk, job_id), 5) == Outcome.RUNNING
    desk.wait(2_000)
    job = look(desk, job_id)
    assert (job.state, job.sheets_completed) == (JobState.CANCELED, 1)
    refused = desk.run(desk.printer.cancel_job(job_id))
    assert isinstance(refused, Refused)
    assert not refused.passing


def test_a_job_whose_document_never_comes_ends_by_itself(desk: Desk) -> None:
    created = desk.run(desk.printer.create_job(NAME))
    assert isinstance(created, JobCreated)
    desk.wait(120_000)
    assert look(desk, created.job_id).state == JobState.ABORTED
    assert isinstance(desk.run(desk.printer.send_document(created.job_id, b"%PDF-1.4")), Refused)


# --- power and cable ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet_comes_out", [True, False])
def test_power_cut_while_a_sheet_is_in_the_path(desk: Desk, make_pdf: MakePdf, sheet_comes_out: bool) -> None:
    job_id = start(desk, make_pdf(1))
    desk.wait(1_000)
    desk.machine.cut_power(sheet_comes_out)
    assert desk.machine.sheets_out(NAME) == sheet_comes_out
    assert desk.run(desk.printer.read_status()) == Status(State.OFFLINE, "timeout")
    assert desk.run(desk.printer.read_job(job_id, NAME)) == Failure(FailureReason.TIMEOUT)
    desk.machine.restore_power()
    desk.wait(60_000)
    job = look(desk, job_id)
    assert outcome(job, 1) == Outcome.FAILED, "nobody may call it printed: the printer itself does not know"
    assert desk.machine.sheets_out(NAME) == sheet_comes_out
    assert can_print(job.printer) == sheet_comes_out


def test_a_printer_that_forgot_numbers_from_one_again(desk: Desk, make_pdf: MakePdf) -> None:
    job_id = start(desk, make_pdf(1))
    desk.wait(1_000)
    desk.machine.cut_power(sheet_comes_out=True, forgets=True)
    desk.machine.restore_power()
    assert desk.run(desk.printer.read_job(job_id, NAME)) == JobNotFound()
    assert start(desk, make_pdf(1), "somebody else's") == job_id
    assert desk.run(desk.printer.read_job(job_id, NAME)) == JobNotFound()
    assert desk.run(desk.printer.find_jobs(NAME)) == ()


def test_the_cable_pulled_after_the_document_does_not_stop_the_paper(desk: Desk, make_pdf: MakePdf) -> None:
    job_id = start(desk, make_pdf(1))
    desk.emulator.plugged = False
    desk.wait(5_000)
    assert desk.run(desk.printer.read_status()).state == State.OFFLINE
    desk.emulator.plugged = True
    assert outcome(look(desk, job_id), 1) == Outcome.PRINTED


def test_a_lost_reply_to_send_document_is_found_again_and_not_sent_twice(desk: Desk, make_pdf: MakePdf) -> None:
    created = desk.run(desk.printer.create_job(NAME))
    assert isinstance(created, JobCreated)
    desk.emulator.lose_replies = 1
    assert isinstance(desk.run(desk.printer.send_document(created.job_id, make_pdf(1))), Failure)
    desk.wait(2_000)
    (found,) = find(desk)
    assert outcome(found, 1) == Outcome.PRINTED


def test_a_lost_reply_to_create_job_leaves_an_empty_job_that_can_be_cancelled(desk: Desk) -> None:
    desk.emulator.lose_replies = 1
    assert isinstance(desk.run(desk.printer.create_job(NAME)), Failure)
    (found,) = find(desk)
    assert (found.state, found.reasons) == (JobState.HELD, ("job-data-insufficient",))
    assert desk.run(desk.printer.cancel_job(found.job_id)) == Accepted()
    assert look(desk, found.job_id).state == JobState.CANCELED


def test_find_jobs_finds_running_and_finished_ones_of_that_name_only(desk: Desk, make_pdf: MakePdf) -> None:
    first = start(desk, make_pdf(1))
    other = start(desk, make_pdf(1), "another")
    desk.wait(2_000)
    second = start(desk, make_pdf(1))
    found = find(desk)
    assert [each.job_id for each in found] == [first, second]
    assert [each.state for each in found] == [JobState.COMPLETED, JobState.PENDING]
    assert other not in [each.job_id for each in found]
    desk.wait(4_000)
    desk.machine.forget()
    assert desk.run(desk.printer.find_jobs(NAME)) == ()


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("which", ["completed", "not-completed"])
def test_whichever_list_shows_a_job_counts(desk: Desk, make_pdf: MakePdf, known: bool, which: str) -> None:
    desk.machine.empty_tray()
    job_id = start(desk, make_pdf(1))
    if which == "completed":
        desk.machine.load(10)
        desk.wait(0)
        desk.wait(2_000)

    def ask(question: IppExchange) -> bytes:
        refused = [b"\x00\x0dnot-completed" if which == "completed" else b"\x00\x09completed"]
        if any(each in question.body for each in refused):
            return encode(Message(0x0406, ()))
        return desk.emulator.handle(desk.machine.now, question.body) or b""

    dialogue = desk.printer.find_jobs(NAME, job_id if known else None)
    question = next(dialogue)
    found: object = None
    while found is None:
        try:
            question = dialogue.send(ask(question))
        except StopIteration as end:
            found = end.value
    assert isinstance(found, tuple)
    assert [job.job_id for job in found] == [job_id]


def test_a_printer_that_shows_no_list_at_all_refuses_and_is_not_said_to_have_none(desk: Desk) -> None:
    desk.emulator.lacks = frozenset({Operation.GET_JOBS})
    assert isinstance(desk.run(desk.printer.find_jobs(NAME)), Refused)
    assert isinstance(desk.run(desk.printer.find_jobs(NAME, 3)), Refused)


def test_a_printer_gone_in_the_middle_of_finding_is_no_empty_list(desk: Desk, make_pdf: MakePdf) -> None:
    start(desk, make_pdf(1))
    dialogue = desk.printer.find_jobs(NAME)
    question = next(dialogue)
    dialogue.send(desk.emulator.handle(0, question.body) or b"")
    with pytest.raises(StopIteration) as end:
        dialogue.send(Failure(FailureReason.UNREACHABLE))
    assert end.value.value == Failure(FailureReason.UNREACHABLE)


# --- any reply ----------------------------------------------------------------------------------------------------

PRINTER = Printer("ipp://localhost/ipp/print")
DIALOGUES: list[Callable[[], Dialogue[object]]] = [
    PRINTER.read_status,
    lambda: PRINTER.create_job(NAME),
    lambda: PRINTER.send_document(1, b"%PDF-"),
    lambda: PRINTER.read_job(1, NAME),
    lambda: PRINTER.find_jobs(NAME),
    lambda: PRINTER.find_jobs(NAME, 1),
    lambda: PRINTER.validate_job(NAME),
    lambda: PRINTER.cancel_job(1),
]


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(DIALOGUES))
def test_no_reply_breaks_a_dialogue(noise: bytes, begin: Callable[[], Dialogue[object]]) -> None:
    dialogue = begin()
    next(dialogue)
    with suppress(StopIteration):
        for _ in range(10):
            dialogue.send(b"\x02\x00\x00\x00\x00\x00\x00\x01" + noise)
        pytest.fail("it goes on asking")


def test_only_one_copy_is_ever_asked_for(desk: Desk) -> None:
    body = next(desk.printer.create_job(NAME)).body
    assert b"copies\x00\x04\x00\x00\x00\x01" in body
    assert b"iso_a4_210x297mm" in body
    assert b"one-sided" in body


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["job", "wait", "jam", "clear", "open", "close", "cut", "cut-out", "on", "load", "empty", "cancel", "take"]
        ),
        max_size=30,
    )
)
def test_no_sheet_is_made_or_lost_and_proof_means_paper(steps: list[str]) -> None:
    emulator = PrinterEmulator("printer")
    machine, printer = emulator.mechanism, Printer(emulator.uri)
    machine.tray, loaded, now, jobs = 4, 4, 0, 0

    def ask(dialogue: Dialogue[T]) -> T:
        try:
            question = next(dialogue)
            while True:
                reply = emulator.handle(now, question.body)
                question = dialogue.send(Failure(FailureReason.TIMEOUT) if reply is None else reply)
        except StopIteration as end:
            result: T = end.value
            return result

    for step in steps:
        emulator.step(now)
        if step == "job":
            jobs += 1
            created = ask(printer.create_job(f"job {jobs}"))
            if isinstance(created, JobCreated):
                ask(printer.send_document(created.job_id, b"%PDF-1.4 /Type /Page /Type /Page"))
        elif step == "wait":
            now += 1_500
        elif step == "load":
            machine.load(2)
            loaded += 2
        elif step == "empty":
            loaded -= machine.empty_tray()
        elif step == "cancel":
            ask(printer.cancel_job(jobs))
        else:
            {
                "jam": machine.jam,
                "clear": machine.clear_jam,
                "open": machine.open_cover,
                "close": machine.close_cover,
                "cut": lambda: machine.cut_power(False),
                "cut-out": lambda: machine.cut_power(True),
                "on": machine.restore_power,
                "take": machine.take_output,
            }[step]()
        emulator.step(now)
        assert loaded == machine.tray + len(machine.came_out) + len(machine.ruined) + (machine.path is not None)
        for number in range(1, jobs + 1):
            found = ask(printer.find_jobs(f"job {number}"))
            assert machine.powered == isinstance(found, tuple)
            for job in found if isinstance(found, tuple) else ():
                if outcome(job, 2) == Outcome.PRINTED:
                    assert machine.sheets_out(f"job {number}") == 2
