"""Keys and tokens that show by their shape what they are, as their issuers publish it.

An own table: detect-secrets rests since May 2024 and gitleaks is no Python package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from translator.redaction.assigned import assigned
from translator.redaction.drawn import drawn
from translator.redaction.spans import Sensitive
from translator.redaction.told import told

_SHORTEST_BODY = 40  # characters of base64 that are taken for the body of a key
_LONGEST_BLOCK = 20_000  # characters of a private key, far above what a 16384-bit key takes


class _Shape(NamedTuple):
    """What it is, letters it cannot be without, its shape. The last group, if any, is the value."""

    name: str
    letters: tuple[str, ...]
    pattern: re.Pattern[str]
    digit: bool = False  # holds one in any case: words joined by dashes may have the shape too


def _shape(name: str, letters: str, pattern: str, *, digit: bool = False) -> _Shape:
    return _Shape(name, tuple(letters.split()), re.compile(pattern), digit)


# The value itself is never repeated in a finding. Quantifiers are possessive, so nothing is tried twice.
_SHAPES = (
    _shape(
        "an AWS access key",
        "AKIA ASIA AGPA AIDA AROA ABIA ACCA",
        r"(?<![A-Za-z0-9])(?:AKIA|ASIA|AGPA|AIDA|AROA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    ),
    _shape("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"\bgh[pousr]_[A-Za-z0-9]{20,}+"),
    _shape("a GitHub token", "github_pat_", r"\bgithub_pat_\w{22,}+"),
    _shape(
        "a GitLab token",
        "glpat- gldt- glrt- glcbt- glptt- glft- glsoat- glagent- gloas- glimt-",
        r"\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas|imt)-[\w.-]{18,}+",
    ),
    _shape("a Slack token", "xox", r"\bxox[abceoprs]-[A-Za-z0-9.-]{10,}+"),
    _shape("a Slack token", "xapp-", r"\bxapp-\d-[A-Za-z0-9-]{10,}+"),
    _shape(
        "a Slack webhook",
        "hooks.slack",
        r"(?:https://)?hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/[\w/]{20,}+",
    ),
    _shape(
        "a Discord webhook", "/api/webhooks/", r"(?:https://[\w.]{5,30})?/api/webhooks/\d{15,22}/[\w-]{40,}+"
    ),
    _shape(
        "a Discord token",
        ".",
        r"(?<![\w.-])[MNO][A-Za-z\d]{22,26}\.[\w-]{6}\.[\w-]{27,}+(?!\.\w)",
        digit=True,
    ),
    _shape("a Telegram token", ":AA :AB", r"(?<!\d)\d{8,11}:A[AB][\w-]{32,34}(?![\w-])"),
    _shape(
        "a Stripe key",
        "sk_ rk_ pk_ whsec_",
        r"\b(?:(?:sk|rk|pk)_(?:live|test)_|whsec_|sk_|rk_|pk_)[A-Za-z0-9]{10,}+\b",
        digit=True,
    ),
    _shape("an API key", "sk-", r"\bsk-[A-Za-z0-9_-]{20,}+", digit=True),
    _shape("a Google API key", "AIza", r"(?<![\w-])AIza[\w-]{35}"),
    _shape("a Google OAuth secret", "GOCSPX-", r"\bGOCSPX-[\w-]{20,}+"),
    _shape("a Google access token", "ya29.", r"\bya29\.[\w-]{20,}+"),
    _shape("a Heroku token", "HRKU-", r"\bHRKU-[\w-]{30,}+"),
    _shape("a Twilio key", "SK", r"(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])"),
    _shape("a Mailgun key", "key-", r"\bkey-[0-9a-f]{32}(?![A-Za-z0-9])"),
    _shape("a Mailchimp key", "-us", r"(?<![A-Za-z0-9])[0-9a-f]{32}-us\d{1,2}(?!\w)"),
    _shape("a SendGrid key", "SG.", r"\bSG\.[\w-]{16,}+\.[\w-]{16,}+"),
    _shape("a Brevo key", "xkeysib-", r"\bxkeysib-[0-9a-f]{64}-\w{16}"),
    _shape("an npm token", "npm_", r"\bnpm_[A-Za-z0-9]{30,}+"),
    _shape("a PyPI token", "pypi-Ag", r"\bpypi-Ag[\w-]{50,}+"),
    _shape("a RubyGems key", "rubygems_", r"\brubygems_[0-9a-f]{48}"),
    _shape("a Docker token", "dckr_", r"\bdckr_[op]at_[\w-]{20,}+"),
    _shape(
        "an Atlassian token",
        "ATATT ATCTT ATBB",
        r"\b(?:ATATT|ATCTT)3x[\w-]{60,}+(?:=[0-9A-F]{8})?|\bATBB\w{32}",
    ),
    _shape("a DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", r"\bdo[opr]_v1_[0-9a-f]{64}"),
    _shape("a Hugging Face token", "hf_", r"\bhf_[A-Za-z0-9]{30,}+", digit=True),
    _shape("a Replicate token", "r8_", r"\br8_[A-Za-z0-9]{30,}+", digit=True),
    _shape("a Groq key", "gsk_", r"\bgsk_[A-Za-z0-9]{40,}+"),
    _shape("an xAI key", "xai-", r"\bxai-[A-Za-z0-9]{60,}+"),
    _shape("an Azure client secret", "Q~", r"(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}"),
    _shape("a Shopify token", "shp", r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    _shape("a Databricks token", "dapi", r"\bdapi[0-9a-f]{32}(?:-\d)?"),
    _shape(
        "a Grafana token",
        "glsa_ glc_",
        r"\b(?:glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}|glc_[A-Za-z0-9+/]{32,}+={0,2})",
    ),
    _shape("a New Relic key", "NRAK- NRJS- NRII-", r"\bNR(?:AK|JS|II)-[\w-]{19,}+"),
    _shape("a Sentry token", "sntry", r"\bsntry[su]_[\w+/=-]{40,}+"),
    _shape("a Vault token", "hvs. hvb. hvr.", r"\bhv[sbr]\.[\w-]{20,}+"),
    _shape("a Terraform token", ".atlasv1.", r"(?<!\w)[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}+"),
    _shape("a Pulumi token", "pul-", r"\bpul-[0-9a-f]{40}"),
    _shape("a Linear key", "lin_", r"\blin_(?:api|oauth)_[A-Za-z0-9]{32,}+"),
    _shape("a Notion key", "ntn_ secret_", r"\b(?:ntn_|secret_)[A-Za-z0-9]{40,}+"),
    _shape("a Figma token", "figd_", r"\bfigd_[\w-]{38,}+"),
    _shape("an Airtable token", "pat", r"\bpat[A-Za-z0-9]{14}\.[0-9a-f]{64}"),
    _shape("a Postman key", "PMAK-", r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    _shape("a PlanetScale token", "pscale_", r"\bpscale_(?:tkn|pw|oauth)_[\w=.-]{32,}+"),
    _shape("a Square token", "EAAA sq0", r"\b(?:EAAA[\w-]{60}|sq0(?:atp|csp|idp)-[\w-]{22,43})"),
    _shape("a Doppler token", "dp.", r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,}+"),
    _shape("an age key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[0-9A-Z]{58}"),
    _shape("a bcrypt hash", "$2", r"\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}"),
    _shape("a signed token", "eyJ", r"(?<![A-Za-z0-9])eyJ[\w-]{8,}+\.[\w-]{8,}+(?:\.[\w-]*+){1,3}+"),
    _shape(
        "a bearer token",
        "earer EARER",
        r"\b(?:[Bb]earer|BEARER)[ \t]{1,4}+([\w.~+/-]{16,}+={0,2})",
        digit=True,
    ),
)
# Most texts hold none of these letters, and asking for letters is quicker than asking for a shape.
_BY_LETTERS = tuple((letters, shape) for shape in _SHAPES for letters in shape.letters)
_KEY_BEGIN = re.compile(r"-{4,5} ?BEGIN (?:[A-Z0-9]{2,10} ){0,3}PRIVATE KEY(?: BLOCK)?(?: ?-{4,5})?")
_KEY_END = re.compile(r"-{4,5} ?END (?:[A-Z0-9]{2,10} ){0,3}PRIVATE KEY(?: BLOCK)? ?-{4,5}(?:\\n)?")
# How the body of a key begins that lost its first line: RSA, PKCS 8, EC, OpenSSH.
_KEY_BODY = re.compile(
    r"(?<![A-Za-z0-9+/])(?:MI[IG][A-Za-z0-9+/]{3}IB[AD]|MHcCAQEEI|MIGHAgEAM|MC4CAQAw|b3BlbnNzaC1rZXktdj)"
)
# Where the end is cut off: lines of base64, also with breaks written as "\n".
_KEY_LINES = re.compile(r"(?:[\s>|]|\\[nr])*+(?:[A-Za-z0-9+/=]{16,}+(?:[\s>|]|\\[nr])*+)*+")


_KEY_LINE = re.compile(r"[A-Za-z0-9+/]{16,200}={0,2}")


def secrets(text: str) -> Iterator[Sensitive]:
    """Keys, tokens and passwords, by shape and by the name they are assigned to."""
    for shape in dict.fromkeys([shape for letters, shape in _BY_LETTERS if letters in text]):
        for match in shape.pattern.finditer(text):
            at = match.re.groups
            if not shape.digit or any(c.isdigit() for c in match.group(at)):
                yield Sensitive("SECRET", shape.name, *match.span(at))
    if "PRIVATE KEY" in text:
        yield from _private_keys(text)
    for match in _KEY_BODY.finditer(text):
        rest = _KEY_LINES.match(text, match.start())
        if rest and len(rest.group()) >= _SHORTEST_BODY:
            yield Sensitive(
                "SECRET", "a private key", match.start(), match.start() + len(rest.group().rstrip())
            )
    yield from assigned(text)
    yield from told(text)
    yield from drawn(text)


def _private_keys(text: str) -> Iterator[Sensitive]:
    """From the first line of a key to its last."""
    ends = [match.end() for match in _KEY_END.finditer(text)]
    ends.reverse()
    position = 0
    for begin in _KEY_BEGIN.finditer(text):
        if begin.start() < position:
            continue
        while ends and ends[-1] <= begin.end():
            ends.pop()
        if ends and ends[-1] - begin.end() <= _LONGEST_BLOCK:
            position = ends[-1]
        else:
            rest = _KEY_LINES.match(text, begin.end())
            position = begin.end() + len(rest.group().rstrip()) if rest else begin.end()
        yield Sensitive("SECRET", "a private key", begin.start(), position)
    for end in _KEY_END.finditer(text):
        start = _body_before(text, end.start())
        if start < end.start():
            yield Sensitive("SECRET", "a private key", start, end.end())


def _body_before(text: str, end: int) -> int:
    """Where the lines of base64 begin that stand before the last line of a key."""
    start = end
    lines = text[max(0, end - _LONGEST_BLOCK) : end].rstrip().split("\n")
    for line in reversed(lines):
        if not _KEY_LINE.fullmatch(line.strip("\r\t >|")):
            break
        start = text.rindex(line, 0, start)
    return start
