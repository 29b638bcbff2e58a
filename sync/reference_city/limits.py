"""How much one kiosk may ask of the city before a person looks at it."""

from __future__ import annotations

from dataclasses import dataclass

from config.won import Won

_CLAIM, _CLAIMED = Won(60_000), Won(100_000)


@dataclass(frozen=True)
class Limits:
    """What a kiosk in the street can come to, and no more. An hour is one of the clock, so at its turn twice as much fits.

    A session with a card takes a minute and a half at the least, and makes five copies at the most. A card that the city does
    not take is rare where the chip has proved it: it was reported lost, or another was issued since.

    Attributes:
        reservations: new ones of one kiosk in an hour.
        holders: people whose card one kiosk names in an hour.
        of_one_holder: reservations for one person in an hour, at all kiosks together.
        misses: cards that the city does not take and reservations that are another's, of one kiosk in an hour.
        misses_of_one_holder: such cards in the name of one person in an hour, at all kiosks together.
        entries: of journals, of one kiosk in an hour. One that was cut off for weeks has some ten thousand.
        journals: that one kiosk begins in an hour.
        renewals: of its certificate, of one kiosk in an hour.
        claim: what one claim comes to at the most. A payment is a fee of a few thousand won and a note at the most.
        claims, claimed: of one kiosk in a day, by number and together.
        look_ups: of applications that nobody finds, at one kiosk in an hour. Counted by themselves: whoever guesses there keeps nobody from their
            papers.
            Tickets of requests that were left are counted with them.
        look_ups_of_one: of one number with a code that is not its, in an hour, at all kiosks together, whether anybody has the number or not.
        questions: after applications and tickets, found or not, at one kiosk in an hour. Each of an application is written down for two years.
        left_requests: begun by one kiosk in an hour; each takes a minute and a half at the least.
    """

    reservations: int = 300
    holders: int = 40
    of_one_holder: int = 75
    misses: int = 20
    misses_of_one_holder: int = 5
    entries: int = 100_000
    journals: int = 3
    renewals: int = 6
    claim: Won = _CLAIM
    claims: int = 10
    claimed: Won = _CLAIMED
    look_ups: int = 20
    look_ups_of_one: int = 5
    left_requests: int = 60
    questions: int = 300
