"""A Debian 12 of its own, booted with systemd, in which the package is installed. Root is needed, and nothing of this computer is
changed: what the machine writes goes to a layer that is thrown away.

The bare Debian with what the package depends on is made once and kept in `CACHE`, by the list of those packages.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
CACHE = Path("/var/tmp/kiosk-appliance")
FOR_THE_TEST = ("grim", "procps")
"""What takes a picture of a compositor's screen, and what lists processes."""
BOOT_S, END_S = 90, 60


def depends() -> list[str]:
    """The package's own list, without versions."""
    lines = (ROOT / "systemd/package/depends").read_text("ascii").splitlines()
    return sorted({line.split(" ")[0] for line in lines if line and not line.startswith("#")})


def mirror() -> str:
    """Where this computer's apt has Debian from."""
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return next(line for line in told.splitlines() if "security" not in line)


def base() -> Path:
    """The bare Debian, made when it is not there: some minutes, once."""
    wanted = [*depends(), *FOR_THE_TEST]
    root = CACHE / hashlib.sha256(" ".join(wanted).encode()).hexdigest()[:12]
    if root.exists():
        return root
    made = CACHE / f".{root.name}.{os.getpid()}"
    CACHE.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus,udev", "bookworm", made, mirror()],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    shutil.copy("/etc/resolv.conf", made / "etc/resolv.conf")
    install = f"apt-get update -q && apt-get install -q -y --no-install-recommends {' '.join(wanted)} && apt-get clean"
    inside(made, "sh", "-c", install)
    made.rename(root)
    return root


def inside(root: Path, *command: str) -> None:
    """Runs a command in a root that is not booted."""
    subprocess.run(
        ["systemd-nspawn", "-q", "--register=no", "--keep-unit", "--setenv=DEBIAN_FRONTEND=noninteractive", "-D", root, "--pipe", *command],
        check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip


class Machine:
    """Attributes:
    root: its files, as this computer sees them.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._leader = 0
        self._process: subprocess.Popen[bytes] | None = None

    def boot(self) -> None:
        """Returns when systemd has started what is enabled."""
        self._process = subprocess.Popen(
            [
                "systemd-nspawn", "-q", "--register=no", "--keep-unit", "-b", "-D", self.root,
                f"--machine=kiosk-{os.getpid()}", f"--bind-ro={ROOT / 'tests'}:/srv/tests/tests", "--console=read-only",
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait(BOOT_S, self._find_leader, "the machine does not boot")
        wait(
            BOOT_S,
            lambda: self._says("systemctl", "is-system-running") in ("running", "degraded"),
            "it does not come up",
        )

    def _find_leader(self) -> bool:
        """Its first process is nspawn's only child."""
        assert self._process
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        self._leader = int((children.read_text("ascii").split() or ["0"])[0])
        return bool(self._leader) and self._says("systemctl", "--version") != ""

    def entering(self, *command: str) -> list[str]:
        """That command as one of this computer's, which runs in the machine as its root."""
        return [
            "nsenter",
            "--target",
            str(self._leader),
            "--all",
            "env",
            "-i",
            "PATH=/usr/bin:/usr/sbin:/bin:/sbin",
            *command,
        ]

    def run(self, *command: str, check: bool = True, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """In the machine, as its root."""
        return subprocess.run(
            self.entering(*command), check=check, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def _says(self, *command: str) -> str:
        try:
            return self.run(*command, check=False, timeout=20).stdout.strip()
        except subprocess.TimeoutExpired:
            return ""

    def show(self, unit: str, what: str) -> str:
        """A property of a unit."""
        return self._says("systemctl", "show", "--value", "--property", what, unit)

    def log(self, unit: str) -> str:
        return self._says("journalctl", "--no-pager", "-o", "short-precise", "-u", unit)

    def photograph(self, file: Path) -> None:
        """What the compositor shows."""
        script = "XDG_RUNTIME_DIR=/run/kiosk WAYLAND_DISPLAY=$(basename $(ls -d /run/kiosk/wayland-[0-9])) grim /tmp/screen.png"
        self.run("sh", "-c", script)
        shutil.copy(self._inside("tmp/screen.png"), file)

    def _inside(self, path: str) -> Path:
        """Through its first process: what it mounted itself lies over `root`."""
        return Path(f"/proc/{self._leader}/root") / path

    def off(self) -> None:
        if self._process and self._process.poll() is None:
            self.run("systemctl", "poweroff", check=False)
            try:
                self._process.wait(END_S)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGKILL)
                self._process.wait()


@contextmanager
def machine() -> Iterator[Machine]:
    """Not booted yet: what it needs is put in first."""
    lower = base()
    with tempfile.TemporaryDirectory(prefix="kiosk-appliance-", dir="/var/tmp") as folder:
        upper, work, merged = (Path(folder) / name for name in ("upper", "work", "root"))
        for each in (upper, work, merged):
            each.mkdir()
        options = f"lowerdir={lower},upperdir={upper},workdir={work}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, merged], check=True)
        made = Machine(merged)
        try:
            yield made
        finally:
            made.off()
            subprocess.run(["umount", "--recursive", merged], check=True)


def wait(seconds: float, until: Callable[[], object], what: str) -> float:
    """Returns how many seconds it took. Raises `TimeoutError`."""
    began = time.monotonic()
    while not until():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"{what} ({seconds:.0f} s)")
        time.sleep(0.2)
    return time.monotonic() - began
