"""No test is about how busy the computer is: who waits has patience, and no bound in seconds stands above what should be soon."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PROOFS = ("appliance", "benchmarks", "mutants", "soak")
"""They are run by their own targets."""
LEAST_S = 60
A_LOOK_S = 1
"""What is shorter is how long somebody looks, and not how long they wait."""
CLOCKS = ("monotonic()", "perf_counter()")


def number(node: ast.expr | None) -> float | None:
    return float(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, int | float) else None


def impatient(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call():
                given = next((number(each.value) for each in node.keywords if each.arg == "timeout"), None)
                if given is not None and A_LOOK_S <= given < LEAST_S:
                    yield ast.unparse(node)
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()], comparators=[most]):
                if number(most) is not None and any(clock in ast.unparse(left) for clock in CLOCKS):
                    yield ast.unparse(node)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                if (number(right) or LEAST_S) < LEAST_S and any(clock in ast.unparse(left) for clock in CLOCKS):
                    yield ast.unparse(node)


def test_nothing_is_waited_for_less_than_a_minute() -> None:
    files = [path for path in sorted(TESTS.rglob("*.py")) if path.relative_to(TESTS).parts[0] not in PROOFS]
    found = [f"{path}: {each}" for path in files for each in impatient(ast.parse(path.read_text("utf-8")))]
    assert found == []


@pytest.mark.parametrize(
    "line",
    ["requests.get(at, timeout=5)", "end = time.monotonic() + 20", "assert time.monotonic() - began < 2"],
)
def test_the_check_itself_sees(line: str) -> None:
    assert list(impatient(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "requests.get(at, timeout=PATIENCE_S)", "inbox.get(timeout=0.01)", "assert time.monotonic() - began >= 0.1",
        "assert time.process_time() - began < 0.1",
    ],
)  # fmt: skip
def test_the_check_itself_lets_pass(line: str) -> None:
    assert not list(impatient(ast.parse(line)))
