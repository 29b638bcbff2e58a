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
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.journal.check import MOST_PROBLEMS, Problem, Verdict, range_of
from sync.journal.comparison import Comparison
from sync.journal.format import Head

SEED = 32
"""Bytes of a key."""
NOT_WHAT_WAS_SEALED = "what was folded until there is not what was sealed then"
"""Of the state that a volume begins with."""


class Beginning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose seals follow, from which epoch, by whose signature the first of them is, and after which entry. Before it nothing was sealed,
    but the first seal is over all of it.
    """

    journal: str
    epoch: int
    verifier: str
    after: int


class Seal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The journal's head was this when the key of this epoch ended. Hash, verifier and signature in hexadecimal.

    Where a volume ended there, ``folded`` is the SHA-256 of what was folded until then (`sync.journal.store.Volume`).
    """

    epoch: int
    seq: int
    hash: str
    next: str
    signature: str
    folded: str = ""

    def is_by(self, verifier: str, journal: str) -> bool:
        said = _said(journal, self.epoch, Head(self.seq, self.hash), self.next, self.folded)
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(verifier)).verify(bytes.fromhex(self.signature), said)
        except (ValueError, InvalidSignature):
            return False
        return True


def sealed(key: bytes, journal: str, epoch: int, head: Head, folded: str = "") -> Seal:
    """The one seal that this key makes."""
    next_ = verifier_of(evolved(key))
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(_said(journal, epoch, head, next_, folded))
    return Seal(epoch=epoch, seq=head.seq, hash=head.hash, next=next_, signature=signature.hex(), folded=folded)


def evolved(key: bytes) -> bytes:
    """The next epoch's key; there is no way back."""
    return sha256(b"kiosk journal: the next key of seals\n" + key).digest()


def verifier_of(key: bytes) -> str:
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw().hex()


def _said(journal: str, epoch: int, head: Head, next_: str, folded: str) -> bytes:
    lines = ("kiosk journal seal 1", journal, str(epoch), str(head.seq), head.hash, next_, *filter(None, (folded,)))
    return "".join(f"{line}\n" for line in lines).encode()


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
        epoch: that of the key; None where there is none, or none that can be read, or where it does not matter.
        until: the last entry that is looked at, None for all.
        follow: the seal that the first of these follows, None for the beginning. Who vouches for it is asked elsewhere.
    """

    name: str = "seals"
    lines: Iterable[bytes] = ()
    epoch: int | None = None
    until: int | None = None
    follow: Seal | None = None


class Sealing:
    """Holds entries against the seals, while both are read, in memory that does not grow with either.

    Attributes:
        verifier: the first; "" where nothing is sealed.
        sealed: the last entry that a seal which can be believed was made over; 0 where nothing is sealed.
        problems: what the seals say of themselves; complete when the entries were read to their end.
    """

    def __init__(
        self, kept: KeptSeals, journal: str, verifier: str = "", folded: Mapping[int, tuple[str, str]] = {}
    ) -> None:
        """
        Args:
            verifier: the first one, as it is known from elsewhere; "" where it is not.
            folded: what the volumes begin with, as `sync.journal.store.Evidence` has it.
        """
        self.verifier, self.sealed = "", 0
        self.problems: list[Problem] = []
        self._kept, self._journal, self._known = kept, journal, verifier.lower()
        self._unsealed = dict(folded)
        self._found = Comparison(self._believed())

    def watch(self, entries: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        """The entries as they are."""
        return self._found.watch(entries)

    def compare(self, chain: Verdict) -> Iterator[Problem]:
        """What the chain does not show by itself: an end that is gone with its anchor, and a whole chain that is another one."""
        told = {problem.place for problem in chain.problems}
        end = chain.head.seq
        lost = self._found.beyond
        if lost and not any(place.startswith((f"entry {end + 1}", f"entries {end + 1} ")) for place in told):
            first, last = lost
            yield Problem(range_of(end + 1, last.seq), f"missing: {_called(first, last)} made over them")
        anew = [each for each in self._found.anew if f"entry {each[1].seq}" not in told]
        if anew:
            (before, first), (_, last) = anew[0], anew[-1]
            what = f"written anew, or some of them: {_called(first, last)} made over others"
            yield Problem(range_of(before + 1, last.seq), what)
        for seq in self._unsealed:
            if seq <= self.sealed:
                yield Problem(beginning(seq), NOT_WHAT_WAS_SEALED)

    def _believed(self) -> Iterator[Seal]:
        name, until, follow = self._kept.name, self._kept.until, self._kept.follow
        key, epoch, last = (follow.next, follow.epoch + 1, follow.seq) if follow else ("", 0, 0)
        for number, line in enumerate(self._kept.lines, 1):
            place = f"{name}, line {number}"
            try:
                said = parsed(line)
            except ValueError:
                self._report("could not be checked from here on: this is no seal", place)
                break
            if isinstance(said, Beginning):
                if said.journal != self._journal:
                    what = f"could not be checked from here on: these are seals of the journal {said.journal!r}"
                    self._report(what, place)
                    break
                if key:
                    what = f"sealed anew after entry {said.after}: nothing vouches for the key, the one before was lost or put back"
                    self._report(what, place)
                if said.epoch != epoch:
                    self._report(f"missing: {said.epoch - epoch} seals that were there when it was sealed anew", place)
                self.verifier, key, epoch = self.verifier or said.verifier, said.verifier, said.epoch
                continue
            if until is not None and said.seq > until:
                break
            follows = said.seq > last or (said.seq == last and said.folded)  # where the volume ends, once more
            if said.epoch != epoch or not follows:
                what = f"could not be checked from here on: seal {said.epoch} does not follow the one before it"
                self._report(what, place)
                break
            if not said.is_by(key, self._journal):
                self._report(
                    f"made up or changed: seal {said.epoch} is not by the key that the one before it names", place
                )
                break
            if said.folded and self._unsealed.get(said.seq) == (said.hash, said.folded):
                del self._unsealed[said.seq]
            key, epoch, last = said.next, epoch + 1, said.seq
            self.sealed = said.seq
            yield said
        else:
            if self._kept.epoch is not None and self._kept.epoch > epoch:
                self._report(
                    f"cut short or old: its key is that of seal {self._kept.epoch}, and there are {epoch} seals"
                )
        if self._known and self.verifier != self._known:
            self._report(
                "begun by another key than the one that is known: all of it was written anew"
                if self.verifier
                else "missing: the journal was sealed"
            )

    def _report(self, what: str, place: str = "") -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(place or self._kept.name, what))


def beginning(after: int) -> str:
    """The place that is called so where something is wrong with how a volume begins."""
    return f"volume after entry {after}"


def _called(first: Seal, last: Seal) -> str:
    return f"seal {first.epoch} was" if first.epoch == last.epoch else f"seals {first.epoch} to {last.epoch} were"
