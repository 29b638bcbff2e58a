"""The page of refusals, made from what the session shows and says:

``python -m kiosk.demo.refusals_page > docs/refusals.md``, and ``python -m kiosk.demo.refusals_page --pictures FOLDER`` for the sheets of
pictures, one a language.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from config.city import City, read_city, shipped_city
from config.language import LOCALES
from config.vocabulary import IdentityFailure
from kiosk.core.saying import Say
from kiosk.core.view import Screen
from kiosk.demo.refusals import pages, refusals
from kiosk.session.refusal import refusal_of
from kiosk.speech.speech import Speech
from kiosk.ui.words import texts_of
from sync.city.api import RefusalCode
from sync.city.client import Refused

ACROSS = 8
"""Pictures in a row."""
_HEAD = """# When somebody is refused

Every reason for which a card proves nobody, and every reason for which the city gives no paper: the word that the journal has for it,
and what the person reads and hears, in every language of the screens. Each ends before any money is taken. What a technician does about a card is in
[chip cards](cards.md); a word's meaning is the journal's ([journal](journal.md)).

Reasons that ask the same of the person say the same. How the pages look: {pictures}.

Made from the code: `python -m kiosk.demo.refusals_page > docs/refusals.md`.
"""
_MEANINGS = {reason.value: reason.meaning for reason in IdentityFailure} | {
    code.value: refusal_of(Refused(code)).reason.meaning for code in RefusalCode
}


def page(city: City) -> str:
    pictures = ", ".join(f"[{LOCALES[tag].name}](pictures/refused-{tag}.jpg)" for tag in city.languages)
    lines, speech = [_HEAD.format(pictures=pictures)], Speech(texts_of(city))
    told = {tag: refusals(city, tag) for tag in city.languages}
    for words, _ in pages(city):
        lines += [f"## {', '.join(words)}\n", *(f"- `{word}`: {_MEANINGS[word]}" for word in words)]
        lines += [
            "\n| | |",
            "|--|--|",
            *(f"| {tag} | {_heard(speech, Screen(told[tag][words[0]], tag))} |" for tag in city.languages),
            "",
        ]
    return "\n".join(lines)


def _heard(speech: Speech, screen: Screen) -> str:
    return "<br>".join(str(line) for line in speech.lines(Say(screen)))


def draw(city: City, folder: Path) -> None:
    """A sheet of the pages in each language."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from kiosk.demo.screens.product import Checker
    from kiosk.demo.screens.sheet import sheet

    checker = Checker(city, "22-inch")
    for language in city.languages:
        shown = {words[0]: view for words, view in pages(city, language)}
        sheet(checker, shown, language, ACROSS).save(folder / f"refused-{language}.jpg", quality=60, optimize=True)
    checker.close()


if __name__ == "__main__":
    shipped = read_city(shipped_city())
    if sys.argv[1:2] == ["--pictures"]:
        draw(shipped, Path(sys.argv[2]))
    else:
        sys.stdout.write(page(shipped))
