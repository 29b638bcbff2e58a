"""``kiosk city verifier``: files for a site, or one line that says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.__main__ import main
from sync.reference_city.keys import make_demo_keys
from tests.cities import WONJU


def test_it_writes_a_page_a_language_and_their_worker(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys = make_demo_keys(tmp_path / "keys", signer=WONJU.signer)
    typed = ["city", "verifier", "--out", str(tmp_path / "site"), "--key", str(keys.ca)]
    assert main([*typed, "--key", str(keys.signer)]) == 0
    assert sorted(each.name for each in (tmp_path / "site").iterdir()) == ["en.html", "index.html", "sw.js"]
    assert main(typed) == 1
    assert "--key: no signer's certificate is among them" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*typed, "--lookup", "http://city.example/"])
    assert "an address is written https://HOST/" in capsys.readouterr().err
