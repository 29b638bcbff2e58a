"""A city's data with what was published laid over it: the shipped folder's files, and in their places those that came."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path


def lay_over(ground: Path, bundles: Iterable[Mapping[str, str]], into: Path) -> None:
    """Makes the folder ``into`` anew. What no bundle has is as it was shipped. Raises `OSError`."""
    shutil.rmtree(into, ignore_errors=True)
    shutil.copytree(ground, into)
    for bundle in bundles:
        for name, text in bundle.items():
            path = into / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
