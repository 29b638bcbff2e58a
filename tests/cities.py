"""Cities, read once for all tests; each is a value that nobody can change."""

from __future__ import annotations

from dataclasses import replace

from config.city import City, read_city, shipped_city
from config.kind import Kind
from config.scene import Scene
from sync.reference_city.seal_picture import seal_png

WONJU = read_city(shipped_city("wonju"))
PLACE = {place.name: place.id for place in WONJU.places}
"""Of `WONJU`."""


def scene_of(city: City) -> Scene:
    assert city.scene
    return city.scene


SCENE = scene_of(WONJU)
SEAL = seal_png(SCENE.seal.format(issuer=WONJU.issuer))
"""The mayor's."""


def with_kinds(city: City, *kinds: Kind) -> City:
    """The city with these in place of its kinds of the same names."""
    return replace(city, kinds={**city.kinds, **{kind.name: kind for kind in kinds}})
