"""The rows of the machine's own pages as lines of a terminal, read from a journal that is only looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from config.city import City
from config.language import Language
from config.seoul import SEOUL
from drivers.device import Level
from kiosk.core.view import Message, ServiceRow
from kiosk.money.accounts import Accounts
from kiosk.session.technician.account_rows import (
    Period,
    Titles,
    claim_row,
    kind_rows,
    period_rows,
    supply_row,
    untaken_row,
    void_row,
)
from kiosk.ui.words import Words
from sync.journal.format import JournalError, open_entry
from sync.journal.store import StoredJournal

ACCOUNTS = ("counts", "claims", "voids", "untaken", "supplies")


def read_accounts(journal: StoredJournal) -> Accounts:
    """Raises `JournalUnreadableError`."""
    accounts = Accounts()
    for kept in journal.read():
        try:
            opened = open_entry(kept.body)
        except JournalError:
            continue  # the check tells of it
        if opened.event:
            accounts.apply(opened.event, opened.seq, opened.wall)
    return accounts


def account_lines(journal: StoredJournal, what: str, city: City, language: Language, now: datetime) -> Iterator[str]:
    """``what`` is one of ``ACCOUNTS``. Raises `JournalUnreadableError`."""
    words, accounts = Words(language, city), read_accounts(journal)
    titles = Titles(city.offered, language)

    def said(text: Message | str) -> str:
        return text if isinstance(text, str) else words.text(text.id, text.args)

    found = False
    for row in _rows(accounts, what, titles, now):
        found = True
        yield f"{said(row.name)}: {said(row.value)}"
        if row.details:
            yield f"    {' · '.join(map(said, row.details))}"
    if not found:
        yield words.text(f"{what}.none", {})


def _rows(accounts: Accounts, what: str, titles: Titles, now: datetime) -> Iterator[ServiceRow]:
    documents = accounts.documents
    match what:
        case "counts":
            today = now.astimezone(SEOUL).date()
            yield from period_rows(documents, today)
            yield from kind_rows(documents.between(*Period.MONTH.days(today)), titles)
        case "claims":
            yield from (claim_row(each, {}, None) for each in accounts.claims.claims.values())
        case "voids":
            yield from (void_row(each, titles) for each in documents.voids.values())
        case "untaken":
            yield from (untaken_row(each, titles) for each in documents.untaken)
        case _:
            supplies = accounts.supplies
            yield from (supply_row(supplies, each, Level.UNKNOWN, None, None) for each in supplies.fillings)
