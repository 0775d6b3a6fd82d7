"""People called by their given name in running text."""

from __future__ import annotations

import pytest

from translator.redaction import Redactor

CALLED = [
    ("In the second one Tobias gave up and showed screenshots.", "Tobias"),
    ("Ines (sales) has run a demo on staging.", "Ines"),
    ("We asked Katarzyna Nowak, who owns the queue.", "Katarzyna Nowak"),
    ("Credit goes to Hiroshi for the trace.", "Hiroshi"),
    ("Andrew's laptop shows it too.", "Andrew"),
    ("talk to Martin.", "Martin"),
]
NOT_CALLED = [
    "The Travis build fails on every release.",
    "Jasmine and Julia are in the toolchain.",
    "Mark the order as paid, then Grace periods apply.",
    "Stefan-Boltzmann.java does not compile.",
    "See com.example.Martin and Peter.close() for the call.",
    "Martin 4.2 is the release we run.",
    "Patrick_Service restarts at night.",
    "Benjamin's law does not hold here.",
]


@pytest.mark.parametrize(("text", "name"), CALLED)
def test_a_person_is_masked_and_comes_back(text: str, name: str) -> None:
    """The name leaves as a placeholder, and the pitch gets it back."""
    redactor = Redactor()
    sent = redactor.redact(text).text
    assert name not in sent
    assert "[NAME-1]" in sent
    assert redactor.restore(sent) == text


@pytest.mark.parametrize("text", NOT_CALLED)
def test_tools_words_and_code_are_left(text: str) -> None:
    """What is written like a name and is none stays readable for the model."""
    assert Redactor().redact(text).text == text
