"""What runs in the kiosk's place while it has no settings yet (`kiosk.session.setting_up`), on real ground.

What its pages ask is done by the commands that a technician with a laptop types, each in a process of its own: what a page does is so
what the command does. They write a draft beside the journal's place, where the kiosk may write and where it outlives a power cut; at
the end it is put in force as settings from a stick are.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import tomlkit
from pydantic import TypeAdapter, ValidationError

from config.city import City
from config.dialogue import Failure, FailureReason
from config.durable import write_durably
from config.ids import StaffNumber
from config.problems import SettingsError
from config.seoul import SEOUL
from config.settings import MachineSettings, PanelSettings, read, toml_in
from config.staff import SALT_BYTES, hashed, tried_first
from config.trouble import Trouble
from config.vocabulary import Role
from drivers.device import Ms
from kiosk.core.findings import Finding
from kiosk.core.stand_in import TRIAL, StandIn
from kiosk.session.setting_up.questions import (
    SET_UP,
    AddStaff,
    Answer,
    AskDoor,
    AskToBeLetIn,
    Begun,
    Check,
    Checked,
    Device,
    Done,
    Door,
    FindDevices,
    FindModels,
    Found,
    Lacking,
    Models,
    NotDone,
    PutInForce,
    Question,
    SetPanel,
    Waiting,
)
from kiosk.session.setting_up.story import SettingUp
from kiosk.shell.clock_source import clock_source
from kiosk.shell.diagnosis import FREE
from kiosk.shell.enquiry import Enquiries
from kiosk.shell.files import problems_in
from kiosk.shell.files_worker import HAND_OVER, Json, is_in_force, put_in_place
from kiosk.shell.identity import JOURNAL
from kiosk.shell.runner import Runner
from kiosk.shell.sd_notify import Supervisor, frame_every_ms
from kiosk.shell.settings_file import ENROLLED, MODE, put_into_file
from kiosk.shell.settings_in_force import name_of, read_candidate
from kiosk.shell.software import software
from sync.journal.memory import MemoryStore

DRAFT = "set-up.toml"
STICK = Path(MachineSettings.model_fields["stick"].default)
SIGNERS = ("csca*.pem", "csca*.der", "csca*.cer", "csca*.crt", "csca*.ml")
"""Of a stick: the certificates of who signs residents' cards, as the admin hands them over."""
_SITES = TypeAdapter(tuple[tuple[str, str], ...])
_DEVICES = TypeAdapter(tuple[tuple[str, str, str], ...])
_LACKING = TypeAdapter(tuple[tuple[str, str, bool], ...])
TRY_EVERY_MS: Ms = 120_000


def is_to_be_set_up(config: Path, state: Path) -> bool:
    """There are no settings yet but those of a machine that was only let in, no journal, and room for both. A machine whose settings are
    lost has a journal, and is for an administrator.
    """
    if (state / JOURNAL).exists() or not (config.parent.is_dir() and os.access(state, os.W_OK)):
        return False
    with contextlib.suppress(SettingsError):
        return not config.exists() or toml_in(config).keys() <= set(ENROLLED)
    return False


def begun_panel(state: Path) -> PanelSettings | None:
    """How the panel is, where somebody has said so already."""
    with contextlib.suppress(SettingsError, ValidationError):
        told = toml_in(state / DRAFT).get("panel")
        return PanelSettings.model_validate(told) if told else None
    return None


def setting_up(config: Path, state: Path, city: City, panel: PanelSettings) -> Runner:
    """Starts nothing. ``panel`` is what the window is made for, ``city`` whose languages it has."""
    supervisor = Supervisor()
    findings = (
        Finding("kiosk", "offline", f"is being set up, {software()}", 2),
        Finding("issuing", "offline", f"no settings yet, {FREE}", 2),
    )
    worker = SettingUpWorker(config, state, panel)
    behind = SettingUp(worker.begun())
    runner = Runner(
        StandIn(behind, city.languages, findings, frame_every_ms(supervisor.watchdog_ms), TRY_EVERY_MS),
        MemoryStore("none"),
    )
    runner.serve(TRIAL, lambda asked, _: not is_to_be_set_up(config, state) or (begun_panel(state) or panel) != panel)
    runner.serve(SET_UP, worker)
    with contextlib.suppress(Trouble):  # a folder that takes no socket
        runner.watchers["enquiries"] = Enquiries(state / JOURNAL, runner)
    runner.notify = supervisor.tell
    return runner


class SettingUpWorker:
    """The worker of `kiosk.session.setting_up.questions.SET_UP`."""

    def __init__(
        self, config: Path, state: Path, panel: PanelSettings, stick: Path = STICK, hand_over: Path = HAND_OVER
    ) -> None:
        self._config, self._state, self._panel = config, state, panel
        self._stick, self._hand_over = stick, hand_over
        self._draft = state / DRAFT
        if not self._draft.exists():
            write_durably(self._draft, config.read_bytes() if config.exists() else b"", MODE)

    def begun(self) -> Begun:
        """As the draft has it."""
        there = toml_in(self._draft)
        machine = there.get("machine", {}) if set(ENROLLED) <= there.keys() else {}
        is_named = {"id", "number", "site"} <= machine.keys()
        kiosk = f"{machine['number']} {machine['site']} ({machine['id']})" if is_named else ""
        staff = tuple((StaffNumber(each["number"]), Role(each["role"])) for each in there.get("staff", ()))
        devices = tuple(name for name in there if name not in (*ENROLLED, "staff", "panel"))
        return Begun(begun_panel(self._state) or self._panel, kiosk, devices, staff)

    def __call__(self, question: Question, timeout_ms: Ms) -> Answer | Failure:
        try:
            return self._answer(question, timeout_ms / 1000)
        except subprocess.TimeoutExpired:
            return Failure(FailureReason.TIMEOUT, "the command took too long")
        except (OSError, Trouble) as error:
            return NotDone(f"{error}")

    def _answer(self, question: Question, within_s: float) -> Answer:
        match question:
            case AskDoor():
                told = self._run(("enrol", "--city", question.url, "--about"), within_s)
                return Door(
                    question.url, f"{told['city']}", f"{told['fingerprint']}", _SITES.validate_python(told["sites"])
                )
            case AskToBeLetIn():
                return self._ask_to_be_let_in(question, within_s)
            case FindModels():
                found = sorted(each.name for each in self._stick.glob("*.toml") if not each.name.startswith("."))
                return Models(tuple(found))
            case FindDevices():
                return self._find(question, within_s)
            case AddStaff():
                return self._add(question)
            case SetPanel():
                return self._set_panel(question)
            case Check():
                problems = problems_in(read(self._draft), self._config.parent)
                lines = SettingsError(problems).lines("ko")
                return Checked(f"{datetime.now(SEOUL):%Y-%m-%d %H:%M}", clock_source(), tuple(lines))
            case PutInForce():
                return self._put_in_force(within_s)

    def _ask_to_be_let_in(self, question: AskToBeLetIn, within_s: float) -> Answer:
        door, where = question.door, ("--config", f"{self._draft}", "--state", f"{self._state}")
        trust = ("--fingerprint", door.fingerprint, "--site", question.site, "--wait", f"{question.wait_s}")
        told, said = self._says(("enrol", "--city", door.url, *trust, *where), within_s)
        if "until" in told:
            return Done(self.begun())
        return Waiting(f"{told['code']}") if "code" in told and "refused" not in told else NotDone(said)

    def _find(self, question: FindDevices, within_s: float) -> Answer:
        model = ("--model", f"{self._stick / Path(question.model).name}") if question.model else ()
        without = ("--without", *sorted(question.without)) if question.without else ()
        told, said = self._says(("commission", "find", "--config", f"{self._draft}", *model, *without), within_s)
        if "devices" not in told:
            return NotDone(said)
        self._take_signers()
        devices = tuple(Device(*each) for each in _DEVICES.validate_python(told["devices"]))
        lacking = tuple(Lacking(*each) for each in _LACKING.validate_python(told["missing"]))
        return Found(devices, lacking, self.begun())

    def _take_signers(self) -> None:
        """The certificates of who signs residents' cards, from the stick to where the kiosk has its others."""
        brought = sorted({found for pattern in SIGNERS for found in self._stick.glob(pattern)})
        if brought and "card" in toml_in(self._draft):
            places = [self._state / "city" / each.name for each in brought]
            for each, place in zip(brought, places, strict=True):
                write_durably(place, each.read_bytes(), 0o644)
            put_into_file(self._draft, {"card": {"csca": [f"{place}" for place in places]}})

    def _add(self, question: AddStaff) -> Answer:
        if tried_first(question.pin):
            return NotDone("PIN: 123456, 000000 …")
        file = tomlkit.parse(read(self._draft))
        others = [each for each in file.unwrap().get("staff", ()) if each["number"] != question.number]
        stored = hashed(question.pin, secrets.token_bytes(SALT_BYTES))
        file["staff"] = tomlkit.item([*others, {"number": question.number, "role": f"{question.role}", "pin": stored}])
        write_durably(self._draft, tomlkit.dumps(file).encode(), MODE)
        return Done(self.begun())

    def _set_panel(self, question: SetPanel) -> Answer:
        now = self.begun().panel
        told = {
            **now.model_dump(),
            "turns": question.turns,
            "width_mm": question.width_mm,
            "height_mm": question.height_mm,
        }
        try:
            PanelSettings.model_validate(told)
        except ValidationError as error:
            return NotDone("; ".join(each["msg"] for each in error.errors()))
        put_into_file(self._draft, {"panel": told})
        return Done(self.begun())

    def _put_in_force(self, within_s: float) -> Answer:
        begun, version = self.begun(), name_of(read_candidate(self._draft))
        problems = put_in_place(self._draft, self._config, self._hand_over, within_s)
        if problems:
            return NotDone(problems[0])
        if not is_in_force(version, self._config):
            return NotDone(f"{self._config}: cannot be written, and nobody takes it ({self._hand_over})")
        self._draft.unlink()
        return Done(begun)

    def _run(self, command: Sequence[str], within_s: float) -> Json:
        """Raises `Trouble`: in the command's own words."""
        told, said = self._says(command, within_s)
        if not told:
            raise Trouble(said)
        return told

    def _says(self, command: Sequence[str], within_s: float) -> tuple[Json, str]:
        """All that it says as JSON, line by line, and the last line of what it says besides."""
        done = subprocess.run(
            (sys.executable, "-m", "kiosk", *command, "--json"),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=within_s, check=False,
        )  # fmt: skip
        told: Json = {}
        for line in done.stdout.splitlines():
            told |= json.loads(line)
        return told, (done.stderr.strip().splitlines() or [""])[-1]
