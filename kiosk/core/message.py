"""What is said to a person, before it is said in a language."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """A message id and the values that fill it; amounts of money are whole won."""

    id: str
    args: dict[str, str | int] = field(default_factory=dict)
