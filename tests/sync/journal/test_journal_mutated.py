"""Of ten thousand mutated journals (``make mutated-journals``) a sample each time."""

from __future__ import annotations

from pathlib import Path

from tests.proofs import of
from tests.sync.journal.mutated import COUNT, NAME, entries, failure, running


def test_what_was_changed_is_found_or_has_no_effect_on_any_entry(tmp_path: Path) -> None:
    with running() as whole:
        right = entries(whole / NAME)
        assert right
        assert len(right) == 140
        found = {number: failure(whole, right, number, tmp_path) for number in range(of(COUNT, sample=40))}
    assert {number: why for number, why in found.items() if why} == {}
