"""The ticket for a request that was left, as neutral lines, in the resident's language. It names nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from config.catalogue import in_language
from config.city import City
from config.language import LOCALES, Language
from config.receipt_lines import Feed, ReceiptLine, Rule, TextLine
from printing.receipt import texts


@dataclass(frozen=True)
class Ticketed:
    """Attributes:
    machine: the kiosk's number and site.
    at: the time in Korea.
    title: of what is to be collected.
    number: in the groups in which it is printed; ``code`` beside it.
    until: the last day on which it can be collected.
    is_application: by the city's rules it counts as received (접수) already.
    """

    machine: str
    at: datetime
    title: str
    number: str
    code: str = field(repr=False)
    until: date
    is_application: bool


def ticket(city: City, language: Language, data: Ticketed) -> tuple[ReceiptLine, ...]:
    words = texts(language)
    means = "ticket_application" if data.is_application else "ticket_no_application"
    return (
        TextLine(words["head"].format(city=in_language(city.name, language)), align="center", bold=True),
        TextLine(words["ticket"], align="center", large=True),
        Rule(),
        TextLine(words["machine"], data.machine),
        TextLine(words["at"], f"{data.at:%Y-%m-%d %H:%M}"),
        TextLine(data.title, bold=True),
        Rule(),
        TextLine(words["ticket_number"], data.number, bold=True),
        TextLine(words["ticket_code"], data.code, bold=True),
        TextLine(words["ticket_until"], LOCALES[language].date(data.until)),
        Rule(),
        TextLine(words[means], bold=True),
        TextLine(words["ticket_how"].format(city=in_language(city.name, language))),
        Rule(),
        TextLine(words["no_person"], align="center"),
        Feed(1),
    )
