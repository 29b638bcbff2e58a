"""``kiosk verify``: is a paper genuine? Nobody is asked; the city's public key is enough.

===========  ========================  ==================================================================================
exit status  says                      means
===========  ========================  ==================================================================================
0            ``GENUINE``               a PDF: all that is seen on its pages, and its text, is what the city signed
1            ``NOT GENUINE``           the code is not the city's, or the pages are not what it signed
2            ``CANNOT TELL``           no code could be read, the file is none of the kinds that are read, damaged, too large
3            ``THE CODE IS GENUINE``   a scan or photograph: the text was not checked, and is to be compared with the code
===========  ========================  ==================================================================================

Wrong usage, and a key or file that cannot be opened, is 2 as well. What is handed in is looked at in a process of its own,
bounded in memory and time (`kiosk.commands.bounded`); no program in it is ever run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from config.barcode_signer import Anchors
from config.city import City
from config.credentials import UnusableFileError, anchors, read_file
from kiosk.commands.arguments import add_city
from kiosk.commands.bounded import Answer, Ended, run_bounded
from kiosk.verification.finding import CannotTell, Finding, NotGenuine, Verdict
from kiosk.verification.paper import verify_paper

MAX_BYTES = 40_000_000
_SAID = {
    Verdict.GENUINE: "GENUINE",
    Verdict.NOT_GENUINE: "NOT GENUINE",
    Verdict.CANNOT_TELL: "CANNOT TELL",
    Verdict.CODE_GENUINE: "THE CODE IS GENUINE; THE TEXT WAS NOT CHECKED",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    add_city(parser)
    parser.add_argument(
        "--key",
        type=Path,
        action="append",
        required=True,
        metavar="FILE",
        help="the city's public key, or certificates: of its CA, of its signers (PEM or DER)",
    )
    parser.epilog = (
        "Exit status: 0 genuine, 1 not genuine, 2 cannot tell, 3 the code is genuine and the text was not checked."
    )


def run(options: argparse.Namespace) -> int:
    """Prints what was found; the exit status is a `Verdict`."""
    try:
        keys = tuple(each for path in options.key for each in anchors(path))
        if options.file.stat().st_size > MAX_BYTES:
            return _say(_cannot_tell(f"the file has more than {MAX_BYTES // 1_000_000} MB"))
        data = read_file(options.file, MAX_BYTES)
    except (OSError, UnusableFileError) as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return Verdict.CANNOT_TELL
    try:
        return _say(run_bounded(lambda step: look_at(data, options.city, keys, step)))
    except Ended as why:
        return _say(_cannot_tell(str(why)))


def look_at(data: bytes, city: City, keys: Anchors, step: Callable[[], None] = lambda: None) -> Answer:
    """The whole answer for what was handed in."""
    try:
        finding = verify_paper(data, city, keys, step)
    except NotGenuine as problem:
        return Answer(Verdict.NOT_GENUINE, (f"{_SAID[Verdict.NOT_GENUINE]}: {problem}",))
    except CannotTell as problem:
        return _cannot_tell(str(problem))
    return Answer(finding.verdict, (_SAID[finding.verdict], *_lines(finding, city)))


def _cannot_tell(why: str) -> Answer:
    return Answer(Verdict.CANNOT_TELL, (f"{_SAID[Verdict.CANNOT_TELL]}: {why}",))


def _say(answer: Answer) -> int:
    print(*answer.lines, sep="\n")
    return answer.status


def _lines(finding: Finding, city: City) -> Iterator[str]:
    fields = finding.fields
    kind = city.kinds.get(fields.kind)
    yield f"  signed   by {fields.signer} with certificate {fields.certificate}"
    yield f"  number   {fields.number}"
    yield f"  kind     {kind.title['ko'] if kind else fields.kind}"
    yield f"  issued   {fields.issued_at:%Y-%m-%d %H:%M:%S %z}"
    yield f"  about    {fields.subject}"
    for word, _, value in (each.partition("=") for each in fields.decisive):
        yield f"  shown    {word}: {value}"
    if finding.verdict is Verdict.CODE_GENUINE:
        yield f"  text     not checked: {finding.why}. Compare each line above with what stands on the paper"
        return
    pages = finding.pages
    which = f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]} to {pages[-1]}"
    yield f"  text     that of the signed record, and nothing else is seen, on {which}"
    if len(pages) < finding.of:
        yield f"  but      of the file's {finding.of} pages the others are not the paper's: nothing is said of them"
    if finding.unsigned:
        yield f"  but      its code does not say these, which stand on it: {', '.join(finding.unsigned)}"
