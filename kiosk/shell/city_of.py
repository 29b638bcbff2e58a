"""The city that a machine's settings name, and whether the two agree."""

from __future__ import annotations

from config.city import City, city_folder, read_city
from config.data_file import DataFileError
from config.identity import KioskIdentity
from config.settings import Settings, SettingsError


def city_of(settings: Settings) -> City:
    """Raises `SettingsError`: its data cannot be used, or the settings speak of what the city has not."""
    try:
        city = read_city(city_folder(settings.city.data))
    except DataFileError as error:
        raise SettingsError(f"city.data: {error}") from None
    kiosk = identity_of(settings)
    if not city.site_of(kiosk):
        sites = ", ".join(f"{site.number} {site.name}" for site in city.sites)
        raise SettingsError(f"machine.site: {city.id} has no site {kiosk.number} {kiosk.site}; there are {sites}")
    for at, hours in enumerate(settings.hours):
        strangers = sorted(set(hours.kinds) - city.kinds.keys())
        if strangers:
            raise SettingsError(f"hours.{at}.kinds: no such kind: {', '.join(strangers)}")
    return city


def identity_of(settings: Settings) -> KioskIdentity:
    return KioskIdentity(settings.machine.id, settings.machine.number, settings.machine.site)
