"""Which evidence can be trusted: the items whose words really stand where they say."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from datetime import datetime

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
_SECONDS = {"minutes": (60, "min"), "hours": (3600, "h"), "days": (86400, "d")}
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
    unit: str | None = None
    try:
        formula = ast.parse(item.formula, mode="eval").body
        if isinstance(formula, ast.Call):
            value, unit = _called(formula, known)
        else:
            value = _evaluate(formula, known)
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError):
        return False
    shown = [f.quantity for f in scan(item.text) if f.quantity is not None]
    if len(shown) != 1 or (unit is not None and not item.quantity.unit == shown[0].unit == unit):
        return False
    if unit == "" and item.text != str(int(value)):
        return False  # a count is exact and stands alone
    return _close(value, item.quantity.value) and _close(shown[0].value, item.quantity.value)


def _called(node: ast.Call, known: Mapping[str, Evidence]) -> tuple[float, str]:
    """The value and unit of `count(t5, t6)` or `minutes(t6 - t5)`, the two kinds of call there are."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if node.keywords:
        raise ValueError("a call in a formula has no named arguments")
    if name == "count":
        return float(_counted(node.args, known)), ""
    if name in _SECONDS and len(node.args) == 1:
        seconds, unit = _SECONDS[name]
        return _apart(node.args[0], known) / seconds, unit
    raise ValueError("a formula calls count, minutes, hours or days")


def _counted(args: list[ast.expr], known: Mapping[str, Evidence]) -> int:
    """How many incidents the ids stand for: each a known item of an incident of its own."""
    items = [_named(node, known) for node in args]
    sources = {item.source for item in items}
    if not items or len(sources) < len(items) or not all(s.startswith("incident:") for s in sources):
        raise ValueError("count takes one item of each incident")
    return len(items)


def _apart(node: ast.expr, known: Mapping[str, Evidence]) -> float:
    """Seconds from the second to the first of two clock times that the same source records."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
        raise ValueError("a duration is one time less another")
    last, first = _named(node.left, known), _named(node.right, known)
    if last.source != first.source:
        raise ValueError("both times stand in the same source")
    seconds = (_time(last) - _time(first)).total_seconds()
    if seconds <= 0:
        raise ValueError("the later time comes first")
    return seconds


def _named(node: ast.expr, known: Mapping[str, Evidence]) -> Evidence:
    item = known.get(node.id) if isinstance(node, ast.Name) else None
    if item is None:
        raise ValueError("a formula names known evidence")
    return item


def _time(item: Evidence) -> datetime:
    """The time an item shows, to the minute and with its zone; raises ValueError for any other text."""
    if item.kind != "date":
        raise ValueError("a duration is computed from times")
    return datetime.strptime(item.text, "%Y-%m-%d %H:%M UTC")


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
