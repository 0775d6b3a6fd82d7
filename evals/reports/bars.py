"""Bars as SVG, for a page that loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as escape_markup
from typing import NamedTuple

from evals.reports.figures import legal

WIDTH, ROW, LABEL, VALUE = 720, 24, 190, 130  # units of the picture


def escape(text: str) -> str:
    """The text for HTML and SVG, attributes included, without control characters."""
    return escape_markup(legal(text))


class Bar(NamedTuple):
    """One bar; `mark` is a line across it, such as a baseline. Values count from 0 to the chart's end."""

    label: str
    value: float
    told: str  # the value in words, beside the bar
    mark: float | None = None
    low: bool = False  # below its bar or fallen: dotted, not only another colour


def bars(title: str, rows: Sequence[Bar], end: float) -> str:
    """An SVG figure with one bar for each row; `end` is the value at its right edge, over 0."""
    height = ROW * len(rows) + 8
    wide = WIDTH - LABEL - VALUE
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}" class="bars">',
        f"<title>{escape(title)}</title>",
        '<defs><pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" class="low"/><circle cx="3" cy="3" r="1" class="dot"/></pattern></defs>',
    ]
    for number, row in enumerate(rows):
        top = 4 + number * ROW
        length = max(1.0, wide * min(row.value, end) / end)
        fill = 'fill="url(#dots)"' if row.low else 'class="bar"'
        parts += [
            f'<text x="{LABEL - 8}" y="{top + 15}" text-anchor="end">{escape(row.label)}</text>',
            f'<rect x="{LABEL}" y="{top + 3}" width="{length:.1f}" height="{ROW - 8}" {fill}/>',
            f'<text x="{LABEL + wide + 8}" y="{top + 15}">{escape(row.told)}</text>',
        ]
        if row.mark is not None:
            x = LABEL + wide * min(row.mark, end) / end
            parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{top + ROW - 2}" class="mark"/>')
    return "".join([*parts, "</svg>"])
