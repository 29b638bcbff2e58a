"""The city that a machine's settings name, and whether the two agree."""

from __future__ import annotations

from config.city import City, read_city, shipped_city
from config.data_file import DataFileError
from config.settings import Settings, SettingsError


def city_of(settings: Settings) -> City:
    """Raises `SettingsError`: its data cannot be used, or the settings speak of what the city has not."""
    try:
        city = read_city(shipped_city())
    except DataFileError as error:
        raise SettingsError(f"city: {error}") from None
    for at, hours in enumerate(settings.hours):
        strangers = sorted(set(hours.kinds) - city.kinds.keys())
        if strangers:
            raise SettingsError(f"hours.{at}.kinds: no such kind: {', '.join(strangers)}")
    return city
