"""What a member of staff has done with files, done by the commands that an administrator types, each in a process of its own.

A process of its own, because reading the journal's files here would drop the locks that SQLite holds on them, and because a settings
file that is checked is opened with all that it names. What a page does is so what the command does.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from config.dialogue import Failure, FailureReason
from config.seoul import SEOUL
from config.trouble import Trouble
from drivers.device import Ms
from kiosk.core.channels import (
    Candidate,
    CommissioningMade,
    DiagnosisMade,
    ExportJournal,
    FileAnswer,
    FileQuestion,
    FindPackages,
    FindSettings,
    InstallSettings,
    JournalChecked,
    JournalExported,
    MakeCommissioning,
    MakeDiagnosis,
    NotTried,
    SettingsFound,
    SettingsInstalled,
    StickFailed,
    TakePackage,
    VerifyJournal,
)
from kiosk.shell.packages_worker import Packages
from kiosk.shell.settings_in_force import MOST_BYTES, name_of, read_candidate
from kiosk.shell.stick import StickError, StickTrouble, must_be_in, put_on

MOST_FILES = 12
"""Settings files of a stick that are looked at."""
HAND_OVER = Path("/run/kiosk-settings")
"""The socket of `systemd/kiosk-settings.socket`."""
Json = dict[str, object]
_MISSING = TypeAdapter(tuple[tuple[str, str, str, str], ...])


class FilesWorker:
    """The worker of `kiosk.core.channels.FILES`."""

    def __init__(
        self,
        journal: Path,
        stick: Path,
        config: Path | None,
        hand_over: Path = HAND_OVER,
        packages: Packages | None = None,
    ) -> None:
        """``config`` is the settings file in force, None where the settings came from none. ``hand_over`` is where somebody listens who
        may write it when the kiosk may not."""
        self._journal, self._stick, self._config, self._hand_over = journal, stick, config, hand_over
        self._packages = packages or Packages(stick)

    def __call__(self, question: FileQuestion, timeout_ms: Ms) -> FileAnswer | Failure:
        try:
            if _wants_stick(question):
                must_be_in(self._stick)
            return self._answer(question, timeout_ms / 1000)
        except StickError as error:
            return StickFailed(error.trouble)
        except subprocess.TimeoutExpired:
            return Failure(FailureReason.TIMEOUT, "the command took too long")
        except (OSError, Trouble, ValueError, KeyError, TypeError) as error:
            return Failure(FailureReason.UNREACHABLE, str(error))

    def _answer(self, question: FileQuestion, within_s: float) -> FileAnswer:
        match question:
            case VerifyJournal():
                return _checked(run_kiosk(("journal", "verify", f"{self._journal}", "--json"), within_s))
            case ExportJournal():
                told = run_kiosk(
                    ("journal", "export", f"{self._journal}", "--to", f"{self._stick}", "--json"), within_s
                )
                if "trouble" in told:
                    return StickFailed(f"{told['trouble']}")
                return JournalExported(f"{told['file']}", int(f"{told['bytes']}"), _checked(told))
            case FindSettings():
                return SettingsFound(tuple(self._candidates(within_s)))
            case InstallSettings():
                return self._install(question, within_s)
            case FindPackages():
                return self._packages.find(within_s)
            case TakePackage():
                return self._packages.take(question.file, within_s)
            case MakeDiagnosis():
                return self._diagnose(question.to_stick, within_s)
            case MakeCommissioning():
                return self._commission(question, within_s)

    def _diagnose(self, to_stick: bool, within_s: float) -> DiagnosisMade:
        """By the command, which asks the kiosk that runs here; how it stands is its exit status, and no trouble."""
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "diagnosis.pdf"
            run_kiosk(("diagnose", *self._in_force(), "--report", f"{made}", "--json"), within_s)
            pdf = made.read_bytes()
        return DiagnosisMade(pdf, self._kept("diagnosis", pdf) if to_stick else "")

    def _commission(self, question: MakeCommissioning, within_s: float) -> CommissioningMade:
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "commissioning.pdf"
            command = ("commission", "report", *self._in_force(), "--by", question.by, "--out", f"{made}", "--json")
            told = run_kiosk(command, within_s)
            pdf = made.read_bytes()
        missing = tuple(NotTried(*each) for each in _MISSING.validate_python(told["missing"]))
        file = self._kept("commissioning", pdf) if question.to_stick else ""
        return CommissioningMade(pdf, int(f"{told['sheets']}"), missing, file)

    def _kept(self, name: str, pdf: bytes) -> str:
        """A report on the stick; its name there."""
        return put_on(self._stick, f"{name}-{datetime.now(SEOUL):%Y%m%d-%H%M%S}.pdf", [pdf]).name

    def _candidates(self, within_s: float) -> list[Candidate]:
        files = sorted(each for each in self._stick.glob("*.toml") if not each.name.startswith("."))[:MOST_FILES]
        return [self._candidate(file, within_s) for file in files]

    def _candidate(self, file: Path, within_s: float) -> Candidate:
        # Without a yes the command only says what it finds.
        told = run_kiosk(("config", "install", f"{file}", *self._in_force(), "--json", "--lang", "ko"), within_s)
        return Candidate(file.name, f"{told['version']}", _lines(told["problems"]))

    def _install(self, question: InstallSettings, within_s: float) -> SettingsInstalled | StickFailed:
        file = self._stick / Path(question.file).name
        if name_of(read_candidate(file)) != question.version:
            return SettingsInstalled(question.version, (f"{file.name}: 그 사이에 바뀌었습니다",))
        if self._config is None:
            raise Trouble("the settings came from no file")
        problems = put_in_place(file, self._config, self._hand_over, within_s)
        if not problems and not is_in_force(question.version, self._config):
            return StickFailed(StickTrouble.NO_RIGHTS)  # whole, and the file in force may not be touched from here
        return SettingsInstalled(question.version, problems)

    def _in_force(self) -> tuple[str, str]:
        if self._config is None:
            raise Trouble("the settings came from no file")
        return "--config", f"{self._config}"


def _wants_stick(question: FileQuestion) -> bool:
    if isinstance(question, (MakeDiagnosis, MakeCommissioning)):
        return question.to_stick
    return not isinstance(question, VerifyJournal)


def put_in_place(file: Path, config: Path, hand_over: Path, within_s: float) -> tuple[str, ...]:
    """Settings take the place of those in force: here where that may be done, otherwise by whom they are handed over to. Returns what is
    wrong with them; whether they are in force is to be looked at."""
    told = run_kiosk(
        ("config", "install", f"{file}", "--config", f"{config}", "--json", "--lang", "ko", "--yes"), within_s
    )
    version = name_of(read_candidate(file))
    if not _lines(told["problems"]) and not is_in_force(version, config) and hand_over.exists():
        told = handed_over(read_candidate(file), hand_over, within_s)
    return _lines(told["problems"])


def is_in_force(version: str, config: Path) -> bool:
    """What counts is what lies there now."""
    return config.exists() and name_of(read_candidate(config)) == version


def run_kiosk(command: tuple[str, ...], within_s: float) -> Json:
    """What the command says in its one line of JSON, whatever its exit status; of a list, which says it item by item, nothing."""
    done = subprocess.run(
        (sys.executable, "-m", "kiosk", *command),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=within_s, check=False,
    )  # fmt: skip
    if not done.stdout.strip():
        raise Trouble(done.stderr.strip()[-500:] or f"kiosk {command[0]} ended with {done.returncode}")
    told: Json | list[object] = json.loads(done.stdout.splitlines()[0])
    return told if isinstance(told, dict) else {}


def handed_over(data: bytes, to: Path, within_s: float) -> Json:
    """Settings go out, and what came of them comes back in one line of JSON.

    Raises:
        OSError, ValueError: nobody listens, or says nothing that is understood.
    """
    said = b""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(within_s)
        line.connect(str(to))
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        while len(said) < MOST_BYTES and (chunk := line.recv(65_536)):
            said += chunk
    told: Json = json.loads(said)
    return told


def _checked(told: Json) -> JournalChecked:
    problems = told["problems"]
    assert isinstance(problems, list)
    return JournalChecked(int(f"{told['entries']}"), tuple(f"{each['place']}: {each['what']}" for each in problems))


def _lines(told: object) -> tuple[str, ...]:
    return tuple(map(str, told)) if isinstance(told, list) else ()
