"""``python -m tests.benchmarks.voice``: how soon the voice is heard, and how soon it is silent after a key.

The real synthesiser and the real player; ALSA writes what it plays into a pipe, which is read at the pace of a loudspeaker: a player is
held back as by a sound card, and ends when it is told to. The first sound of a page is due within 0.3 s, silence within 0.1 s. What of
that the programs take by themselves, without the kiosk's thread between them, is measured beside it.
"""

from __future__ import annotations

import fcntl
import os
import select
import subprocess
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from config.language import LANGUAGES, Language
from config.settings import VoiceSettings
from kiosk.core.saying import Hush, Say
from kiosk.core.view import Attract, Screen
from kiosk.shell.voice import HERTZ, Voice
from kiosk.speech.handed_over import VOICES
from kiosk.speech.speech import Speech
from kiosk.ui.words import texts_of
from tests.cities import WONJU
from tests.patience import PATIENCE_S

FIRST_MS, SILENT_MS = 300, 100
ROUNDS = 20
_BLOCK = HERTZ // 50
"""Samples that a loudspeaker takes in 20 ms."""
_HELD = 4096
"""Bytes that the pipe holds back, as a card's buffer does: 93 ms."""
_AT_ONCE = 40_000
"""Bytes that a pipe takes before anybody reads."""
_LOUD = 200
"""Of a sample; below it nothing is heard."""


class Loudspeaker:
    """Plays what comes through the pipe, as it comes."""

    def __init__(self, pipe: Path) -> None:
        self._end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        fcntl.fcntl(self._end, fcntl.F_SETPIPE_SZ, _HELD)
        self._poll = select.poll()
        self._poll.register(self._end, select.POLLIN)

    def close(self) -> None:
        os.close(self._end)

    def first_sound(self) -> float:
        """Waits for it; its time."""
        until = monotonic() + PATIENCE_S
        while monotonic() < until:
            for _, what in self._poll.poll(100):
                if what & select.POLLIN and any(abs(each) > _LOUD for each in self._block()):
                    return monotonic()
        raise TimeoutError("nothing is heard")

    def silence(self) -> float:
        """Waits until nobody plays any more; its time."""
        until = monotonic() + PATIENCE_S
        while monotonic() < until:
            for _, what in self._poll.poll(100):
                if what & select.POLLHUP:
                    now = monotonic()
                    while self._block():
                        pass
                    return now
                self._block()
                sleep(_BLOCK / HERTZ)
        raise TimeoutError("it goes on")

    def _block(self) -> array[int]:
        heard = os.read(self._end, 2 * _BLOCK)
        return array("h", heard[: len(heard) // 2 * 2])


@contextmanager
def captured() -> Iterator[Loudspeaker]:
    with tempfile.TemporaryDirectory() as folder:
        pipe, config = Path(folder) / "pipe", Path(folder) / "asound.conf"
        os.mkfifo(pipe)
        config.write_text(
            f'</usr/share/alsa/alsa.conf>\npcm.capture {{ type file slave.pcm "null" file "{pipe}" format "raw" }}\n'
        )
        os.environ["ALSA_CONFIG_PATH"] = str(config)
        speaker = Loudspeaker(pipe)
        yield speaker
        speaker.close()


def by_itself(speaker: Loudspeaker, text: str, language: Language) -> float:
    """The programs alone, one behind the other."""
    begun = monotonic()
    made = subprocess.run(
        ["espeak-ng", "--stdin", "--stdout", "-v", VOICES[language]],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    command = ["aplay", "-q", "-t", "raw", "-f", "S16_LE", "-r", str(HERTZ), "-c", "1", "-D", "capture", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as player:
        assert player.stdin
        player.stdin.write(made.stdout[:_AT_ONCE])
        first = speaker.first_sound() - begun
        player.kill()
    speaker.silence()
    return first


def main() -> None:
    speech, crashes = Speech(texts_of(WONJU)), list[BaseException]()
    with captured() as speaker:
        voice = Voice(VoiceSettings.model_validate({"device": "capture"}), speech, crashes.append)
        voice.start()
        for language in LANGUAGES:
            say, first, silent, alone = Say(Screen(Attract(), language)), list[float](), list[float](), list[float]()
            line, *_ = speech.lines(say)
            for _ in range(ROUNDS):
                begun = monotonic()
                voice.say(say)
                first.append(speaker.first_sound() - begun)
                begun = monotonic()
                voice.say(Hush())
                silent.append(speaker.silence() - begun)
                alone.append(by_itself(speaker, line.text, language))
            told = (
                (f"first sound, {language}", first, FIRST_MS, f"{max(first) / max(alone):.1f} x the programs alone"),
                (f"silence, {language}", silent, SILENT_MS, "after a key"),
            )
            for what, times, due, beside in told:
                middle, most = sorted(times)[len(times) // 2] * 1_000, max(times) * 1_000
                late = "" if most <= due else "  LATE"
                print(f"{what:16}{middle:6.0f} ms, {most:.0f} at most of {due} ({beside}){late}", flush=True)
        voice.stop()
    assert not crashes


if __name__ == "__main__":
    main()
