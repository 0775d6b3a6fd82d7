"""Units of measure as people write them in tickets, and their canonical names."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORDS: dict[str, str] = {}


def _names(canonical: str, *written: str) -> None:
    for word in written:
        _WORDS[word] = canonical


_names("%", "%", "percent", "per cent", "pct")
_names("pp", "percentage points", "percentage point", "pp")
_names("s", "s", "sec", "secs", "second", "seconds")
_names("ms", "ms", "msec", "msecs", "millis", "millisecond", "milliseconds", "mS")
_names("us", "us", "µs", "μs", "usec", "microsecond", "microseconds")
_names("ns", "ns", "nanosecond", "nanoseconds", "nanos")
_names("min", "min", "mins", "minute", "minutes")
_names("h", "h", "hr", "hrs", "hour", "hours")
_names("d", "d", "day", "days")
_names("wk", "w", "wk", "wks", "week", "weeks")
_names("mo", "mo", "month", "months")
_names("y", "y", "yr", "yrs", "year", "years")
_names("B", "byte", "bytes")
_names("bit", "bits")
for _prefix, _long in (("K", "kilo"), ("M", "mega"), ("G", "giga"), ("T", "tera"), ("P", "peta")):
    _low = _prefix.lower()
    _names(
        f"{_prefix}B",
        f"{_prefix}B",
        f"{_low}b",
        f"{_prefix}b",
        f"{_low}B",
        f"{_long}byte",
        f"{_long}bytes",
    )
    _names(f"{_prefix}iB", f"{_prefix}iB", f"{_prefix}i", f"{_low}ib", f"{_prefix}ib")
    _names(f"{_prefix}bit", f"{_prefix}bit", f"{_low}bit")
    _names(f"{_prefix}bit/s", f"{_prefix}bps", f"{_low}bps", f"{_prefix}bit/s", f"{_prefix}b/s")
_names("rps", "rps", "RPS", "req/s", "reqs/s", "req/sec", "requests/s", "requests/sec",
       "requests/second", "requests per second", "requests a second", "reqs/sec")  # fmt: skip
_names("qps", "qps", "QPS", "queries per second", "queries/s", "queries/sec", "queries/second")
_names("tps", "tps", "TPS")
_names("rpm", "rpm", "RPM", "requests per minute", "requests/min", "requests/minute", "req/min")
_names("fps", "fps", "FPS")
_names("Hz", "Hz", "hz")
_names("kHz", "kHz", "khz", "KHz")
_names("MHz", "MHz", "mhz", "Mhz")
_names("GHz", "GHz", "ghz", "Ghz")
_names("px", "px", "pixels", "pixel")
_names("°C", "°C", "℃")
_names("°F", "°F")
_names("x", "x", "X", "times faster", "times slower", "×", "-fold", "fold")
_names("USD", "USD", "dollars", "dollar", "US dollars", "usd", "bucks")
_names("EUR", "EUR", "euros", "euro", "€", "eur")
_names("GBP", "GBP", "pounds", "£")
_names("CHF", "CHF")
_names("JPY", "JPY", "yen")
_names("INR", "INR", "rupees")
_names("ct", "cents", "cent", "¢")

CURRENCY_SIGNS: dict[str, str] = {
    "$": "USD", "US$": "USD", "A$": "AUD", "C$": "CAD", "€": "EUR", "£": "GBP", "¥": "JPY",
    "₹": "INR", "₩": "KRW", "₿": "BTC",
    "USD": "USD", "EUR": "EUR", "GBP": "GBP", "CHF": "CHF", "JPY": "JPY", "INR": "INR",
}  # fmt: skip
CURRENCIES = frozenset({*CURRENCY_SIGNS.values(), "ct"})
TIMES = ("ns", "us", "ms", "s", "min", "h", "d", "wk", "mo", "y")
SECONDS: dict[str, float] = {
    "ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "min": 60, "h": 3600, "d": 86400, "wk": 604800,
    "mo": 2629800, "y": 31557600,
}  # fmt: skip
_BYTES = frozenset({"B", *(f"{p}{i}B" for p in "KMGTP" for i in ("", "i"))})

# Letters that mean a unit only when glued to the number ("5m", "3x", "2w"), never after a space.
_GLUED_ONLY = frozenset({"w", "y", "x", "X", "mo", "Ki", "Mi", "Gi", "Ti", "Pi", "d", "us", "pp"})
_SIGNS = frozenset({"%", "°C", "℃", "°F", "€", "£", "¢", "×"})

_ALTERNATIVES = "|".join(re.escape(w) for w in sorted(_WORDS.keys() - _SIGNS, key=len, reverse=True))
_SIGN_ALTERNATIVES = "|".join(re.escape(w) for w in _SIGNS)
_UNIT = re.compile(rf"(?P<gap>[ -]?)(?P<unit>{_SIGN_ALTERNATIVES}|(?:{_ALTERNATIVES})(?![^\W\d_]))")
_CAPITALISED = re.compile(r"(?P<gap>[ -])(?P<unit>[A-Z][A-Za-z]{2,11})(?![^\W_])")
_RATE = re.compile(r" ?(?:/ ?|per )(?:s|sec|second)(?![^\W_])")


class Unit(NamedTuple):
    """A unit: canonical name and where it ends in the text."""

    name: str
    end: int


def unit_at(text: str, at: int) -> Unit | None:
    """The unit of measure that follows a number ending at `at`, or None."""
    match = _UNIT.match(text, at) or _CAPITALISED.match(text, at)
    if match is None:
        return None
    written, end = match.group("unit"), match.end()
    name = _WORDS.get(written) or _WORDS.get(written.lower())
    if name is None or (match.group("gap") and written in _GLUED_ONLY):
        return None
    if written in ("times faster", "times slower"):
        end = match.start("unit") + len("times")
    if name in _BYTES and (rate := _RATE.match(text, end)):
        return Unit(f"{name}/s", rate.end())
    return Unit(name, end)
