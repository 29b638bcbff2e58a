"""What a person, or a test, can do to the emulated machine: one table of actions, and its state as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from drivers.bench.machine import EmulatedMachine
from drivers.device import Ms
from drivers.id003.acceptor import Shown


@dataclass(frozen=True)
class Action:
    """``values`` are what it can be done with; one button each on the page."""

    group: str
    label: str
    values: tuple[int | str, ...]
    do: Callable[[EmulatedMachine, Ms, Any], object]


def _plug(device: str, plugged: bool) -> Callable[[EmulatedMachine, Ms, Any], object]:
    def do(machine: EmulatedMachine, now: Ms, value: Any) -> None:
        targets: dict[str, Any] = {
            "coins": machine.coins, "notes": machine.notes, "receipts": machine.receipts,
            "terminal": machine.terminal, **machine.hoppers,
        }  # fmt: skip
        if device == "printer":
            machine.printer.unplugged = not plugged
        else:
            targets[str(value) if device == "hopper" else device].plugged = plugged

    return do


def _trouble(shown: Shown | None) -> Callable[[EmulatedMachine, Ms, Any], object]:
    def do(machine: EmulatedMachine, now: Ms, value: Any) -> None:
        machine.notes.trouble = shown

    return do


def _hopper(change: Callable[[Any, Any], object]) -> Callable[[EmulatedMachine, Ms, Any], object]:
    return lambda machine, now, value: change(machine.hoppers[str(value)], now)


def _set(target: str, name: str, value: object) -> Callable[[EmulatedMachine, Ms, Any], object]:
    return lambda machine, now, _: setattr(getattr(machine, target), name, value)


_HOPPERS = ("hopper-500", "hopper-100")

ACTIONS: dict[str, Action] = {
    "insert-coin": Action("동전 coins", "넣기 insert", (500, 100, 50, 0), lambda m, now, won: m.coins.insert_coin(now, int(won))),
    "jam-coins": Action("동전 coins", "걸림 jam", ("",), lambda m, now, _: m.coins.jam()),
    "unplug-coins": Action("동전 coins", "선 뽑기 unplug", ("",), _plug("coins", False)),
    "plug-coins": Action("동전 coins", "선 꽂기 plug", ("",), _plug("coins", True)),
    "present-card": Action("카드 card", "넣기 present", ("",), lambda m, now, _: m.slot.insert(m.card)),
    "pull-card": Action("카드 card", "빼기 pull", ("",), lambda m, now, _: m.slot.remove()),
    "insert-note": Action(
        "지폐 notes", "넣기 insert", (1_000, 5_000, 10_000, 50_000), lambda m, now, won: m.notes.insert_note(now, int(won))
    ),
    "pull-note": Action("지폐 notes", "당겨 빼기 pull back", ("",), lambda m, now, _: m.notes.pull_note(now)),
    "jam-notes": Action("지폐 notes", "걸림 jam", ("",), _trouble(Shown.JAM_IN_ACCEPTOR)),
    "open-stacker": Action("지폐 notes", "보관함 열기 open", ("",), _trouble(Shown.STACKER_OPEN)),
    "clear-notes": Action("지폐 notes", "해결 clear", ("",), _trouble(None)),
    "power-cycle-notes": Action("지폐 notes", "전원 껐다 켜기 power cycle", ("",), lambda m, now, _: m.notes.power_cycle(now)),
    "unplug-notes": Action("지폐 notes", "선 뽑기 unplug", ("",), _plug("notes", False)),
    "plug-notes": Action("지폐 notes", "선 꽂기 plug", ("",), _plug("notes", True)),
    "empty-hopper": Action("동전 방출기 hoppers", "비우기 empty", _HOPPERS, _hopper(lambda h, now: setattr(h, "tube", 0))),
    "fill-hopper": Action("동전 방출기 hoppers", "채우기 fill", _HOPPERS, _hopper(lambda h, now: setattr(h, "tube", h.tube + 50))),
    "jam-hopper": Action("동전 방출기 hoppers", "걸림 jam", _HOPPERS, _hopper(lambda h, now: setattr(h, "jammed", True))),
    "clear-hopper": Action("동전 방출기 hoppers", "해결 clear", _HOPPERS, _hopper(lambda h, now: setattr(h, "jammed", False))),
    "reset-hopper": Action("동전 방출기 hoppers", "전원 껐다 켜기 power cycle", _HOPPERS, _hopper(lambda h, now: h.power_cycle(now))),
    "unplug-hopper": Action("동전 방출기 hoppers", "선 뽑기 unplug", _HOPPERS, _plug("hopper", False)),
    "plug-hopper": Action("동전 방출기 hoppers", "선 꽂기 plug", _HOPPERS, _plug("hopper", True)),
    "empty-tray": Action("A4 프린터 printer", "용지 빼기 empty tray", ("",), lambda m, now, _: m.printer.mechanism.empty_tray()),
    "load-paper": Action("A4 프린터 printer", "용지 넣기 load", (50,), lambda m, now, n: m.printer.mechanism.load(int(n))),
    "jam-printer": Action("A4 프린터 printer", "걸림 jam", ("",), lambda m, now, _: m.printer.mechanism.jam()),
    "clear-printer": Action("A4 프린터 printer", "해결 clear", ("",), lambda m, now, _: m.printer.mechanism.clear_jam()),
    "open-printer": Action("A4 프린터 printer", "덮개 열기 open", ("",), lambda m, now, _: m.printer.mechanism.open_cover()),
    "close-printer": Action("A4 프린터 printer", "덮개 닫기 close", ("",), lambda m, now, _: m.printer.mechanism.close_cover()),
    "take-output": Action("A4 프린터 printer", "종이 가져가기 take", ("",), lambda m, now, _: m.printer.mechanism.take_output()),
    "unplug-printer": Action("A4 프린터 printer", "선 뽑기 unplug", ("",), _plug("printer", False)),
    "plug-printer": Action("A4 프린터 printer", "선 꽂기 plug", ("",), _plug("printer", True)),
    "empty-roll": Action("영수증 receipts", "용지 없음 out of paper", ("",), _set("receipts", "lines_left", 0)),
    "load-roll": Action("영수증 receipts", "용지 넣기 load", ("",), _set("receipts", "lines_left", 5_000)),
    "jam-cutter": Action("영수증 receipts", "칼날 걸림 jam cutter", ("",), _set("receipts", "cutter_jammed", True)),
    "clear-cutter": Action("영수증 receipts", "해결 clear", ("",), _set("receipts", "cutter_jammed", False)),
    "unplug-receipts": Action("영수증 receipts", "선 뽑기 unplug", ("",), _plug("receipts", False)),
    "plug-receipts": Action("영수증 receipts", "선 꽂기 plug", ("",), _plug("receipts", True)),
    "pay-card": Action(
        "카드 단말기 card terminal", "카드 대기 present", ("insert", "tap"),
        lambda m, now, how: m.terminal.insert_card(now, {"insert": "I", "tap": "R"}[str(how)]),
    ),
    "take-pay-card": Action("카드 단말기 card terminal", "카드 빼기 take", ("",), lambda m, now, _: m.terminal.remove_card(now)),
    "decline-card": Action("카드 단말기 card terminal", "거절 decline", ("",), _set("terminal", "decline", "6B")),
    "approve-card": Action("카드 단말기 card terminal", "승인 approve", ("",), _set("terminal", "decline", "")),
    "lose-card-answer": Action("카드 단말기 card terminal", "응답 유실 lose an answer", ("",), _set("terminal", "drop_answers", 1)),
    "power-cycle-terminal": Action(
        "카드 단말기 card terminal", "전원 껐다 켜기 power cycle", ("",), lambda m, now, _: m.terminal.power_cycle(now)
    ),
    "unplug-terminal": Action("카드 단말기 card terminal", "선 뽑기 unplug", ("",), _plug("terminal", False)),
    "plug-terminal": Action("카드 단말기 card terminal", "선 꽂기 plug", ("",), _plug("terminal", True)),
}  # fmt: skip


def state(machine: EmulatedMachine) -> dict[str, Any]:
    """Every device's mechanical state as JSON values."""
    printer = machine.printer.mechanism
    return {
        "truth": asdict(machine.truth()),
        "coins": {"cashbox": dict(machine.coins.cashbox), "returned": machine.coins.returned, "plugged": machine.coins.plugged},
        "notes": {
            "box": dict(machine.notes.box), "returned": machine.notes.returned, "in_path": machine.notes.in_path(),
            "trouble": machine.notes.trouble.name if machine.notes.trouble else "", "plugged": machine.notes.plugged,
        },
        "hoppers": {
            name: {"won": h.won, "tube": h.tube, "thrown": h.thrown, "jammed": h.jammed, "plugged": h.plugged}
            for name, h in machine.hoppers.items()
        },
        "terminal": machine.terminal.truth(),
        "card": {"present": machine.slot.occupied, "tries_left": machine.card.tries_left},
        "printer": {
            "tray": printer.tray, "output": len(printer.output), "came_out": len(printer.came_out), "jammed": printer.jammed,
            "cover_open": printer.cover_open, "toner": printer.toner, "documents": len(printer.documents),
            "plugged": not machine.printer.unplugged,
        },
        "receipts": {
            "printed": len(machine.receipts.receipts), "lines_left": machine.receipts.lines_left,
            "cutter_jammed": machine.receipts.cutter_jammed, "plugged": machine.receipts.plugged,
        },
    }  # fmt: skip
