"""A job is known by its name, in whatever form the printer tells it: paper is not taken for lost, and a void job is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest

from config.dialogue import Failure, FailureReason
from drivers.ipp.codec import AttributeGroup, Data, Group, Message, Tag, WithLanguage, attribute, decode, encode
from drivers.ipp.condition import Operation
from drivers.ipp.printer import Account, Dialogue, IppExchange, JobCreated, JobNotFound, Outcome, became

if TYPE_CHECKING:
    from tests.drivers.ipp.conftest import Desk

T = TypeVar("T")
NAME = "0b8e1c1e-0000-4000-8000-000000000001"


def ended(dialogue: Dialogue[T], answer: Callable[[IppExchange], bytes | Failure]) -> T:
    """What it comes to when it is answered so."""
    question = next(dialogue)
    try:
        while True:
            question = dialogue.send(answer(question))
    except StopIteration as end:
        found: T = end.value
        return found


def told(*names: tuple[int, Data], job_id: int = 6) -> AttributeGroup:
    """A job that is printed, under that name."""
    return AttributeGroup(
        Group.JOB,
        (
            attribute(Tag.INTEGER, "job-id", job_id),
            *(attribute(tag, "job-name", name) for tag, name in names),
            attribute(Tag.ENUM, "job-state", 9),
            attribute(Tag.NAME_WITH_LANGUAGE, "job-state-reasons", WithLanguage("en", "job-completed-successfully")),
            attribute(Tag.INTEGER, "job-media-sheets-completed", 1),
        ),
    )


def read(desk: Desk, *groups: AttributeGroup) -> Account:
    answers: list[bytes | Failure] = [encode(Message(0, groups)), Failure(FailureReason.TIMEOUT)]
    dialogue = desk.printer.read_job(6, NAME)
    return ended(dialogue, lambda question: answers.pop(0))


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        (Tag.NAME_WITH_LANGUAGE, WithLanguage("en-us", NAME)),  # as printers of makers abroad send it
        (Tag.TEXT_WITH_LANGUAGE, WithLanguage("", NAME)),
        (Tag.OCTETS, NAME.encode()),
        (Tag.NAME, f"{NAME}\0\0\0"),  # a field of fixed length
        (Tag.NAME, f"{NAME}    "),
        (Tag.NAME, NAME[:31]),
        (Tag.NAME, NAME.upper()),
    ],
)
def test_a_job_is_known_by_its_name_in_whatever_form(desk: Desk, tag: int, name: Data) -> None:
    assert became(read(desk, told((tag, name))), 1) == Outcome.PRINTED


def test_the_job_is_found_among_others_that_the_printer_adds(desk: Desk) -> None:
    assert became(read(desk, told((Tag.NAME, "another"), job_id=5), told((Tag.NAME, NAME))), 1) == Outcome.PRINTED


@pytest.mark.parametrize(
    "names", [[], [(Tag.NO_VALUE, None)], [(Tag.NAME, "")], [(Tag.NAME, NAME[:12])], [(Tag.NAME, "another")]]
)
def test_a_job_of_no_name_or_of_another_proves_no_print(desk: Desk, names: list[tuple[int, Data]]) -> None:
    assert read(desk, told(*names)) == JobNotFound()


@pytest.mark.parametrize("known", [True, False])
def test_a_job_is_found_by_a_printer_that_lists_numbers_alone(
    desk: Desk, make_pdf: Callable[[int], bytes], known: bool
) -> None:
    """Nobody's name is told to others, or names were asked for in vain; what waits must be found to be cancelled."""
    desk.machine.empty_tray()
    created = desk.run(desk.printer.create_job(NAME))
    assert isinstance(created, JobCreated)
    job_id = created.job_id
    desk.run(desk.printer.send_document(job_id, make_pdf(1)))

    def ask(question: IppExchange) -> bytes:
        reply = decode(desk.emulator.handle(desk.machine.now, question.body) or b"")
        if known or decode(question.body).code == Operation.GET_JOBS:
            groups = [
                AttributeGroup(tag, tuple(each for each in told if each.name != "job-name"))
                for tag, told in reply.groups
            ]
            reply = replace(reply, groups=tuple(groups))
        return encode(reply)

    found = ended(desk.printer.find_jobs(NAME, job_id if known else None), ask)
    assert isinstance(found, tuple)
    assert [job.job_id for job in found] == [job_id]
