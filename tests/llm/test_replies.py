"""Reading a model's reply: what is kept is what the model wrote, whatever happened to the rest."""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.llm.mangling import HARMLESS, MANGLERS, PARTS, READING, Good, good_reply, texts_of
from translator.replies import LONGEST_PART, read_reply, reply_schema, text_problem

Mangler = Callable[[Good, random.Random], str]
PER_MANGLER = 28  # with 18 ways to damage a reply more than 500 in all


@pytest.mark.parametrize("mangler", MANGLERS, ids=lambda m: m.__name__)
def test_a_kept_part_reads_as_it_was_written(mangler: Mangler) -> None:
    """No damage raises, none takes long, and every kept text is byte by byte that of the good reply."""
    for seed in range(PER_MANGLER):
        chance = random.Random(f"{mangler.__name__} {seed}")
        good = good_reply(chance)
        texts = texts_of(good)
        mangled = mangler(copy.deepcopy(good), chance)
        began = time.perf_counter()
        reply = read_reply(mangled, PARTS, READING)
        assert time.perf_counter() - began < 5
        assert {name: part.text for name, part in reply.parts.items()}.items() <= texts.items()
        for name, part in reply.parts.items():
            assert list(part.evidence) == good["parts"][name]["evidence"]
            assert part.status == good["parts"][name]["status"]
        assert reply.reading.items() <= good["reading"].items()
        assert reply.usable or (not reply.parts and reply.problems)
        if mangler in HARMLESS:
            assert set(reply.parts) == set(texts)
            assert reply.reading == good["reading"]


def test_there_are_more_than_500_mangled_replies() -> None:
    """The number the bar asks for."""
    assert len(MANGLERS) * PER_MANGLER >= 500


@pytest.mark.parametrize("seed", range(20))
def test_a_good_reply_is_read_whole(seed: int) -> None:
    """Nothing is lost of a good reply and nothing is said against it; the schema agrees that it is good."""
    good = good_reply(random.Random(seed))
    reply = read_reply(json.dumps(good), PARTS, READING)
    assert reply.problems == ()
    assert reply.reading == good["reading"]
    assert {name: part.text for name, part in reply.parts.items()} == texts_of(good)
    assert Draft202012Validator(reply_schema(PARTS, READING)).is_valid(good)


def test_the_schema_is_strict() -> None:
    """Every object of the schema requires all it has and allows nothing more."""
    schema = reply_schema(PARTS, READING)
    Draft202012Validator.check_schema(schema)
    waiting, seen = [schema], 0
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if value.get("type") == "object":
                seen += 1
                assert value["additionalProperties"] is False
                assert value["required"] == list(value["properties"])
            waiting.extend(value.values())
    assert seen == 4  # the reply, its reading, its parts, one part
    assert "reading" not in reply_schema(PARTS)["properties"]


@pytest.mark.parametrize(
    ("text", "usable"),
    [
        ("", False),
        ("I cannot help with that.", False),
        ("{}", False),
        ('{"parts": null}', False),
        ('{"parts": {}}', False),
        ('{"parts": {"lever": null}}', True),
        ('{"parts": {"lever": NaN}}', False),
        ('{"parts": {"lever": {"text": "", "evidence": [], "status": "claim"}}}', False),
        ('{"parts": {"lever": {"text": "Buyers pay.", "evidence": [], "status": "blank"}}}', False),
        ('{"parts": {"lever": {"text": "Buyers pay.", "evidence": ["n1", 2], "status": "claim"}}}', False),
        ('{"parts": {"lever": {"text": "Buyers pay.", "evidence": ["the log"], "status": "claim"}}}', False),
        ('{"parts": {"lever": {"text": "Buyers pay.", "status": "claim"}}}', False),
        ('{"parts": {"lever": {"text": "Buyers pay.", "evidence": [], "status": "claim"}', True),
        ('{"parts": {"lever": {"text": "Buyers pay.", "evidence": [], "status": "claim"', False),
        ('{"parts": {"lever": {"text": "Buyers pay.", "evidence": ["n1"', False),
        ("{“parts”: {“lever”: {“text”: “Buyers pay.”, “evidence”: [], “status”: “claim”}}}", True),
        ("{“parts”: {“lever”: {“text”: “Buyers “pay”.”, “evidence”: [], “status”: “claim”}}}", False),
    ],
)
def test_a_reply_is_usable_where_it_answers(text: str, usable: bool) -> None:
    """Null is an answer; an empty, refused, unfinished or ill-typed part is none, and each is told why."""
    reply = read_reply(text, ["lever"])
    assert reply.usable is usable
    assert reply.usable or reply.problems


def test_the_last_complete_object_counts() -> None:
    """A model that corrects itself is taken at its last word."""
    one = '{"parts": {"lever": {"text": "%s", "evidence": [], "status": "claim"}}}'
    reply = read_reply(one % "First." + " Wait, better: " + one % "Second." + ' {"parts": {"le', ["lever"])
    assert reply.parts["lever"].text == "Second."


def test_a_key_given_twice_in_different_words_is_dropped() -> None:
    """Which of two sentences was meant nobody can say; the same one twice is fine."""
    one, other = (f'{{"text": "{w}.", "evidence": [], "status": "claim"}}' for w in ("One", "Other"))
    clash = read_reply(f'{{"parts": {{"lever": {one}, "lever": {other}, "bet.bet": {one}}}}}', PARTS)
    assert set(clash.parts) == {"bet.bet"}
    assert any("lever" in problem and "twice" in problem for problem in clash.problems)
    same = read_reply(f'{{"parts": {{"lever": {one}, "lever": {one}}}}}', ["lever"])
    assert (same.parts["lever"].text, same.problems) == ("One.", ())


def test_a_choice_nobody_offered_is_refused() -> None:
    """The reading holds ids that were on offer, or nothing."""
    text = '{"reading": {"persona": "king", "task": "pay", "failure": ""}, "parts": {"lever": null}}'
    reply = read_reply(text, ["lever"], READING)
    assert reply.reading == {"task": "pay", "failure": ""}
    assert any("persona" in problem for problem in reply.problems)


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example.",
        "See HTTP://EVIL.EXAMPLE/x.",
        "See www.evil.example.",
        "See evil.com/x for more.",
        "See //evil.example/x.",
        "Write to mailto:boss@evil.example.",
        "Ask @channel about it.",
        "Read [this](evil).",
        "Read [this][1].",
        "Look ![x](y).",
        "Read [this|evil].",
        "It is <b>bold</b>.",
        "It is </b> closed.",
        "It is &lt;b&gt;.",
        "It is &#60;.",
        "```It is code.",
        "It is `code`.",
        "# It is a heading",
        "h1. It is a heading",
        "> It is quoted",
        "- It is a list",
        "It is | a table.",
        "It is {color:red}red.",
        "It is **bold**.",
        "It is a trick\\n.",
        "It is hid\u200bden.",
        "It is \u202edenrut.",
        "It rings\x07.",
        "It is half\ud800.",
        "x" * (LONGEST_PART + 1),
        " \n ",
        "<!channel> look.",
        "javascript:alert(now)",
    ],
)
def test_what_is_not_a_plain_sentence_is_refused(text: str) -> None:
    """Links, markup, mentions and invisible characters never get into a part."""
    assert text_problem(text)
    part = {"text": text, "evidence": [], "status": "claim"}
    reply = read_reply(json.dumps({"parts": {"lever": part}}), ["lever"])
    assert (reply.parts, reply.usable) == ({}, False)
    assert reply.problems[0].startswith('The part "lever"')


@pytest.mark.parametrize(
    "text",
    [
        "Buyers are sent back to the sign-in page; today «n1» of sign-ins fail.",
        "In the ticket’s words: “«e4»”",
        "It stays open: «?q1».",
        "Mail from [EMAIL-1] is lost (again) & again, e.g. at renewal.",
        "Is it safe to retry? Nobody says - or knows!",
        "Käufer warten; 买家在等.",
        "A buyer pays and/or leaves.",
        "x" * LONGEST_PART,
    ],
)
def test_a_plain_sentence_is_taken(text: str) -> None:
    """What a good model writes passes."""
    assert text_problem(text) == ""


def test_white_space_is_folded() -> None:
    """A part stands on one line; a no-break space is a letter of the sentence."""
    part = {"text": " Buyers\n\tpay\u00a0late. ", "evidence": ["n1", "n1"], "status": "claim"}
    reply = read_reply(json.dumps({"parts": {"lever": part}}), ["lever"])
    assert reply.parts["lever"].text == "Buyers pay\u00a0late."
    assert reply.parts["lever"].evidence == ("n1",)


def test_problems_are_few_and_plain() -> None:
    """A flood of odd keys is told in short, printable sentences."""
    odd = {f"k{n}\u202e{{«n1»}}" * 9: n for n in range(5000)}
    reply = read_reply(json.dumps({**odd, "parts": {**odd, "lever": None}}), ["lever"])
    assert 0 < len(reply.problems) <= 25
    assert sum(map(len, reply.problems)) < 2000
    assert all(c.isprintable() and c not in "{}«»" for problem in reply.problems for c in problem)


@given(st.text(alphabet=st.sampled_from('{}[]",:\\“” \nparts1é\ud800n'), max_size=200) | st.text())
def test_any_text_is_read_without_an_exception(text: str) -> None:
    """Whatever comes back, reading it ends in a Reply."""
    reply = read_reply('{"parts": ' + text, PARTS, READING)
    assert reply.usable in (True, False)
    assert all(part.text in text or "\\" in text for part in reply.parts.values())
