"""Who speaks of what, and no further: the roles of a repository, and the files of a city that each answers for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Role:
    """A delegated role.

    Attributes:
        files: patterns of the files that it answers for, as a city's folder names them; ``*`` passes no slash.
        threshold: how many must sign, at the least.
        days: how long what it signs is new.
    """

    name: str
    files: tuple[str, ...]
    threshold: int
    days: int

    @property
    def bundle(self) -> str:
        """The path of its one target that is for all kiosks."""
        return f"{self.name}/{self.name}.json"

    def answers_for(self, file: str) -> bool:
        return any(_fits(file, pattern) for pattern in self.files)


def _fits(file: str, pattern: str) -> bool:
    parts, wanted = file.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(
        part not in ("", ".", "..") and fnmatchcase(part, want) for part, want in zip(parts, wanted, strict=True)
    )


LAW = Role("law", ("kinds/*.toml", "exemptions.toml", "holidays.toml"), threshold=2, days=365)
WORDS = Role("words", ("texts/*.json", "pictures/*.svg"), threshold=1, days=365)
FLEET = Role(
    "fleet", ("city.toml", "places.toml", "sites.toml", "settings.toml", "groups/*.toml"), threshold=1, days=365
)
NOTICES = Role("notices", ("notices.toml", "off.toml"), threshold=1, days=90)
SOFTWARE = Role("software", ("software.toml",), threshold=2, days=365)
"""Which version of the kiosk's own program it is to run (`software`)."""
ROLLOUT = Role("rollout", ("rollout.toml", "software.toml"), threshold=1, days=365)
"""Who takes what is new already (`rollout`); signed by the server, whose power over it is to make kiosks wait."""
CITY_ROLES = (LAW, WORDS, FLEET, NOTICES)
"""Those that speak of the city's data."""
ROLES: Mapping[str, Role] = {role.name: role for role in (*CITY_ROLES, SOFTWARE, ROLLOUT)}

SETTINGS, GROUPS = "settings.toml", "groups/"
"""Of the files of `FLEET`: settings of all machines, and of the machines of a group."""
MACHINES = "machines"
"""The first half of the names of the bins below `FLEET`, which hold the settings of single machines."""


MACHINES_FOLDER = "fleet/machines/"


def machine_target(kiosk: str) -> str:
    """Where the settings of one machine are."""
    return f"{MACHINES_FOLDER}{kiosk}.toml"


TOP_DAYS = {"root": 365, "targets": 365, "snapshot": 7, "timestamp": 7}
"""How long the others are new. The timestamp is signed every day, by a server; a week gives it time to be mended."""
TOP_THRESHOLDS = {"root": 2, "targets": 2, "snapshot": 1, "timestamp": 1}
