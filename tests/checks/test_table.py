"""The README's table of checks."""

from __future__ import annotations

from translator.checks import CHECKS
from translator.checks.table import checks_table


def test_table_has_every_check() -> None:
    """One row for each check, with four cells and no stray bar."""
    head, rule, *rows = checks_table().rstrip("\n").split("\n")
    assert len(rows) == len(CHECKS)
    assert {line.count("|") for line in (head, rule, *rows)} == {5}
    for check, row in zip(CHECKS, rows, strict=True):
        assert row.startswith(f"| `{check.id}` | {check.severity} | ")
