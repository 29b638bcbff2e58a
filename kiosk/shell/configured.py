"""What this kiosk runs with: its own settings file, and over it what was signed for it, in the version that is in force or tried.

`configured` is for the process that is to run with it: a trial is counted. Whatever stands beside it, a command that asks the devices
or books the cash, takes `in_force` or `read_in_force`, which change nothing: a machine has one set of settings, whoever looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from config.city import City, city_folder
from config.problems import Flaw, Problem, SettingsError
from config.settings import toml_in
from config.trouble import Trouble
from config.updates.bundle import unpacked
from config.updates.follower import lives
from config.updates.overlay import lay_over
from config.updates.roles import CITY_ROLES, FLEET, machine_target
from config.updates.settings import merged, set_from_afar
from config.updates.versions import CITY, Versions
from config.vocabulary import ConfigurationTrouble
from kiosk.core.following import Begun
from kiosk.shell.city_of import city_of
from kiosk.shell.files import open_settings, opened
from kiosk.shell.log import LOG
from kiosk.shell.settings import Settings, read_settings, settings_of

METADATA = "metadata"
"""In the folder of the configuration: what is believed so far."""
SIGNED = "signed"
"""In the folder of a version: the targets that it was made of."""
NOT_FROM_AFAR = (
    "machine.id", "machine.journal", "city.ca", "city.certificate", "city.key", "city.signing_keys", "configuration", "staff",
)  # fmt: skip
"""Who the kiosk is, where its money is written down, whom it trusts, and who may open it: what would let it be taken over, or would
keep it from ever hearing of the mistake."""


@dataclass(frozen=True)
class Configured:
    settings: Settings
    city: City
    begun: Begun


def configured(path: Path) -> Configured:
    """Raises `SettingsError`: its own file is wrong; what was signed can only be left."""
    settings, city = _opened(path, None)
    versions = versions_of(settings)
    if not versions:
        return Configured(settings, city, Begun())
    believed = lives(versions.folder / METADATA)
    waiting = versions.state.tried
    version = versions.begin()
    left = (waiting, ConfigurationTrouble.NOT_STARTED, "") if waiting and version != waiting else None
    while version:
        state = versions.state
        try:
            found = _opened(path, versions.of(version))
        except Trouble as error:
            LOG.error("configuration %s: %s", version, error)
            left = version, ConfigurationTrouble.NOT_OPENED, f"{error}"
            if version != state.tried:
                break  # what was kept is gone, or no longer fits the kiosk's own file: the file alone is what is left
            versions.refuse(version)
            version = versions.state.kept
        else:
            return Configured(*found, Begun(version, version == state.tried, state.was_able, left, believed))
    return Configured(settings, city, Begun(left=left, lives=believed))


def in_force(path: Path) -> Settings:
    """What a kiosk that runs was started with, and one that does not would start with. Opens the files that it names.

    Raises:
        SettingsError: the kiosk's own file is wrong; what was signed can only be left.
    """
    own = open_settings(path)
    for version in _versions_now(own):
        with suppress(Trouble):
            return _opened(path, version)[0]
    return own


def read_in_force(path: Path) -> Settings:
    """The same, without a look into the files that it names: what they say may be the very trouble.

    Raises:
        SettingsError: as `in_force`.
    """
    own = read_settings(path)
    for version in _versions_now(own):
        with suppress(Trouble):
            return settings_of(_with(path, version), path.parent)
    return own


def _versions_now(settings: Settings) -> Iterator[Path]:
    """Of the one that is tried and the one that is kept, the first that can be opened is in force."""
    versions = versions_of(settings)
    state = versions.state if versions else None
    if versions and state:
        yield from (versions.of(each) for each in (state.tried, state.kept) if each)


def versions_of(settings: Settings) -> Versions | None:
    return Versions(settings.configuration.folder) if settings.configuration else None


def fill(into: Path, contents: Mapping[str, bytes], path: Path, fits: Callable[[City], None]) -> None:
    """Makes the folder of a version, and checks it as a start will.

    Args:
        contents: target's path to its bytes.
        path: the kiosk's own settings file.
        fits: raises `Trouble` where the screens cannot say what a city says.

    Raises:
        Trouble: something is wrong with it.
        OSError: it cannot be written.
    """
    own, _ = _opened(path, None)
    bundles = [unpacked(contents[role.bundle], role) for role in CITY_ROLES if role.bundle in contents]
    lay_over(city_folder(own.city.data), bundles, into / CITY)
    (into / SIGNED).mkdir()
    for target, data in contents.items():
        (into / SIGNED / quote(target, "")).write_bytes(data)
    try:
        _, city = _opened(path, into)
        fits(city)
    except (Trouble, OSError):
        raise
    except Exception as error:
        # Whatever a check stumbles over is this configuration's fault, and no reason for a kiosk to end at every look.
        LOG.exception("configuration")
        raise Trouble(f"{type(error).__name__}: {error}") from error


def signed_in(version: Path) -> dict[str, bytes]:
    """What a version was made of: target's path to its bytes."""
    return {unquote(path.name): path.read_bytes() for path in (version / SIGNED).glob("*")}


def _opened(path: Path, version: Path | None) -> tuple[Settings, City]:
    settings = opened(_with(path, version), path) if version else open_settings(path)
    return settings, city_of(settings, path)


def _with(path: Path, version: Path) -> dict[str, Any]:
    """The kiosk's own file with what was signed over it."""
    own = toml_in(path)
    over = _over(version, own.get("machine", {}).get("id", ""))
    if problems := tuple(_from_afar(over)):
        raise SettingsError(problems)
    data = merged(own, over)
    data["city"]["data"] = f"{version / CITY}"
    return data


def _over(version: Path, kiosk: str) -> dict[str, Any]:
    """What is set from afar for this machine."""
    signed = signed_in(version)
    fleet = unpacked(signed[FLEET.bundle], FLEET) if FLEET.bundle in signed else {}
    try:
        return set_from_afar(kiosk, fleet, signed.get(machine_target(kiosk), b"").decode())
    except UnicodeDecodeError as error:
        raise Trouble(f"{machine_target(kiosk)}: {error}") from None


def _from_afar(over: Mapping[str, Any]) -> Iterator[Problem]:
    for name in NOT_FROM_AFAR:
        section, _, key = name.partition(".")
        there = over.get(section)
        if there is not None and (not key or (isinstance(there, Mapping) and key in there)):
            yield Problem(name, Flaw.OTHER, {"why": "this cannot be set from afar"})
