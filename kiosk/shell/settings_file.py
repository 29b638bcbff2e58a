"""The settings file as a text that people write in: settings are put into it, and all that stands beside them stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from config.durable import write_durably
from config.problems import SettingsError
from config.settings import read
from config.trouble import Trouble

ENROLLED = ("machine", "city")
"""The sections that a machine has once its city has let it in."""
MODE = 0o644
"""Nothing in it is secret: keys are in files of their own."""


def put_into(text: str, sections: Mapping[str, Mapping[str, Any]]) -> str:
    """``sections``: by name, the settings that they have from now on. What they have besides stays.

    Raises:
        Trouble: the text is no TOML, or a section is no table in it.
    """
    try:
        file = tomlkit.parse(text)
    except TOMLKitError as error:
        raise Trouble(f"not TOML: {error}") from None
    for name, settings in sections.items():
        if name not in file:
            file.add(name, tomlkit.table())
        section = file[name]
        if not isinstance(section, Table):
            raise Trouble(f"{name}: is no section")
        for key, value in settings.items():
            section[key] = value
    return tomlkit.dumps(file)


def put_into_file(path: Path, sections: Mapping[str, Mapping[str, Any]]) -> None:
    """As `put_into`; where there is no file, one is made.

    Raises:
        Trouble: as there, with the file; or it cannot be read.
        OSError: it cannot be written.
    """
    try:
        text = read(path) if path.exists() else ""
    except SettingsError as error:
        raise Trouble(f"{path}: {error}") from None
    try:
        changed = put_into(text, sections)
    except Trouble as trouble:
        raise Trouble(f"{path}: {trouble}") from None
    write_durably(path, changed.encode(), MODE)
