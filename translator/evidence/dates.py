"""Calendar dates, months, quarters, years and clock times."""

from __future__ import annotations

import re
from typing import NamedTuple

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![^\W\d_])"
)
MONTH_BEFORE_DIGIT = rf"{_MONTH}\.?[ /'-]{{1,2}}(?=\d)"

_ZONE = r"(?: ?(?:Z|UTC|GMT|[ECMP][SDE]?T|CEST|BST|IST|JST|[+-]\d{2}:?\d{2})(?![^\W_]))"
_HALF = r"(?: ?[ap]\.?m(?![^\W_])\.?)?"
_HOUR = r"(?:[01]?\d|2[0-3])"
_CLOCK = rf"{_HOUR}(?:[:.][0-5]\d){{1,2}}(?:[.,]\d{{1,9}})?{_HALF}{_ZONE}?"
_COLON_CLOCK = rf"{_HOUR}:[0-5]\d(?::[0-5]\d(?:[.,]\d{{1,9}})?)?{_HALF}{_ZONE}?"
_TAIL = rf"(?:(?:,? (?:at )?|T){_COLON_CLOCK})?"
_END = r"(?![^\W_])(?![:.,/-]\d)"
_YEAR = r"(?:19|20)\d{2}"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = r"(?:st|nd|rd|th)?"

_FORMS = [
    re.compile(pattern + _END, re.IGNORECASE)
    for pattern in (
        # 2026-05-02, 2026-05-02T10:15:00Z, 2026/05/02 10:15
        rf"(?P<y>{_YEAR})[-/.](?P<m>0[1-9]|1[0-2])[-/.](?P<d>0[1-9]|[12]\d|3[01])"
        rf"(?:(?:[T ]|,? at ){_COLON_CLOCK})?",
        # 14-18 Sept, 3–5 October 2026
        rf"{_DAY} ?[-–] ?{_DAY}{_ORDINAL} (?P<mon>{_MONTH})\.?(?:,? (?P<y>{_YEAR}))?",
        # 14/Jul/25 3:42 PM, 24-Nov-2020, 24 November 2020, 24th of November, 2020
        rf"(?P<d>{_DAY}){_ORDINAL}(?: of)?[ /-](?P<mon>{_MONTH})\.?(?:(?:,? "
        rf"|[/-])(?P<y>{_YEAR}|\d{{2}}(?=[ ,.)\n]|$)))?{_TAIL}",
        # Nov 24, 2020; November 24th 10:15; Aug-4; Nov 24 10:22:01 2020
        rf"(?P<mon>{_MONTH})\.?[ -](?:the )?(?P<d>{_DAY}){_ORDINAL}(?!\d)"
        rf"(?: ?[-–] ?{_DAY}{_ORDINAL}(?!\d))?"
        rf"(?:(?: {_COLON_CLOCK})?,? (?P<y>{_YEAR}))?{_TAIL}",
        # November 2020, Nov-2020, Nov '20
        rf"(?P<mon>{_MONTH})\.?(?:,? |[/-])(?P<y>{_YEAR}|'\d{{2}})",
        # Q3 2025, Q3'25, Q3/2025, 2025-Q3, H1 2024
        rf"(?P<q>[QH][1-4])(?:[ /-]|/| of | FY ?)?(?P<y>{_YEAR}|'\d{{2}})?",
        rf"(?P<y>{_YEAR})[- ]?(?P<q>[QH][1-4])",
        rf"FY ?'?(?P<y>{_YEAR}|\d{{2}})",
        # 11/24/2020 10:15, 24.11.2020
        rf"(?P<a>\d{{1,2}})(?P<s>[/.-])(?P<b>\d{{1,2}})(?P=s)(?:(?P<y>{_YEAR})|\d{{2}}){_TAIL}",
        # 14:05 UTC, 3:42 pm, 3.36.07pm, 3pm, 9 o'clock
        rf"{_COLON_CLOCK}",
        rf"{_CLOCK}(?<=m)|{_CLOCK}(?<=m\.)",
        r"(?:1[0-2]|[1-9]) ?(?:[ap]\.m\.|[ap]m|o'clock)",
        # 1990s
        rf"(?:the )?{_YEAR[:-5]}\d0'?s",
    )
]
_BARE_YEAR = re.compile(rf"(?P<y>19[5-9]\d|20[0-4]\d){_END}(?![- ]?%)", re.IGNORECASE)
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|of|early|late|mid|during|before|after"
    r"|summer|winter|spring"
    r"|autumn|fall|year|late-|mid-|early-|end of|christmas|and|to)|[(©])[ -]?\Z",
    re.IGNORECASE,
)
_COUNTED = re.compile(r" (?:[a-z]+ ){0,1}[a-z]{3,}s\b")


_MONTH_AND_COUNT = re.compile(rf"{_MONTH}\.? \d{{1,2}}(?![\d:.,-])", re.IGNORECASE)


def _counts(text: str, at: int, end: int) -> bool:
    """ "For September 9 customers wrote", "since January 4 of 19 releases": a month, then a count."""
    if re.match(r" (?:out )?of \d", text[end : end + 12]):
        return True
    in_month = re.search(r"\b(?:for|in|during) \Z", text[max(0, at - 8) : at], re.IGNORECASE)
    return in_month is not None and re.match(r" [a-z]{3,}s\b", text[end : end + 24]) is not None


class DateRead(NamedTuple):
    """A date or a time: where it ends, and its ISO prefix where that is certain, else ""."""

    end: int
    value: str


def date_at(text: str, at: int) -> DateRead | None:
    """The date, month, quarter, year or clock time that starts at `at`, or None."""
    for form in _FORMS:
        if match := form.match(text, at):
            if _MONTH_AND_COUNT.match(text, at) and _counts(text, at, match.end()):
                return None
            return DateRead(match.end(), _iso(match.groupdict()))
    year = _BARE_YEAR.match(text, at)
    if year is None:
        return None
    after = text[year.end() : year.end() + 24]
    if _BEFORE_YEAR.search(text[max(0, at - 12) : at]) and not _COUNTED.match(after):
        return DateRead(year.end(), year.group("y"))
    return None


def _iso(parts: dict[str, str | None]) -> str:
    year = parts.get("y")
    if year is None:
        return ""
    year = year.lstrip("'")
    year = f"20{year}" if len(year) == 2 else year
    if quarter := parts.get("q"):
        return f"{year}-{quarter.upper()}"
    month = parts.get("m")
    if first := parts.get("a"):
        return _day_first(year, int(first), int(parts["b"] or 0), parts.get("s") == ".")
    if name := parts.get("mon"):
        month = f"{_MONTHS.index(name[:3].lower()) + 1:02d}"
    if month is None:
        return year
    day = parts.get("d")
    return f"{year}-{month}-{int(day):02d}" if day else f"{year}-{month}"


def _day_first(year: str, first: int, second: int, dotted: bool) -> str:
    """The date of 24.11.2020 or 24/11/2020; the year alone where day and month could be either."""
    if (dotted or first > 12) and first <= 31 and second <= 12:
        return f"{year}-{second:02d}-{first:02d}"
    return f"{year}-{first:02d}-{second:02d}" if first <= 12 < second <= 31 else year
