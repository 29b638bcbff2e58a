"""What only the named thin shells may do: threads, clocks, randomness, sockets, serial ports, processes, PC/SC."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("kiosk", "drivers", "printing", "sync", "config")

SHELLS = {
    "drivers/link.py": "serial port and its thread",
    "drivers/bench/": "the emulated machine as a process",
    "drivers/ipp/transport.py": "the printer's wire",
    "drivers/ipp/server.py": "the emulated printer's wire",
    "drivers/smartcard/reader.py": "PC/SC",
    "drivers/smartcard/vpcd.py": "the virtual reader's wire",
    "drivers/smartcard/pcscd.py": "a private pcscd",
    "sync/transport.py": "the city's wire",
    "sync/journal_store.py": "the disk",
    "sync/journal_verify.py": "the disk",
    "sync/reference_city/server.py": "the city as a process",
    "sync/reference_city/keys.py": "keys made at run time",
    "kiosk/runner.py": "the shell around the kiosk",
    "kiosk/station.py": "composes the real machine",
    "kiosk/diagnosis.py": "asks real devices",
    "kiosk/demo.py": "a demonstration's processes",
    "kiosk/__main__.py": "the command",
    "kiosk/ui/": "the screen has a clock for its animations",
    "kiosk/simulator/run.py": "measures how long a run took",
}
"""File or folder to the reason; everything else is pure."""

FORBIDDEN_MODULES = {
    "threading", "multiprocessing", "subprocess", "socket", "ssl", "select", "selectors", "asyncio", "time", "secrets",
    "serial", "smartcard", "requests", "uvicorn", "http.server", "http.client", "urllib.request", "signal", "sched",
}  # fmt: skip
FORBIDDEN_CALLS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "os.urandom", "uuid4", "uuid.uuid4", "uuid1",
    "random.random", "random.randrange", "random.choice", "random.shuffle", "random.seed", "ec.generate_private_key",
}  # fmt: skip
"""``random.Random(seed)`` is allowed: it is what determinism is made of."""


def pure_files() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not any(name == shell or (shell.endswith("/") and name.startswith(shell)) for shell in SHELLS):
                yield path


def offences(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            module = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            for name in module:
                if name in FORBIDDEN_MODULES or name.split(".")[0] in FORBIDDEN_MODULES:
                    yield f"line {node.lineno}: imports {name}"
        if isinstance(node, ast.Call) and ast.unparse(node.func) in FORBIDDEN_CALLS:
            yield f"line {node.lineno}: calls {ast.unparse(node.func)}"


@pytest.mark.parametrize("path", list(pure_files()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pure(path: Path) -> None:
    assert list(offences(ast.parse(path.read_text("utf-8")))) == []


def test_every_shell_exists() -> None:
    """The list shrinks when a file goes."""
    assert [shell for shell in SHELLS if not (ROOT / shell).exists()] == []


def test_the_check_itself_sees() -> None:
    source = "import time\nfrom threading import Thread\nfrom datetime import datetime\ndatetime.now()\nimport random\nrandom.random()"
    assert len(list(offences(ast.parse(source)))) == 4


FILE_OF_THREE_SCREENS = 510


def test_files_fit_a_few_screens() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > FILE_OF_THREE_SCREENS
    }
    assert long == {}


def test_the_journals_page_is_up_to_date() -> None:
    from sync.events_page import page

    assert (ROOT / "docs/journal.md").read_text("utf-8") == page(), "python -m sync.events_page > docs/journal.md"


def test_the_lock_names_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text("utf-8")
        assert "://" not in text
        assert "--hash=sha256:" in text
