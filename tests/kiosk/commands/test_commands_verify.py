"""``kiosk verify`` as a person types it: four answers with a status of their own, whatever a stranger hands in."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from PIL import Image

from kiosk.__main__ import main
from kiosk.commands import bounded
from kiosk.commands.bounded import Answer, Ended, run_bounded
from tests.kiosk.verification.papers import KEY, NUMBER, changed, printed
from tests.patience import PATIENCE_S

Verify = Callable[[bytes], int]


@pytest.fixture(scope="module")
def paper() -> bytes:
    return printed("disability").pdf()


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "city.pem"
    path.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


@pytest.fixture
def verify(tmp_path: Path, key: Path) -> Verify:
    def call(data: bytes) -> int:
        (tmp_path / "paper").write_bytes(data)
        return main(["verify", str(tmp_path / "paper"), "--key", str(key)])

    return call


def picture(document: bytes) -> bytes:
    import pypdfium2

    out = BytesIO()
    with pypdfium2.PdfDocument(document) as pages:
        pages[0].render(scale=200 / 72, grayscale=True).to_pil().save(out, "PNG")
    return out.getvalue()


def test_each_answer_has_a_word_and_a_status_of_its_own(
    paper: bytes, verify: Verify, capsys: pytest.CaptureFixture[str]
) -> None:
    added = changed(paper, lambda document: document.pages[0].contents_add(b"0 0 30 30 re f", prepend=False))
    for data, status, word in (
        (paper, 0, "GENUINE\n"),
        (added, 1, "NOT GENUINE: "),
        (b"hello", 2, "CANNOT TELL: "),
        (picture(paper), 3, "THE CODE IS GENUINE; THE TEXT WAS NOT CHECKED\n"),
    ):
        assert verify(data) == status
        assert capsys.readouterr().out.startswith(word)


def test_what_the_code_says_is_shown_to_be_compared(
    paper: bytes, verify: Verify, capsys: pytest.CaptureFixture[str]
) -> None:
    verify(picture(paper))
    out = capsys.readouterr().out
    for said in ("장애인증명서", NUMBER, "홍길동", "not checked"):
        assert said in out


def test_a_scan_of_many_megabytes_is_read(verify: Verify, paper: bytes) -> None:
    assert verify(paper + bytes(5_000_000)) in (0, 3)


def test_a_pipe_is_not_waited_for(tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert main(["verify", str(tmp_path / "pipe"), "--key", str(key)]) == 2
    assert "a device or a pipe" in capsys.readouterr().err


def test_another_citys_key_and_a_file_that_is_not_there(
    paper: bytes, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, other = tmp_path / "paper.pdf", tmp_path / "other.pem"
    file.write_bytes(paper)
    stranger = ec.derive_private_key(12, ec.SECP256R1()).public_key()
    other.write_bytes(stranger.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert main(["verify", str(file), "--key", str(other)]) == 1
    assert capsys.readouterr().out == "NOT GENUINE: its code is not genuine: not signed by the city\n"
    assert main(["verify", str(tmp_path / "nothing"), "--key", str(key)]) == 2
    assert main(["verify", str(tmp_path), "--key", str(key)]) == 2
    assert main(["verify", str(file), "--key", str(file)]) == 2


def test_a_program_in_postscript_is_never_run(
    verify: Verify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever interpreter is installed: one is put before it that leaves a mark."""
    mark = tmp_path / "it was run"
    for name in ("gs", "gswin32c", "gswin64c"):
        (tmp_path / name).write_text(f"#!/bin/sh\ntouch '{mark}'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    program = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\nshowpage\n%%EOF\n"
    binary = b"\xc5\xd0\xd3\xc6" + (30).to_bytes(4, "little") + len(program).to_bytes(4, "little") + bytes(18) + program
    for data in (program, binary):
        assert verify(data) == 2
        assert capsys.readouterr().out.startswith("CANNOT TELL: ")
    assert not mark.exists()


def _page_of_metres(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.MediaBox = pikepdf.Array([0, 0, 14_400, 14_400])


def _hundreds_of_pages(document: pikepdf.Pdf) -> None:
    document.pages.extend([document.pages[0]] * 400)


def _pages_behind(document: pikepdf.Pdf) -> None:
    document.pages.extend([document.pages[0]] * 60)


def _bomb(document: pikepdf.Pdf) -> None:
    """A page whose content is a thousand times as long as the file."""
    document.pages[0].Contents.write(zlib.compress(bytes(900_000_000), 9), filter=pikepdf.Name.FlateDecode)


def _pages_in_a_circle(document: pikepdf.Pdf) -> None:
    document.Root.Pages.Kids.append(document.Root.Pages)


@pytest.mark.parametrize("change", [_page_of_metres, _hundreds_of_pages, _pages_behind, _bomb, _pages_in_a_circle])
def test_what_would_take_all_memory_and_time_is_refused_with_a_sentence(
    paper: bytes, change: Callable[[pikepdf.Pdf], object], verify: Verify, capsys: pytest.CaptureFixture[str]
) -> None:
    data = changed(paper, change)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert verify(data) in (1, 2)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 2 * bounded.STEP_S
    out, err = capsys.readouterr()
    assert out.startswith(("CANNOT TELL: ", "NOT GENUINE: "))
    assert (out.count("\n"), err) == (1, "")


def test_nothing_but_the_answer_is_said(paper: bytes, key: Path, tmp_path: Path) -> None:
    """By the process, to its very end: libraries have their own opinions when it goes."""
    (tmp_path / "paper.pdf").write_bytes(paper)
    command = (sys.executable, "-m", "kiosk", "verify", tmp_path / "paper.pdf", "--key", key)
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("GENUINE\n")


def test_a_picture_of_too_many_dots_is_refused(verify: Verify, capsys: pytest.CaptureFixture[str]) -> None:
    out = BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    assert verify(out.getvalue()) == 2
    assert capsys.readouterr().out.startswith("CANNOT TELL: ")


# --- the process of its own ----------------------------------------------------------------------------------------


def test_it_has_so_much_memory_and_no_more() -> None:
    with pytest.raises(Ended, match="memory"):
        run_bounded(lambda step: Answer(len(bytearray(600_000_000)), ()))


def test_what_its_parent_holds_takes_nothing_of_its_memory() -> None:
    held = bytearray(600_000_000)
    assert run_bounded(lambda step: Answer(len(bytearray(50_000_000)), ())).status == 50_000_000
    assert len(held) > bounded.MEMORY_BYTES


def test_it_has_so_much_time_for_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "STEP_S", 0.3)

    def work(steps: int) -> Callable[[Callable[[], None]], Answer]:
        def run(step: Callable[[], None]) -> Answer:
            for _ in range(steps):
                step()
                until = time.process_time() + 0.15
                while time.process_time() < until:
                    pass
            return Answer(0, ("done",))

        return run

    assert run_bounded(work(4)).lines == ("done",)

    def never(step: Callable[[], None]) -> Answer:
        while True:
            pass

    with pytest.raises(Ended, match="too long"):
        run_bounded(never)


def test_it_ends_on_the_clock_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "ALL_S", 0.3)

    def sleep(step: Callable[[], None]) -> Answer:
        time.sleep(30)
        return Answer(0, ())

    with pytest.raises(Ended, match="too long"):
        run_bounded(sleep)


def test_its_crash_is_an_answer(tmp_path: Path) -> None:
    def crash(step: Callable[[], None]) -> Answer:
        os.kill(os.getpid(), signal.SIGKILL)
        return Answer(0, ())

    def write(step: Callable[[], None]) -> Answer:
        (tmp_path / "file").write_bytes(b"x")
        return Answer(0, ())

    for function in (crash, write):
        with pytest.raises(Ended, match="crash"):
            run_bounded(function)
    assert not (tmp_path / "file").exists() or not (tmp_path / "file").stat().st_size
