"""The voice: says the lines it is given, and is silent at once when it is told to.

A line is a clip, where the machine has one of that text, or what the synthesiser makes of it. Synthesiser and player are programs of
their own: espeak-ng, which is under the GPL and so no library of the product's, and ALSA's or PulseAudio's player. Text and sound go
through pipes alone: what is said is nowhere on the disk and in no list of processes.

The player is ended to hush it: whatever lies in its buffers goes with it. One that hangs, a synthesiser that makes nothing, a
device that is not there are found by `Voice.check`; the kiosk goes on in silence meanwhile, and the board shows it.
"""

from __future__ import annotations

import json
import math
import subprocess
import threading
import wave
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from config.clock import monotonic_ms
from config.dialogue import Failure, FailureReason
from config.language import Language
from config.settings import VoiceSettings
from config.trouble import Trouble
from config.vocabulary import WorkerTrouble
from drivers.device import Ms
from kiosk.core.channels import ListenToVoice, VoiceWell
from kiosk.core.saying import Hush, Say
from kiosk.core.sound import Sound
from kiosk.shell.runner import thread_trouble
from kiosk.speech.handed_over import VOICES, handed_over
from kiosk.speech.speech import Line, Speech

HERTZ = 22_050
"""What espeak-ng makes: 16 bits, one channel. Clips have it, too."""
WORDS_A_MINUTE = 175
"""Of the usual rate."""
MAKES_MS = 5_000
"""A line takes the synthesiser some 20 ms."""
LATE_MS = 3_000
"""A player that is this much later than its sound lasts will not end."""
_CHUNK = HERTZ // 5 * 2
_HEADER = 44
_TICK = array("h", (int(9_000 * math.sin(at * 0.25)) for at in range(HERTZ // 40)))
_TICK.extend([0] * (HERTZ // 12))
_PROOF = (Line("아"),)


class VoiceError(Trouble):
    """No sound came of it; the message says whose fault that is."""


_Said = tuple[Sequence[Line], Language, Sound, float]
"""Lines, their language, how somebody wants to hear them, and by how much the samples are multiplied."""


def in_short(complaint: bytes) -> str:
    """The end of what a program says about itself."""
    return complaint.decode("utf-8", "replace").strip()[-200:]


class Clips:
    """Sounds that are recorded, by language and text.

    A folder has a folder for each language, and in it ``clips.json``: the text as it is said, in words, to the name of a wave file
    (22,050 Hz, 16 bits, one channel).

    Raises:
        OSError, ValueError: it cannot be read.
    """

    def __init__(self, folder: Path | None) -> None:
        self._files: dict[tuple[str, str], Path] = {}
        for index in sorted(folder.glob("*/clips.json")) if folder else ():
            named: Mapping[str, str] = json.loads(index.read_text("utf-8"))
            self._files |= {(index.parent.name, text): index.parent / name for text, name in named.items()}

    def samples(self, language: Language, text: str) -> bytes | None:
        """None where there is no such clip, or none that can be played."""
        file = self._files.get((language, text))
        if file is None:
            return None
        with suppress(OSError, wave.Error, EOFError), wave.open(str(file), "rb") as clip:
            if clip.getparams()[:3] == (1, 2, HERTZ):
                return clip.readframes(clip.getnframes())
        return None


class Voice:
    """A thread that says the newest thing there is to say."""

    def __init__(self, settings: VoiceSettings, speech: Speech, crashed: Callable[[BaseException], None]) -> None:
        """Raises OSError, ValueError: the clips cannot be read."""
        self._settings = settings
        self._speech = speech
        self._crashed = crashed
        self._clips = Clips(settings.clips)
        self._program = "pacat" if settings.output == "pulse" else "aplay"
        self._changed = threading.Condition()
        self._turn = 0
        self._waiting: _Said | None = None
        self._playing: subprocess.Popen[bytes] | None = None
        self._ends_by: Ms | None = None
        self._busy = False
        self._stopping = False
        self._trouble = ""
        self._proved = False
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)

    # -- from the step's thread --

    def say(self, what: Say | Hush) -> None:
        """What was being said stops, if there is anything to say in its place."""
        lines = self._speech.lines(what) if isinstance(what, Say) else ()
        if isinstance(what, Say) and not lines:
            return
        with self._changed:
            if isinstance(what, Hush):
                self._next(None)
            else:
                sound = what.screen.sound
                self._next((lines, what.screen.language, sound, 10 ** (sound.gain_db / 20)))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._next(None)
        if self._thread.ident is not None:
            self._thread.join(MAKES_MS / 1_000)

    def trouble(self) -> WorkerTrouble | None:
        return thread_trouble(self._thread)

    @property
    def speaking(self) -> bool:
        """Something is being said, or about to be."""
        with self._changed:
            return self._busy or self._waiting is not None

    # -- from its channel's thread --

    def check(self, question: ListenToVoice, timeout_ms: Ms) -> VoiceWell | Failure:
        """Whether something could be heard. What was said since the last check proves it, or else a line that is said silently."""
        with self._changed:
            if self._ends_by is not None and monotonic_ms() > self._ends_by:
                self._end_player()
                return Failure(FailureReason.GONE, f"{self._program} does not end")
            if self.speaking:
                return VoiceWell()
            if self._trouble or not self._proved:
                self._next((_PROOF, "ko", Sound(), 0.0))
                if not self._changed.wait_for(lambda: not self.speaking, timeout_ms / 2_000):
                    self._end_player()
                    return Failure(FailureReason.GONE, f"{self._program} does not end")
            self._proved = False
            return Failure(FailureReason.GONE, self._trouble) if self._trouble else VoiceWell()

    def _next(self, what: _Said | None) -> None:
        """In place of whatever is being said; the caller has the lock."""
        self._turn += 1
        self._waiting = what
        self._end_player()
        self._changed.notify_all()

    def _end_player(self) -> None:
        if self._playing:
            self._playing.kill()

    # -- its own thread --

    def _run(self) -> None:
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._waiting or self._stopping)
                    if self._stopping:
                        return
                    assert self._waiting
                    said, self._waiting = self._waiting, None
                    turn, self._busy = self._turn, True
                try:
                    self._say(said, turn)
                except VoiceError as error:
                    self._trouble = str(error)
                del said  # it may be somebody's number
                with self._changed:
                    self._busy = False
                    self._changed.notify_all()
        except BaseException as error:
            self._crashed(error)

    def _say(self, said: _Said, turn: int) -> None:
        lines, language, sound, gain = said
        device = (self._settings.earphone or self._settings.device) if sound.earphone else self._settings.device
        with self._changed:
            if turn != self._turn:
                return
            player = self._playing = self._player(device)
            begun = monotonic_ms()
            self._ends_by = begun + MAKES_MS + LATE_MS
        length = 0
        try:
            assert player.stdin
            for samples in self._sounds(lines, language, sound.rate, gain):
                length += len(samples)
                self._ends_by = max(monotonic_ms(), begun + length * 1_000 // (2 * HERTZ)) + MAKES_MS + LATE_MS
                player.stdin.write(samples)
        except OSError:
            pass  # it was hushed, or has ended: its status says which
        finally:
            complaint = self._over(player)
            hushed = turn != self._turn
        if player.returncode and not hushed:
            raise VoiceError(f"{self._program}: {complaint}")
        if not hushed:
            self._proved, self._trouble = True, ""

    def _over(self, player: subprocess.Popen[bytes]) -> str:
        """Nothing more comes: it ends when all was heard, or was ended. Returns what it said about itself."""
        assert player.stdin
        assert player.stderr
        with suppress(OSError):
            player.stdin.close()
        with player.stderr as stream:
            complaint = in_short(stream.read())
        player.wait()
        with self._changed:
            self._playing, self._ends_by = None, None
        return complaint

    def _sounds(self, lines: Sequence[Line], language: Language, rate: int, gain: float) -> Iterator[bytes]:
        for line in lines:
            for samples in self._of_line(line, language, rate):
                for at in range(0, len(samples), _CHUNK):
                    part = array("h", samples[at : at + _CHUNK])
                    yield array("h", (int(each * gain) for each in part)).tobytes()

    def _of_line(self, line: Line, language: Language, rate: int) -> Iterator[bytes]:
        if line.ticks:
            yield _TICK.tobytes() * line.ticks
        elif clip := self._clips.samples(language, line.text):
            yield clip
        else:
            for voice, text in handed_over(line.text, language):
                yield self._made(text, voice, rate, MAKES_MS / 1_000)

    def _made(self, text: str, voice: Language, rate: int, seconds: float) -> bytes:
        command = ["espeak-ng", "--stdin", "--stdout", "-v", VOICES[voice], "-s", str(WORDS_A_MINUTE * rate // 100)]
        try:
            made = subprocess.run(command, input=text.encode(), capture_output=True, timeout=seconds, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise VoiceError(f"espeak-ng: {type(error).__name__}") from None
        if made.returncode or len(made.stdout) <= _HEADER:
            raise VoiceError(f"espeak-ng: {in_short(made.stderr)}")
        return made.stdout[_HEADER:]

    def _player(self, device: str) -> subprocess.Popen[bytes]:
        """Raises `VoiceError`: there is no such program."""
        if self._program == "pacat":
            options = ["--playback", "--raw", "--format=s16le", f"--rate={HERTZ}", "--channels=1", "--latency-msec=60"]
            options += [f"--device={device}"] if device != "default" else []
        else:
            options = ["-q", "-t", "raw", "-f", "S16_LE", "-r", str(HERTZ), "-c", "1", "-D", device, "-"]
        pipe = subprocess.PIPE
        try:
            return subprocess.Popen([self._program, *options], stdin=pipe, stdout=subprocess.DEVNULL, stderr=pipe)
        except OSError as error:
            raise VoiceError(f"{self._program}: {error.strerror}") from None
