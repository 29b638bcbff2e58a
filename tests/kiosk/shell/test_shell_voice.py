"""The real synthesiser and the real player; what comes out is caught by ALSA itself, in a file, as fast as it is made."""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
import wave
from array import array
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, groupby
from pathlib import Path
from time import monotonic, sleep

import pytest

from config.settings import VoiceSettings
from kiosk.core.channels import ListenToVoice, VoiceWell
from kiosk.core.saying import Hush, Say
from kiosk.core.sound import Sound
from kiosk.core.step import Effect, Show
from kiosk.core.view import EnterPin, Goodbye, Message, Notice, Screen
from kiosk.demo.wishes import resident
from kiosk.shell.voice import HERTZ, Voice
from kiosk.simulator.run import serve
from kiosk.simulator.world import World
from kiosk.speech.handed_over import VOICES, handed_over
from kiosk.speech.speech import Line, Speech
from kiosk.ui.words import texts_of
from tests.cities import WONJU
from tests.patience import PATIENCE_S

SPEECH = Speech(texts_of(WONJU))
SCREEN = Screen(Goodbye())
CHECK_MS = int(PATIENCE_S * 1_000)


class Heard:
    """A voice whose sound goes to a file.

    Attributes:
        crashes: what its thread died of.
    """

    def __init__(self, folder: Path, **settings: object) -> None:
        self._file = folder / "heard.wav"
        self.crashes: list[BaseException] = []
        self.voice = Voice(VoiceSettings.model_validate({"device": "capture", **settings}), SPEECH, self.crashes.append)
        self.voice.start()

    def of(self, *what: Say | Hush) -> array[int]:
        """Says it to the end; the samples."""
        self._file.unlink(missing_ok=True)
        for each in what:
            self.voice.say(each)
        self.ends()
        with wave.open(str(self._file), "rb") as caught:
            assert caught.getparams()[:3] == (1, 2, HERTZ)
            return array("h", caught.readframes(caught.getnframes()))

    def ends(self) -> None:
        """A player that has ended has written all of its file."""
        until = monotonic() + PATIENCE_S
        while self.voice.speaking:
            assert not self.crashes
            assert monotonic() < until, "it does not end"
            sleep(0.002)


@pytest.fixture(autouse=True)
def captured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``capture`` is a device of ALSA's that writes what it plays."""
    config = tmp_path / "asound.conf"
    heard = tmp_path / "heard.wav"
    config.write_text(
        f'</usr/share/alsa/alsa.conf>\npcm.capture {{ type file slave.pcm "null" file "{heard}" format "wav" }}\n'
    )
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(config))


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Heard]:
    made = Heard(tmp_path)
    yield made
    made.voice.stop()


def loudness(samples: array[int]) -> float:
    return math.sqrt(sum(each * each for each in samples) / len(samples))


@pytest.mark.parametrize("language", ["ko", "en", "zh", "ja", "vi"])
def test_a_screen_is_heard_in_every_language(heard: Heard, language: str) -> None:
    samples = heard.of(Say(replace(SCREEN, language=language)))  # type: ignore[arg-type]  # one of them
    assert 3 * HERTZ < len(samples) < 40 * HERTZ
    assert loudness(samples) > 300


def test_it_is_18_db_louder_at_the_loudest_than_at_the_quietest(heard: Heard) -> None:
    quiet, loud = (loudness(heard.of(Say(replace(SCREEN, sound=Sound(volume))))) for volume in (1, 7))
    assert 7.0 < loud / quiet < 9.0  # 18 dB are 7.94 times


def test_twice_as_fast_takes_about_half_as_long(heard: Heard) -> None:
    usual, fast, slow = (len(heard.of(Say(replace(SCREEN, sound=Sound(rate=rate))))) for rate in (100, 200, 75))
    assert 0.4 < fast / usual < 0.75
    assert 1.1 < slow / usual < 1.6


def test_a_digit_of_a_pin_is_a_tick_and_no_word(heard: Heard) -> None:
    screen = Screen(EnterPin(2))
    tick = heard.of(Say(screen, replace(screen, view=EnterPin(1))))
    assert 0.05 * HERTZ < len(tick) < 0.3 * HERTZ
    assert loudness(tick) > 300


def test_a_new_screen_is_heard_in_place_of_the_old_one(heard: Heard) -> None:
    """Of the first nothing or a beginning is left: together they would be twice as long."""
    long = Notice("info", Message("timeout.title"), Message("payment-expired-refunded.body", {"amount": 500}))
    alone = len(heard.of(Say(SCREEN)))
    assert len(heard.of(Say(Screen(long)), Hush(), Say(SCREEN))) == alone


def test_what_is_no_news_interrupts_nothing(heard: Heard) -> None:
    alone = len(heard.of(Say(SCREEN)))
    assert len(heard.of(Say(SCREEN), Say(SCREEN, SCREEN))) == alone


def test_a_clip_wins(tmp_path: Path) -> None:
    folder = tmp_path / "clips" / "ko"
    folder.mkdir(parents=True)
    (line, *_) = SPEECH.lines(Say(SCREEN))
    with wave.open(str(folder / "thanks.wav"), "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(2)
        clip.setframerate(HERTZ)
        clip.writeframes(array("h", [12_345]).tobytes() * HERTZ)
    (folder / "clips.json").write_text(json.dumps({line.text: "thanks.wav"}), "utf-8")
    heard = Heard(tmp_path, clips=tmp_path / "clips", volume=7)
    try:
        samples = heard.of(Say(replace(SCREEN, sound=Sound(7))))
    finally:
        heard.voice.stop()
    assert samples[:HERTZ] == array("h", [12_345]) * HERTZ
    assert samples[HERTZ] != 12_345, "the rest is the synthesiser's"


def test_a_check_hears_that_all_is_well(heard: Heard) -> None:
    assert heard.voice.check(ListenToVoice(), CHECK_MS) == VoiceWell()
    heard.of(Say(SCREEN))
    assert heard.voice.check(ListenToVoice(), CHECK_MS) == VoiceWell()


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("name", "script", "why"),
    [
        ("aplay", "echo 'no such card' >&2; exit 1", "aplay: no such card"),
        ("espeak-ng", "echo 'no such voice' >&2; exit 1", "espeak-ng: no such voice"),
        ("espeak-ng", "exit 0", "espeak-ng: "),
    ],
)
def test_a_voice_that_cannot_speak_says_why_and_the_thread_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str, why: str
) -> None:
    broken = Heard(tmp_path)
    with monkeypatch.context() as without:
        program(tmp_path, name, script)
        without.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        broken.voice.say(Say(SCREEN))
        broken.ends()
        found = broken.voice.check(ListenToVoice(), CHECK_MS)
    try:
        assert why in str(found)
        assert broken.voice.trouble() is None
        assert broken.voice.check(ListenToVoice(), CHECK_MS) == VoiceWell(), "it is mended, and that is found"
        assert len(broken.of(Say(SCREEN))) > HERTZ
    finally:
        broken.voice.stop()


@pytest.fixture
def hanging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """Its player takes everything and does not end."""
    program(tmp_path, "aplay", "cat >/dev/null; exec sleep 3600")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    made = Heard(tmp_path)
    yield made
    made.voice.stop()


def test_a_check_waits_for_no_player_that_hangs(hanging: Heard) -> None:
    assert "does not end" in str(hanging.voice.check(ListenToVoice(), 200))
    hanging.ends()


def test_a_player_that_hangs_while_somebody_listens_is_ended_by_the_check(
    hanging: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = count(0, 3_600_000)
    monkeypatch.setattr("kiosk.shell.voice.monotonic_ms", lambda: next(hours))
    hanging.voice.say(Say(SCREEN))
    until = monotonic() + PATIENCE_S
    while hanging.voice.check(ListenToVoice(), CHECK_MS) == VoiceWell():
        assert monotonic() < until, "it is never found"
    hanging.ends()


# --- a whole visit --------------------------------------------------------------------------------------------------


class Visited(World):
    """Attributes:
    said: what a voice is given with each page that is shown.
    """

    def __init__(self) -> None:
        self.said: list[Say] = []
        super().__init__(WONJU, 1)

    def do(self, effect: Effect) -> None:
        super().do(effect)
        if isinstance(effect, Show) and self.heard and self.heard[-1].screen == effect.screen:
            self.said.append(self.heard[-1])


def by_itself(line: Line) -> int:
    """Samples that the synthesiser alone makes of a line of the transcript."""
    made = 0
    for voice, text in handed_over(line.text, "ko"):
        command = ["espeak-ng", "--stdin", "--stdout", "-v", VOICES[voice], "-s", "175"]
        sound = subprocess.run(command, input=text.encode(), capture_output=True, check=True, timeout=PATIENCE_S)
        made += len(sound.stdout[44:]) // 2
    return made


def pauses(samples: array[int]) -> list[int]:
    """How long nothing is heard between two sounds, in ms."""
    block = HERTZ // 100
    loud = [max(map(abs, samples[at : at + block])) > 200 for at in range(0, len(samples) - block, block)]
    runs = [(heard, len(list(of))) for heard, of in groupby(loud)]
    return [10 * length for heard, length in runs[1:-1] if not heard]


def test_the_sound_of_a_whole_visit_is_as_long_as_its_transcript_and_silent_between_its_lines(heard: Heard) -> None:
    """Nothing is left out, cut or drawn out, and one line is told from the next by ear."""
    visited = Visited()
    visited.run(visited.ready, 60_000)
    serve(visited, resident(WONJU, WONJU.kinds["land-register"], purse=(500,)), random.Random(1))
    pages = [say for say in visited.said if any(line.text for line in SPEECH.lines(say))]
    assert len(pages) > 8
    for say in pages:
        lines = [line for line in SPEECH.lines(say) if line.text]
        samples = heard.of(say)
        expected = sum(map(by_itself, lines))
        assert abs(len(samples) - expected) < HERTZ // 4, [line.text for line in lines]
        silent = pauses(samples)
        assert len([ms for ms in silent if ms >= 50]) >= len(lines) - 1, [line.text for line in lines]
        assert max(silent, default=0) < 2_000, "it does not fall silent within what it says"
