"""Small pieces the corpus is made of: random runs of characters, check digits, lines with a value in them."""

from __future__ import annotations

import random
import string
from typing import NamedTuple

HEX = "0123456789abcdef"
DIGITS = string.digits
UPPER = string.ascii_uppercase
LOWER = string.ascii_lowercase
ALNUM = string.ascii_letters + string.digits
BASE64 = ALNUM + "+/"
URLSAFE = ALNUM + "-_"


class Line(NamedTuple):
    """A line (or block) of text, the value in it and where the value starts."""

    text: str
    value: str
    start: int


def placed(frame: str, value: str) -> Line:
    """`frame` with the value in the place of `§`."""
    return Line(frame.replace("§", value, 1), value, frame.index("§"))


def run(chance: random.Random, alphabet: str, length: int) -> str:
    """Characters drawn one by one."""
    return "".join(chance.choice(alphabet) for _ in range(length))


def between(chance: random.Random, alphabet: str, shortest: int, longest: int) -> str:
    """Characters drawn one by one, as many as chance says."""
    return run(chance, alphabet, chance.randint(shortest, longest))


def uuid(chance: random.Random) -> str:
    """A version 4 UUID."""
    digits = run(chance, HEX, 32)
    return (
        f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{chance.choice('89ab')}{digits[17:20]}-{digits[20:]}"
    )


def luhn(body: str) -> str:
    """The digits with the check digit of ISO/IEC 7812 behind them."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        number = int(digit) * (2 if place % 2 == 0 else 1)
        total += number - 9 if number > 9 else number
    return body + str(-total % 10)


def iban(chance: random.Random, country: str, shape: str) -> str:
    """An account with the check digits of ISO 13616; shape: n digit, a letter, c either."""
    alphabets = {"n": DIGITS, "a": UPPER, "c": UPPER + DIGITS}
    body = "".join(chance.choice(alphabets[place]) for place in shape)
    number = int("".join(str(int(c, 36)) for c in f"{body}{country}00"))
    return f"{country}{98 - number % 97:02d}{body}"
