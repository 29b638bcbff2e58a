"""What is done to the code: the slips that a person makes. Texts and numbers are left alone; other tests look at those."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

OPPOSITES: dict[type[cst.CSTNode], type[cst.CSTNode]] = {
    cst.Equal: cst.NotEqual,
    cst.NotEqual: cst.Equal,
    cst.LessThan: cst.LessThanEqual,
    cst.LessThanEqual: cst.LessThan,
    cst.GreaterThan: cst.GreaterThanEqual,
    cst.GreaterThanEqual: cst.GreaterThan,
    cst.Is: cst.IsNot,
    cst.IsNot: cst.Is,
    cst.In: cst.NotIn,
    cst.NotIn: cst.In,
    cst.Add: cst.Subtract,
    cst.Subtract: cst.Add,
    cst.AddAssign: cst.SubtractAssign,
    cst.SubtractAssign: cst.AddAssign,
    cst.And: cst.Or,
    cst.Or: cst.And,
}


def turned(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A comparison or a sign the other way round, "and" for "or"."""
    opposite = OPPOSITES.get(type(node))
    if opposite:
        spaces = {name: getattr(node, name) for name in ("whitespace_before", "whitespace_after")}
        yield opposite(**spaces)


def denied(node: cst.UnaryOperation) -> Iterator[cst.BaseExpression]:
    """``not x`` is x, ``-x`` is x."""
    yield node.expression


def dead_branch(node: cst.If | cst.IfExp) -> Iterator[cst.CSTNode]:
    yield node.with_changes(test=cst.Name("False"))


def dropped_call(node: cst.Expr) -> Iterator[cst.BaseSmallStatement]:
    """A call for its effect alone is not made; a step that a generator leaves to another is left out."""
    match node.value:
        case cst.Call():
            yield cst.Pass()
        case cst.Yield(value=cst.From(item=cst.Call())):
            yield node.with_changes(value=node.value.with_changes(value=cst.From(cst.Tuple(()))))


def dropped_case(node: cst.Match) -> Iterator[cst.Match]:
    for at, case in enumerate(node.cases):
        if len(node.cases) > 1 and not _does_nothing(case):
            yield node.with_changes(cases=[*node.cases[:at], *node.cases[at + 1 :]])


def _does_nothing(case: cst.MatchCase) -> bool:
    """``case _: pass`` says that the rest is meant to be left alone."""
    return str(cst.Module([]).code_for_node(case.body)).strip() == "pass"


OPERATORS: list[tuple[type[cst.CSTNode], Callable[..., Iterator[cst.CSTNode]]]] = [
    *((kind, turned) for kind in OPPOSITES),
    (cst.UnaryOperation, denied),
    (cst.If, dead_branch),
    (cst.IfExp, dead_branch),
    (cst.Expr, dropped_call),
    (cst.Match, dropped_case),
]
