"""Keys and personal data as people paste them into a note: values are drawn, and open or reach nothing."""

# ruff: noqa: E501 (a row of a table stays on its line)

from __future__ import annotations

import random
import string

from evals.mutation.planting import Host, Plant, put

_MIXED = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"


def _run(chance: random.Random, letters: str, size: int) -> str:
    """A random run with a digit, a capital and a small letter in it where the alphabet has them."""
    while True:
        made = "".join(chance.choice(letters) for _ in range(size))
        if letters is not _MIXED or (
            any(c.isdigit() for c in made)
            and any(c.isupper() for c in made)
            and any(c.islower() for c in made)
        ):
            return made


def _secret(number: int, chance: random.Random) -> tuple[str, str]:
    """(a clause, the value in it)."""
    password = chance.choice(
        ("Lantern7!moss", "hunt3r-Blue", "Zx9#pellet", "0ctober*Rain", "s4lt&Pepper", "Quay_88x")
    )
    key, long = _run(chance, _MIXED, 32), _run(chance, _MIXED, 40)
    caps = _run(chance, string.ascii_uppercase + "234567", 16)
    short, hexed, giant = _run(chance, _MIXED, 12), _run(chance, _HEX, 40), _run(chance, _MIXED, 86)
    one, two, bot = _run(chance, string.digits, 8), _run(chance, string.digits, 12), _run(chance, _MIXED, 24)
    in_url = password.replace("#", "5")
    rows = (
        (f"the login for the demo is password={password}", password),
        (f"use DB_PASSWORD: {password} until it is mended", password),
        (f"the nightly job has api_key={key}", key),
        (f"we set X-Api-Key: {key} by hand", key),
        (f"the token is ghp_{key}{short[:4]}", f"ghp_{key}{short[:4]}"),
        (f"with AKIA{caps} it works", f"AKIA{caps}"),
        (f"try https://desk:{in_url}@files.corvane.example/in", in_url),
        (f"curl -u desk:{password} works", password),
        (f"send Authorization: Bearer {long}", long),
        (f"it posts to https://hooks.slack.com/services/T{one}/B{one}/{bot}", bot),
        (f"sk_live_{bot} is in the page", f"sk_live_{bot}"),
        (f"the secret key {long} was in the mail", long),
        (f"postgres://desk:{short}@db.corvane.example/orders answers", short),
        (f"client_secret: '{key}' was in the ticket", key),
        (f"glpat-{bot[:20]} still opens it", f"glpat-{bot[:20]}"),
        (f"xoxb-{two}-{two}-{bot} posts it", f"xoxb-{two}-{two}-{bot}"),
        (f"set SECRET_TOKEN={hexed} first", hexed),
        (f"it begins -----BEGIN OPENSSH PRIVATE KEY----- {long}", "-----BEGIN OPENSSH PRIVATE KEY-----"),
        (f"we typed passwd: {password} at the counter", password),
        (f"the webhook secret is whsec_{key}", f"whsec_{key}"),
        (f"AIza{key}{short[:3]} draws the map", f"AIza{key}{short[:3]}"),
        (f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI{bot}.{long}abc is sent", f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI{bot}"),
        (f"sign in as admin, password {password}", password),
        (f"DefaultEndpointsProtocol=https;AccountName=desk;AccountKey={giant}==", giant),
        (f"npm_{key}{short[:4]} publishes it", f"npm_{key}{short[:4]}"),
        (f"the link https://app.corvane.example/reset-password/{key} opens it", key),
    )  # fmt: skip
    return rows[number % len(rows)]


def _check_digit(digits: str) -> str:
    """The digits with the Luhn digit that makes them a card number."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if at % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return digits + str(-total % 10)


def _bank_account(country: str, rest: str) -> str:
    spelled = "".join(str(int(c, 36)) for c in f"{rest}{country}00")
    return f"{country}{98 - int(spelled) % 97:02d}{rest}"


def _personal(number: int, chance: random.Random) -> tuple[str, str]:
    first = chance.choice(("odalys", "tamsin", "marek", "ingrid", "yusuf", "beatriz"))
    last = chance.choice(("venn", "okafor", "lindqvist", "sorel", "haddad", "quist"))
    domain = chance.choice(
        ("corvane.example", "brindlewick.example.com", "mail.quartermain.org", "halden.io")
    )
    four = [_run(chance, "23456789", 4) for _ in range(5)]
    mail = f"{first}.{last}@{domain}"
    card = _check_digit("4" + _run(chance, "0123456789", 14))
    iban = _bank_account("DE", _run(chance, "0123456789", 18))
    rows = (
        (f"ask {mail}", mail), (f"mail <{mail}> first", mail), (f"({mail.upper()}) wrote in", mail.upper()),
        (f"{first}+demo@{domain} cannot get in", f"{first}+demo@{domain}"), (f"from mailto:{mail} alone", mail),
        (f"call +44 20 {four[0]} {four[1]}", f"+44 20 {four[0]}"), (f"ring +1 ({four[0][:3]}) {four[1][:3]}-{four[2]}", f"{four[1][:3]}-{four[2]}"),
        (f"phone: {four[0][:3]}-{four[1][:3]}-{four[2]}", f"{four[1][:3]}-{four[2]}"), (f"WhatsApp +49 {four[0][:3]} {four[1]}{four[2]}", four[1]),
        (f"mobile 0049 {four[0][:3]} {four[1]}{four[2][:3]}", four[1]), (f"tel:+33{four[0]}{four[1]}{four[2][:1]}", four[1]),
        (f"refund to {iban}", iban), (f"the account {' '.join(iban[i:i + 4] for i in range(0, 22, 4))} waits", iban[:4]),
        (f"card {card} is refused", card), (f"with card {card[:4]}-{card[4:8]}-{card[8:12]}-{card[12:]} it fails", card[:4]),
        (f"the card {card[:4]} {card[4:8]} {card[8:12]} {card[12:]} is refused", card[:4]),
        (f"{first}_{last}@{domain} and two others", f"{first}_{last}@{domain}"), (f"e-mail:{mail};", mail),
        (f"+46 70-{four[0][:3]} {four[1][:2]} {four[2][:2]} does not answer", f"+46 70-{four[0][:3]}"),
        (f"“{mail}” is in the log", mail), (f"{first[0]}{last}{four[0][:2]}@{domain} is locked out", f"{last}{four[0][:2]}@{domain}"),
        (f"call +91 {four[0]}{four[1][:1]} {four[2]}{four[3][:1]}", f"+91 {four[0]}"),
    )  # fmt: skip
    return rows[number % len(rows)]


_PLACES = ("one_breath", "moment.wrong", "moment.effect", "note.wrong", "bet.constraint", "technical.fix.0")


def private(check: str, host: Host, number: int, chance: random.Random) -> Plant | None:
    """A secret or personal data in a note, a pitch or its technical note."""
    clause, shown = (_secret if check == "secret" else _personal)(number, chance)
    places = [p for p in _PLACES if p in host.parts and p not in host.spoken(check)]
    where = chance.choice(places)
    said = host.said(where)
    worse = f"{said}; {clause}."
    if number // 2 % 3 == 0:
        return Plant(check, host, "behind", where, worse, shown, draft=put(host.draft, where, plain=worse))
    if number // 2 % 3 == 1:
        text = f"{host.parts[where].text.rstrip('. ')}; {clause}."
        return Plant(check, host, "draft", where, text, shown, draft=put(host.draft, where, text=text))
    label = chance.choice(("What goes wrong today: ", "", "- ", "Sales story: ", "Support case: "))
    return Plant(check, host, "text", "line 1", worse, shown, text=label + worse, clean=f"{label}{said}.")
