"""The worker that fetches a version of the kiosk's software, and hands it over to who may lay versions.

A package is far longer than what a slow line brings within one question. So it comes in pieces, each synced before the next is asked for, and
a process that ends goes on where the file ends. By its length and its digest, which two people have signed, it is known when all of
it is there; what is then another file is thrown away and begun anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from pathlib import Path

from config.dialogue import Failure, FailureReason
from config.durable import sync_folder
from config.software import PackageTrouble
from config.updates.software import Offered
from config.wire import Question, Wire
from drivers.device import Ms
from kiosk.core.channels import BringSoftware, SoftwareStands
from kiosk.shell.log import LOG
from kiosk.shell.packages import MOST_BYTES, Place, is_newer, laid_at
from kiosk.shell.packages_worker import HAND_OVER, handed_over

PIECE = 1 << 18
PIECE_MS: Ms = 30_000
"""The slowest line that is of use has 9 kB a second: a package takes some hours over it."""
FETCH_MS: Ms = 20_000
"""After this no further piece is begun within one question."""
HAND_OVER_AGAIN_S = 3_600
"""After who lays versions has broken off and not said why: each time a whole package is written and unpacked, which a disk does not bear for ever."""


class Upgrader:
    """Answers the questions of `kiosk.core.channels.SOFTWARE`."""

    def __init__(
        self, folder: Path, wire: Wire, targets: str, place: Place | None = None, hand_over: Path = HAND_OVER
    ) -> None:
        """
        Args:
            folder: for what is being fetched; it need not exist.
            targets: where the repository's targets are on the wire, with a slash at both ends.
        """
        self._folder, self._wire, self._targets = folder, wire, targets
        self._place, self._hand_over = place or Place(), hand_over
        self._refused: tuple[str, PackageTrouble] | None = None
        self._not_before = 0.0  # nothing is handed over before that time

    def __call__(self, asked: BringSoftware, timeout_ms: Ms) -> SoftwareStands | Failure:
        try:
            fetched, trouble = self._bring(asked, time.monotonic() + timeout_ms / 1000)
        except (_NotFetched, OSError, ValueError, KeyError, TypeError, subprocess.SubprocessError) as error:
            LOG.info("software: %s: %s", type(error).__name__, error)
            return Failure(FailureReason.UNREACHABLE)
        laid = laid_at(self._place)
        return SoftwareStands(laid.running, laid.kept, laid.waiting, fetched, trouble)

    def _bring(self, asked: BringSoftware, until: float) -> tuple[int, PackageTrouble | None]:
        """How many bytes are there, and why it is not taken."""
        offered, laid = asked.offered, laid_at(self._place)
        if offered is None:
            return 0, None  # after a start nobody knows yet what is signed: what was begun stays
        if offered.version in (laid.running, laid.waiting):
            self._clear(None)
            return 0, None
        self._clear(offered)
        if trouble := self._trouble(offered):
            return 0, trouble
        package = self._folder / f"{offered.sha256}.deb"
        if not package.exists():
            fetched = self._fetch(offered)
            if fetched < offered.size:
                return fetched, None
            self._complete(offered, package)
        if not asked.may_write or time.monotonic() < self._not_before:
            return offered.size, None
        self._not_before = time.monotonic() + HAND_OVER_AGAIN_S
        version, said = handed_over(package, offered.signature, self._hand_over, until - time.monotonic())
        trouble = PackageTrouble(said) if said else None
        self._not_before = 0.0
        LOG.info("software %s: %s", offered.version, said or f"{version} is written")
        if trouble:
            self._refused = offered.version, trouble
            return offered.size, trouble
        self._clear(None)
        return 0, None

    def _trouble(self, offered: Offered) -> PackageTrouble | None:
        """Why nothing of it is fetched. What this process was told by who lays versions is asked again by the next."""
        laid = laid_at(self._place)
        if offered.version in laid.refused:
            return PackageTrouble.REFUSED
        if self._refused and self._refused[0] == offered.version:
            return self._refused[1]
        if not self._hand_over.exists():
            return PackageTrouble.NO_RIGHTS
        if not is_newer(offered.version, laid.running):
            return PackageTrouble.NOT_NEWER
        self._folder.mkdir(parents=True, exist_ok=True)
        begun = any(self._folder.glob(f"{offered.sha256}.*"))
        has_room = begun or shutil.disk_usage(self._folder).free >= 2 * offered.size
        return None if has_room and offered.size <= MOST_BYTES else PackageTrouble.NO_ROOM

    def _part(self, offered: Offered) -> Path:
        return self._folder / f"{offered.sha256}.part"

    def _fetch(self, offered: Offered) -> int:
        """Goes on where the file ends; returns how long it is then. Raises `_NotFetched`, `OSError`."""
        until = time.monotonic() + FETCH_MS / 1000
        with self._part(offered).open("ab") as file:
            have = file.tell()
            while have < offered.size and time.monotonic() < until:
                piece = self._piece(offered, have)
                file.write(piece)
                file.flush()
                os.fsync(file.fileno())
                have += len(piece)
        return have

    def _piece(self, offered: Offered, have: int) -> bytes:
        last = min(have + PIECE, offered.size) - 1
        wanted = {"Range": f"bytes={have}-{last}"}
        question = Question("GET", self._targets + offered.path, b"", wanted, PIECE, repeatable=True, sized=True)
        answer = self._wire.ask(question, PIECE_MS)
        if isinstance(answer, Failure):
            raise _NotFetched(f"{answer.reason.value}: {answer.detail}")
        is_whole = answer.status == 200 and have == 0 and len(answer.body) == offered.size
        if not is_whole and (answer.status != 206 or len(answer.body) != last + 1 - have):
            raise _NotFetched(f"HTTP status {answer.status}, {len(answer.body)} bytes")
        return answer.body

    def _complete(self, offered: Offered, package: Path) -> None:
        """Under its name once it is what was signed. Raises `_NotFetched`, `OSError`."""
        part = self._part(offered)
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = os.fstat(file.fileno()).st_size
        if (size, digest) != (offered.size, offered.sha256):
            part.unlink()
            raise _NotFetched("what was fetched is not what was signed")
        part.rename(package)
        sync_folder(self._folder)

    def _clear(self, but: Offered | None) -> None:
        """What was being fetched of another version, or is laid, is of no use any more."""
        for each in self._folder.glob("*"):
            if but is None or each.stem != but.sha256:
                each.unlink()


class _NotFetched(Exception):
    """What of it is there stays; the rest is asked for at the next question."""
