"""Choosing what the certificate shows: every option of the kind on one screen, the least that the law asks for chosen. Most want that, so
it is asked before the review only where one has to be.
"""

from __future__ import annotations

from config.catalogue import Option, in_language
from kiosk.core.view import ChooseOptions, Language, Message, OptionItem, ReviewRow, Tap
from kiosk.session.forms.form import Form


class OptionsForm(Form):
    name = "options"

    def __init__(self, options: tuple[Option, ...]) -> None:
        self.options = options
        self.asked = any(option.asked for option in options)
        self.chosen = {option.name: option.default for option in options}

    def view(self, title: str, language: Language) -> ChooseOptions:
        return ChooseOptions(
            title,
            tuple(
                OptionItem(
                    option.name,
                    in_language(option.title, language),
                    tuple((choice.value, in_language(choice.title, language)) for choice in option.choices),
                    self.chosen[option.name],
                )
                for option in self.options
            ),
            self.problem,
        )

    def edit(self, tap: Tap) -> None:
        name, _, value = tap.value.partition("=")
        for option in self.options:
            if tap.control == "option" and option.name == name and value in {each.value for each in option.choices}:
                self.chosen[name] = value

    def rows(self, language: Language) -> tuple[ReviewRow, ...]:
        return tuple(
            ReviewRow(
                Message("review.option", {"title": in_language(option.title, language)}),
                next(
                    in_language(each.title, language)
                    for each in option.choices
                    if each.value == self.chosen[option.name]
                ),
                edit=self.name if option is self.options[0] else "",
            )
            for option in self.options
        )

    def value(self) -> dict[str, str]:
        return dict(self.chosen)
