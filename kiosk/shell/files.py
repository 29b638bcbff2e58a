"""The files that the settings name are opened once, before anything starts: each that cannot be used is a line of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cryptography.x509 import Certificate

from config.credentials import (
    Opening,
    anchors,
    belong_together,
    certificates,
    is_demo_ca,
    own_certificate,
    private_key,
)
from config.problems import Flaw, Problem, SettingsError
from config.settings import CitySettings, MachineSettings, Section, read, toml, toml_in
from drivers.fitting import Fitting
from kiosk.shell.city_of import city_of
from kiosk.shell.settings import Settings, check_settings, sound_sections
from printing import fonts
from sync.city.transport import CityTransport, Trust


def open_settings(path: Path) -> Settings:
    """Reads and checks the file, and opens what it names.

    Raises:
        SettingsError: with everything that is wrong; it names the file.
    """
    return opened(toml_in(path), path)


def opened(data: Mapping[str, Any], path: Path) -> Settings:
    """The same of what stands in that file, or would.

    Raises:
        SettingsError: as `open_settings`.
    """
    settings, problems = check_settings(data, path.parent)
    if settings is None or problems:
        raise SettingsError(problems, path)
    if problems := tuple(file_problems((settings.machine, settings.city, *settings.fitted))):
        raise SettingsError(problems, path)
    return settings


def all_problems(path: Path) -> tuple[Problem, ...]:
    """Everything that `kiosk run` would refuse in the file and in those that it names; also where the file is none at all."""
    try:
        text = read(path)
    except SettingsError as error:
        return error.problems
    return problems_in(text, path.parent)


def problems_in(text: str, folder: Path) -> tuple[Problem, ...]:
    """The same of settings that are to lie in a folder, from which their paths are meant."""
    try:
        data = toml(text)
    except SettingsError as error:
        return error.problems
    settings, problems = check_settings(data, folder)
    sections = tuple(sound_sections(data, folder))
    demonstration = [each for city in sections if isinstance(city, CitySettings) for each in trusts_demonstration(city)]
    return (*problems, *file_problems(sections), *demonstration, *(city_problems(settings) if settings else ()))


def city_problems(settings: Settings) -> tuple[Problem, ...]:
    """Whether the city's data can be used and agree with what the settings say of it."""
    try:
        city_of(settings)
    except SettingsError as error:
        return error.problems
    return ()


def trusts_demonstration(city: CitySettings) -> list[Problem]:
    """Whoever runs a demonstration holds the key of its CA: no kiosk may trust that. Of a file that cannot be used, nothing."""
    opening = Opening()
    named = [("city.ca", opening("city.ca", certificates, city.ca), city.ca)]
    for number, path in enumerate(city.signing_keys, 1):
        found = opening(f"city.signing_keys[{number}]", anchors, path) or ()
        named.append(
            (f"city.signing_keys[{number}]", tuple(each for each in found if isinstance(each, Certificate)), path)
        )
    return [Problem(key, Flaw.DEMO_CA, {"path": path}) for key, found, path in named if found and is_demo_ca(found)]


def file_problems(sections: Iterable[Section]) -> list[Problem]:
    """What is wrong with the files that these sections name. Papers are printed with the fonts that they name, from now on."""
    opening = Opening()
    for section in sections:
        if isinstance(section, MachineSettings):
            _machine(section, opening)
        elif isinstance(section, CitySettings):
            _city(section, opening)
        elif isinstance(section, Fitting):
            section.open_files(opening)
    return opening.problems


def _machine(machine: MachineSettings, opening: Opening) -> None:
    fonts.use(machine.fonts, machine.hanja_fonts)
    for setting, names in (("machine.fonts", fonts.NANUM), ("machine.hanja_fonts", (fonts.HANJA,))):
        for name in names:
            if opening(setting, fonts.check_font, fonts.path(name)) is None:
                break  # one package has them all
    if machine.journal.is_dir():
        opening.problems.append(Problem("machine.journal", Flaw.IS_FOLDER, {"path": machine.journal}))
    elif not machine.journal.parent.is_dir():
        opening.problems.append(Problem("machine.journal", Flaw.NO_FOLDER, {"path": machine.journal.parent}))


def _city(city: CitySettings, opening: Opening) -> None:
    ca = opening("city.ca", certificates, city.ca)
    own = opening("city.certificate", own_certificate, city.certificate)
    key = opening("city.key", private_key, city.key)
    for number, path in enumerate(city.signing_keys, 1):
        opening(f"city.signing_keys[{number}]", anchors, path)
    if own and key and not belong_together(own, key):
        about = {"path": city.key, "certificate": city.certificate}
        opening.problems.append(Problem("city.key", Flaw.KEY_OF_ANOTHER, about))
    elif ca and own and key:
        try:
            CityTransport(city.url, Trust(city.ca, city.certificate, city.key))
        except OSError as error:  # too short a key, an algorithm that TLS does not take
            why = {"path": city.certificate, "why": error.strerror or str(error)}
            opening.problems.append(Problem("city.certificate", Flaw.NOT_FOR_TLS, why))
