"""Seals: what keeps somebody who holds the disk from writing the past anew. Pure.

A hash chain shows that an entry was changed, unless all that follows is made anew, and the anchor with it. A seal is a signature
over the journal's head by a key that is gone when the seal is there: each key makes one seal, names the verifier of the next, is
turned into the next by a function that has no way back, and is erased. So whoever takes the disk can seal what comes, and nothing
that was. Who knows the first verifier (it is told at the commissioning) knows them all.

Kept beside the journal, one line of JSON each (`sync.journal.sqlite.sealing`): a `Beginning`, then one `Seal` after the other, their epochs
from 0. A second beginning says that the key was lost; nothing vouches for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.journal.check import MOST_PROBLEMS, Problem, Verdict
from sync.journal.format import Head

SEED = 32
"""Bytes of a key."""


class Beginning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose seals follow, from which epoch, by whose signature the first of them is, and after which entry. Before it nothing was sealed,
    but the first seal is over all of it.
    """

    journal: str
    epoch: int
    verifier: str
    after: int


class Seal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The journal's head was this when the key of this epoch ended. Hash, verifier and signature in hexadecimal."""

    epoch: int
    seq: int
    hash: str
    next: str
    signature: str

    def is_by(self, verifier: str, journal: str) -> bool:
        said = _said(journal, self.epoch, Head(self.seq, self.hash), self.next)
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(verifier)).verify(bytes.fromhex(self.signature), said)
        except (ValueError, InvalidSignature):
            return False
        return True


def sealed(key: bytes, journal: str, epoch: int, head: Head) -> Seal:
    """The one seal that this key makes."""
    next_ = verifier_of(evolved(key))
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(_said(journal, epoch, head, next_))
    return Seal(epoch=epoch, seq=head.seq, hash=head.hash, next=next_, signature=signature.hex())


def evolved(key: bytes) -> bytes:
    """The next epoch's key; there is no way back."""
    return sha256(b"kiosk journal: the next key of seals\n" + key).digest()


def verifier_of(key: bytes) -> str:
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw().hex()


def _said(journal: str, epoch: int, head: Head, next_: str) -> bytes:
    return f"kiosk journal seal 1\n{journal}\n{epoch}\n{head.seq}\n{head.hash}\n{next_}\n".encode()


def parsed(line: bytes) -> Beginning | Seal:
    """Raises: ValueError."""
    if line.startswith(b'{"journal"'):
        return msgspec.json.decode(line, type=Beginning)
    return msgspec.json.decode(line, type=Seal)


@dataclass(frozen=True)
class KeptSeals:
    """What lies beside a journal.

    Attributes:
        name: of the file, for people.
        lines: without their ends; one that was cut short by a power cut is not among them.
        epoch: that of the key; None where there is none, or none that can be read.
    """

    name: str = "seals"
    lines: tuple[bytes, ...] = ()
    epoch: int | None = None


@dataclass
class Sealing:
    """What the seals say of themselves.

    Attributes:
        verifier: the first; "" where nothing is sealed.
        seals: those that can be believed, by the entry that each was made over.
    """

    verifier: str = ""
    seals: dict[int, Seal] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def watch(self, entries: Iterable[tuple[int, bytes]], found: dict[int, str]) -> Iterator[tuple[int, bytes]]:
        """The entries as they are; of those that a seal was made over their hashes are noted in ``found``."""
        for each in entries:
            if each[0] in self.seals:
                found[each[0]] = sha256(each[1]).hexdigest()
            yield each

    def compare(self, chain: Verdict, found: Mapping[int, str]) -> Iterator[Problem]:
        """What the chain does not show by itself: an end that is gone with its anchor, and a whole chain that is another one."""
        told = {problem.place for problem in chain.problems}
        end = chain.head.seq
        lost = [seal for seq, seal in self.seals.items() if seq > end]
        if lost and not any(place.startswith((f"entry {end + 1}", f"entries {end + 1} ")) for place in told):
            yield Problem(_range(end + 1, lost[-1].seq), f"missing: {_called(lost)} made over them")
        anew = [
            self.seals[seq]
            for seq, hash_ in found.items()
            if hash_ != self.seals[seq].hash and f"entry {seq}" not in told
        ]
        if anew:
            before = max((seq for seq in self.seals if seq < anew[0].seq), default=0)
            yield Problem(
                _range(before + 1, anew[-1].seq), f"written anew, or some of them: {_called(anew)} made over others"
            )


def read_seals(kept: KeptSeals, journal: str, verifier: str = "") -> Sealing:
    """Args:
    verifier: the first one, as it is known from elsewhere; "" where it is not.
    """
    sealing = Sealing()
    key, epoch, last = "", 0, 0

    def report(what: str, place: str = kept.name) -> None:
        if len(sealing.problems) < MOST_PROBLEMS:
            sealing.problems.append(Problem(place, what))

    for number, line in enumerate(kept.lines, 1):
        place = f"{kept.name}, line {number}"
        try:
            said = parsed(line)
        except ValueError:
            report("could not be checked from here on: this is no seal", place)
            break
        if isinstance(said, Beginning):
            if said.journal != journal:
                report(f"could not be checked from here on: these are seals of the journal {said.journal!r}", place)
                break
            if key:
                report(
                    f"sealed anew after entry {said.after}: nothing vouches for the key, the one before was lost or put back",
                    place,
                )
            if said.epoch != epoch:
                report(f"missing: {said.epoch - epoch} seals that were there when it was sealed anew", place)
            sealing.verifier, key, epoch = sealing.verifier or said.verifier, said.verifier, said.epoch
            continue
        if said.epoch != epoch or said.seq <= last:
            report(f"could not be checked from here on: seal {said.epoch} does not follow the one before it", place)
            break
        if not said.is_by(key, journal):
            report(f"made up or changed: seal {said.epoch} is not by the key that the one before it names", place)
            break
        sealing.seals[said.seq] = said
        key, epoch, last = said.next, epoch + 1, said.seq
    else:
        if kept.epoch is not None and kept.epoch > epoch:
            report(f"cut short or old: its key is that of seal {kept.epoch}, and there are {epoch} seals")
    if verifier and sealing.verifier != verifier.lower():
        report(
            "begun by another key than the one that is known: all of it was written anew"
            if sealing.verifier
            else "missing: the journal was sealed"
        )
    return sealing


def _called(seals: list[Seal]) -> str:
    first, last = seals[0].epoch, seals[-1].epoch
    return f"seal {first} was" if first == last else f"seals {first} to {last} were"


def _range(first: int, last: int) -> str:
    return f"entry {first}" if first >= last else f"entries {first} to {last}"
