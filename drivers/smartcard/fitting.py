"""The reader for chip cards of a machine, over PC/SC."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar

from cryptography import x509
from pydantic import Field

from config.chip_card.lds import PERSONAL_NUMBER
from config.chip_card.master_list import of_country
from config.chip_card.passive_authentication import NotGenuine
from config.credentials import Opening, UnusableFileError, certificates, read_file, revocations
from config.ids import DeviceName
from config.problems import Flaw
from config.settings import File, Text
from drivers.device import READER_NAME, Ms, State, Status
from drivers.emulated import Emulated
from drivers.fitting import DialogueFitting
from drivers.smartcard.dialogue import CardProfile

READER = READER_NAME
LARGEST_LIST = 8_000_000
"""Bytes; a list of all states has about one million."""


class ChipCard(DialogueFitting):
    """The reader for residents' chip cards (PC/SC), and what is believed of a card."""

    section: ClassVar[str] = "card"
    builtin: ClassVar[tuple[DeviceName, ...]] = (READER,)

    reader: Text
    """How the reader's PC/SC name begins."""
    csca: Annotated[tuple[File, ...], Field(min_length=1)]
    """The signing CAs that are trusted, in PEM or DER."""
    master_list: tuple[File, ...] = ()
    """Master lists as states publish them: that country's signing CAs on them are trusted, too."""
    master_list_csca: tuple[File, ...] = ()
    """The signing CAs, in PEM or DER, that vouch for whoever signed those lists. For a card they vouch only if they are in `csca` as well."""
    country: str = Field("KR", pattern="^[A-Z]{2}$")
    """Whose signing CAs are taken from the lists."""
    crl: tuple[File, ...] = ()
    """Lists of signers that those CAs have revoked, in PEM or DER."""
    personal_number: int = Field(PERSONAL_NUMBER, ge=1, le=0xFFFF)
    """The tag within the card's DG11 that holds the resident number (5F10 hexadecimal in ICAO 9303)."""
    chip_key: bool = True
    """Whether a card is refused whose chip has no key to prove that it is no copy (chip or active authentication). A chip that has
    one is always asked."""
    sha1: bool = False
    """Whether cards are believed that were signed over SHA-1, as documents from before 2011 are."""
    extended: bool = True
    """Whether files are read in long replies from a chip that says that it gives them; false for a reader that cannot pass them on."""

    def open_files(self, opening: Opening) -> None:
        for number, path in enumerate(self.csca, 1):
            opening(f"{self.section}.csca[{number}]", certificates, path)
        for number, path in enumerate(self.master_list_csca, 1):
            opening(f"{self.section}.master_list_csca[{number}]", certificates, path)
        for number, path in enumerate(self.master_list, 1):
            opening(f"{self.section}.master_list[{number}]", self._listed, path)
        for number, path in enumerate(self.crl, 1):
            opening(f"{self.section}.crl[{number}]", revocations, path)

    def _listed(self, path: Path) -> tuple[x509.Certificate, ...]:
        """Of a master list. Raises `UnusableFileError`."""
        signers = [each for csca in self.master_list_csca for each in certificates(csca)]
        try:
            return of_country(read_file(path, LARGEST_LIST), signers, self.country)
        except NotGenuine:
            raise UnusableFileError(Flaw.NO_MASTER_LIST, path) from None

    def profile(self) -> CardProfile:
        """Raises `UnusableFileError`."""
        anchors = [each for path in self.csca for each in certificates(path)]
        anchors += [each for path in self.master_list for each in self._listed(path)]
        return CardProfile(
            tuple(anchors),
            self.personal_number,
            self.chip_key,
            self.sha1,
            tuple(each for path in self.crl for each in revocations(path)),
            extended=self.extended,
        )

    def status_now(self, timeout_ms: Ms) -> Status:
        from drivers.smartcard.reader import PcscReader  # PC/SC: nothing else here needs it

        media = PcscReader(self.reader).media_now()
        return Status(State.OFFLINE if media == "lost" else State.ONLINE, media)

    def emulated(self) -> Emulated:
        """Nothing: a card, and who signed it, come before the settings that trust them."""
        return Emulated({})


FITTING = ChipCard
