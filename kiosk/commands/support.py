"""``kiosk support``: one file for whoever is asked for help from afar. It names no person, no key and no PIN; what could not be had is said in it.

It is wanted most where something is broken, so each part is gathered by itself, and none that fails takes another with it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256
from importlib.metadata import distributions
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from config.durable import write_durably
from config.seoul import SEOUL
from config.settings import read
from config.trouble import Trouble
from kiosk.commands.arguments import count
from kiosk.commands.diagnose import diagnose
from kiosk.core.vitals import Look
from kiosk.shell.configured import in_force, read_in_force
from kiosk.shell.settings_in_force import MODE
from kiosk.shell.software import software
from kiosk.shell.station import RealSources
from kiosk.shell.vitals import LookAtMachine
from sync.journal.format import JournalError, open_entry
from sync.journal.opening import open_for_reading
from sync.journal.selection import Selection
from sync.journal.verify import verify

DAYS = 7
LOG_LINES = 20_000
LOOK_MS = 10_000
_PIN = re.compile(r"""(\bpin["']?\s*=\s*)("[^"\n]*"?|'[^'\n]*'?)""")
"""Of a member of staff, hashed; six digits are soon tried. In a file that may be no TOML."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"))
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip")
    parser.add_argument(
        "--days", type=count, default=DAYS, metavar="N", help=f"of the journal and the log; the last {DAYS} otherwise"
    )


def run(options: argparse.Namespace) -> int:
    """Exit status 0 with a file, whatever is missing in it; what is missing is said."""
    missing = {}
    files = {}
    for name, gather in _parts(options.config, options.days):
        try:
            files[name] = gather()
        except (Trouble, OSError, subprocess.SubprocessError, JournalError) as error:
            missing[name] = str(error)
    about = {
        "made": RealSources().wall().astimezone(SEOUL).isoformat(timespec="seconds"),
        "program": software(),
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
        "missing": missing,
    }
    files["about.json"] = _json(about)
    bundle = BytesIO()
    with ZipFile(bundle, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    write_durably(options.out, bundle.getvalue(), MODE)
    for name, why in missing.items():
        print(f"not there: {name}: {why}")
    print(
        f"{options.out}: {', '.join(files)}; {len(bundle.getvalue()):,} bytes. No person, no key and no PIN is in it."
    )
    return 0


def _parts(config: Path, days: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each by its name in the bundle."""
    yield "diagnosis.json", lambda: _json([asdict(each) for each in diagnose(in_force(config))])
    yield "settings.toml", lambda: without_pins(read(config)).encode()
    yield "computer.json", lambda: _json(_computer(read_in_force(config).machine.journal))
    yield "journal.jsonl", lambda: _journal(read_in_force(config).machine.journal, days)
    yield "journal-check.json", lambda: _json(asdict(verify(open_for_reading(read_in_force(config).machine.journal))))
    yield "log.txt", lambda: _log(days)


def without_pins(settings: str) -> str:
    return _PIN.sub(r'\1"(left out)"', settings)


def _computer(journal: Path) -> dict[str, object]:
    vitals = LookAtMachine(journal, None)(Look(thorough=False), LOOK_MS)
    return {
        "system": platform.freedesktop_os_release().get("PRETTY_NAME", ""),
        "kernel": platform.release(),
        "processors": os.cpu_count(),
        "load": os.getloadavg(),
        "up_s": float(Path("/proc/uptime").read_text().split()[0]),
        "disk_free_bytes": vitals.disk_free,
        "celsius": vitals.celsius,
        "python": platform.python_version(),
        "packages": {each.name: each.version for each in sorted(distributions(), key=lambda each: each.name.lower())},
    }


def _journal(path: Path, days: int) -> bytes:
    """One entry a line, as it was written, of the last days. One that is none is kept: it may be what is looked for."""
    journal = open_for_reading(path)
    if not journal.exists():
        raise Trouble("no journal there yet")
    since = Selection(first=(RealSources().wall().astimezone(SEOUL) - timedelta(days=days)).date())
    lines = []
    for kept in journal.read():
        try:
            taken = since.takes(open_entry(kept.body))
        except JournalError:
            taken = True
        if taken:
            lines.append(kept.body)
    return b"\n".join(lines) + b"\n"


def _log(days: int) -> bytes:
    told = subprocess.run(
        ["journalctl", "--unit=kiosk*", f"--since=-{days}d", f"--lines={LOG_LINES}", "--output=short-iso", "--no-pager"],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    if told.returncode:
        raise Trouble(told.stderr.decode(errors="replace").strip())
    return told.stdout


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode() + b"\n"
