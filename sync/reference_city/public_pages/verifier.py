"""The verifier that everyone has: a page that checks the signed code of a paper inside the browser, and tells nobody.

It is a file a language, whole: style, scripts, decoder and the city's certificates are in it, so any site can hand it out, and a copy on
a stick works as well. Its policy lets the browser load nothing from anywhere and send nothing but the form of the number. A worker
beside it keeps it for a browser that has no network the next time.

What it believes is what `kiosk verify` does (`config/barcode_signer.py`); each signer's certificate must lead to a CA that it carries.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from markupsafe import Markup

from config.barcode_signer import Anchors, is_authority, reference
from config.catalogue import in_language
from config.city import City
from sync.reference_city.public_pages.frame import HERE, PAGES, Texts, digest, drawn, static, style

SCRIPTS = ("zxing/zxing_reader.js", "seal.js", "signers.js", "reading.js", "page.js")
WORKER = "sw.js"


class UnfitAnchorsError(ValueError):
    """With these a page could say nothing, or not all that it says; the message is a sentence."""


def verifier(city: City, anchors: Anchors, lookup: str = "") -> dict[str, bytes]:
    """The files by name. ``lookup``: where a number is looked up, an address or a path; "" where it is not.

    Raises:
        UnfitAnchorsError
    """
    _check(city, anchors)
    pages = {PAGES[language]: _page(Texts(city, language), anchors, lookup).encode() for language in PAGES}
    return {**pages, WORKER: static(WORKER).encode()}


def _check(city: City, anchors: Anchors) -> None:
    certificates = [each for each in anchors if isinstance(each, x509.Certificate)]
    authorities = [each for each in certificates if is_authority(each)]
    signers = [each for each in certificates if not is_authority(each)]
    if not signers and len(certificates) == len(anchors):
        raise UnfitAnchorsError(
            "no signer's certificate is among them: a browser that has the CA's alone can check nothing"
        )
    for each in signers:
        if not any(_leads_to(each, authority) for authority in authorities):
            raise UnfitAnchorsError(
                f"signer {reference(each)}: the certificate of the CA that issued it is not among them"
            )
        if _called(each) != city.signer:
            raise UnfitAnchorsError(
                f"signer {reference(each)} signs for {_called(each)}, and this city is {city.signer}"
            )


def _leads_to(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except Exception:  # of the library's many: whatever it is, this is not the issuer
        return False
    return True


def _called(certificate: x509.Certificate) -> str:
    return "".join(str(each.value) for each in certificate.subject)


def _page(t: Texts, anchors: Anchors, lookup: str) -> str:
    scripts = [static(each) for each in SCRIPTS]
    data = {
        "texts": t.script(),
        "kinds": {name: in_language(kind.title, t.language) for name, kind in t.city.kinds.items()},
        "trust": _trust(t.city, anchors),
    }
    return drawn(
        "verifier.html", t, t("title"),
        policy=_policy(scripts, lookup), lookup=lookup, scripts=[Markup(each) for each in scripts],
        data={name: Markup(_json(value)) for name, value in data.items()}, decoder=_decoder(),
        known=list(_known(anchors)), licence=static("zxing/LICENSE"),
    )  # fmt: skip


def _trust(city: City, anchors: Anchors) -> dict[str, object]:
    certificates = [each.public_bytes(Encoding.DER) for each in anchors if isinstance(each, x509.Certificate)]
    keys = [
        each.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        for each in anchors
        if not isinstance(each, x509.Certificate)
    ]
    return {
        "signer": city.signer,
        "certificates": [b64encode(each).decode() for each in certificates],
        "keys": [b64encode(each).decode() for each in keys],
    }


def _known(anchors: Anchors) -> Iterator[str]:
    for each in anchors:
        if isinstance(each, x509.Certificate) and not is_authority(each):
            since, until = (at.astimezone(UTC).date() for at in (each.not_valid_before_utc, each.not_valid_after_utc))
            yield f"{reference(each)} ({since} ~ {until})"


def _policy(scripts: list[str], lookup: str) -> str:
    """What the browser lets the page do: nothing is loaded, and nothing is sent but that form."""
    allowed, sent_to = " ".join(map(digest, scripts)), "'self'" if lookup.startswith("/") else lookup or "'none'"
    return (
        f"default-src 'none'; script-src 'wasm-unsafe-eval' {allowed}; style-src {digest(style())}; img-src data:; "
        f"worker-src 'self'; form-action {sent_to}; base-uri 'none'"
    )


def _json(value: object) -> str:
    """As it may stand in a page: no text ends the element that it is in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


@cache
def _decoder() -> str:
    wasm = (HERE / "static" / "zxing" / "zxing_reader.wasm").read_bytes()
    return b64encode(gzip.compress(wasm, mtime=0)).decode()
