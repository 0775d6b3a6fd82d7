"""What must not reach a model: kind, label, a maker of one line with such a value, and its share."""

# ruff: noqa: E501 (a row of a table stays on its line)

from __future__ import annotations

import random

from evals.redaction.planted_keys import SECRETS, Maker, lines
from evals.redaction.shapes import (
    DIGITS,
    HEX,
    iban,
    luhn,
    run,
)


def _email(chance: random.Random) -> str:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    host = chance.choice(("customer", "blue-harbor", "mail.tallyworks", "uni.north", "x9"))
    top = chance.choice("example com org co.uk io de museum".split())
    name = chance.choice(
        (
            f"{first}.{last}",
            f"{first[0]}{last}",
            f"{last}_{first}",
            f"{first}+orders",
            f"{first}{chance.randint(1, 99)}",
            f"{first.title()}.{last.title()}",
            f"{last}-{first}",
        )
    )
    return f"{name}@{host}.{top}"


def _phone(chance: random.Random) -> str:
    def digits(length: int) -> str:
        return run(chance, "23456789", 1) + run(chance, DIGITS, length - 1)

    area, office, last = digits(3), digits(3), run(chance, DIGITS, 4)
    return chance.choice(
        (
            f"+1 {area} {office} {last}",
            f"+1-{area}-{office}-{last}",
            f"+1 ({area}) {office}-{last}",
            f"({area}) {office}-{last}",
            f"{area}-{office}-{last}",
            f"+1{area}{office}{last}",
            f"+49 {digits(2)} {digits(4)} {digits(4)}",
            f"+49{digits(3)}{digits(7)}",
            f"+44 20 {digits(4)} {digits(4)}",
            f"+44 7{digits(3)} {digits(6)}",
            f"+33 {chance.randint(1, 9)} {digits(2)} {digits(2)} {digits(2)} {digits(2)}",
            f"+91 {digits(5)} {digits(5)}",
            f"+81-{chance.randint(1, 9)}-{digits(4)}-{digits(4)}",
            f"+46 {digits(2)}-{digits(3)} {digits(2)} {digits(2)}",
            f"+41 {digits(2)} {digits(3)} {digits(2)} {digits(2)}",
            f"0049 {digits(2)} {digits(7)}",
        )
    )


def _national(chance: random.Random) -> str:
    """Known as a phone number by its label alone."""
    return chance.choice(
        (
            f"0{run(chance, '23456789', 2)} {run(chance, DIGITS, 4)} {run(chance, DIGITS, 4)}",
            f"0{run(chance, '23456789', 3)}/{run(chance, DIGITS, 7)}",
            run(chance, "23456789", 1) + run(chance, DIGITS, 9),
            f"{run(chance, '23456789', 3)}.{run(chance, '23456789', 3)}.{run(chance, DIGITS, 4)}",
            f"0{run(chance, '12345', 1)} " + " ".join(run(chance, DIGITS, 2) for _ in range(4)),
        )
    )


_BANKS = {
    "DE": "n" * 18,
    "GB": "aaaa" + "n" * 14,
    "FR": "n" * 10 + "c" * 11 + "nn",
    "NL": "aaaa" + "n" * 10,
    "ES": "n" * 20,
    "IT": "a" + "n" * 10 + "c" * 12,
    "CH": "n" * 5 + "c" * 12,
    "PL": "n" * 24,
    "AT": "n" * 16,
    "BE": "n" * 12,
    "NO": "n" * 11,
    "SE": "n" * 20,
}


def _iban(chance: random.Random) -> str:
    country = chance.choice(sorted(_BANKS))
    compact = iban(chance, country, _BANKS[country])
    if chance.random() < 0.5:
        return compact
    return " ".join(compact[at : at + 4] for at in range(0, len(compact), 4))


def _card(chance: random.Random) -> str:
    start, length = chance.choice(
        [
            ("4", 16),
            ("51", 16),
            ("55", 16),
            ("2221", 16),
            ("2720", 16),
            ("34", 15),
            ("37", 15),
            ("6011", 16),
            ("65", 16),
            ("3530", 16),
            ("36", 14),
            ("50", 16),
        ]
    )
    number = luhn(start + run(chance, DIGITS, length - len(start) - 1))
    sign = chance.choice(("", " ", "-"))
    cuts = {16: (4, 8, 12, 16), 15: (4, 10, 15), 14: (4, 10, 14)}[length]
    return sign.join(number[a:b] for a, b in zip((0, *cuts), cuts, strict=False))


def _ipv4(chance: random.Random) -> str:
    first = chance.choice((10, 172, 192, 34, 52, 81, 203, 178, 5))
    second = {172: 16 + chance.randint(0, 15), 192: 168}.get(first, chance.randint(0, 255))
    return f"{first}.{second}.{chance.randint(0, 255)}.{chance.randint(1, 254)}"


def _ipv6(chance: random.Random) -> str:
    def group() -> str:
        return f"{chance.randint(1, 65535):x}"

    return chance.choice(
        (
            f"2001:db8:{group()}::{group()}",
            "2a02:" + ":".join(group() for _ in range(7)),
            f"fe80::{group()}:{group()}:{group()}:{group()}",
            f"fd{run(chance, HEX, 2)}:{group()}:{group()}::1",
            f"2606:{group()}:{group()}:{group()}::{group()}:{group()}",
            f"::ffff:{_ipv4(chance)}",
        )
    )


FIRST = "nadia søren maria jean olu wei priya tomasz aiko brendan fatima lucía ivan greta kwame".split()
LAST = "okonkwo kjær garcia moreau adeyemi zhang raman nowak tanaka obrien haddad petrov lindqvist".split()
KNOWN_NAMES = (
    "Nadia Okonkwo",
    "Søren Kjær",
    "María José García-López",
    "Brendan O'Hara",
    "Wei Zhang",
    "Tomasz Wójcik",
    "Anne van der Meer",
    "Ivan Petrov Jr.",
    "pkrishnan",
    "t.lindqvist",
    "mo-haddad7",
)


def _known(chance: random.Random) -> str:
    name = chance.choice(KNOWN_NAMES)
    return chance.choice((name, name, name.upper() if " " in name else name, name.lower()))


def _person(chance: random.Random) -> str:
    return f"{chance.choice(FIRST).title()} {chance.choice(LAST).title()}"


def _handle(chance: random.Random) -> str:
    first, last = chance.choice(FIRST[:1] + FIRST[3:8]), chance.choice(LAST[:1] + LAST[2:9])
    return chance.choice((f"{first}{last}", f"{first}-{last}", f"{first[0]}{last}", f"{last}{first[0]}42"))


SENTENCES = (
    "Please ask § before the roll-out.",
    "The complaint came from § on Tuesday.",
    "§ wrote that the export is empty.",
    "contact: §",
    '{"contact": "§", "plan": "pro"}',
    "2026-05-04 09:12:44 WARN order of § refused",
    "| 17 | § | open |",
    "reach out to § (again)",
    "user: §, plan: trial",
    "<b>§</b>",
)
PHONE_FRAMES = (
    "call § in the morning",
    "Phone: §",
    '{"phone": "§"}',
    "| Meier | § | trial |",
    "They left § on the voicemail.",
    "sms to § failed with code 30003",
    "(§)",
)
IP_FRAMES = (
    "requests from § time out",
    "2026-05-04T09:12:44Z INFO client=§ status=502",
    "Connection refused: §",
    "host: §",
    '{"remote_addr": "§"}',
    "| node 3 | § | down |",
    "ping § works, though",
    "from §, port 443",
)

PERSONAL: tuple[tuple[str, str, Maker, float], ...] = (
    ("EMAIL", "e-mail", lines((*SENTENCES, "mailto:§", "To: Someone <§>", "https://x.example/u?email=§&p=1"), _email), 6),
    ("EMAIL", "e-mail, encoded", lines(("GET /unsubscribe?email=§ 200", "login_hint=§&state=x"),
                                     lambda c: _email(c).replace("@", "%40")), 1),
    ("PHONE", "phone", lines(PHONE_FRAMES, _phone), 6),
    ("PHONE", "phone, national", lines(("Tel. §", "phone: §", "Mobile: §", '"phoneNumber": "§"', "Fax §", "call me at §"),
                                     _national), 2),
    ("ACCOUNT", "iban", lines((*SENTENCES, "IBAN: §", "refund to § bounced"), _iban), 5),
    ("CARD", "card", lines((*SENTENCES, "card § was refused", "pan=§"), _card), 5),
    ("IP", "ipv4", lines((*IP_FRAMES, "http://§:8080/health", "inet §/24 scope global", "at §:5432", "ssh ops@§"),
                       _ipv4), 5),
    ("IP", "ipv6", lines((*IP_FRAMES, "http://[§]:8080/health", "inet6 §/64"), _ipv6), 3),
    ("NAME", "name known", lines((*SENTENCES, "Reporter: §", "(§ saw it too)", "asked §, who agreed", "§'s account"), _known), 5),
    ("NAME", "name marked", lines(("cc §", "CC: §", "Thanks,\n§", "Best regards,\n§\n", "Reported by: §",
                                 "Assignee: §", "Co-authored-by: § <noreply@shop.example>",
                                 "Signed-off-by: § <noreply@shop.example>", "Regards, §", "Reviewed-by: §",
                                 '"reporter": {"displayName": "§"}', "Author: §"), _person), 5),
    ("NAME", "mention", lines(("@§ can you look?", "cc @§", "ping @§, @team", "thanks @§!", "[~§] please check",
                             "as @§ said above"), _handle), 3),
)  # fmt: skip

PLANTED: tuple[tuple[str, str, Maker, float], ...] = (
    *(("SECRET", label, make, 0.5) for label, make in SECRETS.items()),
    *PERSONAL,
)
