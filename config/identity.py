"""Which kiosk: its three names travel together, for whoever has to name it may know only one of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KioskIdentity:
    """Attributes:
    id: names it at the city's server: ``gyeonbon-dong-a``.
    number, site: name it for people, on papers and screens: ``03``, ``견본동``. None in what a journal of the first
        version told, which knew the id alone.
    """

    id: str
    number: str | None
    site: str | None

    @property
    def printed(self) -> str:
        """As it stands on papers and screens."""
        return f"무인민원발급기 {self.short}"

    @property
    def short(self) -> str:
        """Number and site."""
        return f"{self.number} ({self.site})" if self.number else self.id

    @property
    def whole(self) -> str:
        """All three, for a clerk to choose by."""
        return " ".join(filter(None, (self.number, self.site, self.id)))

    def is_called(self, name: str) -> bool:
        """Whether that is one of the three."""
        return name in (self.id, self.number, self.site)
