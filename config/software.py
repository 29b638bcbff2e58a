"""The words that the journal stores of the kiosk's own software, as `config.vocabulary` has those of everything else."""

from __future__ import annotations

from config.word import Word


class VersionState(Word):
    """How far a version of the software has got at a kiosk, as the one that runs says."""

    WRITTEN = "written", "it lies beside the one in force, and begins when nobody is at the screen"
    STARTED = "started", "it runs, and has not shown yet that it can issue"
    HEALTHY = "healthy", "with it the kiosk can issue; it has still to go on doing so for a while"
    KEPT = "kept", "it went on being able to: it is the one to go back to"
    LEFT = "left", "it is not taken, or the one before has taken its place again"


class PackageTrouble(Word):
    """Why a package of the kiosk's software is not taken."""

    NO_KEY = "no-key", "the machine knows nobody who builds packages"
    NOT_SIGNED = "not-signed", "nobody has signed it whom the machine trusts"
    NO_PACKAGE = "no-package", "it is none of the kiosk's, or not whole"
    OTHER_COMPUTER = "other-computer", "it is for another kind of computer"
    NOT_NEWER = "not-newer", "it is not newer than the one that runs"
    REFUSED = "refused", "it ran here once and did not get well"
    FOR_ADMINS = (
        "for-admins",
        "it changes the system, or needs other packages of Debian's: for an administrator and apt",
    )
    NO_ROOM = "no-room", "there is no room on the disk"
    NO_RIGHTS = "no-rights", "nobody is there who may lay versions"
