"""The redactor: stable placeholders, what comes back, and no collision with text that looks alike."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.redaction import Masker, Redacted, Redactor

SAME_VALUE = [
    ("mail ada@one.example", "mail ADA@One.Example", "[EMAIL-1]"),
    ("call +49 30 1234 5678", "call +493012345678", "[PHONE-1]"),
    ("IBAN DE89 3704 0044 0532 0130 00", "IBAN DE89370400440532013000", "[ACCOUNT-1]"),
    ("card 4111 1111 1111 1111", "card 4111-1111-1111-1111", "[CARD-1]"),
    ("at 2001:db8:85a3::8a2e:370:7334", "at 2001:DB8:85A3::8A2E:370:7334", "[IP-1]"),
    ("asked Ada Lovelace", "asked ADA  LOVELACE", "[NAME-1]"),
]


@pytest.mark.parametrize(("first", "second", "placeholder"), SAME_VALUE)
def test_one_value_has_one_placeholder(first: str, second: str, placeholder: str) -> None:
    """Case and spacing make no other value, in whatever call it stands."""
    redactor = Redactor(["Ada Lovelace"])
    assert placeholder in redactor.redact(first).text
    assert placeholder in redactor.redact(second).text
    assert redactor.placeholders == (placeholder,)


def test_counts_are_of_distinct_values() -> None:
    """Counts are by kind, each value once, kinds with none absent."""
    redactor = Redactor()
    redactor.redact("ada@one.example, bob@two.example, ada@one.example from 10.1.2.3")
    assert redactor.counts == {"EMAIL": 2, "IP": 1}
    assert redactor.placeholders == ("[EMAIL-1]", "[EMAIL-2]", "[IP-1]")


def test_only_names_come_back() -> None:
    """Names are restored as they were first written; secrets and addresses never."""
    redactor = Redactor(["Ada Lovelace"])
    text = "Ada Lovelace (ada@one.example) set password=hunter2secret! on 10.1.2.3"
    redacted = redactor.redact(text).text
    assert redacted == "[NAME-1] ([EMAIL-1]) set password=[SECRET-1] on [IP-1]"
    assert redactor.restore(redacted) == "Ada Lovelace ([EMAIL-1]) set password=[SECRET-1] on [IP-1]"


def test_an_unknown_placeholder_is_left() -> None:
    """A placeholder that nobody handed out restores to nothing."""
    assert Redactor(["Ada Lovelace"]).restore("[NAME-7] said [EMAIL-1]") == "[NAME-7] said [EMAIL-1]"


def test_text_that_looks_like_a_placeholder_does_not_collide() -> None:
    """What the ticket wrote like a placeholder travels as a literal and comes back as it stood there."""
    redactor = Redactor(["Ada Lovelace"])
    redacted = redactor.redact("[NAME-1] is not Ada Lovelace, nor is [EMAIL-1] ada@one.example").text
    assert redacted == "[LITERAL-1] is not [NAME-1], nor is [LITERAL-2] [EMAIL-1]"
    assert redactor.restore(redacted) == "[NAME-1] is not Ada Lovelace, nor is [EMAIL-1] [EMAIL-1]"
    assert redactor.restore(redactor.redact("[LITERAL-1]").text) == "[LITERAL-1]"


@given(
    st.lists(
        st.sampled_from(["[NAME-1]", "[LITERAL-2]", "[EMAIL-1]", " and ", "[", "]", "-1]", "é"]), max_size=12
    )
)
def test_text_without_sensitive_parts_comes_back_unchanged(parts: list[str]) -> None:
    """Redacting and restoring gives the same text, whatever placeholders it imitates."""
    redactor = Redactor()
    text = "".join(parts)
    assert redactor.restore(redactor.redact(text).text) == text
    assert redactor.counts == {}


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_can_be_redacted(text: str) -> None:
    """No text breaks it, and every placeholder that it gains was handed out."""
    redactor = Redactor(["Ada Lovelace"])
    redacted = redactor.redact(text).text
    gained = set(re.findall(r"\[(?:SECRET|EMAIL|PHONE|ACCOUNT|CARD|IP|NAME)-[0-9]+\]", redacted))
    assert gained <= set(redactor.placeholders)


def test_a_secret_found_once_is_masked_without_its_context() -> None:
    """A password that a name gave away is masked where it stands alone, in the same text and later."""
    redactor = Redactor()
    text = "It says Kf83hd!2x. Then password: Kf83hd!2x"
    assert "Kf83" not in redactor.redact(text).text
    assert redactor.redact("so I typed Kf83hd!2x, twice").text == "so I typed [SECRET-1], twice"


NAMES = [
    ("Søren Kjær wrote", "[NAME-1] wrote"),
    ("SØREN KJÆR wrote", "[NAME-1] wrote"),
    ("Kjær, Søren wrote", "[NAME-1] wrote"),
    ("ask Kjær about it", "ask [NAME-1] about it"),
    ("ping skjaer7 please", "ping [NAME-1] please"),
    ("grace period of Grace Mason", "grace period of [NAME-1]"),
    ("the Grace Period page", "the Grace Period page"),
    ("skjaer77 is a host", "skjaer77 is a host"),
    ("the admin said so", "the admin said so"),
]


@pytest.mark.parametrize(("text", "redacted"), NAMES)
def test_known_names(text: str, redacted: str) -> None:
    """Known names go in any case and order, alone when they are no English word; roles stay."""
    assert Redactor(["Søren Kjær", "skjaer7", "Grace Mason", "admin"]).redact(text).text == redacted


MARKED = [
    ("Reported by: Ingrid Bergström", "Reported by: [NAME-1]"),
    ("*Assignee:* Ingrid Bergström", "*Assignee:* [NAME-1]"),
    ("cc Ingrid Bergström, please", "cc [NAME-1], please"),
    ("Kind regards,\nIngrid", "Kind regards,\n[NAME-1]"),
    ("Ingrid Bergström <noreply@shop.example>", "[NAME-1] <noreply@shop.example>"),
    ("cc @ibergstrom", "cc @[NAME-1]"),
    ("[~ibergstrom] found it", "[~[NAME-1]] found it"),
    ("the @Override is missing", "the @Override is missing"),
    ("npm i @shop/ui@2.3.4", "npm i @shop/ui@2.3.4"),
    ("    @property\n    def total", "    @property\n    def total"),
    ("Block;@ecb8c4 is lost", "Block;@ecb8c4 is lost"),
    ("Reported by: Platform Team", "Reported by: Platform Team"),
    ("files created by MapFile Writer", "files created by MapFile Writer"),
    ("Thanks,\nSteps to reproduce", "Thanks,\nSteps to reproduce"),
    ("Last contact: Fri Jan 25", "Last contact: Fri Jan 25"),
]


@pytest.mark.parametrize(("text", "redacted"), MARKED)
def test_marked_names(text: str, redacted: str) -> None:
    """Names that the ticket marks go; annotations, packages, teams and programs stay."""
    assert Redactor().redact(text).text == redacted


def test_readers_keep_names_and_addresses() -> None:
    """The masker of what people read leaves names and machine addresses."""
    text = "cc Ingrid Bergström, @ibergstrom from 10.1.2.3 and 2001:db8:85a3::8a2e:370:7334"
    assert Masker().mask(text) == text


def test_redacted_is_sealed() -> None:
    """Nobody but the redactor makes redacted text, nobody changes it, and it prints without its text."""
    redacted = Redactor().redact("hello there")
    with pytest.raises(TypeError, match=re.escape("Redactor.redact")):
        Redacted("hello", seal=object())
    with pytest.raises(AttributeError):
        redacted.text = "other"  # type: ignore[misc]
    assert "hello" not in repr(redacted)
