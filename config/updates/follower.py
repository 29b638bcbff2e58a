"""A kiosk's side of the road: fetches what was published and believes what is signed, and nothing else.

The Update Framework's own client does the believing: versions never go back, nothing that has expired is new, each role speaks
of its own alone. Around it here is what a kiosk needs as well: one deadline for the whole of a look, a cap on every reply, and
files that are whole after a power cut.

What has expired ends nothing that is in force: it is only not taken anew. Whether it has is asked of the kiosk's clock, as far as that
can be believed: no time is before the newest that was signed and believed, nor before this software was made. A clock whose battery is
empty therefore neither takes what has expired for new, nor everything for expired.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from tuf.api.exceptions import DownloadError, DownloadHTTPError, ExpiredMetadataError, RepositoryError
from tuf.api.metadata import Metadata, TargetFile
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from config.dialogue import Failure
from config.durable import sync_all, write_durably
from config.seoul import EARLIEST, is_plausible
from config.trouble import Trouble
from config.updates.bundle import MAX_BYTES
from config.updates.life import Life
from config.wire import Question, Reply, Wire

LIMITS = UpdaterConfig(
    max_root_rotations=256, max_delegations=32, root_max_length=512_000, timestamp_max_length=16_384,
    snapshot_max_length=2_000_000, targets_max_length=MAX_BYTES,
)  # fmt: skip
PACK = "pack.json.gz"
"""Of a repository: its newest files in one, path to text, so that a kiosk that knows nothing yet need not ask for each. It is a
means of transport: what comes out of it is believed no sooner than what comes from a file."""
_GZIP = 31
"""zlib's number for it."""
SIGNED_AT = "signed-at"
"""A field of each role's own: when it was drafted, ISO 8601 in UTC."""


class NotFollowed(Trouble):
    """Nothing new is taken; the message says why. What is in force stays so."""


class TooOld(NotFollowed):
    """It was signed long ago, by this kiosk's clock: nobody can say whether it is still what the city wants."""


class Fetcher(FetcherInterface):
    """Fetches over a `Wire`, all in one look within ``timeout_ms``.

    Attributes:
        requests, bytes: how many there were.
    """

    def __init__(self, wire: Wire, timeout_ms: int) -> None:
        self._wire = wire
        self._until = time.monotonic() + timeout_ms / 1000
        self._packed: dict[str, bytes] = {}
        self.requests = self.bytes = 0

    def unpack(self, base: str) -> None:
        """Fetches the pack of the repository at ``base``; where there is none that can be used, each file will be fetched."""
        with suppress(DownloadError, ValueError, RecursionError, zlib.error):
            data = self.download_bytes(base + PACK, MAX_BYTES)
            files = json.loads(zlib.decompressobj(_GZIP).decompress(data, MAX_BYTES))
            if isinstance(files, dict):
                self._packed = {base + name: text.encode() for name, text in files.items() if isinstance(text, str)}

    def _fetch(self, url: str) -> Iterator[bytes]:
        if url in self._packed:
            return iter((self._packed.pop(url),))
        parts = urlsplit(url)
        left_ms = int((self._until - time.monotonic()) * 1000)
        if left_ms <= 0:
            raise DownloadError("it took too long in all")
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        self.requests += 1
        answer = self._wire.ask(Question("GET", path, b"", {}, MAX_BYTES, repeatable=True, sized=False), left_ms)
        if isinstance(answer, Failure):
            raise DownloadError(f"{answer.reason.value}: {answer.detail}")
        return self._body(answer)

    def _body(self, reply: Reply) -> Iterator[bytes]:
        if reply.status >= 400:
            raise DownloadHTTPError(f"HTTP status {reply.status}", reply.status)
        if reply.status != 200:
            raise DownloadError(f"HTTP status {reply.status}")
        self.bytes += len(reply.body)
        return iter((reply.body,))


@dataclass(frozen=True)
class Follower:
    """Attributes:
    folder: where the metadata that is believed so far is kept; neither folder need exist.
    kept: where targets are kept, not to fetch them again.
    root: the root of trust that was shipped.
    metadata, targets: addresses, each with a slash at its end.
    fetcher: a new one for each look.
    base: address of the repository, where it has a `PACK`.
    """

    folder: Path
    kept: Path
    root: bytes
    metadata: str
    targets: str
    fetcher: Callable[[], Fetcher]
    base: str | None = None

    def look(self) -> Look:
        """Raises `NotFollowed`."""
        fetcher = self.fetcher()
        with _believing(self.folder):
            for folder in (self.folder, self.kept):
                folder.mkdir(parents=True, exist_ok=True)
            if self.base and not (self.folder / "timestamp.json").exists():
                fetcher.unpack(self.base)
            updater = Updater(
                str(self.folder), self.metadata, target_base_url=self.targets, fetcher=fetcher, config=LIMITS,
                bootstrap=self.root,
            )  # fmt: skip
            # The library asks the computer's clock when it is made, and offers no other way to tell it the time.
            updater._trusted_set.reference_time = believable(datetime.now(UTC), lowest_time(self.folder))
            updater.refresh()
        return Look(updater, self.folder, self.kept)


def believable(clock: datetime, lowest: datetime) -> datetime:
    """The time to go by; all aware. A clock that tells no time this software can run at is one whose battery is empty."""
    return clock if clock >= lowest and is_plausible(clock) else lowest


def lowest_time(folder: Path) -> datetime:
    """No clock that is right is before it: when the newest timestamp that was ever believed was signed.

    One that says it was signed when its own root is no longer good was signed by a clock that was wrong, and would keep a kiosk from
    ever believing anything again.
    """
    signed, root = life_of(folder / "timestamp.json"), life_of(folder / "root.json")
    return signed.since if signed and root and EARLIEST <= signed.since < root.until else EARLIEST


def lives(folder: Path) -> tuple[Life, ...]:
    """Of all that is believed, by role; nothing of what cannot be read, which the next look fetches again."""
    return tuple(life for path in sorted(folder.glob("*.json")) if (life := life_of(path)))


def life_of(path: Path) -> Life | None:
    """Of one file of metadata."""
    try:
        signed = Metadata.from_bytes(path.read_bytes()).signed
        said = signed.unrecognized_fields.get(SIGNED_AT)
        since = datetime.fromisoformat(said) if isinstance(said, str) else None
    except (RepositoryError, OSError, ValueError):
        return None
    return Life(path.stem, since, signed.expires) if since and since.tzinfo else None


@dataclass(frozen=True)
class Look:
    """What is published now, as far as this kiosk believes it."""

    updater: Updater
    folder: Path
    kept: Path

    def find(self, path: str) -> TargetFile | None:
        """Raises `NotFollowed`."""
        with _believing(self.folder):
            return self.updater.get_targetinfo(path)

    def fetch(self, target: TargetFile) -> bytes:
        """Raises `NotFollowed`."""
        path = self.kept / quote(target.path, "")
        with _believing(self.folder):
            if self.updater.find_cached_target(target, str(path)):
                return path.read_bytes()
            with tempfile.TemporaryDirectory(dir=self.kept) as scratch:
                data = Path(self.updater.download_target(target, os.path.join(scratch, "target"))).read_bytes()
            write_durably(path, data)
            return data


class _believing:
    """What was believed is on the disk before anything is done by it, also when the look ended with an error."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        pass

    def __exit__(self, type_: object, error: BaseException | None, traceback: object) -> None:
        try:
            sync_all(self._folder)
        except OSError as unsynced:
            error = error or unsynced
        match error:
            case ExpiredMetadataError():
                raise TooOld(str(error)) from error
            case RepositoryError() | DownloadError() | OSError() | ValueError():
                raise NotFollowed(f"{type(error).__name__}: {error}") from error
