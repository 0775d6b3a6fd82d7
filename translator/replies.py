"""A model's reply: the schema it is asked to follow, and what can be used of what came back.

Reading is tolerant and never writes: a sentence is taken as the model wrote it (runs of white space
become one space) or it is left out with a problem that can be sent back to the model.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from translator.reply_json import Fields, Found, closed_object, objects
from translator.text import shorten

PartStatus = Literal["claim", "assumption", "proposed"]

LONGEST_PART = 400  # characters of one part, white space folded
LONGEST_REPLY = 2_000_000  # characters; longer ones are not read
_MOST_EVIDENCE = 20  # ids of one part
_MOST_PROBLEMS = 24  # sentences sent back; more teach a model nothing

_STATUSES: tuple[str, ...] = get_args(PartStatus)
_FIELDS = ("text", "evidence", "status")


@dataclass(frozen=True)
class PartReply:
    """One part as the model wrote it."""

    text: str  # 1 to 400 characters on one line, without markup or links
    evidence: tuple[str, ...]  # ids as given; whether they exist is for grounding to say
    status: PartStatus


@dataclass(frozen=True)
class Reply:
    """What can be used of a reply."""

    parts: dict[str, PartReply]
    reading: dict[str, str]  # field → a choice that was offered, or ""
    problems: tuple[str, ...]  # sentences fit to be sent back to the model
    usable: bool  # False: nothing in it answers the question, not even with null


def reply_schema(
    part_names: Sequence[str], reading: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """The JSON Schema of a reply: strict mode of the providers that have one accepts it as it is.

    Everything is required and nothing may be added; a part is an object or null. `reading` maps a
    field to the ids the model may choose from; "" (none fits) is always among them.
    """
    part = closed_object(
        {
            "text": {
                "type": "string",
                "description": f"one plain sentence, {LONGEST_PART} characters at most",
            },
            "evidence": {"type": "array", "items": {"type": "string"}},
            "status": {"type": "string", "enum": list(_STATUSES)},
        }
    )
    nullable = {"anyOf": [{"$ref": "#/$defs/part"}, {"type": "null"}]}
    fields: dict[str, Any] = {}
    if reading is not None:
        fields["reading"] = closed_object(
            {
                name: {"type": "string", "enum": list(dict.fromkeys(["", *choices]))}
                for name, choices in reading.items()
            }
        )
    fields["parts"] = closed_object(dict.fromkeys(part_names, nullable))
    return {**closed_object(fields), "$defs": {"part": part}}


def read_reply(
    text: str, part_names: Sequence[str], reading: Mapping[str, Sequence[str]] | None = None
) -> Reply:
    """What can be used of `text`; raises nothing, and takes time linear in its length.

    Prose and fences around the object, trailing commas, typographic quotes around strings and a reply
    that was cut off are read past. A part that was not closed by the model is left out, and so is one
    given twice in different words, of a wrong type, or with markup, a link or an invisible character.
    """
    found = _answer(text)
    if found is None:
        return Reply({}, {}, (_no_answer(text),), usable=False)
    problems = [] if found.complete else ["The reply was cut off or is not valid JSON to its end."]
    problems += _extra(found.fields, ("parts", "reading") if reading is not None else ("parts",), "The reply")
    given = found.fields["parts"]
    assert isinstance(given, Fields)
    if "parts" in found.fields.clashing:
        problems.append('The object "parts" is given twice with different content; give it once.')
        given = Fields()
    parts: dict[str, PartReply] = {}
    for name in part_names:
        if name not in given:
            continue
        if name in given.clashing:
            problems.append(f"{_named(name)} is given twice in different words; give it once.")
        elif given[name] is not None:
            part = _part(given[name])
            if isinstance(part, PartReply):
                parts[name] = part
                problems += _extra(given[name], _FIELDS, _named(name))
            else:
                problems.append(f"{_named(name)} {part}")
    missing = [name for name in part_names if name not in given]
    if missing:
        problems.append(f"Missing in parts: {_listed(missing)}. Give each, or null.")
    problems += _extra(given, part_names, "The object parts")
    choices, refused = _reading(found.fields, reading or {})
    problems += refused
    declined = any(name in given and given[name] is None for name in part_names)
    return Reply(parts, choices, _bounded(problems), usable=bool(parts or choices or declined))


def _part(value: object) -> PartReply | str:
    """The part, or what is wrong with it as the end of a sentence."""
    if not isinstance(value, Fields) or not set(_FIELDS) <= set(value):
        return "must be null or an object with text, evidence and status."
    if value.clashing:
        return f"gives {_listed(sorted(value.clashing))} twice with different values."
    text, evidence, status = (value[field] for field in _FIELDS)
    if not isinstance(text, str):
        return "has a text that is not a string."
    if not isinstance(evidence, list) or not all(isinstance(e, str) for e in evidence):
        return "has evidence that is not a list of ids."
    if len(evidence) > _MOST_EVIDENCE or not all(_ID.fullmatch(e) for e in evidence):
        return 'has evidence that is not a short list of ids such as "n3".'
    if status not in _STATUSES:
        return f"has a status other than {', '.join(_STATUSES)}."
    wrong = text_problem(text)
    if wrong:
        return wrong
    return PartReply(_folded(text), tuple(dict.fromkeys(evidence)), status)  # type: ignore[arg-type]


def text_problem(text: str) -> str:
    """Why the text cannot stand in a pitch, as the end of a sentence; "" where it can."""
    if any(_unprintable(c) for c in text):
        return "holds invisible or broken characters; write plain sentences."
    folded = _folded(text)
    if not folded:
        return "has an empty text; give null where nothing better can be said."
    if len(folded) > LONGEST_PART:
        return f"is longer than {LONGEST_PART} characters; write one short sentence."
    for name, pattern in _MARKUP:
        if pattern.search(folded):
            return f"holds {name}; write plain sentences."
    return ""


_ID = re.compile(r"[a-z]\d{1,4}")
_SPACE = re.compile(r"[ \t\r\n]+")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # control, format (bidi, zero width), broken
_STAND_INS = frozenset("￼�")  # what renderers and decoders put in the place of something else

# What a renderer, a tracker or a chat would turn into more than words.
_MARKUP: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "a link",
        re.compile(
            r"[a-z][a-z0-9+.-]{1,15}://|//[a-z0-9-]+\.[a-z]|\bwww\.|\b(?:mailto|javascript|data|tel|file|vbscript):\S"
            r"|[a-z0-9-]\.(?:com|net|org|io|dev|app|co|ai|xyz|info|biz|site|online|ru|cn|de|fr|uk|example)\b",
            re.IGNORECASE,
        ),
    ),
    ("an e-mail address or a mention", re.compile(r"@\w")),
    (
        "Markdown",
        re.compile(r"!\[|\]\s?[(\[]|\]:|\[\[|`|~~|\*\*|__|\\|^(?:#{1,6}|[>*+-]|-{3,}|={3,})(?:\s|$)"),
    ),
    ("wiki markup", re.compile(r"[{}]|\[[^\]|]{0,200}\||^(?:h[1-6]|bq)\.|^[*#-]{1,6}\s|![\w./-]+\.\w{2,4}!")),
    ("HTML", re.compile(r"<[\w/!?@#%]|&(?:#\w{1,8}|[a-zA-Z][a-zA-Z0-9]{1,30});")),
    ("a table mark", re.compile(r"\|")),
)


def _unprintable(character: str) -> bool:
    if character.isascii():
        return not character.isprintable() and character not in "\t\n\r"
    return unicodedata.category(character) in _HIDDEN or character in _STAND_INS


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" ")


def _reading(fields: Fields, offered: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], list[str]]:
    """The choices that were among those offered, and what was wrong with the others."""
    if not offered:
        return {}, []
    given = fields.get("reading")
    if not isinstance(given, Fields) or "reading" in fields.clashing:
        return {}, ['The object "reading" is missing or given twice.']
    kept, problems = {}, _extra(given, tuple(offered), "The object reading")
    for name, choices in offered.items():
        value = "" if given.get(name) is None else given[name]
        if name in given.clashing or not isinstance(value, str) or value not in ("", *choices):
            problems.append(f'The reading "{name}" must be one of the ids offered, or "".')
        elif name in given:
            kept[name] = value
    return kept, problems


def _extra(fields: object, known: Sequence[str], what: str) -> list[str]:
    names = sorted(set(fields) - set(known)) if isinstance(fields, Fields) else []
    return [f"{what} has fields nobody asked for: {_listed(names)}; they were ignored."] if names else []


def _listed(names: Sequence[str]) -> str:
    told = ", ".join(_plain(name) for name in names[:6])
    return f"{told} and {len(names) - 6} more" if len(names) > 6 else told


def _named(name: str) -> str:
    return f'The part "{name}"'


def _plain(name: str) -> str:
    """A key as the model wrote it, fit to be repeated: short, printable, without marks."""
    return shorten(re.sub(r"[^\w .:-]+", "_", name[:80]), 40) or "_"


def _bounded(problems: list[str]) -> tuple[str, ...]:
    if len(problems) <= _MOST_PROBLEMS:
        return tuple(problems)
    return (*problems[:_MOST_PROBLEMS], f"{len(problems) - _MOST_PROBLEMS} more problems of this kind.")


def _no_answer(text: str) -> str:
    if not text.strip():
        return "The reply was empty; answer with the JSON object alone."
    if len(text) > LONGEST_REPLY:
        return "The reply was far too long; answer with the JSON object alone."
    return 'The reply holds no JSON object with "parts"; answer with the JSON object alone.'


def _answer(text: str) -> Found | None:
    """The object to read: the last complete one with "parts", which is a model's last word."""
    if len(text) > LONGEST_REPLY:
        return None
    found = [f for f in objects(text) if isinstance(f.fields.get("parts"), Fields)]
    return next((f for f in reversed(found) if f.complete), found[-1] if found else None)
