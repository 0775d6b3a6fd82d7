"""Addresses of machines. They stay in what people read and do not travel to a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address

from translator.redaction.spans import Sensitive

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_V4 = re.compile(rf"(?<![\w.])(?<![A-Za-z_]-)(?:{_OCTET}\.){{3}}{_OCTET}(?![\w]|-[A-Za-z]|\.\w)")
_V6 = re.compile(
    r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}"
    r"(?:(?:\d{1,3}\.){3}\d{1,3}(?!\w)|[0-9A-Fa-f]{0,4}(?![\w:]|\.\d))"
)
# Loopback, "every address" and masks tell nothing of anybody's network.
_EVERYWHERE = re.compile(r"127\.|0\.|255\.|22[4-9]\.|23\d\.")
_VERSION_BEFORE = re.compile(
    r"(?i)(?:\bv|\bver|versions?|releases?d?|\bsdk|\bbuild|upgrad\w{1,4}(?: from| to)?"
    r"|sections?|chapter|§|\boid|\brfc \d{1,5}|driver|firmware|patch|\bjdk|\bjre|\bjava|since|\btag|\bjar)"
    r"[\s.:=\"'(/\\-]{0,3}(?=\d)"
)
# One version behind another: "from 3.2.1.0 to 3.2.1.4".
_BETWEEN_VERSIONS = frozenset((" to ", ", ", " and ", " or ", "/", "-", " - ", " -> ", " → ", " | "))
_MOST_IN_A_VERSION = 60
_BUILD_AFTER = re.compile(r"-\d{1,6}(?![\d.])|\.x\b|\+")
_PRODUCT_BEFORE = re.compile(r"(?<![./:@])\b(?P<word>[A-Za-z][A-Za-z+#]{1,30})[ \t_/\\]{1,2}$|\w - $")
_PLACES = frozenset(
    """
    from to at on in by of for with via and or is was are host hosts server servers node nodes client
    clients ip ips ipv4 addr address addresses ping telnet ssh curl remote local peer source destination
    src dst gateway router dns proxy endpoint inet target machine instance bind listen listening connect
    connected connecting connection call over not reach reached between against through behind the this
    user login box worker master slave broker requests traffic only resolves resolved range cidr subnet
    network http https
    """.split()
)
_VERSION_AFTER = re.compile(r"(?i)\s?\(?(?:version|release|build)\b")


def addresses(text: str) -> Iterator[Sensitive]:
    """IPv4 and IPv6 addresses; loopback, masks and versions of four parts are left out."""
    if text.count(".") >= 3:
        yield from _v4(text)
    if text.count(":") >= 2:
        for match in _V6.finditer(text):
            if _is_v6(match.group()):
                yield Sensitive("IP", "an IP address", *match.span())


def _v4(text: str) -> Iterator[Sensitive]:
    told: set[int] | None = None  # where versions begin, by the words before them
    last = -1  # where the last version ended
    for match in _V4.finditer(text):
        if told is None:
            told = {version.end() for version in _VERSION_BEFORE.finditer(text)}
        if (
            match.start() in told
            or (last >= 0 and text[last : min(match.start(), last + 6)] in _BETWEEN_VERSIONS)
            or _is_version(text, match)
        ):
            last = match.end()
        elif not _EVERYWHERE.match(match.group()):
            yield Sensitive("IP", "an IP address", *match.span())


def _is_version(text: str, match: re.Match[str]) -> bool:
    """Small numbers throughout, behind a word that is no place or before a build number."""
    start, end = match.span()
    if _VERSION_AFTER.match(text, end):
        return True
    first, _, rest = match.group().partition(".")
    if first == "10" or any(int(octet) > _MOST_IN_A_VERSION for octet in rest.split(".")):
        return False
    if rest == "0.0.0" or _BUILD_AFTER.match(text, end):
        return True
    # A digit there ends another address or a port; asking the pattern each time would be slow.
    if start < 2 or text[start - 2].isdigit():
        return False
    product = _PRODUCT_BEFORE.search(text, max(0, start - 34), start)
    return product is not None and (product.group("word") or "").lower() not in _PLACES


def _is_v6(written: str) -> bool:
    groups = [group for group in written.split(":") if group]
    # "cafe::face" is code, six or eight pairs are a hardware address or a fingerprint.
    if not any(c.isdigit() for c in written) or not any(len(group) >= 3 for group in groups):
        return False
    if len(groups) < 3 and not re.match(r"(?i)[23][0-9a-f]{3}:|f[cde][0-9a-f]{2}:|::ffff:", written):
        return False
    try:
        address = IPv6Address(written)
    except AddressValueError:
        return False
    return not address.is_loopback and not address.is_unspecified
