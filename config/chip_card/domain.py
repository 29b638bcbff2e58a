"""Elliptic curves by the number that chips give them, or by what a certificate or a chip's key says of its own
(ICAO Doc 9303 part 11, 9.5.1; BSI TR-03110 part 3, A.2.1.1).

The points come from `ecdsa`: PACE's mapping needs a sum of points, which `cryptography` does not offer, and of the brainpool
curves that has three.
"""

from __future__ import annotations

from dataclasses import dataclass

from asn1crypto import keys
from ecdsa import curves
from ecdsa.ellipticcurve import INFINITY, Point, PointJacobi

SPARE = 8
"""So many random bytes more than the order has: the remainder then has no bias worth speaking of."""


class PointError(Exception):
    """No point of the curve, or not where one is expected."""


@dataclass(frozen=True, eq=False)
class Domain:
    """Attributes:
    number: among the standardised domain parameters.
    size: bytes of a coordinate; numbers are padded to it, also when they begin with zeros.
    order: of the generator.
    """

    number: int
    curve: curves.Curve

    @property
    def name(self) -> str:
        return str(self.curve.name)

    @property
    def size(self) -> int:
        return (int(self.curve.curve.p()).bit_length() + 7) // 8

    @property
    def order(self) -> int:
        return int(self.curve.order)

    @property
    def generator(self) -> PointJacobi:
        return self.curve.generator

    @property
    def random_size(self) -> int:
        """Bytes that `private_key` wants."""
        return self.size + SPARE

    def private_key(self, random: bytes) -> int:
        return int.from_bytes(random) % (self.order - 1) + 1

    def encode(self, point: PointJacobi) -> bytes:
        """Uncompressed."""
        return b"\x04" + int(point.x()).to_bytes(self.size) + int(point.y()).to_bytes(self.size)

    def decode(self, data: bytes) -> PointJacobi:
        """Raises `PointError` for anything but an uncompressed point of the curve."""
        if len(data) != 1 + 2 * self.size or data[0] != 4:
            raise PointError("not an uncompressed point")
        x, y = int.from_bytes(data[1 : 1 + self.size]), int.from_bytes(data[1 + self.size :])
        prime = int(self.curve.curve.p())
        if x >= prime or y >= prime or not self.curve.curve.contains_point(x, y):
            raise PointError("not on the curve")
        return PointJacobi.from_affine(Point(self.curve.curve, x, y, self.order))

    def shared(self, own: int, others: PointJacobi) -> bytes:
        """The x-coordinate of the point that both ends come to. Raises `PointError`."""
        point = others * own
        if point == INFINITY:
            raise PointError("no shared point")
        return int(point.x()).to_bytes(self.size)


DOMAINS = {
    number: Domain(number, curve)
    for number, curve in {
        10: curves.NIST224p,
        11: curves.BRAINPOOLP224r1,
        12: curves.NIST256p,
        13: curves.BRAINPOOLP256r1,
        14: curves.BRAINPOOLP320r1,
        15: curves.NIST384p,
        16: curves.BRAINPOOLP384r1,
        17: curves.BRAINPOOLP512r1,
        18: curves.NIST521p,
    }.items()
}
"""The curves of 192 bits (8 and 9) are not spoken: they are no longer good enough for who somebody is."""
BRAINPOOL_256 = DOMAINS[13]


def domain_of(parameters: keys.ECDomainParameters) -> Domain:
    """By its name, or by its numbers where they are written out: some states' certificates and chips do.

    Raises:
        PointError: it is none of `DOMAINS`.
    """
    for domain in DOMAINS.values():
        if _is(parameters, domain):
            return domain
    raise PointError("a curve that is not spoken here")


def _is(parameters: keys.ECDomainParameters, domain: Domain) -> bool:
    if parameters.name == "named":
        return bool(parameters.chosen.dotted == ".".join(map(str, domain.curve.oid)))
    if parameters.name != "specified":
        return False
    said, curve = parameters.chosen, domain.curve.curve
    prime = int(curve.p())
    generator = domain.encode(domain.generator)
    base = said["base"].contents
    return (
        said["field_id"]["field_type"].native == "prime_field"
        and int(said["field_id"]["parameters"].native) == prime
        and int.from_bytes(said["curve"]["a"].contents) == int(curve.a()) % prime
        and int.from_bytes(said["curve"]["b"].contents) == int(curve.b()) % prime
        and base in (generator, bytes((2 + generator[-1] % 2,)) + generator[1 : 1 + domain.size])
        and int(said["order"].native) == domain.order
    )
