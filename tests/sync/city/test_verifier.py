"""The verifier that everyone has, in a real Chromium: what it reads, what it believes, and that nobody learns of it."""

from __future__ import annotations

import json
import random
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image
from playwright.sync_api import Error, Route

from config.visible_seal import SealError, SealFields, decode
from sync.city.api import DocumentReply, DocumentState
from sync.reference_city.lookup import Found
from sync.reference_city.public_pages.found import found_page, not_found_page
from sync.reference_city.public_pages.frame import HERE, Texts
from sync.reference_city.public_pages.verifier import UnfitAnchorsError, verifier
from tests.cities import GYEONBON, WONJU
from tests.kiosk.verification.papers import ISSUED
from tests.kiosk.verification.test_verification_signers import CA, OTHER_CA, SIGNER, certificate, key
from tests.printing.conftest import example_of
from tests.proofs import WHOLE
from tests.sync.city.camera import FRAME, LIGHTS, seen
from tests.sync.city.open_verifier import LOOKUP, Opened, handed, opened

SHOWN = (
    list(product(WONJU.kinds, LIGHTS))
    if WHOLE
    else list(zip(("disability", "building-register", "vehicle-register"), LIGHTS, strict=True))
)
AFTER = ISSUED + timedelta(days=60)


@pytest.fixture(scope="module")
def verifying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("verifier")) as there:
        yield there


@pytest.fixture
def page(verifying: Opened) -> Iterator[Opened]:
    verifying.see([Image.new("L", FRAME)])
    verifying.open()
    yield verifying
    verifying.page.context.set_offline(False)


def in_values(fields: SealFields) -> list[str]:
    decisive = [each.partition("=")[2] for each in fields.decisive]
    return [
        fields.number,
        WONJU.kinds[fields.kind].title["ko"],
        fields.subject,
        *decisive,
        f"{fields.issued_at:%Y-%m-%d %H:%M:%S}",
    ]


@pytest.mark.parametrize(("kind", "light"), SHOWN)
def test_a_paper_that_the_camera_sees_is_read_and_what_it_must_say_is_shown(
    page: Opened, kind: str, light: str
) -> None:
    paper = handed(kind)
    page.page.context.set_offline(True)
    page.see([seen(paper.page, light) for _ in range(3)])
    page.page.click("#start-camera")
    assert page.found() == "genuine"
    assert page.said() == in_values(paper.fields)


def test_what_is_wrong_with_a_paper_is_told_apart(page: Opened) -> None:
    subject = handed().code.index("홍길동".encode())
    papers = {
        "genuine": handed(),
        "changed": handed(change=lambda code: code[:subject] + "김".encode() + code[subject + 3 :]),
        "other-city": handed(by=key(77), signer=GYEONBON.signer),
        "expired": handed(issued_at=AFTER),
        "unknown-signer": handed(by=key(12), certificate="4A3F02"),
    }
    assert {name: _found(page, paper.picture) for name, paper in papers.items()} == {name: name for name in papers}
    assert _found(page, handed(by=key(77)).picture) == "changed", "another's key under the city's name"


def _found(page: Opened, picture: bytes) -> str:
    found = page.choose(picture)
    assert bool(page.said()) == (found == "genuine"), "of what is not believed nothing is shown"
    page.again()
    return found


def test_what_is_no_paper_is_told_apart(page: Opened) -> None:
    upper = handed().page.crop((1240, 0, 2480, 877))
    both, other = handed().page, handed("basic-livelihood").page
    both.paste(other.crop((0, both.height * 3 // 4, both.width // 2, both.height)), (0, both.height // 4))
    for picture, expected in ((upper, "another-code"), (both.reduce(2), "two-papers")):
        assert _found(page, _png(picture)) == expected
    assert _found(page, _png(Image.new("L", FRAME, 255))) == "no-code"
    assert _found(page, b"%PDF-1.7") == "no-picture"


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_once_opened_it_needs_no_network_and_what_was_checked_is_told_to_nobody(page: Opened) -> None:
    page.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    paper = handed().picture
    page.away = True
    assert _found(page, paper) == "genuine"
    for name in ("en.html", "", "index.html"):
        page.open(name)  # again, as tomorrow in a cellar
        assert _found(page, paper) == "genuine"
    page.away = False
    assert _found(page, paper) == "genuine"
    assert set(page.asked) <= {"/", "/index.html", "/en.html", "/sw.js"}


def test_the_browser_lets_it_send_nothing_and_load_nothing(page: Opened) -> None:
    for attempt in (
        "fetch('/index.html')",
        "fetch('https://elsewhere.invalid/')",
        "import('https://elsewhere.invalid/a.js')",
    ):
        with pytest.raises(Error, match=r"Failed to fetch|violates"):
            page.page.evaluate(attempt)


def test_a_signer_is_believed_only_under_the_citys_ca_and_with_the_citys_name(page: Opened) -> None:
    def believed(*certificates: x509.Certificate) -> list[str]:
        der = [b64encode(each.public_bytes(Encoding.DER)).decode() for each in certificates]
        carried = {"signer": WONJU.signer, "certificates": der, "keys": []}
        found: list[str] = page.page.evaluate(
            f"believed({json.dumps(carried)}).then(all => all.signers.map(each => each.reference))"
        )
        return found

    assert believed(CA, SIGNER) == ["4A3F01"]
    assert believed(OTHER_CA, SIGNER) == [], "another CA of that name"
    assert believed(SIGNER) == []
    assert believed(CA, certificate("KRXX", key(11), "KRCity CA", key(1), 5)) == []
    assert believed(CA, SIGNER, certificate("KRWJ", key(12), "KRWJ", key(11), 6)) == ["4A3F01"], "a signer is no CA"


def test_it_reads_a_code_as_the_kiosk_writes_it_and_no_other_bytes_as_anything_else(page: Opened) -> None:
    dice, genuine = random.Random(4), [handed(kind).code for kind in ("disability", "local-tax")]
    codes = list(genuine)
    for _ in range(300):
        changed = bytearray(dice.choice(genuine))
        for _ in range(dice.randrange(1, 4)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        codes.append(bytes(changed[: dice.choice((len(changed), dice.randrange(len(changed))))]))
    read = """all => all.map(each => {
      try { const seal = readSeal(ofBase64(each)); return [seal.number, seal.kind, seal.subject, seal.signer, seal.certificate, seal.issuedAt, ...seal.decisive]; }
      catch (error) { if (!(error instanceof NotASeal)) return [String(error)]; return null; }
    })"""
    told = page.page.evaluate(read, [b64encode(each).decode() for each in codes])
    for code, theirs in zip(codes, told, strict=True):
        try:
            fields, *_ = decode(code)
        except SealError:
            continue
        at = int(fields.issued_at.timestamp() * 1000)
        assert theirs == [
            fields.number,
            fields.kind,
            fields.subject,
            fields.signer,
            fields.certificate,
            at,
            *fields.decisive,
        ]
    assert [each for each in told if each and "Error" in each[0]] == []


TYPED = (
    "1732-4096-5500-0817",
    "1732409655000817",
    " 1732 4096 5500 0817",
    "１７３２－４０９６－５５００－０８１７",
    "1732–4096—5500−0817",
)


def test_a_number_is_sent_as_the_city_keeps_it_however_it_was_typed(page: Opened) -> None:
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(body="looked up")

    page.page.route(LOOKUP, answer)
    for wrong in ("1732-4096-5500-081", "1732-4096-5500-0817-1", "a732-4096-5500-0817"):
        page.page.fill("#number", wrong)
        page.page.fill("#about", "홍길동")
        page.page.click("#number-form button")
        assert page.page.locator("#number-problem").inner_text() == "문서확인번호는 숫자 16자리입니다."
    for typed in TYPED:
        page.open()
        page.page.fill("#number", typed)
        page.page.fill("#about", "홍길동")
        page.page.click("#number-form button")
        page.page.get_by_text("looked up").wait_for()
    assert {each.split("&")[1] for each in sent} == {"number=1732-4096-5500-0817"}
    assert len(sent) == len(TYPED)


def test_every_state_keeps_the_rules_of_accessibility_and_is_as_wide_as_a_telephone(page: Opened) -> None:
    wrong: dict[str, object] = {}

    def look(state: str) -> None:
        found = Axe().run(page.page).response["violations"]
        for width in (390, 320):
            page.page.set_viewport_size({"width": width, "height": 700})
            if page.page.evaluate("document.documentElement.scrollWidth") > width:
                wrong[f"{state}, {width}"] = "wider than the telephone"
        if found:
            wrong[state] = [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found]

    look("first")
    page.page.click("#start-camera")
    page.page.locator("#stop-camera").wait_for()
    look("camera")
    page.page.click("#stop-camera")
    for state, paper in (
        ("changed", handed(by=key(77))),
        ("other-city", handed(signer="KRGB")),
        ("genuine", handed("land-register")),
    ):
        assert page.choose(paper.picture) == state
        assert page.page.evaluate("document.activeElement.tagName") == "H2", "what was found is read out first"
        look(state)
        page.again()
    page.open("en.html")
    look("first, in English")
    assert page.choose(paper.picture) == "genuine"
    look("genuine, in English")
    assert wrong == {}


def test_what_the_city_answers_to_a_number_keeps_the_rules_of_accessibility(page: Opened) -> None:
    document = DocumentReply("1732-4096-5500-0817", DocumentState.ISSUED, "vehicle-register", ISSUED.isoformat())
    found = Found(document, WONJU.kinds["vehicle-register"], example_of("vehicle-register"))
    wrong = {}
    for t in (Texts(WONJU, "ko"), Texts(WONJU, "en")):
        for name, html in (("found", found_page(t, found)), ("not found", not_found_page(t))):
            page.page.set_content(html)
            violations = [each["id"] for each in Axe().run(page.page).response["violations"]]
            if violations or page.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong[t.language, name] = violations
    assert wrong == {}


def test_by_the_keyboard_alone_the_camera_is_opened_and_left(page: Opened) -> None:
    page.page.locator("#start-camera").focus()
    page.page.keyboard.press("Enter")
    page.page.locator("#stop-camera:focus").wait_for()
    page.page.keyboard.press("Enter")
    page.page.locator("#start-camera:focus").wait_for()


def test_the_decoder_is_the_one_that_its_maker_named() -> None:
    script, wasm = (HERE / "static" / "zxing" / f"zxing_reader.{end}" for end in ("js", "wasm"))
    assert sha256(wasm.read_bytes()).hexdigest() in script.read_text("utf-8")


def test_a_page_that_could_check_nothing_is_not_made() -> None:
    for anchors, why in (
        ((CA,), "no signer's certificate"),
        ((SIGNER,), "the certificate of the CA"),
        ((OTHER_CA, SIGNER), "the certificate of the CA"),
        ((CA, certificate("KRXX", key(11), "KRCity CA", key(1), 5)), "signs for KRXX, and this city is KRWJ"),
    ):
        with pytest.raises(UnfitAnchorsError, match=why):
            verifier(WONJU, anchors)


def test_without_a_place_to_look_a_number_up_nothing_can_be_sent_at_all() -> None:
    page = verifier(WONJU, (CA, SIGNER))["index.html"].decode()
    assert "form-action &#39;none&#39;" in page
    assert 'id="number-form"' not in page
