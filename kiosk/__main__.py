"""The ``kiosk`` command: a table of subcommands, each in a file of its own that is imported when it is called."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from importlib import import_module

from config.trouble import Trouble

COMMANDS = {
    "run": "the appliance, fullscreen",
    "demo": "an emulated machine and city, and the real application",
    "bench": "the emulated devices alone, with a page to control them",
    "simulate": "the whole kiosk in virtual time",
    "ports": "what is plugged in, and how the settings name it",
    "diagnose": "self-test of every device",
    "support": "one file for whoever is asked for help from afar: states, journal, log; no person in it",
    "fingerprint": "the certificate that a printer shows, to be pinned in the settings",
    "exchange": "collect or fill up cash: close the batch and print its statement",
    "catalogue": "every kind: fee, identity, input, hours, area, issuer",
    "journal": "verify, show or export a journal",
    "verify": "is this paper genuine? From its PDF, or from a scan or photograph",
    "config": "settings: checked, put in force, put back; staff; what is signed and published for all kiosks",
    "package": "a new version from a stick: signed, checked, laid beside the one in force",
    "enrol": "ask the city to let this machine in, and keep what it gives",
    "commission": "put a new machine together: find its devices, report what was tried",
    "retire": "this machine's time is over: end its journal, destroy its keys",
    "city": "the reference city server, who may speak to it, the claims that kiosks reported to it, and the alarms",
}
"""Subcommand, the name of its module in `kiosk.commands`, to what it is for."""


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 all well, 1 something is wrong and was said on standard error, 2 wrong usage; `diagnose` and `verify` have
    more to say by theirs.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name that the terminal's encoding has no letters for is shown in escapes, and is no reason to end.
            stream.reconfigure(errors="backslashreplace")
    options = _parsed(sys.argv[1:] if arguments is None else arguments)
    if arguments is None and options.begin:
        options.begin()  # the process is this command's own
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read has seen enough (`| head`). What is still unwritten has nowhere to go, at the interpreter's end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Trouble, OSError) as error:
        if options.command == "run" and not isinstance(error, Trouble):
            raise  # the appliance's log wants to know where
        for line in str(error).splitlines():
            print(f"kiosk: {line}", file=sys.stderr)
        trouble: int = options.trouble
        return trouble
    return status


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from kiosk.shell.software import software

        print(software())
        parser.exit()


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kiosk", description="An unattended kiosk that issues certificates.")
    parser.add_argument("--version", action=_Version, nargs=0, help="version and commit")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    called = next((each for each in arguments if not each.startswith("-")), None)
    for name, what_for in COMMANDS.items():
        command = commands.add_parser(name, help=what_for)
        if name == called:  # the others' modules are not needed to list them
            gc.disable()  # modules stay for good: there is no garbage to look for while they come,
            module = import_module(f"kiosk.commands.{name}")
            gc.freeze()  # and no need to go through them all at every full collection
            gc.enable()
            command.set_defaults(run=module.run, trouble=1, begin=None)
            module.add_arguments(command)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
