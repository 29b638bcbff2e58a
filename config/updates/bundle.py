"""All files that a role answers for, as one target: JSON of path to text, the same bytes for the same files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from config.trouble import Trouble
from config.updates.roles import Role

MAX_BYTES = 4_000_000


class BundleError(Trouble):
    """What was signed cannot be used; the message says what is wrong with it."""


def packed(files: Mapping[str, str]) -> bytes:
    return json.dumps(dict(sorted(files.items())), ensure_ascii=False, indent=1).encode()


def unpacked(data: bytes, role: Role) -> dict[str, str]:
    """Raises `BundleError`: it is none, or speaks of what its role does not answer for."""
    try:
        files = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BundleError(f"{role.bundle}: not JSON: {error}") from None
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise BundleError(f"{role.bundle}: not files and their text")
    for name in files:
        if not role.answers_for(name):
            raise BundleError(f"{role.bundle}: {role.name} does not answer for {name}")
    return files


def files_of(folder: Path, role: Role) -> dict[str, str]:
    """What this role answers for in a folder as a city's. Raises `BundleError`."""
    found: dict[str, str] = {}
    for pattern in role.files:
        for path in sorted(folder.glob(pattern)):
            try:
                found[path.relative_to(folder).as_posix()] = path.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise BundleError(f"{path}: cannot be read: {error}") from None
    return found
