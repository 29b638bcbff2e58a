"""What the page may change of the signed configuration, and no more: notices, and kinds that are switched off for now.

It has the key of one role (docs/configuration.md), and the server's, by which it is said that all belongs together. What it would publish is
read first as a kiosk reads it, whole.
"""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import tomlkit

from config.city import City, city_folder, read_city
from config.data_file import Data, read_toml
from config.durable import write_durably
from config.trouble import Trouble
from config.updates.desk import Desk
from config.updates.overlay import lay_over
from config.updates.signers import signer_of

OFF, NOTICES = "notices/off.toml", "notices/notices.toml"
EVERYWHERE = ""


class NotPublished(Trouble):
    """The message says why; nothing was changed."""


@dataclass(frozen=True)
class Off(Data):
    kinds: tuple[str, ...]
    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class _OffFile(Data):
    off: tuple[Off, ...] = ()


@dataclass(frozen=True)
class Notice(Data):
    """``since``, ``until``: in Korea, without an offset."""

    since: datetime
    until: datetime
    text: dict[str, str]


@dataclass(frozen=True)
class _NoticeFile(Data):
    notice: tuple[Notice, ...] = ()


class NoticeDesk:
    """Attributes:
    folder: the desk's.
    """

    def __init__(self, folder: Path, key: Path, server_key: Path, now: Callable[[], datetime]) -> None:
        """``key``: of the role ``notices``; neither has a passphrase: nobody is there to open it."""
        self.folder, self._key, self._server_key, self._now = folder, key, server_key, now

    def off(self) -> list[tuple[str, str]]:
        """Kind and site's number; `EVERYWHERE` for all. Raises `DataFileError`."""
        path = self.folder / OFF
        found = read_toml(path, _OffFile).off if path.is_file() else ()
        return sorted((kind, site) for each in found for kind in each.kinds for site in each.sites or (EVERYWHERE,))

    def notices(self) -> Sequence[Notice]:
        """Raises `DataFileError`."""
        path = self.folder / NOTICES
        return read_toml(path, _NoticeFile).notice if path.is_file() else ()

    def switch(self, kind: str, site: str, off: bool) -> None:
        """Signs and publishes. Raises `NotPublished`."""
        with self._alone():
            wanted = set(self.off())
            (wanted.add if off else wanted.discard)((kind, site))
            entries = [
                {"kinds": [kind], **({"sites": [site]} if site else {})} for kind, site in sorted(wanted)
            ]  # fmt: skip
            self._publish(OFF, tomlkit.dumps({"off": entries} if entries else {}))

    def put_up(self, since: datetime, until: datetime, text: dict[str, str]) -> None:
        """One notice more, signed and published. Raises `NotPublished`."""
        if until <= since:
            raise NotPublished("it ends before it begins")
        with self._alone():
            self._publish_notices([*self.notices(), Notice(since, until, text)])

    def take_down(self, number: int) -> None:
        """The notice of that place, from 0. Raises `NotPublished`."""
        with self._alone():
            left = [each for at, each in enumerate(self.notices()) if at != number]
            self._publish_notices(left)

    def _publish_notices(self, notices: Sequence[Notice]) -> None:
        entries = [{"since": each.since, "until": each.until, "text": each.text} for each in notices]
        self._publish(NOTICES, tomlkit.dumps({"notice": entries} if entries else {}))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two admins at the same time, one after the other."""
        try:
            with (self.folder / "roles.toml").open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except (Trouble, OSError, ValueError) as error:
            raise NotPublished(str(error)) from None

    def _publish(self, name: str, text: str) -> None:
        """What was there comes back where a kiosk could not read this, or it cannot be signed."""
        path = self.folder / name
        before = path.read_bytes() if path.is_file() else None
        if before == text.encode():
            return
        path.parent.mkdir(exist_ok=True)
        write_durably(path, text.encode())
        try:
            desk = Desk(self.folder, self._now())
            self._read_whole(desk)
            desk.draft()
            desk.sign(signer_of(self._key, None))
            if "notices" not in [each.role for each in desk.publish(signer_of(self._server_key, None))]:
                raise NotPublished("this key does not sign notices at this desk")
        except (Trouble, OSError, ValueError):
            if before is None:
                path.unlink()
            else:
                write_durably(path, before)
            raise

    def _read_whole(self, desk: Desk) -> City:
        """Raises `DataFileError`."""
        named = desk.signers.roles.city
        with tempfile.TemporaryDirectory() as scratch:
            into = Path(scratch, "city")
            lay_over(city_folder(str(self.folder / named) if "/" in named else named), desk.bundles().values(), into)
            return read_city(into)
