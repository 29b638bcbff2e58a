"""용도: what the paper is for, in the words of the catalogue's option."""

from __future__ import annotations

from sync.reference_city.registers import Asked


def purpose(asked: Asked) -> str:
    """As the paper says it; "" where it is left out."""
    chosen = asked.input["purpose"]
    choices = next(option.choices for option in asked.kind.options if option.name == "purpose")
    return "" if chosen == "none" else next(each.title["ko"] for each in choices if each.value == chosen)
