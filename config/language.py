"""The languages there are texts in."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
