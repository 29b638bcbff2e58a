"""The name of an event: its text is what the journal holds, its counter is the device's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cctalk.acceptor import EventRef
from drivers.cctalk.emulator import EventBuffer

a_part = st.text(st.characters(exclude_characters="."), max_size=8)


def test_its_text_is_frozen() -> None:
    """Journals of years ago hold it, and a kiosk that starts takes up the count from it."""
    assert EventRef("100001", "12", 3, 417).ref == "100001.12.3.417"


@given(st.builds(EventRef, a_part, a_part, st.integers(0), st.integers(0)))
def test_its_text_reads_back(ref: EventRef) -> None:
    assert EventRef.parse(ref.ref) == ref


@pytest.mark.parametrize("text", ["", "n7.3", "1.2.3", "1.2.3.4.5", "1.2.x.4", "1.2.3.", "1.2.-3.4", "1.2.3. 4"])
def test_what_names_no_event_of_a_buffer_is_nothing(text: str) -> None:
    assert EventRef.parse(text) is None


def test_its_counter_goes_as_the_devices_does() -> None:
    buffer = EventBuffer()
    for number in range(600):
        assert EventRef("1", "1", 1, number).counter == buffer.counter
        buffer.add(1, 1)
