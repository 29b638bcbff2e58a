"""The same card dialogue over real PC/SC, and over the bench's direct link where there is no pcscd."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.surroundings import surroundings


@pytest.mark.parametrize("link", ["pcsc", "direct"])
def test_an_abstract_for_who_the_card_says_they_are(tmp_path: Path, link: str) -> None:
    with surroundings(tmp_path, pcscd=link == "pcsc") as around:
        assert link in around.bench
        if link == "direct":
            assert "not installed" in around.bench["direct"]
        served = around.kiosk("kind=resident-abstract", f"card={link}")
        assert served.returncode == 0, served.stdout + served.stderr
        types = [entry.type for entry in around.entries()]
        assert "IdentityProved" in types
        issued = next(entry.data for entry in around.entries() if entry.type == "DocumentIssued")
        assert around.document(issued["number"]) == "issued"
