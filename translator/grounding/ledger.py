"""Which evidence can be trusted: the items whose words really stand where they say."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping

from translator.evidence.numbers import scan
from translator.models import Evidence, Ledger

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FACTORS = (60, 100)  # minutes and per cent: all that a formula may bring in from outside
_LONGEST_FORMULA = 120
_ROUNDING = 0.01  # a derived value may be written rounded, by at most this share of it


def verified(ledger: Ledger, sources: Mapping[str, str]) -> dict[str, Evidence]:
    """The ledger's items by id, without those that are not what they claim to be.

    A quoted item holds when its text equals its source's text at [start, end). A derived one holds
    when its formula over items that hold gives its value, and its text shows that value alone.
    An id that two items claim is trusted for neither.
    """
    known: dict[str, Evidence] = {}
    twice: set[str] = set()
    for item in ledger.items:
        if item.id in known:
            twice.add(item.id)
        if item.kind != "derived" and _stands(item, sources):
            known[item.id] = item
    for item in ledger.items:
        if item.kind == "derived" and item.id not in known and derived_holds(item, known):
            known[item.id] = item
    return {key: item for key, item in known.items() if key not in twice}


def _stands(item: Evidence, sources: Mapping[str, str]) -> bool:
    source = sources.get(item.source)
    return (
        source is not None
        and 0 <= item.start < item.end <= len(source)
        and source[item.start : item.end] == item.text
    )


def derived_holds(item: Evidence, known: Mapping[str, Evidence]) -> bool:
    """Whether a derived item's formula gives its value and its text shows only that value."""
    if item.quantity is None or len(item.formula) > _LONGEST_FORMULA:
        return False
    try:
        value = _evaluate(ast.parse(item.formula, mode="eval").body, known)
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError):
        return False
    shown = [f.quantity for f in scan(item.text) if f.quantity is not None]
    return (
        _close(value, item.quantity.value) and len(shown) == 1 and _close(shown[0].value, item.quantity.value)
    )


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=_ROUNDING, abs_tol=1e-9)


def _evaluate(node: ast.expr, known: Mapping[str, Evidence]) -> float:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _evaluate(node.left, known), _evaluate(node.right, known)
        return _OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.Constant) and node.value in _FACTORS:
        return float(str(node.value))
    if isinstance(node, ast.Name):
        item = known.get(node.id)
        if item is not None and item.quantity is not None:
            return item.quantity.value
    raise ValueError("a formula holds evidence ids, + - * / and brackets")
