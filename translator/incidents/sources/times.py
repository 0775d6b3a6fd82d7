"""Points in time as sources write them, as precisely as they tell them.

A time with an offset is turned into UTC. One without is taken as UTC and marked: its zone is not known.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from translator.models import Precision, When

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# RFC 2822 and the European ones that name one offset only. BST, IST and their like name several.
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
}  # fmt: skip
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_NAME = (
    r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_CLOCK = (
    r"(?:,?\s*(?:T|at\s|[-–]\s)?\s*(?P<h>\d{1,2}):(?P<min>\d\d)(?::(?P<s>\d\d)(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*\(?(?P<zone>z|[a-z]{3,4}|(?:utc|gmt)?\s*[+-]\d\d?(?::?\d\d)?)?\)?)?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_CLOCK}",
        rf"{_YEAR}[-/](?P<m>\d{{1,2}})",
        rf"{_YEAR}",
        rf"{_WEEKDAY}{_DAY}(?:\s+of)?[\s/.-]+{_NAME},?[\s/.-]+{_YEAR}{_CLOCK}",
        rf"{_WEEKDAY}{_DAY}[/-]{_NAME}[/-](?P<yy>\d\d){_CLOCK}",
        rf"{_WEEKDAY}{_NAME}\s+{_DAY},?\s+{_YEAR}{_CLOCK}",
        rf"{_NAME},?\s+{_YEAR}",
        rf"(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.{_YEAR}{_CLOCK}",
        rf"(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})/(?:{_YEAR}|(?P<yy>\d\d)){_CLOCK}",
    )
)
_INSIDE = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        rf"\b{_NAME}\s+{_DAY},?\s+{_YEAR}\b",
        rf"(?<!\d){_DAY}\s+{_NAME}\s+{_YEAR}\b",
    )
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHARED: dict[Precision, int] = {"year": 4, "month": 7, "day": 10, "minute": 16}  # of an ISO date


def when(value: object, *, day_first: bool | None = None) -> When | None:
    """The point in time a text or a year (as a number) names; None when it cannot be told.

    A day such as 6/7/2025 needs `day_first` unless one of its parts is over 12; 24.11.2020 does not.
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    written = " ".join(str(value).split())[:80]
    for form in _FORMS:
        if match := form.fullmatch(written):
            return _made(match.groupdict(), written, day_first)
    return None


def when_epoch(value: object, unit: int) -> When | None:
    """The point in time of a number since 1970, `unit` to the second: 1 for seconds, 1000 for ms."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        at = _EPOCH + timedelta(seconds=float(value) / unit)
    except (ValueError, OverflowError):
        return None
    written = str(int(value)) if isinstance(value, float) else str(value)
    return When(at=at, precision="minute", zone_known=True, written=written[:80])


def day_in(title: str) -> When | None:
    """The first day that a title names: "Outage of 2024-03-01", "Outage on March 1, 2024"."""
    for form in _INSIDE:
        if match := form.search(title[:300]):
            return _made(match.groupdict(), match.group(), None)
    return None


def before(one: When, other: When) -> bool:
    """Whether one point is surely before the other, as precisely as both are known."""
    if one.zone_known != other.zone_known and abs(one.at - other.at) < timedelta(hours=14):
        return False  # the unknown zone may explain it
    shared = min(_SHARED[one.precision], _SHARED[other.precision])
    return one.at.isoformat()[:shared] < other.at.isoformat()[:shared]


def _made(parts: dict[str, str | None], written: str, day_first: bool | None) -> When | None:
    year = parts.get("y") or (f"20{parts['yy']}" if parts.get("yy") else "")
    month, day = parts.get("m"), parts.get("d")
    if name := parts.get("mon"):
        month = str(_MONTHS.index(name[:3].lower()) + 1)
    if (a := parts.get("a")) and (b := parts.get("b")):
        first = day_first if int(a) <= 12 and int(b) <= 12 and a != b else int(a) > 12
        if first is None:
            return None
        day, month = (a, b) if first else (b, a)
    hour = parts.get("h")
    precision: Precision = "minute" if hour else "day" if day else "month" if month else "year"
    zone, known = _zone(parts.get("zone"))
    try:
        at = datetime(
            int(year), int(month or 1), int(day or 1),
            _hour(hour, parts.get("half")), int(parts.get("min") or 0), int(parts.get("s") or 0), tzinfo=zone,
        )  # fmt: skip
        return When(at=at.astimezone(UTC), precision=precision, zone_known=known, written=written)
    except (ValueError, OverflowError):
        return None


def _hour(hour: str | None, half: str | None) -> int:
    number = int(hour or 0)
    if not half:
        return number
    if not 1 <= number <= 12:
        raise ValueError(number)
    return number % 12 + (12 if half[0] in "pP" else 0)


def _zone(name: str | None) -> tuple[timezone, bool]:
    """The offset a zone names, and whether it names one."""
    if not name:
        return UTC, False
    said = name.casefold()
    if said in _ZONES:
        return timezone(timedelta(hours=_ZONES[said])), True
    sign = re.search(r"([+-])(\d\d?):?(\d\d)?", said)
    if sign is None:
        return UTC, False
    offset = timedelta(hours=int(sign.group(2)), minutes=int(sign.group(3) or 0))
    if offset >= timedelta(hours=24):
        return UTC, False
    return timezone(offset if sign.group(1) == "+" else -offset), True
