"""What each role of a repository is to say, by a desk's roles and files; nothing of it is signed yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from securesystemslib.signer import Key
from tuf.api.metadata import DelegatedRole, Delegations, Root, SuccinctRoles, TargetFile, Targets
from tuf.api.metadata import Role as TopRole

from config.updates.follower import SIGNED_AT
from config.updates.roles import FLEET, MACHINES, MACHINES_FOLDER, ROLES, SOFTWARE, TOP_DAYS
from config.updates.signers import Signers, Who

UNSET = 1
"""Which version it will be is known where it is drafted."""


@dataclass(frozen=True)
class Wanted:
    """``now``: aware, in UTC; from then on what is signed is new for as long as the roles say."""

    signers: Signers
    now: datetime

    def root(self) -> Root:
        roles = self.signers.roles.all
        top = {name: TopRole([], roles[name].threshold) for name in TOP_DAYS}
        root = Root(
            UNSET, None, self.until(roles["root"]), {}, top, consistent_snapshot=True, unrecognized_fields=self.at
        )
        for name in TOP_DAYS:
            for key in self._keys(roles[name]):
                root.add_key(key, name)
        return root

    def targets(self) -> Targets:
        """Which roles there are, and what each speaks of."""
        who = self.signers.roles.all
        delegated = {
            name: DelegatedRole(name, self._ids(who[name]), who[name].threshold, terminating=True, paths=_paths(name))
            for name in ROLES
        }
        keys = {key.keyid: key for name in ROLES for key in self._keys(who[name])}
        return Targets(UNSET, None, self.until(who["targets"]), {}, Delegations(keys, delegated), self.at)

    def delegated(self, contents: Mapping[str, bytes], packages: Mapping[str, Path]) -> Iterator[tuple[str, Targets]]:
        """Each by its name; ``contents``: every target, by its path, but for ``packages``, which are too long for it."""
        who = self.signers.roles.all
        for name, role in ROLES.items():
            targets = {role.bundle: TargetFile.from_data(role.bundle, contents[role.bundle], ["sha256"])}
            delegations = None
            if role is FLEET:
                keys = {key.keyid: key for key in self._keys(who[name])}
                delegations = Delegations(keys, succinct_roles=self.bins())
                yield from self._filled(contents)
            if role is SOFTWARE:
                targets |= {path: TargetFile.from_file(path, f"{file}", ["sha256"]) for path, file in packages.items()}
            yield name, Targets(UNSET, None, self.until(who[name]), targets, delegations, self.at)

    def bins(self) -> SuccinctRoles:
        """Where the settings of single machines are: a cold kiosk fetches one of them, and not those of all others."""
        fleet = self.signers.roles.fleet
        return SuccinctRoles(self._ids(fleet), fleet.threshold, self.signers.roles.bits, MACHINES)

    def _filled(self, contents: Mapping[str, bytes]) -> Iterator[tuple[str, Targets]]:
        bins, until = self.bins(), self.until(self.signers.roles.fleet)
        filled = {name: Targets(UNSET, None, until, unrecognized_fields=self.at) for name in bins.get_roles()}
        for path, data in contents.items():
            if path.startswith(MACHINES_FOLDER):
                filled[bins.get_role_for_target(path)].targets[path] = TargetFile.from_data(path, data, ["sha256"])
        yield from filled.items()

    def _keys(self, who: Who) -> list[Key]:
        """Copies: who a key belongs to is written into it."""
        return [deepcopy(self.signers.public[name]) for name in who.keys]

    def _ids(self, who: Who) -> list[str]:
        return [key.keyid for key in self._keys(who)]

    @property
    def at(self) -> dict[str, str]:
        """What each role says of when it was drafted."""
        return {SIGNED_AT: self.now.isoformat()}

    def until(self, who: Who) -> datetime:
        return self.now + timedelta(days=who.days)


def _paths(role: str) -> list[str]:
    return [f"{role}/*", f"{MACHINES_FOLDER}*"] if role == FLEET.name else [f"{role}/*"]
