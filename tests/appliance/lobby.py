"""What stands around the appliance: a reference city and the bench, both run from the installed package, in the same machine."""

from __future__ import annotations

import json
import re
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests
import tomlkit

from config.trouble import Trouble
from kiosk.demo.demonstration import bench_places
from kiosk.demo.settings import demo_settings
from kiosk.shell.enquiry import ask_running
from sync.journal.format import Opened, open_entry
from sync.journal.opening import open_for_reading
from sync.journal.store import JournalUnreadableError
from sync.journal.verify import verify
from tests.appliance.machine import Machine, inside, wait
from tests.cities import WONJU

JOURNAL = "var/lib/kiosk/journal.sqlite"
CITY = "/var/lib/city"
COPY = "/srv/lobby"
"""The city's and the bench's programs: a version that nobody goes back to is taken away under them otherwise."""
START_S = 60
SERVED = "/srv/tests/tests/appliance/served.py /etc/kiosk/kiosk.toml"
STICK = "/srv/stick"
"""What lies on the stick, which is in when `put_stick_in` was called."""
LEFT_OUT = ("card",)
"""Of the model: there is no PC/SC that a card's emulator could come to."""
DROP_IN = f"""[Service]
Environment=WLR_BACKENDS=headless WLR_LIBINPUT_NO_DEVICES=1 PYTHONPATH=/srv/tests
EnvironmentFile=-/run/lobby/places
DeviceAllow=char-pts rw
ExecStart=
ExecStart=/usr/lib/kiosk/session sh -c 'exec "$$(readlink -f /opt/kiosk/current)/bin/python3" {SERVED} "$$PAGE" "$$DOOR" /var/lib/kiosk'
"""
"""No screen is there, and nobody can touch: the compositor draws into memory, and `served` has the residents."""


class Lobby:
    """Attributes:
    bench: its addresses.
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.bench: dict[str, str] = {}

    def install(self, package: Path) -> None:
        """As a technician does, on a machine that is not running."""
        (self.machine.root / "root" / package.name).write_bytes(package.read_bytes())
        inside(self.machine.root, "dpkg", "--force-unsafe-io", "--install", f"/root/{package.name}")

    def prepare(self) -> None:
        """What this machine has otherwise than one in a lobby; before it boots."""
        root = self.machine.root
        (root / "etc/hosts").write_text("127.0.0.1 localhost\n", "ascii")
        drop_in = root / "etc/systemd/system/kiosk.service.d/headless.conf"
        drop_in.parent.mkdir(parents=True)
        drop_in.write_text(DROP_IN)
        session = root / "etc/kiosk/session.conf"
        session.write_text(session.read_text("utf-8").replace("KIOSK_ROTATION=0", "KIOSK_ROTATION=90"), "utf-8")

    def furnish(self) -> str:
        """The devices are there, a city that lets machines in, and a stick with a model of such a machine. Returns the city's database."""
        self.machine.run("install", "-d", "-o", "kiosk", "/run/lobby", CITY, STICK, "/run/kiosk-stick")
        self.machine.run("cp", "-a", "/opt/kiosk/current/", COPY)
        self.bench = self._start("bench", "bench")
        self.kiosk("city", "keygen", "--keys", f"{CITY}/keys", "--host", "localhost", "--host", "127.0.0.1")
        self.machine.run("chown", "-R", "kiosk", CITY)
        database = f"sqlite:///{CITY}/city.sqlite"
        city = self._start(
            "city", "city", "serve", "--keys", f"{CITY}/keys", "--database", database, "--door", "0", "--rehearsal"
        )
        self.machine.run("sh", "-c", f"printf 'PAGE={self.bench['page']}\\nDOOR={city['door']}\\n' >/run/lobby/places")
        model = tomlkit.parse(demo_settings(WONJU, bench_places(self.bench, self.on_stick / "csca.pem")))
        for name in LEFT_OUT:
            model.remove(name)
        (self.on_stick / "model.toml").write_text(tomlkit.dumps(model), "utf-8")
        return database

    @property
    def on_stick(self) -> Path:
        return self.machine.root / STICK[1:]

    def put_stick_in(self) -> None:
        self.machine.run("mount", "--bind", STICK, "/run/kiosk-stick")

    def pull_stick(self) -> None:
        self.machine.run("umount", "/run/kiosk-stick")

    def approve(self, database: str) -> None:
        """An admin reads the code that the machine shows, and lets it in."""

        def code() -> str:
            found = re.findall(r"code (\w{4}-\w{4})$", self.machine.log("kiosk"), re.MULTILINE)
            return found[-1] if found else ""

        wait(120, code, "no code is shown")
        self.kiosk("city", "approve", code(), "--by", "시청", "--keys", f"{CITY}/keys", "--yes", "--database", database)

    def kiosk(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.machine.run("kiosk", *arguments, check=check)

    def _start(self, name: str, *command: str) -> dict[str, str]:
        """From a copy of its own, whichever version the kiosk goes over to; what it says first."""
        self.machine.run(
            "systemd-run", "-q", f"--unit={name}", "--uid=kiosk", f"--property=StandardOutput=file:/run/lobby/{name}",
            f"{COPY}/bin/python3", "-m", "kiosk", *command,
        )  # fmt: skip

        def line() -> str:
            return self.machine.run("cat", f"/run/lobby/{name}", check=False).stdout

        wait(START_S, lambda: line().endswith("\n"), f"the {name} does not start")
        told: dict[str, str] = json.loads(line())
        return told

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = requests.get(self.bench["page"] + "state", timeout=5).json()
        return state

    def wish(self, kind: str) -> None:
        """A resident comes, who wants this, or a technician with an errand."""
        here = self.machine.root / "var/lib/kiosk"
        (here / "wish.new").write_text(kind, "ascii")
        self.machine.run("chown", "kiosk", "/var/lib/kiosk/wish.new")
        (here / "wish.new").rename(here / "wish")

    def findings(self) -> dict[str, tuple[str, str]]:
        """Part to state and detail, as the running kiosk says; nothing where none answers."""
        try:
            told = ask_running(self.machine.root / JOURNAL) or []
        except Trouble:
            return {}
        return {each.device: (each.state, each.detail) for each in told}

    def entries(self) -> list[Opened]:
        return [open_entry(kept.body) for kept in open_for_reading(self.machine.root / JOURNAL).read()]

    def types(self) -> list[str]:
        """Of the entries; none where there is no journal yet, or one that is just being begun."""
        with suppress(JournalUnreadableError):
            return [entry.type for entry in self.entries()] if (self.machine.root / JOURNAL).exists() else []
        return []

    def problems(self) -> list[str]:
        """What the journal's check finds."""
        return [each.what for each in verify(open_for_reading(self.machine.root / JOURNAL)).problems]

    def starts(self) -> int:
        return self.types().count("KioskStarted")

    def serves(self) -> bool:
        """The first screen is there to be touched: every device and the city answer, and nothing is left of an earlier session."""
        told = self.findings()
        parts = ("printer", "city", "coin-acceptor", "note-acceptor", "books")
        opened, ended = (self.types().count(name) for name in ("SessionStarted", "SessionEnded"))
        return "kiosk" in told and all(told.get(part, ("",))[0] == "online" for part in parts) and opened == ended

    def seconds_of_work(self) -> float:
        """Of a processor, by the processes of the unit since it was started last."""
        told = self.machine.run(
            "cat", f"/sys/fs/cgroup{self.machine.show('kiosk', 'ControlGroup')}/cpu.stat", check=False
        )
        used = re.search(r"^usage_usec (\d+)$", told.stdout, re.MULTILINE)
        if used:
            return int(used[1]) / 1_000_000
        session = self.machine.show("kiosk", "MainPID")
        lines = self.machine.run("ps", "--ppid", session, "-o", "times=").stdout.split()
        return float(sum(map(int, lines)))

    def unaccounted(self) -> int:
        """Won that went in and are neither fee, nor change, nor owed by a claim."""
        truth, entries = self.state()["truth"], self.entries()

        def total(what: str, field: str) -> int:
            return sum(int(entry.data[field]) for entry in entries if entry.type == what)

        owed = total("SuspenseOpened", "amount") - total("SuspenseReduced", "amount")
        return int(truth["taken"]) - int(truth["thrown"]) - total("DocumentIssued", "fee") - owed
