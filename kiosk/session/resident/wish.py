"""What one resident wants: the kind, who they are, and what they typed. Personal; gone with the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.kind import Kind
from config.places import Place
from config.vocabulary import VoidReason
from config.won import Won
from kiosk.core.view import Language, Message, ReviewRow
from kiosk.session.forms.copies import CopiesForm
from kiosk.session.forms.form import Form
from kiosk.session.forms.lot import LotForm
from kiosk.session.forms.options import OptionsForm
from kiosk.session.forms.plate import PlateForm
from kiosk.session.forms.unit import UnitForm
from kiosk.session.forms.years import YearsForm
from kiosk.session.refusal import Refusal
from kiosk.session.resident.identity import Identity
from sync.city.api import Ticket


@dataclass
class Wish:
    """``forms`` in their order: the kind's inputs, then its options, then how many; none where all of it was left before, and there is a
    ``ticket``. Behind the last, as a number, comes the review.
    """

    kind: Kind
    forms: tuple[Form, ...]
    identity: Identity | None = None
    ticket: Ticket | None = None

    @property
    def copies(self) -> int:
        return next((form.copies for form in self.forms if isinstance(form, CopiesForm)), 1)

    @property
    def inputs(self) -> tuple[str, ...]:
        """What of it is typed here."""
        return () if self.ticket else self.kind.inputs

    def after(self, at: int) -> int:
        """Which form comes next by itself; -1 asks for the first."""
        return next((each for each in range(at + 1, len(self.forms)) if self.forms[each].asked), len(self.forms))

    def before(self, at: int) -> int:
        """Which one is a step back; -1 for none. From one that was reached from the review that is the review."""
        if at < len(self.forms) and not self.forms[at].asked:
            return len(self.forms)
        return next((each for each in reversed(range(at)) if self.forms[each].asked), -1)

    def rows(self, language: Language) -> tuple[ReviewRow, ...]:
        person = (ReviewRow(Message("review.person"), self.identity.shown),) if self.identity else ()
        exemptions = (ReviewRow(Message("review.exemptions"), ""),) if self.kind.exemptions else ()
        return (*person, *(row for form in self.forms for row in form.rows(language)), *exemptions)

    def blame(self, refusal: Refusal) -> int | None:
        """Which form says what is wrong with what was typed: the one that the city names, or the only one; None for no form."""
        inputs, unknown = self.inputs, refusal.reason is VoidReason.NO_SUCH_RECORD
        if refusal.reason is VoidReason.TOO_LONG and self.copies > 1:
            return self._blame_copies()
        if not unknown and refusal.reason is not VoidReason.BAD_INPUT:
            return None
        named = [at for at, name in enumerate(inputs) if name == refusal.about or (unknown and len(inputs) == 1)]
        if not named:
            return None
        self.forms[named[0]].refused(unknown)
        return named[0]

    def _blame_copies(self) -> int | None:
        for at, form in enumerate(self.forms):
            if isinstance(form, CopiesForm):
                form.too_long()
                return at
        return None

    def input(self) -> dict[str, str]:
        """As the city wants it."""
        return {key: value for form in self.forms for key, value in form.value().items()}


def wish(
    kind: Kind, places: tuple[Place, ...], year: int, fee: Callable[[], Won], can_take: Callable[[Won], bool]
) -> Wish:
    """``year`` is the present one; ``fee`` and ``can_take`` as `CopiesForm` has them."""
    makers = {"lot": lambda: LotForm(places), "plate": PlateForm, "years": lambda: YearsForm(year), "unit": UnitForm}
    inputs = (makers[name]() for name in kind.inputs)
    options = (OptionsForm(kind.options),) if kind.options else ()
    copies = (CopiesForm(kind.copies, fee, can_take),) if kind.copies > 1 else ()
    return Wish(kind, (*inputs, *options, *copies))
