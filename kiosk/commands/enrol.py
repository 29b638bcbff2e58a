"""``kiosk enrol``: the city lets this machine in. What a technician does at a new machine, or at one that takes another's place:

1. ask the city for its door's address and the fingerprint of its CA;
2. run this command. It makes the machine's key, which never leaves it, asks to be let in, and shows a code;
3. read the code out to the admin, who sees the same one in ``kiosk city enrolments`` and says ``kiosk city approve CODE``;
4. the command goes on by itself: it keeps the certificate, tries it, and writes ``[machine]`` and ``[city]`` of the settings.

It may be stopped and started again at any time: it goes on with the same request. The pages by which a new machine is set up at its own
screen run it with ``--json`` (`kiosk.shell.setting_up`).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from ssl import CERT_NONE, PROTOCOL_TLS_CLIENT, SSLContext
from typing import TypeVar
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import TypeAdapter, ValidationError

from config.address import city_address
from config.city import City
from config.credentials import DEMO_CA, belong_together, certificates, is_demo_ca, private_key
from config.deadline import connect, within
from config.durable import write_durably
from config.settings import toml_in
from config.trouble import Trouble
from kiosk.commands.arguments import city as named_city
from kiosk.commands.asking import at_terminal, must_agree
from kiosk.shell.identity import JOURNAL, STATE, Asked, IdentityFiles, signing_request
from kiosk.shell.settings_file import put_into_file
from sync.city.client import CityCall, CityReply
from sync.city.enrolment import (
    MAX_DOOR_REPLY_BYTES,
    EnrolmentReply,
    EnrolmentRequest,
    EnrolmentState,
    NoUse,
    Talk,
    Welcome,
    ask_to_be_let_in,
    code_of,
    fingerprint,
    pem_of,
    welcome,
    what_became,
)
from sync.city.transport import CityTransport, Trust

ANSWER_MS = 10_000
LOOK_S = 2
WAIT_S = 1_800
"""An admin is at the telephone; who is not leaves the machine, and goes on tomorrow with the same code."""
T = TypeVar("T")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--city", required=True, metavar="URL", help="the city's door: https://HOST[:PORT]")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--site", help="where it stands: the number or the name of one of the city's sites")
    where.add_argument("--about", action="store_true", help="only say whose door it is, and which sites the city has")
    parser.add_argument("--id", help="what it is called at the city; CITY-NUMBER where it has no name yet")
    parser.add_argument("--data", metavar="NAME|FOLDER", help="the city's data, where the city's own is not shipped")
    trust = parser.add_mutually_exclusive_group()
    trust.add_argument(
        "--ca", type=Path, metavar="FILE", help="the CA of the city's servers, as an admin handed it over"
    )
    trust.add_argument(
        "--fingerprint", metavar="SHA256", help="its fingerprint, as an admin read it out; asked for otherwise"
    )
    parser.add_argument(
        "--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"), help="the settings that are written"
    )
    parser.add_argument(
        "--state", type=Path, default=STATE, metavar="FOLDER", help="where key, certificate and journal lie"
    )
    parser.add_argument(
        "--wait",
        type=int,
        default=WAIT_S,
        metavar="SECONDS",
        help=f"for the admin, at most; {WAIT_S} where nothing is said",
    )
    parser.add_argument("--json", action="store_true", help="what comes of it, each as one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Exit status 0 let in, 1 not, and why was said."""
    try:
        host = city_address(options.city).host
    except ValueError as error:
        raise Trouble(f"--city: {error}") from None
    if options.about:
        return _about(options)
    files = IdentityFiles(options.state / "city")
    files.make_folder()
    _believe(options, files)
    door = CityTransport(options.city, Trust(files.ca, None, None))
    told = _run(welcome(), door)
    write_durably(files.signing, "\n".join(told.signing).encode(), 0o644)
    asked = _asked(options, files, _city(options, told))
    reply = _run(ask_to_be_let_in(asked.uuid, asked.request), door)
    code = code_of(pem_of(asked.request.request), reply.nonce)
    if reply.state is EnrolmentState.WAITING:
        _say_code(options, asked.request, code)
        reply = _decided(reply, asked.uuid, door, options.wait)
    if reply.state is EnrolmentState.REFUSED:
        files.asked.unlink()
        if options.json:
            print(json.dumps({"refused": True}))
        raise Trouble("the city has turned this machine away; ask there why, and start again")
    url = f"https://{'[' + host + ']' if ':' in host else host}:{reply.port}"
    _keep(files, asked.request.kiosk, reply, url)
    _write_settings(options, files, asked.request, told, url)
    files.asked.unlink()
    (own, *_) = certificates(files.certificate)
    until = f"{own.not_valid_after_utc:%Y-%m-%d}"
    if options.json:
        print(json.dumps({"until": until}))
    else:
        print(f"let in until {until}; it renews that by itself. Written: {options.config}, {files.folder}")
        print("next: kiosk commission")
    return 0


def _about(options: argparse.Namespace) -> int:
    """Exit status 0. Nothing is asked, kept or believed."""
    shown = _shown(options.city)
    trust, sites = _fingerprint_of(shown), _city(options, shown).sites
    if options.json:
        told = {"city": shown.city, "fingerprint": trust, "sites": [[each.number, each.name] for each in sites]}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"{shown.city}\n\n    {trust}\n")
        print(*(f"{each.number} {each.name}" for each in sites), sep="\n")
    return 0


def _say_code(options: argparse.Namespace, request: EnrolmentRequest, code: str) -> None:
    if options.json:
        print(json.dumps({"code": code}), flush=True)
        return
    print(f"{request.kiosk}, {request.number} {request.site}: asks to be let in.\n\n    {code}\n")
    print("Read this code out to the admin, who sees the same one: kiosk city approve " + code, flush=True)


def _run(talk: Talk[T], carry: CityTransport) -> T:
    """Raises `Trouble`: no answer that is of use."""
    try:
        call = next(talk)
        while True:
            call = talk.send(carry(call, ANSWER_MS))
    except StopIteration as end:
        result: T | NoUse = end.value
        if isinstance(result, NoUse):
            raise Trouble(f"the city's door: {result.why}") from None
        return result


# -- whom to believe --


def _believe(options: argparse.Namespace, files: IdentityFiles) -> None:
    """The CA is on the disk when this returns: from the file that was handed over, or shown at the door and confirmed."""
    if options.ca:
        found = certificates(options.ca)
        pem = b"".join(each.public_bytes(Encoding.PEM) for each in found)
    else:
        shown = _shown(options.city)
        pem, found = shown.ca.encode(), _ca_of(shown)
        _confirm(_fingerprint_of(shown), options.fingerprint)
    if is_demo_ca(found):
        raise Trouble(
            f"this city is a demonstration ({DEMO_CA}): no kiosk may trust it; an admin makes keys with kiosk city keygen"
        )
    write_durably(files.ca, pem, 0o644)


def _ca_of(shown: Welcome) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(shown.ca.encode()))
    except ValueError:
        raise Trouble("the city's door: what it shows as its CA is no certificate") from None


def _fingerprint_of(shown: Welcome) -> str:
    return fingerprint(_ca_of(shown)[0].public_bytes(Encoding.DER))


def _confirm(shown: str, typed: str | None) -> None:
    if typed is not None:
        if "".join(typed.lower().replace(":", "").split()) != shown.replace(" ", ""):
            raise Trouble(f"another CA answers there than the fingerprint says: {shown}")
        return
    print(f"The city's CA has this fingerprint:\n\n    {shown}\n\nDoes the admin read out the same one?", flush=True)
    if not at_terminal():
        raise Trouble("nobody is at a terminal to be asked; a script says --ca or --fingerprint")
    must_agree(yes=False)


def _shown(url: str) -> Welcome:
    """What the door says of itself, before anybody knows whose it is: of use only with its fingerprint confirmed."""
    anybody = SSLContext(PROTOCOL_TLS_CLIENT)
    anybody.check_hostname, anybody.verify_mode = False, CERT_NONE
    address = city_address(url)
    try:
        with within(ANSWER_MS), connect(address.host, address.port, anybody) as wire:
            connection = HTTPConnection(address.host, address.port)
            connection.sock = wire
            connection.request("GET", "/v1/city")
            answer = connection.getresponse()
            return TypeAdapter(Welcome).validate_json(answer.read(MAX_DOOR_REPLY_BYTES))
    except (OSError, HTTPException) as error:
        raise Trouble(f"the city's door: {url}: {error}") from None
    except ValidationError:
        raise Trouble(f"{url} is no city's door; kiosk city serve --door opens one") from None


# -- what is asked --


def _city(options: argparse.Namespace, told: Welcome) -> City:
    try:
        return named_city(options.data or told.city)
    except argparse.ArgumentTypeError as error:
        raise Trouble(f"the city's data: {error}; name it by --data") from None


def _asked(options: argparse.Namespace, files: IdentityFiles, city: City) -> Asked:
    """The request that is under way, where it is the same; otherwise a new one, which is on the disk when this returns."""
    sites = [each for each in city.sites if options.site in (each.number, each.name)]
    if len(sites) != 1:
        known = ", ".join(f"{each.number} {each.name}" for each in sites or city.sites)
        raise Trouble(f"--site {options.site}: name one of the city's sites by its number: {known}")
    (site,) = sites
    kiosk = options.id or f"{city.id}-{site.number}"
    before = files.read_asked() if files.next_key.exists() or files.key.exists() else None
    wanted = (options.city, kiosk, site.number, site.name)
    if before and (before.door, before.request.kiosk, before.request.number, before.request.site) == wanted:
        return before
    request = EnrolmentRequest(kiosk, site.number, site.name, signing_request(files.make_next_key(), kiosk))
    try:
        TypeAdapter(EnrolmentRequest).validate_python(vars(request))
    except ValidationError:
        raise Trouble(f"--id {kiosk}: small letters, digits and hyphens, 40 at most") from None
    asked = Asked(options.city, str(uuid4()), request)
    files.keep_asked(asked)
    return asked


def _decided(reply: EnrolmentReply, uuid: str, door: CityTransport, wait_s: int) -> EnrolmentReply:
    """Waits for the admin. A city that does not answer meanwhile is asked again."""
    end = time.monotonic() + wait_s
    while reply.state is EnrolmentState.WAITING:
        if time.monotonic() > end:
            raise Trouble(
                "nobody has let this machine in yet; start the same command again, the code stays the same for a day"
            )
        time.sleep(LOOK_S)
        try:
            reply = _run(what_became(uuid), door)
        except Trouble as trouble:
            print(f"kiosk: {trouble}; asking again", file=sys.stderr)
    return reply


# -- what is kept --


def _keep(files: IdentityFiles, kiosk: str, reply: EnrolmentReply, url: str) -> None:
    """The certificate, once it works."""
    try:
        own = x509.load_pem_x509_certificate(reply.certificate.encode())
    except ValueError:
        raise Trouble("the city let this machine in, and sent no certificate") from None
    key = files.next_key if files.next_key.exists() else files.key
    if not belong_together(own, private_key(key)):
        raise Trouble(f"the city sent the certificate of another key; remove {files.asked}, and start again")
    write_durably(files.next_certificate, reply.certificate.encode(), 0o644)
    if reply.previous:
        write_durably(files.previous, TypeAdapter(type(reply.previous)).dump_json(reply.previous))
    answer = CityTransport(url, Trust(files.ca, files.next_certificate, key))(
        CityCall("GET", "/v1/sources", b"", MAX_DOOR_REPLY_BYTES), ANSWER_MS
    )
    if not isinstance(answer, CityReply) or answer.status != 200:
        why = f"status {answer.status}" if isinstance(answer, CityReply) else f"{answer.reason.value} {answer.detail}"
        raise Trouble(f"{kiosk} is let in, and {url} does not answer it: {why}; start the same command again")
    files.put_next_in_place()


def _write_settings(
    options: argparse.Namespace, files: IdentityFiles, request: EnrolmentRequest, told: Welcome, url: str
) -> None:
    places = {
        "ca": str(files.ca.absolute()),
        "certificate": str(files.certificate.absolute()),
        "key": str(files.key.absolute()),
        "signing_keys": [str(files.signing.absolute())],
    }
    machine = {"id": request.kiosk, "number": request.number, "site": request.site}
    there = toml_in(options.config) if options.config.exists() else {}
    journal = {} if "journal" in there.get("machine", {}) else {"journal": str((options.state / JOURNAL).absolute())}
    put_into_file(
        options.config,
        {"machine": machine | journal, "city": {"data": options.data or told.city, "url": url} | places},
    )
