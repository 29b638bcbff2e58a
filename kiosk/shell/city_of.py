"""The city that a machine's settings name, and whether the two agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from config.city import City, city_folder, read_city
from config.data_file import DataFileError
from config.identity import KioskIdentity
from config.problems import Flaw, Problem, SettingsError
from config.settings import Frame


def city_of(settings: Frame, file: Path | None = None) -> City:
    """``file`` is where the settings were read.

    Raises:
        SettingsError: its data cannot be used, or the settings speak of what the city has not.
    """
    try:
        city = read_city(city_folder(settings.city.data))
    except DataFileError as error:
        raise SettingsError([Problem("city.data", Flaw.OTHER, {"why": error})], file) from None
    problems = tuple(_disagreements(settings, city))
    if problems:
        raise SettingsError(problems, file)
    return city


def _disagreements(settings: Frame, city: City) -> Iterator[Problem]:
    kiosk = identity_of(settings)
    if not city.site_of(kiosk):
        sites = ", ".join(f"{site.number} {site.name}" for site in city.sites)
        yield Problem("machine.site", Flaw.NO_SUCH_SITE, {"value": kiosk.short, "sites": sites})
    for number, hours in enumerate(settings.hours, 1):
        strangers = sorted(set(hours.kinds) - city.kinds.keys())
        if strangers:
            yield Problem(f"hours[{number}].kinds", Flaw.NO_SUCH_KIND, {"names": ", ".join(strangers)})


def identity_of(settings: Frame) -> KioskIdentity:
    return KioskIdentity(settings.machine.id, settings.machine.number, settings.machine.site)


def phone_of(city: City, kiosk: KioskIdentity) -> str:
    """Whom to call about this machine: the site's own number, or the city's."""
    site = city.site_of(kiosk)
    return (site.phone if site else None) or city.phone
