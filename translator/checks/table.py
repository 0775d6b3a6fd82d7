"""The checks as the README shows them."""

from __future__ import annotations

from translator.checks import CHECKS


def checks_table() -> str:
    """A Markdown table with one row for each check, in their order, ending in a line break."""
    rows = ["| check | severity | why it matters | what to do |", "|---|---|---|---|"]
    rows += [f"| `{c.id}` | {c.severity} | {c.reason} | {c.fix} |" for c in CHECKS]
    return "\n".join(rows) + "\n"
