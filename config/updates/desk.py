"""An admin's desk: drafts what its files say, collects signatures, and publishes what has enough of them.

=====================  =================================================================================================
in a desk              is
=====================  =================================================================================================
``roles.toml``         who signs what (`signers`); ``keys/`` their public keys
``law/``, ``words/``,  what differs from the city's data as it was shipped, file by file as a city's folder has them;
``fleet/``, ``notices/``  ``fleet/machines/ID.toml`` are settings of one machine
``software/``          which version of the program kiosks are to run, and its package; `kiosk config software` puts it there
``rollout/``           who takes what is new already (`rollout`); `kiosk config rollout` writes it
``drafts/``            what waits for signatures
``repository/``        what is published; any web server can hand it out
=====================  =================================================================================================

A signature is over what a role will say: whoever changes a file after it was signed has to collect them anew.
"""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from securesystemslib.exceptions import StorageError
from securesystemslib.signer import Signer
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Signed,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization.json import JSONSerializer

from config.data_file import read_toml
from config.durable import write_durably
from config.trouble import Trouble
from config.updates.bundle import files_of, packed
from config.updates.follower import PACK, SIGNED_AT
from config.updates.roles import CITY_ROLES, MACHINES, MACHINES_FOLDER, ROLES, ROLLOUT, SOFTWARE, machine_target
from config.updates.rollout import STAGED, Course, Rollout, release_of
from config.updates.signers import Signers, Who, read_signers
from config.updates.software import Software, software_in
from config.updates.versions import name_of
from config.updates.wanted import Wanted

S = TypeVar("S", Root, Targets, Snapshot, Timestamp)
AnyMetadata = Metadata[Root] | Metadata[Targets] | Metadata[Snapshot] | Metadata[Timestamp]
COMPACT = JSONSerializer(compact=True)
PUBLIC = 0o644


class NotSigned(Trouble):
    """What is to be published lacks signatures; the message says whose."""


@dataclass(frozen=True)
class Standing:
    """How a draft stands, or what is published.

    Attributes:
        missing: of those who could, who has not signed; empty once there are enough.
    """

    role: str
    version: int
    expires: datetime
    signed: tuple[str, ...]
    missing: tuple[str, ...]
    threshold: int

    @property
    def enough(self) -> bool:
        return len(self.signed) >= self.threshold


class Desk:
    """``now``: aware, in UTC."""

    def __init__(self, folder: Path, now: datetime) -> None:
        """Raises `DataFileError`, `KeyUnusable`: its roles or keys."""
        self.folder, self._now = folder, now.replace(microsecond=0)
        self.signers: Signers = read_signers(folder)
        self._wanted = Wanted(self.signers, self._now)
        self._drafts, self._metadata = folder / "drafts", folder / "repository" / "metadata"
        self._targets = folder / "repository" / "targets"

    # --- what it says now ------------------------------------------------------------------------------------------

    def bundles(self) -> dict[str, dict[str, str]]:
        """Role to its files. Raises `BundleError`."""
        return {name: files_of(self.folder / name, role) for name, role in ROLES.items()}

    def machines(self) -> dict[str, bytes]:
        """Settings of single machines, by the machine's id."""
        return {path.stem: path.read_bytes() for path in sorted((self.folder / MACHINES_FOLDER).glob("*.toml"))}

    def published_machines(self) -> set[str]:
        """Ids of the machines that settings of their own are published for."""
        bins = (self._latest(name, Targets) for name in self._wanted.bins().get_roles())
        return {Path(path).stem for metadata in bins if metadata for path in metadata.signed.targets}

    def contents(self) -> dict[str, bytes]:
        """Every target, by its path. Raises `BundleError`."""
        bundles = {ROLES[name].bundle: packed(files) for name, files in self.bundles().items()}
        return bundles | {machine_target(kiosk): data for kiosk, data in self.machines().items()}

    def software(self) -> Software | None:
        """What kiosks are to run. Raises `DataFileError`."""
        path = self.folder / SOFTWARE.name / SOFTWARE.files[0]
        return read_toml(path, Software) if path.exists() else None

    def packages(self) -> dict[str, Path]:
        """Target's path to the file; at the most one. Raises `DataFileError`; `Trouble`: the file is not there."""
        software = self.software()
        if not software:
            return {}
        path = self.folder / software.target
        if not path.is_file():
            raise Trouble(f"{path}: it is not there; `kiosk config software` puts it there")
        return {software.target: path}

    def published_content(self, path: str) -> bytes | None:
        """What is published under a target's path."""
        for name in self._published_targets():
            metadata = self._latest(name, Targets)
            if metadata and (target := metadata.signed.targets.get(path)):
                return (self._targets / _hashed(target)).read_bytes()
        return None

    def version_of(self, kiosk: str) -> str:
        """What a machine that has all that is published calls the version."""
        paths = (*(role.bundle for role in CITY_ROLES), machine_target(kiosk))
        found = {path: self.published_content(path) for path in paths}
        return name_of({path: data for path, data in found.items() if data is not None})

    # --- drafts ----------------------------------------------------------------------------------------------------

    def draft(self, *, anew: frozenset[str] = frozenset()) -> None:
        """Brings the drafts to what the desk's files say; a draft that says so already keeps its signatures.

        ``anew``: roles that are drafted though they say nothing new, because what they said gets old. Raises `BundleError`.
        """
        self._drafts.mkdir(exist_ok=True)
        contents = self.contents()
        self._draft_one("root", self._wanted.root(), "root" in anew)
        for name, targets in (("targets", self._wanted.targets()), *self._wanted.delegated(contents, self.packages())):
            self._draft_one(name, targets, name in anew)

    def _draft_one(self, name: str, wanted: S, anew: bool) -> None:
        path = self._drafts / f"{name}.json"
        published = self._latest(name, type(wanted))
        if published and _says(published.signed) == _says(wanted) and not anew:
            path.unlink(missing_ok=True)
            return
        wanted.version = published.signed.version + 1 if published else 1
        standing = _read(path, type(wanted))
        if standing and (_says(standing.signed), standing.signed.version) == (_says(wanted), wanted.version):
            return
        path.write_bytes(Metadata(wanted).to_bytes(COMPACT))

    # --- signatures ------------------------------------------------------------------------------------------------

    def sign(self, signer: Signer) -> list[Standing]:
        """Signs every draft that this key may, and says how each stands. Raises `NotSigned`: it may sign none."""
        signed = []
        holders = self.signers.names(signer.public_key)  # type: ignore[arg-type]
        for name in self.drafted():
            standing = self.standing(name)
            if set(standing.missing) & set(holders):
                self._sign(name, signer)
                signed.append(name)
        if not holders:
            raise NotSigned(f"{signer.public_key.keyid[:8]}: roles.toml names nobody with this key")
        return [self.standing(name) for name in signed]

    def _sign(self, name: str, signer: Signer) -> None:
        path = self._drafts / f"{name}.json"
        metadata = read_metadata(path)
        metadata.sign(signer, append=True)
        path.write_bytes(metadata.to_bytes(COMPACT))

    def drafted(self) -> list[str]:
        return [name for name in self._order() if (self._drafts / f"{name}.json").exists()]

    def standing(self, name: str) -> Standing:
        """Of a draft."""
        return self._standing(name, read_metadata(self._drafts / f"{name}.json"))

    def published(self) -> list[Standing]:
        """Of all that is published."""
        found = ((name, self._latest_any(name)) for name in (*self._order(), "snapshot", "timestamp"))
        return [self._standing(name, metadata) for name, metadata in found if metadata]

    def _standing(self, name: str, metadata: AnyMetadata) -> Standing:
        who = self._who(name)
        valid = {keyid for keyid in metadata.signatures if self._verifies(metadata, keyid)}
        holders = {holder: self.signers.public[holder].keyid for holder in who.keys}
        signed = tuple(holder for holder, keyid in holders.items() if keyid in valid)
        missing = () if len(signed) >= who.threshold else tuple(h for h in holders if h not in signed)
        return Standing(name, metadata.signed.version, metadata.signed.expires, signed, missing, who.threshold)

    def _verifies(self, metadata: AnyMetadata, keyid: str) -> bool:
        key = next((each for each in self.signers.public.values() if each.keyid == keyid), None)
        try:
            if key:
                key.verify_signature(metadata.signatures[keyid], metadata.signed_bytes)
        except Exception:  # of any of the schemes
            return False
        return key is not None

    def _who(self, name: str) -> Who:
        return self.signers.roles.all["fleet" if name.startswith(f"{MACHINES}-") else name]

    # --- publishing ------------------------------------------------------------------------------------------------

    def release(self, course: Course) -> str:
        """What the desk's files say is to be rolled out; "" for no software. Raises `BundleError`, `DataFileError`."""
        if course is Course.CONFIGURATION:
            return release_of(self.contents())
        software = self.software()
        return software.version if software else ""

    def is_news(self, course: Course) -> bool:
        """It differs from what is published. Raises as `release`, and `Trouble`: what is published cannot be used."""
        if course is Course.SOFTWARE:
            published = software_in(self.published_content(SOFTWARE.bundle))
            return self.release(course) not in ("", published and published.version)
        found = {role.bundle: self.published_content(role.bundle) for role in STAGED}
        return self.release(course) != release_of({path: data for path, data in found.items() if data is not None})

    def rollout(self, course: Course) -> Rollout | None:
        """How far it has got; None where it was never rolled out. Raises `DataFileError`."""
        path = self.folder / ROLLOUT.name / course
        return read_toml(path, Rollout) if path.exists() else None

    def roll_out(self, course: Course, rollout: Rollout) -> None:
        """What of it is published next goes so far."""
        path = self.folder / ROLLOUT.name / course
        path.parent.mkdir(exist_ok=True)
        write_durably(path, rollout.written().encode(), PUBLIC)

    def publish(self, server: Signer) -> list[Standing]:
        """Puts every draft that has its signatures into the repository, and signs that they belong together.

        What lacks some stays a draft; it is an error only where nothing at all could be published, or where the first
        repository would not be whole. Returns what was published. Raises `NotSigned`.
        """
        if ROLLOUT.name in self.drafted():
            self._sign(ROLLOUT.name, server)
        ready = [self.standing(name) for name in self.drafted()]
        lacking = [each for each in ready if not each.enough]
        first = self._latest_any("timestamp") is None
        enough = [each for each in ready if each.enough]
        if any(each.role == "targets" for each in enough):
            # A kiosk that is told of a role asks for what it says, and follows nothing where that is not there.
            first = first or any(not self.versions(each.role) for each in lacking)
        if lacking and (first or not enough):
            raise NotSigned("; ".join(_lacks(each) for each in lacking))
        self._metadata.mkdir(parents=True, exist_ok=True)
        contents, packages = self.contents(), self.packages()
        for each in enough:
            self._put(each.role, contents, packages)
        self._put_together(server)
        pack = gzip.compress(packed(self._newest()), mtime=0)
        write_durably(self.folder / "repository" / PACK, pack, PUBLIC)
        for each in enough:
            (self._drafts / f"{each.role}.json").unlink()
        return enough

    def _put(self, name: str, contents: Mapping[str, bytes], packages: Mapping[str, Path]) -> None:
        """What it speaks of first, itself afterwards: whoever sees a version can fetch all that it names."""
        metadata = read_metadata(self._drafts / f"{name}.json")
        signed = metadata.signed
        if isinstance(signed, Targets):
            for target in signed.targets.values():
                path = self._targets / _hashed(target)
                path.parent.mkdir(parents=True, exist_ok=True)
                if target.path in packages:
                    _copy(packages[target.path], path)
                else:
                    path.write_bytes(contents[target.path])
        if name == "root":
            self._by_the_last_root(metadata)
        (self._metadata / f"{signed.version}.{name}.json").write_bytes(metadata.to_bytes(COMPACT))

    def _by_the_last_root(self, new: AnyMetadata) -> None:
        """A root that a kiosk could not follow would cut it off for ever. Raises `NotSigned`."""
        last = self._latest("root", Root)
        if last:
            try:
                last.signed.verify_delegate("root", new.signed_bytes, new.signatures)
            except RepositoryError:
                raise NotSigned("root: enough of those who signed the last root must sign the new one, too") from None

    def _newest(self) -> dict[str, str]:
        """All that a kiosk which knows nothing yet will ask for, but for what is of one machine."""
        found: dict[str, str] = {}
        for name in ("targets", *ROLES, "snapshot", "timestamp"):
            path = self._path_of_latest(name)
            if path:
                found[f"metadata/{path.name}"] = path.read_text("utf-8")
        for name, role in ROLES.items():
            if metadata := self._latest(name, Targets):
                bundle = _hashed(metadata.signed.targets[role.bundle])
                found[f"targets/{bundle}"] = (self._targets / bundle).read_text("utf-8")
        return found

    def _put_together(self, server: Signer) -> None:
        snapshot = self._latest("snapshot", Snapshot)
        versions = {name: self.versions(name) for name in self._order() if name != "root"}
        together = {f"{name}.json": MetaFile(each[-1]) for name, each in versions.items() if each}
        who = self.signers.roles.all
        old = self._now + timedelta(days=who["snapshot"].days / 2)
        if not snapshot or snapshot.signed.meta != together or snapshot.signed.expires < old:
            version = snapshot.signed.version + 1 if snapshot else 1
            snapshot = Metadata(Snapshot(version, None, self._wanted.until(who["snapshot"]), together, self._wanted.at))
            self._sign_online("snapshot", snapshot, server)
            (self._metadata / f"{version}.snapshot.json").write_bytes(snapshot.to_bytes(COMPACT))
        timestamp = self._latest("timestamp", Timestamp)
        version = timestamp.signed.version + 1 if timestamp else 1
        until = self._wanted.until(who["timestamp"])
        new = Metadata(Timestamp(version, None, until, MetaFile(snapshot.signed.version), self._wanted.at))
        self._sign_online("timestamp", new, server)
        os.sync()  # nobody looks for the other files before the timestamp says that they are there
        write_durably(self._metadata / "timestamp.json", new.to_bytes(COMPACT), PUBLIC)

    def _sign_online(self, name: str, metadata: Metadata[S], server: Signer) -> None:
        metadata.sign(server)
        standing = self._standing(name, metadata)
        if not standing.enough:
            raise NotSigned(_lacks(standing))

    # --- the repository --------------------------------------------------------------------------------------------

    def _order(self) -> tuple[str, ...]:
        return ("root", "targets", *ROLES, *self._wanted.bins().get_roles())

    def _published_targets(self) -> tuple[str, ...]:
        return (*ROLES, *self._wanted.bins().get_roles())

    def versions(self, name: str) -> list[int]:
        """Those that were published, oldest first."""
        return sorted(int(path.name.split(".")[0]) for path in self._metadata.glob(f"*.{name}.json"))

    def bundle_of(self, name: str, version: int) -> bytes:
        """A role's bundle as it was published then. Raises `Trouble`."""
        metadata = _read(self._metadata / f"{version}.{name}.json", Targets)
        if not metadata:
            raise Trouble(f"{name} {version}: never published; there are {', '.join(map(str, self.versions(name)))}")
        return (self._targets / _hashed(metadata.signed.targets[ROLES[name].bundle])).read_bytes()

    def _latest(self, name: str, type_: type[S]) -> Metadata[S] | None:
        path = self._path_of_latest(name)
        return _read(path, type_) if path else None

    def _latest_any(self, name: str) -> AnyMetadata | None:
        path = self._path_of_latest(name)
        return read_metadata(path) if path else None

    def _path_of_latest(self, name: str) -> Path | None:
        if name == "timestamp":
            path = self._metadata / "timestamp.json"
            return path if path.exists() else None
        versions = self.versions(name)
        return self._metadata / f"{versions[-1]}.{name}.json" if versions else None


def _says(signed: Signed) -> dict[str, object]:
    """All but which version it is and how long it is new."""
    return {key: value for key, value in signed.to_dict().items() if key not in ("version", "expires", SIGNED_AT)}


def read_metadata(path: Path) -> AnyMetadata:
    """Raises `Trouble`: it cannot be read, or is none."""
    try:
        metadata: AnyMetadata = Metadata.from_file(str(path))
    except (RepositoryError, StorageError) as error:
        raise Trouble(f"{path}: it cannot be read: {error}") from None
    return metadata


def _read(path: Path, type_: type[S]) -> Metadata[S] | None:
    if not path.exists():
        return None
    metadata = read_metadata(path)
    if type(metadata.signed) is not type_:
        raise Trouble(f"{path}: it is {metadata.signed.type}")
    return metadata


def _copy(package: Path, to: Path) -> None:
    """At once under its name, which another process may be handing out already."""
    beside = to.with_name(f".{to.name}")
    shutil.copyfile(package, beside)
    beside.chmod(PUBLIC)
    beside.replace(to)


def _hashed(target: TargetFile) -> str:
    folder, _, name = target.path.rpartition("/")
    return f"{folder}/{target.hashes['sha256']}.{name}"


def _lacks(standing: Standing) -> str:
    more = standing.threshold - len(standing.signed)
    return f"{standing.role} {standing.version}: {more} more of {', '.join(standing.missing)} must sign"
