"""The verifier in a real Chromium, from a site that hands out its files and nothing else, with a camera that shows what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image
from playwright.sync_api import Page, ViewportSize

from config.barcode_signer import Anchors, reference
from config.shown import fields_of
from config.visible_seal import SealFields, encode, signer
from sync.reference_city.public_pages.verifier import verifier
from tests.cities import WONJU
from tests.kiosk.verification.papers import printed
from tests.kiosk.verification.test_verification_signers import CA, SIGNER, key
from tests.patience import PATIENCE_MS
from tests.sync.city.browser import chromium
from tests.sync.city.camera import film, page_of

LOOKUP = "https://lookup.invalid/"
ANCHORS: Anchors = (CA, SIGNER)
TELEPHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Handed:
    """A paper that somebody holds, and what its code says."""

    fields: SealFields
    code: bytes
    pdf: bytes

    @property
    def page(self) -> Image.Image:
        return page_of(self.pdf)

    @property
    def picture(self) -> bytes:
        """As a scanner makes it, of 150 dots to the inch."""
        out = BytesIO()
        self.page.reduce(2).save(out, "PNG")
        return out.getvalue()


def handed(
    kind: str = "disability", by: ec.EllipticCurvePrivateKey | None = None, change: Callable[[bytes], bytes] = bytes, **says: object
) -> Handed:  # fmt: skip
    """``by``: who signs; the city. ``says``: fields of the code that are not the paper's. ``change``: to the code's bytes."""
    blank = printed(kind)
    issue = replace(blank.issue, signer=SIGNER.public_bytes(Encoding.DER))
    fields = replace(fields_of(kind, blank.record, issue, WONJU.signer, reference(SIGNER)), **says)  # type: ignore[arg-type]
    code = change(encode(fields, signer(by or key(11))))
    return Handed(fields, code, replace(blank, issue=replace(issue, signed_code=code)).pdf())


@dataclass
class Opened:
    """Attributes:
    asked: the paths that the site was asked for.
    away: whether it answers no more.
    """

    page: Page
    url: str
    camera: Path
    asked: list[str] = field(default_factory=list)
    away: bool = False

    def open(self, name: str = "index.html") -> None:
        self.page.goto(self.url + name)
        self.page.locator("#start-camera").wait_for()

    def choose(self, picture: bytes) -> str:
        """What is found on it."""
        self.page.set_input_files("#file", {"name": "a.png", "mimeType": "image/png", "buffer": picture})
        return self.found()

    def see(self, pictures: Sequence[Image.Image]) -> None:
        """What the camera sees from when it is next switched on."""
        film(pictures, self.camera)

    def found(self) -> str:
        answer = self.page.locator("#answer:not([hidden])")
        answer.wait_for()
        return answer.get_attribute("data-found") or ""

    def again(self) -> None:
        self.page.click("#again")

    def said(self) -> list[str]:
        """The values that are to be compared with the paper."""
        return self.page.locator(".fields dd").all_inner_texts()


@contextmanager
def opened(folder: Path) -> Iterator[Opened]:
    site = folder / "site"
    site.mkdir()
    for name, content in verifier(WONJU, ANCHORS, LOOKUP).items():
        (site / name).write_bytes(content)

    class Site(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if there.away:
                self.close_connection = True
                return
            there.asked.append(self.path)
            super().do_GET()

        def log_message(self, *about: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=str(site)))
    thread = Thread(target=server.serve_forever)
    camera = folder / "camera.mjpeg"
    thread.start()
    try:
        with chromium(
            "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}"
        ) as browser:  # fmt: skip
            page = browser.new_context(viewport=TELEPHONE).new_page()
            page.set_default_timeout(PATIENCE_MS)
            there = Opened(page, f"http://127.0.0.1:{server.server_port}/", camera)
            yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
