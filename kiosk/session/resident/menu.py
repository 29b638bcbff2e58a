"""Kinds to choose from, group by group, as a resident reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from config.catalogue import in_language
from config.kind import Kind, grouped
from config.language import Language
from kiosk.core.view import ChooseKind, KindItem
from kiosk.session.issuing import Offered


def menu_of(kinds: Iterable[Kind], offer: Mapping[str, Offered], language: Language) -> ChooseKind:
    """``offer`` has every one of ``kinds``, by its name."""
    return ChooseKind(
        tuple(
            KindItem(
                kind.name,
                in_language(kind.title, language),
                int(offer[kind.name].fee),
                kind.identity == "card",
                offer[kind.name].unavailable,
                group,
            )
            for group, kind in grouped(kinds)
        )
    )
