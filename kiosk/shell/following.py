"""The worker that follows what is signed at the city's desk, and keeps the versions of it on the disk."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from config.address import city_address
from config.city import City
from config.credentials import read_file
from config.dialogue import Failure, FailureReason
from config.settings import CitySettings, ConfigurationSettings
from config.trouble import Trouble
from config.updates.follower import Fetcher, Follower, Look, NotFollowed, TooOld, lives
from config.updates.roles import ROLES, SOFTWARE, machine_target
from config.updates.rollout import as_rolled_out
from config.updates.software import Offered, software_for
from config.updates.versions import CITY, Versions, name_of
from config.wire import Tls, Wire
from drivers.device import Ms
from kiosk.core.channels import Applied, ApplyConfiguration, Looked, LookForConfiguration, SettleConfiguration, Verdict
from kiosk.shell.configured import METADATA, fill, signed_in
from kiosk.shell.log import LOG
from kiosk.shell.settings import Settings
from kiosk.shell.upgrading import Upgrader

PATH = "/configuration/"
"""Of the repository, at the city."""
MOST_TOLD = 400
"""Characters of what is wrong with a configuration, in the journal."""
RESERVE_MS: Ms = 10_000
"""Of a question's time, for what is done with what was fetched."""


class Followed:
    """Answers the questions of `kiosk.core.channels.CONFIGURATION`."""

    def __init__(
        self, file: Path, kiosk: str, city: CitySettings, settings: ConfigurationSettings, fits: Callable[[City], None]
    ) -> None:
        """
        Args:
            file: the kiosk's own settings.
            kiosk: its id.
            fits: raises `Trouble` where the screens cannot say what a city says.

        Raises:
            UnusableFileError, OSError: the root of trust, or a file of the connection, cannot be used.
        """
        self._file, self._fits = file, fits
        self._kiosk = kiosk
        self._paths = (*(role.bundle for role in ROLES.values()), machine_target(kiosk))
        self._versions = Versions(settings.folder)
        self._settle = {
            Verdict.KEPT: self._versions.keep,
            Verdict.LEFT: self._versions.refuse,
            Verdict.AGAIN: self._versions.put_off,
        }
        self._wire = Wire(city_address(city.url), Tls(city.ca, city.certificate, city.key))
        self._base = city.url.rstrip("/") + PATH
        self._folder, self._root = settings.folder, read_file(settings.root)

    def __call__(
        self, asked: LookForConfiguration | ApplyConfiguration | SettleConfiguration, timeout_ms: Ms
    ) -> Looked | Applied | Failure:
        match asked:
            case LookForConfiguration():
                return self._look(timeout_ms - RESERVE_MS)
            case ApplyConfiguration():
                self._versions.apply(asked.version, asked.able)
            case SettleConfiguration():
                self._settle[asked.verdict](asked.version)
        return Applied()

    def upgrader(self) -> Upgrader:
        """Who fetches what of the software is signed for this kiosk."""
        return Upgrader(self._folder / "software", self._wire, f"{PATH}targets/")

    def stopped(self) -> None:
        """The process has ended in order."""
        self._versions.stopped()

    def _look(self, timeout_ms: Ms) -> Looked | Failure:
        follower = Follower(
            self._folder / METADATA, self._folder / "targets", self._root, f"{self._base}metadata/",
            f"{self._base}targets/", partial(Fetcher, self._wire, timeout_ms), self._base,
        )  # fmt: skip
        try:
            look = follower.look()
            contents = {path: look.fetch(target) for path in self._paths if (target := look.find(path))}
            software = self._software(look, contents)
        except NotFollowed as error:
            LOG.info("configuration: %s", error)
            return Failure(FailureReason.REFUSED if isinstance(error, TooOld) else FailureReason.UNREACHABLE)
        try:
            contents.pop(SOFTWARE.bundle, None)
            kept = self._versions.state.kept
            contents = as_rolled_out(contents, self._kiosk, signed_in(self._versions.of(kept)) if kept else {})
        except Trouble as error:
            LOG.error("configuration: %s", error)
            return Failure(FailureReason.UNREACHABLE)
        version, lasting = name_of(contents), lives(follower.folder)
        if not self._versions.is_news(version):
            waiting = self._versions.state.written
            return Looked(waiting if waiting == version else None, lives=lasting, software=software)
        try:
            self._versions.write(version, lambda into: fill(into, contents, self._file, self._fits))
        except Trouble as error:
            LOG.error("configuration %s: %s", version, error)
            return Looked(refused=(version, told(error, self._file, self._folder)), lives=lasting, software=software)
        except OSError as error:  # it is the disk's fault, and may be taken at the next look
            LOG.error("configuration %s: %s", version, error)
            return Failure(FailureReason.UNREACHABLE)
        return Looked(version, lives=lasting, software=software)

    def _software(self, look: Look, contents: Mapping[str, bytes]) -> Offered | None:
        """What is to run here. What is wrong with that keeps no configuration away. Raises `NotFollowed`."""
        try:
            software = software_for(self._kiosk, contents)
        except Trouble as error:
            LOG.error("software: %s", error)
            return None
        target = look.find(software.target) if software else None
        return Offered.of(software, target) if software and target else None


def followed_by(settings: Settings, file: Path, fits: Callable[[City], None]) -> Followed | None:
    """Who follows the desk; None where these settings follow none. Arguments and errors as of `Followed`."""
    if not settings.configuration:
        return None
    return Followed(file, settings.machine.id, settings.city, settings.configuration, fits)


def told(error: Trouble, file: Path, folder: Path) -> str:
    """What is wrong, in the names of the files as they lie on a desk."""
    text = str(error).replace(f"{file}: city.data: ", "")
    return re.sub(rf"{re.escape(str(folder))}/[.\w]+/(?:{CITY}/)?", "", text)[:MOST_TOLD]
