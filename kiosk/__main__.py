"""The ``kiosk`` command. Every subcommand's work is done elsewhere; what is here is words and exit statuses."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 all well, 1 something is wrong and was said on standard error, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if options.run is _run:
            raise  # the appliance's log wants to know where
        print(f"kiosk: {error}", file=sys.stderr)
        return 1
    return status


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return count


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk", description="An unattended kiosk that issues certificates.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="the appliance, fullscreen")
    run.add_argument("--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"))
    run.set_defaults(run=_run)

    demo = commands.add_parser("demo", help="an emulated machine and city, and the real application")
    demo.add_argument("--auto", action="store_true", help="a scripted resident does it all; needs no display")
    demo.add_argument("--kind", default="land-register", help="the certificate the scripted resident wants")
    demo.add_argument("--lang", default="ko", choices=("ko", "en"))
    demo.add_argument("--out", type=Path, default=Path("out/demo"))
    demo.set_defaults(run=_demo)

    bench = commands.add_parser("bench", help="the emulated devices alone, with a page to control them")
    bench.add_argument("--port", type=_port, default=0, help="of the page; 0 takes a free one")
    bench.set_defaults(run=_bench)

    simulate = commands.add_parser("simulate", help="the whole kiosk in virtual time")
    simulate.add_argument("--sessions", type=_count, required=True)
    simulate.add_argument("--seed", type=int, required=True)
    simulate.add_argument("--faults", choices=("none", "some", "many"), default="none")
    simulate.add_argument("--json", action="store_true", help="nothing but the last line")
    simulate.set_defaults(run=_simulate)

    diagnose = commands.add_parser("diagnose", help="self-test of every device")
    diagnose.add_argument("--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"))
    diagnose.add_argument("--json", action="store_true")
    diagnose.set_defaults(run=_diagnose)

    exchange = commands.add_parser("exchange", help="collect or fill up cash: close the batch and print its statement")
    exchange.add_argument("--config", type=Path, default=Path("/etc/kiosk/kiosk.toml"))
    exchange.add_argument(
        "--counted", nargs="+", action="extend", default=[], metavar="UNIT[:WON]=N", help="pieces found in a unit"
    )
    exchange.add_argument(
        "--left", nargs="+", action="extend", default=[], metavar="UNIT[:WON]=N", help="pieces in it afterwards"
    )
    exchange.add_argument(
        "--emptied", nargs="+", action="extend", default=[], metavar="UNIT", help="nothing is in it afterwards"
    )
    exchange.add_argument("--json", action="store_true")
    exchange.set_defaults(run=_exchange)

    catalogue = commands.add_parser("catalogue", help="every kind: fee, identity, input, hours, area, issuer")
    catalogue.add_argument("--json", action="store_true")
    catalogue.set_defaults(run=_catalogue)

    journal = commands.add_parser("journal", help="verify, show or export a journal")
    journal.add_argument("action", choices=("verify", "show", "export"))
    journal.add_argument("file", type=Path)
    journal.set_defaults(run=_journal)

    verify = commands.add_parser("verify", help="is this paper genuine? From its PDF, or from a scan or photograph")
    verify.add_argument("file", type=Path)
    verify.add_argument(
        "--key", type=Path, action="append", required=True, metavar="FILE", help="the city's public key, PEM"
    )
    verify.set_defaults(run=_verify)

    city = commands.add_parser("city", help="the reference city server, and the claims that kiosks reported to it")
    actions = city.add_subparsers(required=True, metavar="ACTION")
    database = argparse.ArgumentParser(add_help=False)
    database.add_argument("--database", default="sqlite:///city.sqlite", metavar="URL")
    serve = actions.add_parser("serve", help="serve kiosks and the public page on loopback", parents=[database])
    serve.add_argument("--port", type=_port, default=0)
    serve.add_argument(
        "--keys", type=Path, required=True, help="folder of keys; made there for a demonstration if empty"
    )
    serve.add_argument("--rehearsal", action="store_true", help="let outages of sources be switched over HTTP")
    serve.set_defaults(run=_serve)
    claims = actions.add_parser("claims", help="what kiosks owe to people, and what was paid", parents=[database])
    claims.add_argument("--json", action="store_true")
    claims.set_defaults(run=_claims)
    settle = actions.add_parser("settle", help="write down that a claim was paid, once", parents=[database])
    settle.add_argument("claim", help="the number on the slip")
    settle.add_argument("--by", required=True, help="the office or clerk that paid")
    settle.add_argument("--machine", default="", help="whose claim, if two kiosks have one of that number")
    settle.set_defaults(run=_settle)
    return parser


def _run(options: argparse.Namespace) -> int:
    from kiosk.application import run_appliance

    return run_appliance(options.config)


def _demo(options: argparse.Namespace) -> int:
    from kiosk.demo import run_demo

    return run_demo(options.auto, options.kind, options.lang, options.out)


def _bench(options: argparse.Namespace) -> int:
    from kiosk.demo import make_bench

    bench = make_bench(options.port)
    bench.start()
    print(json.dumps(bench.addresses, ensure_ascii=False), flush=True)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    stopped.wait()
    bench.stop()
    return 0


def _simulate(options: argparse.Namespace) -> int:
    from kiosk.simulator.run import simulate

    return simulate(options.sessions, options.seed, options.faults, quiet=options.json)


def _diagnose(options: argparse.Namespace) -> int:
    from kiosk.application import diagnose

    return diagnose(options.config, options.json)


def _exchange(options: argparse.Namespace) -> int:
    from kiosk.exchange import run_exchange

    return run_exchange(options.config, options.counted, options.left, options.emptied, options.json)


def _catalogue(options: argparse.Namespace) -> int:
    from config.places import SEOUL
    from kiosk.catalogue_page import entries, table

    now = datetime.now(SEOUL).replace(tzinfo=None)
    if options.json:
        print(json.dumps(entries(now), ensure_ascii=False, indent=1))
    else:
        print("\n".join(table(now)))
    return 0


def _journal(options: argparse.Namespace) -> int:
    from sync.journal_store import JournalStoreError
    from sync.journal_verify import export, show, verify

    if options.action == "verify":
        verdict = verify(options.file)
        for problem in verdict.problems:
            print(f"{problem.place}: {problem.what}")
        if not verdict.problems:
            print(f"{verdict.entries} entries, whole; head {verdict.head.seq} {verdict.head.hash}")
        return 1 if verdict.problems else 0
    try:
        if options.action == "show":
            for line in show(options.file):
                print(line)
        else:
            for body in export(options.file):
                sys.stdout.buffer.write(body)
    except JournalStoreError as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 1
    return 0


def _verify(options: argparse.Namespace) -> int:
    from kiosk.verification import run_verify

    return run_verify(options.file, tuple(options.key))


def _serve(options: argparse.Namespace) -> int:
    from sync.reference_city.keys import DemoKeys, make_demo_keys
    from sync.reference_city.server import serve

    keys = DemoKeys(options.keys)
    if not keys.ca.exists():
        make_demo_keys(options.keys)
    serve(options.database, options.port, keys, options.rehearsal)
    return 0


def _claims(options: argparse.Namespace) -> int:
    from sync.reference_city.claims import claims
    from sync.reference_city.store import SqlStore

    found = claims(SqlStore(options.database))
    if options.json:
        plain = [{**vars(each), "amount": int(each.amount), "paid": int(each.paid)} for each in found]
        print(json.dumps(plain, ensure_ascii=False, indent=1))
        return 0
    for each in found:
        state = (
            "open" if each.open else f"paid {int(each.paid):,} won {each.settled}" if each.settled else "nothing owed"
        )
        print(f"{each.number}  {int(each.amount):>7,} won  {each.opened}  {each.machine}  {each.reason}  {state}")
    print(f"{sum(each.open for each in found)} open, {sum(int(each.amount) for each in found if each.open):,} won")
    return 0


def _settle(options: argparse.Namespace) -> int:
    from sync.reference_city.claims import ClaimRefused, settle
    from sync.reference_city.store import SqlStore

    at = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        claim = settle(SqlStore(options.database), options.claim, options.machine, at, options.by)
    except ClaimRefused as refused:
        print(f"kiosk: {refused}", file=sys.stderr)
        return 1
    print(f"{claim.number}: pay {int(claim.paid):,} won ({claim.machine}, {claim.reason}); it is written down as paid")
    return 0


if __name__ == "__main__":
    sys.exit(main())
