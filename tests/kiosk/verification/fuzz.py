"""Mutated papers through ``kiosk verify``: no file takes over 2 s or 500 MB, none crashes it, and none is genuine that was changed.

``python -m tests.kiosk.verification.fuzz [--count 5000] [--state FILE]`` goes on where it was stopped. The number of a file
is its seed, so each can be made again. What is measured is the process that looks at the file: its time on the processor (a
busy machine stretches the clock), and the most memory that any of them took.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

from kiosk.commands.bounded import Ended, run_bounded
from kiosk.commands.verify import look_at
from kiosk.verification.finding import Verdict
from tests.cities import WONJU
from tests.kiosk.verification.papers import KEYS, changed, printed

MAX_S, MAX_KB = 2.0, 500_000
KINDS = ("disability", "land-register", "vehicle-register", "land-use-plan")
FORMS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")


def seeds() -> tuple[list[bytes], list[bytes]]:
    """PDFs, some with their streams unpacked, and pictures of every form."""
    papers = [printed(kind).pdf() for kind in KINDS]
    unpacked = [changed(paper, lambda document: None, qdf=True, static_id=True) for paper in papers]
    pictures = []
    with pypdfium2.PdfDocument(papers[0]) as document:
        page = document[0].render(scale=150 / 72, grayscale=True).to_pil()
    for form in FORMS:
        out = BytesIO()
        (page if form != "GIF" else page.convert("P")).save(out, form)
        pictures.append(out.getvalue())
    return [*papers, *unpacked], pictures


def mutated(number: int, pdfs: list[bytes], pictures: list[bytes]) -> bytes:
    chance = random.Random(number)
    of = pictures if number % 3 == 0 else pdfs
    data = bytearray(chance.choice(of))
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(data))
        size = chance.choice((1, 2, 4, 50, 1000))
        match chance.randrange(7):
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                data[at : at + size] = chance.randbytes(size)
            case 2:
                del data[at : at + size]
            case 3:
                data[at:at] = data[at : at + size]
            case 4:
                other = chance.choice(of)
                data[at:] = other[chance.randrange(len(other)) :]
            case 5:  # a number of the file's own: sizes, counts, references
                numbers = list(re.finditer(rb"\b[0-9]+\b", bytes(data[:200_000])))
                if numbers:
                    found = chance.choice(numbers)
                    other_number = chance.choice((0, -1, 7, 65_535, 2**31, 10**12, int(found[0]) + 1))
                    data[found.start() : found.end()] = str(other_number).encode()
            case _:  # near the front, where a picture has its size
                data[chance.randrange(min(64, len(data)))] = chance.randrange(256)
    if of is pdfs and chance.random() < 0.3:
        return _taken_apart(bytes(data), chance)
    return bytes(data)


def _taken_apart(data: bytes, chance: random.Random) -> bytes:
    """With an entry of some dictionary put elsewhere, or lost: the file is whole, and says something else."""
    try:
        with pikepdf.open(BytesIO(data)) as document:
            objects = [each for each in document.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Stream)]
            one, other = chance.choice(objects), chance.choice(objects)
            key, other_key = chance.choice(list(map(str, one))), chance.choice(list(map(str, other)))
            if chance.random() < 0.5:
                del one[key]
            else:
                one[key] = other[other_key]
            out = BytesIO()
            document.save(out)
            return out.getvalue()
    except Exception:  # already too damaged for that
        return data


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--state", type=Path, default=Path("out/verify-fuzz.json"))
    options = parser.parse_args(arguments)
    Image.MAX_IMAGE_PIXELS = None
    fresh: dict[str, Any] = {"next": 0, "slowest_s": 0.0, "slowest": 0, "most_kb": 0, "answers": {}, "failures": []}
    state: dict[str, Any] = json.loads(options.state.read_text()) if options.state.exists() else fresh
    options.state.parent.mkdir(parents=True, exist_ok=True)
    pdfs, pictures = seeds()
    for number in range(state["next"], options.count):
        data = mutated(number, pdfs, pictures)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        try:
            answer = Verdict(run_bounded(lambda step, data=data: look_at(data, WONJU, KEYS, step)).status).name  # type: ignore[misc]
        except Ended as why:
            answer = str(why)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        state["answers"][answer] = state["answers"].get(answer, 0) + 1
        if took > state["slowest_s"]:
            state["slowest_s"], state["slowest"] = round(took, 3), number
        state["most_kb"] = max(state["most_kb"], after.ru_maxrss)
        if took > MAX_S or after.ru_maxrss > MAX_KB or "crash" in answer:
            state["failures"].append([number, answer, round(took, 3), after.ru_maxrss])
        state["next"] = number + 1
        if number % 50 == 49 or number + 1 == options.count:
            options.state.write_text(json.dumps(state, indent=1))
    print(json.dumps(state))
    return 1 if state["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
