"""What only the named thin shells may do: threads, clocks, randomness, sockets, serial ports, processes, PC/SC."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[1]
ROOMS = ("kiosk", "drivers", "printing", "sync", "config")

SHELLS = {
    "kiosk/shell/": "the kiosk on real ground",
    "kiosk/commands/": "what a person types",
    "kiosk/demo/": "a demonstration's processes, its resident's clock and finger",
    "kiosk/ui/": "the screen has a clock for its animations",
    "kiosk/simulator/run.py": "measures how long a run took",
    "drivers/event_node.py": "an input device's node",
    "drivers/link.py": "serial port and its thread",
    "drivers/bench/": "the emulated machine as a process",
    "drivers/ipp/transport.py": "the printer's wire",
    "drivers/ipp/server.py": "the emulated printer's wire",
    "drivers/smartcard/reader.py": "PC/SC",
    "drivers/smartcard/vpcd.py": "the virtual reader's wire",
    "drivers/smartcard/pcscd.py": "a private pcscd",
    "sync/city/transport.py": "the city's wire",
    "sync/journal/sqlite/": "the disk",
    "sync/reference_city/server.py": "the city as a process",
    "sync/reference_city/public.py": "its public page as another",
    "sync/reference_city/door.py": "the door where kiosks ask to be let in as a third",
    "sync/reference_city/listening.py": "the wire of all three",
    "sync/reference_city/again.py": "what it does again and again beside that",
    "sync/reference_city/fleet/batches.py": "heartbeats that wait for each other",
    "sync/reference_city/fleet/serving.py": "the page for admins as a process",
    "sync/reference_city/fleet/receivers.py": "who is called: webhooks, Alertmanager",
    "sync/reference_city/mailing.py": "mail, by a server or into a folder",
    "sync/reference_city/keys.py": "keys made at run time",
    "config/clock.py": "the one reading of the monotonic clock in whole ms",
    "config/deadline.py": "sockets that know when all must be over, and the resolver's thread",
    "config/updates/follower.py": "one deadline for a whole look at a repository",
    "config/wire.py": "requests: the printer's wire and the city's",
}
"""Folder or file to the reason; everything else is pure. In `kiosk` only whole folders, and the simulator's stop watch."""

FORBIDDEN = (
    "threading", "multiprocessing", "subprocess", "socket", "ssl", "select", "selectors", "asyncio", "concurrent", "time",
    "secrets", "serial", "smartcard", "requests", "uvicorn", "http.server", "http.client", "urllib.request", "signal",
    "sched", "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "os.urandom", "os.getrandom", "uuid.uuid1", "uuid.uuid4", "random", "cryptography.*.generate_private_key",
    "config.clock", "config.deadline", "config.wire",
)  # fmt: skip
"""Modules and what is in them, by their full names, whatever a file calls them; with the shells in `config`, which any room
may import."""
ALLOWED = ("random.Random", "http.HTTPStatus")
"""``random.Random(seed)`` is what determinism is made of."""


ITS_OWN_FILE = {
    "bench.py": "a machine of emulators, which follows nothing",
    "run.py": "by `configured`, which counts a trial",
}
"""Commands that need not see what was signed over the kiosk's own file."""


def test_a_command_opens_the_settings_that_are_in_force() -> None:
    """A kiosk has one set of settings: what only reads its own file would ask another printer than the kiosk prints on."""
    alone = {"read_settings", "open_settings"}
    for path in (ROOT / "kiosk" / "commands").glob("*.py"):
        names = {
            each.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom)
            for each in node.names
        }
        assert path.name in ITS_OWN_FILE or not names & alone, path


def pure_files() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not any(name == shell or (shell.endswith("/") and name.startswith(shell)) for shell in SHELLS):
                yield path


QT = {"PySide6", "shiboken6"}


def is_forbidden(name: str) -> bool:
    def within(patterns: tuple[str, ...]) -> bool:
        return any(fnmatchcase(name, pattern) or fnmatchcase(name, f"{pattern}.*") for pattern in patterns)

    return within(FORBIDDEN) and not within(ALLOWED)


def offences(tree: ast.AST) -> Iterator[str]:
    """Every import and use of a forbidden name. ``import random`` alone offends nobody; what is taken from it may."""
    full = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            for each in node.names:
                full[each.asname or each.name] = f"{node.module}.{each.name}"
                if is_forbidden(f"{node.module}.{each.name}"):
                    yield f"line {node.lineno}: imports {node.module}.{each.name}"
        elif isinstance(node, ast.Import):
            for each in node.names:
                full[each.asname or each.name.split(".")[0]] = each.name if each.asname else each.name.split(".")[0]
                if each.name != "random" and is_forbidden(each.name):
                    yield f"line {node.lineno}: imports {each.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            first, _, rest = ast.unparse(node).partition(".")
            if "(" not in rest and first in full and is_forbidden(f"{full[first]}.{rest}"):
                yield f"line {node.lineno}: uses {full[first]}.{rest}"


@pytest.mark.parametrize("path", list(pure_files()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pure(path: Path) -> None:
    assert list(offences(ast.parse(path.read_text("utf-8")))) == []


def test_every_shell_exists() -> None:
    """The list shrinks when a file goes."""
    assert [shell for shell in SHELLS if not (ROOT / shell).exists()] == []


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "import time as t",
        "from threading import Thread",
        "from http import server",
        "from urllib import request",
        "import concurrent.futures",
        "from datetime import datetime\ndatetime.now()",
        "from datetime import datetime\nclock = datetime.now",
        "import datetime as dt\ndt.datetime.now()",
        "from datetime import date as day\nday.today()",
        "import os\nos.urandom(8)",
        "from config.clock import monotonic_ms",
        "from config.deadline import connect",
        "from os import urandom",
        "from uuid import uuid4 as new",
        "import random\nrandom.random()",
        "from random import choice",
        "from random import SystemRandom",
        "from cryptography.hazmat.primitives.asymmetric import ec\nec.generate_private_key(ec.SECP256R1())",
    ],
)
def test_the_check_itself_sees(source: str) -> None:
    assert list(offences(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "import random\nrandom.Random(1).random()",
        "from random import Random",
        "from datetime import datetime\ndatetime.fromisoformat('2026-01-01')",
        "from uuid import UUID",
        "import os\nos.fspath('a')",
        "from http import HTTPStatus",
        "from . import time",
    ],
)
def test_the_check_itself_lets_pass(source: str) -> None:
    assert list(offences(ast.parse(source))) == []


def test_qt_only_in_the_screens() -> None:
    """A rule of files, not a list of modules: a new module of `kiosk` is under it from its first day."""
    strangers = [
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if not any(path.is_relative_to(ROOT / folder) for folder in ("kiosk/ui", "kiosk/demo"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in QT)
        or (isinstance(node, ast.Import) and any(each.name.split(".")[0] in QT for each in node.names))
    ]
    assert strangers == []


def test_no_product_file_has_a_synthetic_finger() -> None:
    testers = [
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "QtTest" in path.read_text("utf-8") and not path.is_relative_to(ROOT / "kiosk/demo")
    ]
    assert testers == []


def test_kiosk_has_no_loose_files() -> None:
    """Its folders answer what a file may do and whom it is for."""
    assert {path.name for path in (ROOT / "kiosk").glob("*.py")} == {"__init__.py", "__main__.py"}


@pytest.mark.parametrize("event", ["SuspenseOpened", "SuspenseReduced"])
def test_claims_are_opened_and_reduced_in_one_place(event: str) -> None:
    made_in = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == event
    }
    assert made_in == {"kiosk/money/claims.py"}


FILE_OF_THREE_SCREENS = 510


def test_files_fit_a_few_screens() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > FILE_OF_THREE_SCREENS
    }
    assert long == {}


@pytest.mark.parametrize(("path", "module"), [("journal", "sync.journal.page"), ("money", "kiosk.money.page")])
def test_a_page_that_is_made_from_the_code_is_up_to_date(path: str, module: str) -> None:
    made = import_module(module).page()
    assert (ROOT / f"docs/{path}.md").read_text("utf-8") == made, f"python -m {module} > docs/{path}.md"


def test_the_lock_names_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text("utf-8")
        assert "://" not in text
        assert "--hash=sha256:" in text


SAYS_WONJU = {"kiosk/shell/software.py": "wonju-kiosk"}
"""File to the one thing in it that may: the package's own name."""


def test_no_code_says_wonju() -> None:
    """What is a city's stands in its folder, as data; the example of a settings file has to name one."""
    told = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if (
                not path.is_file()
                or "__pycache__" in name
                or name.startswith(("config/cities/wonju/", "config/kiosk.example.toml"))
            ):
                continue
            text = path.read_text("utf-8", "ignore").replace(SAYS_WONJU.get(name, "\0"), "")
            if found := re.findall("(?i:wonju)|원주", text):
                told[name] = found
    assert told == {}


READS_A_CITY = {
    "kiosk/commands/run.py": "a machine that is set up has no settings yet that name one: it takes the one that is shipped",
    "sync/reference_city/public.py": "a program of its own",
    "config/city.py": "defines it",
    "config/applications.py": "reads a part of it, for the former",
    "config/left_requests.py": "reads a part of it, for the same",
    "config/counters.py": "reads a part of it, for the same",
    "kiosk/shell/city_of.py": "where the appliance is composed",
    "kiosk/commands/arguments.py": "where a command is told of which city",
    "kiosk/commands/config_desk.py": "a desk's city, as it is published and as it would be",
    "config/updates/signers.py": "no city's: who signs what at a desk",
    "config/updates/desk.py": "no city's: how far a roll-out has got",
    "sync/reference_city/fleet/receivers.py": "no city's: who is called",
    "sync/reference_city/mailing.py": "no city's: how messages leave it",
    "sync/reference_city/fleet/notices.py": "a desk's city, as it would be published",
    "kiosk/ui/curtain.py": "makes the package's picture when it is called by itself",
    "kiosk/demo/gallery.py": "a tool that is called by itself",
    "kiosk/demo/contact_sheet.py": "a tool that is called by itself",
    "kiosk/demo/screens/__main__.py": "a tool that is called by itself",
    "kiosk/demo/heard_page.py": "a tool that is called by itself",
    "kiosk/demo/refusals_page.py": "a tool that is called by itself",
    "kiosk/demo/touches.py": "a tool that is called by itself",
}


def test_a_city_is_handed_in_and_nothing_reads_it_by_itself() -> None:
    readers = ("read_city(", "read_catalogue(", "shipped_city(", "read_toml(")
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if any(reader in path.read_text("utf-8") for reader in readers)
    }
    assert found - {"config/catalogue/__init__.py", "config/data_file.py"} == READS_A_CITY.keys()


DATABASES = (b"SQLite format 3\0", b"PGDMP")
"""How the files of databases begin, whatever they are called."""


def test_no_database_is_tracked() -> None:
    """What a database holds has no place in a history that is never forgotten: a city's holds records of people."""
    listed = subprocess.run(
        ("git", "ls-files", "-z"), cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE_S
    ).stdout
    tracked = [ROOT / name.decode() for name in listed.split(b"\0") if name]
    assert tracked
    assert [path for path in tracked if path.is_file() and _first_bytes(path).startswith(DATABASES)] == []


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)


REACHED = {
    # Threads end and hang by bugs and by kernels, never by a call.
    "tests/end_to_end/workers.py": {
        "_asked", "_carry", "_channel", "_listener", "_path", "_reader", "_thread", "_worker", "_write",
    },
    # A rule that keeps money or paper safe is taken out, to see who notices.
    "tests/end_to_end/headless.py": {"_settle"},
    "tests/kiosk/session/test_session_books.py": {"_earn", "_settle", "_settle_books"},
    "tests/kiosk/simulator/test_simulator_card_holders.py": {"_presented", "_wait_for_removal"},
    "tests/kiosk/simulator/test_simulator_oracle.py": {"_credit", "_settle_books"},
    "tests/kiosk/simulator/test_simulator_seeded_bugs.py": {"_credit", "_escrowed"},
    # The city's clock alone goes wrong; a kiosk's key does not work; a hash that is slow on purpose is not.
    "tests/kiosk/session/technician/test_technician_tests.py": {"_now"},
    "tests/kiosk/shell/test_shell_renewing.py": {"_works"},
    "tests/sync/city/test_fleet_accounts.py": {"_N"},
}  # fmt: skip
"""Private names that tests reach for, each where it stands and why."""
STANDARD = {"_Pointer", "_asdict", "_exit", "_fields", "_make", "_replace"}
"""Of the standard library, which means them to be used."""


def test_tests_reach_for_public_names() -> None:
    """What has to be private to be changed freely is not held fast by a test."""
    reached = {
        path.relative_to(ROOT).as_posix(): names
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if (names := set(_private_names(ast.parse(path.read_text("utf-8")))))
    }
    assert reached == REACHED


@pytest.mark.parametrize(
    "source", ["a._b", "from a import _b", "setattr(a, '_b', 1)", "patch.setattr(a, '_b', 1)", "hasattr(a, '_b')"]
)
def test_the_check_of_tests_sees(source: str) -> None:
    assert set(_private_names(ast.parse(source))) == {"_b"}


@pytest.mark.parametrize(
    "source", ["self._b", "super()._b", "a.__b__", "a._replace(b=1)", "def _b(): ...\na._b", "self._b = 1\nother._b"]
)
def test_the_check_of_tests_lets_pass(source: str) -> None:
    assert set(_private_names(ast.parse(source))) == set()


def _private_names(tree: ast.Module) -> Iterator[str]:
    """Those of other modules' objects."""
    own = set(STANDARD)
    nodes = list(ast.walk(tree))
    for node in nodes:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                own.add(name)
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                own.add(name)
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls") | ast.Call(func=ast.Name(id="super"))):
                names = []
            case ast.Attribute(attr=name):
                names = [name]
            case ast.ImportFrom(names=imported):
                names = [each.name for each in imported]
            case ast.Call(
                func=ast.Name(id="getattr" | "hasattr" | "setattr") | ast.Attribute(attr="setattr" | "delattr"),
                args=[_, ast.Constant(value=str(name)), *_],
            ):
                names = [name]
            case _:
                names = []
        yield from (name for name in names if name.startswith("_") and not name.startswith("__") and name not in own)
