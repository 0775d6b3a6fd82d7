"""Good replies of a model, and seeded ways to damage them."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

PARTS = ("one_breath", "moment.wrong", "moment.effect", "bet.bet", "bet.outcome", "lever")
READING = {"persona": ("buyer", "admin"), "task": ("sign-in", "pay"), "failure": ("sent-back",)}

_TEXTS = (
    "Buyers are sent back to the sign-in page during a live demo; today «n1» of sign-ins fail.",
    "In the ticket’s words: “«e4»”",
    "Sales restarts the demo, or shows pictures in its place: not a set, [nor] a list, it’s: talk, talk.",
    "Keep the buyer signed in while the page moves on – déjà vu costs «n2».",
    'A buyer who reads "try again" leaves, or calls, and «?q1» stays open.',
    "Käuferinnen bleiben angemeldet, 登录一次就够了.",
    "Admins at renewal see “«e7»”, and say so; “«e8»” follows.",
)

Good = dict[str, Any]


def good_reply(chance: random.Random) -> Good:
    """A reply in the right shape; some parts are null."""
    parts: Good = {}
    for name in PARTS:
        if name != "lever" and chance.random() < 0.2:
            parts[name] = None
            continue
        parts[name] = {
            "text": chance.choice(_TEXTS) + chance.choice(["", " They notice.", " It is felt at once."]),
            "evidence": chance.sample(["n1", "n2", "e4", "e7", "e8"], chance.randint(0, 3)),
            "status": chance.choice(["claim", "assumption", "proposed"]),
        }
    return {"reading": {name: chance.choice(["", *ids]) for name, ids in READING.items()}, "parts": parts}


def texts_of(good: Good) -> dict[str, str]:
    """The texts of the parts that are there."""
    return {name: part["text"] for name, part in good["parts"].items() if part is not None}


def _written(good: Good, chance: random.Random) -> str:
    return json.dumps(
        good, ensure_ascii=chance.random() < 0.3, indent=chance.choice([None, None, 2]), allow_nan=True
    )


def _a_part(good: Good, chance: random.Random) -> Good:
    part: Good = chance.choice([part for part in good["parts"].values() if part])
    return part


_MARK = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]')


def _marks(text: str) -> list[int]:
    """Places of brackets, commas, colons and of the quotes around strings, never inside a string."""
    places = []
    for match in _MARK.finditer(text):
        places += {match.start(), match.end() - 1}
    return places


def truncated(good: Good, chance: random.Random) -> str:
    text = _written(good, chance)
    return text[: chance.randrange(len(text))]


def truncated_in_fence(good: Good, chance: random.Random) -> str:
    return "```json\n" + truncated(good, chance) + "\n```\nI hope “this” helps!"


def fenced(good: Good, chance: random.Random) -> str:
    return chance.choice(["```json\n{}\n```", "~~~\n{}\n~~~", "```\n{}", "`{}`"]).replace(
        "{}", _written(good, chance)
    )


def prose_around(good: Good, chance: random.Random) -> str:
    before = chance.choice(["Sure! Here {is} it: ", "\ufeff", 'I say "yes" {"a": 1} and then ', "{ {{ [ "])
    after = chance.choice([" Hope that helps.", "\n{}", ' {"note": "done"}', " } ] and so on {", "\x00"])
    return before + _written(good, chance) + after


def wrong_type(good: Good, chance: random.Random) -> str:
    odd = chance.choice([7, 1.5, True, [], {}, "text", [["n1"]], {"text": 1}, None])
    part = _a_part(good, chance)
    chance.choice(
        [
            lambda: part.update(text=odd if not isinstance(odd, str) else 3),
            lambda: part.update(evidence=odd),
            lambda: part.update(status=odd),
            lambda: good["parts"].update({chance.choice(PARTS): odd}),
            lambda: good.update(reading=odd),
        ]
    )()
    return _written(good, chance)


def extra_keys(good: Good, chance: random.Random) -> str:
    good["thoughts"] = {"parts": {"lever": {"text": "Stray.", "evidence": [], "status": "claim"}}}
    good["parts"]["moment.colour\n\u202e"] = _a_part(good, chance)
    _a_part(good, chance)["confidence"] = 0.7
    return _written(good, chance)


def duplicate_keys(good: Good, chance: random.Random) -> str:
    name = chance.choice(PARTS)
    again = json.dumps({"text": "Another sentence altogether.", "evidence": [], "status": "claim"})
    text = json.dumps(good, ensure_ascii=False)
    return text.replace('"parts": {', f'"parts": {{"{name}": {again}, ', 1)


def same_key_twice(good: Good, chance: random.Random) -> str:
    text = json.dumps(good, ensure_ascii=False)
    name, part = chance.choice(list(good["parts"].items()))
    again = json.dumps(part, ensure_ascii=False)
    return text.replace('"parts": {', f'"parts": {{"{name}": {again}, ', 1)


def smart_quotes(good: Good, chance: random.Random) -> str:
    text = json.dumps(good, ensure_ascii=False)
    out, opens = [], True
    for character in text:
        if character == '"':
            out.append("“" if opens else "”")
            opens = not opens
        else:
            out.append(character)
    return "".join(out)


def trailing_commas(good: Good, chance: random.Random) -> str:
    text = json.dumps(good, ensure_ascii=False)
    for place in sorted(_marks(text), reverse=True):
        if text[place] in "}]" and text[place - 1] not in "{[" and chance.random() < 0.7:
            text = text[:place] + ", " + text[place:]
    return text


def not_a_number(good: Good, chance: random.Random) -> str:
    odd = chance.choice([float("nan"), float("inf"), float("-inf"), 1e308])
    chance.choice(
        [
            lambda: good["parts"].update({chance.choice(PARTS): odd}),
            lambda: _a_part(good, chance).update(evidence=[odd]),
            lambda: good.update(score=odd),
        ]
    )()
    return _written(good, chance)


def broken_characters(good: Good, chance: random.Random) -> str:
    part = _a_part(good, chance)
    at = chance.randrange(len(part["text"]))
    odd = chance.choice(["\ud800", "\udfff", "\x00", "\x1b[31m", "\u202e", "\u200b", "\U000e0041", "\ufffc"])
    part["text"] = part["text"][:at] + odd + part["text"][at:]
    return _written(good, chance)


def markup(good: Good, chance: random.Random) -> str:
    part = _a_part(good, chance)
    part["text"] += chance.choice(
        [
            " See https://evil.example/x.",
            " [more](http://evil.example)",
            " ![x](http://evil.example/x.png)",
            " <b>now</b>",
            " &lt;script&gt;",
            " ```now```",
            " www.evil.example",
            " mailto:boss@evil.example",
            " | a | b |",
        ]
    )
    return _written(good, chance)


def lost_mark(good: Good, chance: random.Random) -> str:
    text = _written(good, chance)
    place = chance.choice(_marks(text))
    return text[:place] + text[place + 1 :]


def noise_between(good: Good, chance: random.Random) -> str:
    text = _written(good, chance)
    place = chance.choice([p for p in _marks(text) if text[p] in "{}[],:"])
    return (
        text[:place]
        + chance.choice([" // note\n", " ... ", "undefined", "'", "}", "{", "None"])
        + text[place:]
    )


def huge(good: Good, chance: random.Random) -> str:
    filler = chance.choice(["x", "{", '{"', "[", " ", '\\"', "“{", '{"parts":'])
    text = _written(good, chance)
    pad = filler * (1_000_000 // len(filler))
    return chance.choice([text + pad, pad + text, text[: len(text) // 2] + pad])


def deep(good: Good, chance: random.Random) -> str:
    bracket = chance.choice(["[", '{"parts":', '{"a":['])
    return bracket * 20_000 + _written(good, chance)


def not_an_answer(good: Good, chance: random.Random) -> str:
    return chance.choice(
        [
            "",
            "   \n",
            "\ufeff",
            "I'm sorry, but I can't help with that.",
            "null",
            "[]",
            "{}",
            '"parts"',
            '{"parts": null}',
            '{"parts": []}',
            '{"error": {"message": "overloaded"}}',
            "<html><body>502 Bad Gateway</body></html>",
            "{" * 50,
        ]
    )


# These lose nothing: whoever reads past the damage has the whole reply.
HARMLESS = (fenced, prose_around, extra_keys, same_key_twice, trailing_commas)

MANGLERS: tuple[Callable[[Good, random.Random], str], ...] = (
    truncated,
    truncated_in_fence,
    fenced,
    prose_around,
    wrong_type,
    extra_keys,
    duplicate_keys,
    same_key_twice,
    smart_quotes,
    trailing_commas,
    not_a_number,
    broken_characters,
    markup,
    lost_mark,
    noise_between,
    huge,
    deep,
    not_an_answer,
)
