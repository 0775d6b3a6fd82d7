"""What changed between two texts of a ticket, in lines for people."""

from __future__ import annotations

import time

import pytest

from translator.intake import read, read_parts
from translator.staleness import LINES_SHOWN, changed

TITLE = "Retry token renewal"
BODY = "Prospects get thrown back to the sign-in screen. Sign-in failures are at 3 % this month."


def lines(title: str, body: str, *, was: tuple[str, str] = (TITLE, BODY)) -> tuple[str, ...]:
    return changed(read_parts(*was), read_parts(title, body))


def test_the_same_text_changed_nothing() -> None:
    """One fingerprint, no line."""
    assert lines(TITLE, BODY) == ()


@pytest.mark.parametrize(
    ("title", "body", "told"),
    [
        ("Renew tokens early", BODY, "title: “Retry token renewal” → “Renew tokens early”"),
        (TITLE, BODY.replace("3 %", "5 %"), "sign-in failures: 3 % → 5 %"),
        (TITLE, BODY + " Two demos failed.", "new number: Two (demos)"),
        (TITLE, BODY.replace(" are at 3 % this month", " happen"), "number gone: 3 % (sign-in failures)"),
        (TITLE, BODY + " Done by 1 September 2026.", "new date: 1 September 2026"),
        (TITLE, BODY + " A buyer complained.", "new: “A buyer complained.”"),
        (TITLE, BODY.split(". ")[0] + ".", "gone: “Sign-in failures are at 3 % this month.”"),
        (TITLE, BODY + "\n\n```\nValueError: x\n```", "code, logs, tables or attachments changed"),
        (TITLE, " ".join(reversed(BODY.split(". "))), "new: “"),
    ],
)
def test_a_change_is_told(title: str, body: str, told: str) -> None:
    """Title, numbers, dates and sentences, each by what it was and is."""
    assert any(line.startswith(told) for line in lines(title, body))


def test_the_most_telling_comes_first() -> None:
    """The title before the numbers before the sentences."""
    found = lines("Renew tokens early", BODY.replace("3 %", "5 %") + " A buyer complained.")
    assert [line.split(":")[0] for line in found[:3]] == ["title", "sign-in failures", "new"]


def test_sentences_in_another_order() -> None:
    """A change of layout alone is said as what it is."""
    first, second = BODY.split(". ")
    assert lines(TITLE, f"{second} {first}.") == ("the same sentences in another order or layout",)


def test_secrets_are_masked_alike_in_both() -> None:
    """A value that was and still is there has one placeholder; neither value is shown."""
    before = f"{BODY} Log in as eve@example.com with password=hunter2hunter2."
    after = f"{BODY} Log in as eve@example.com with password=correcthorse99."
    found = " ".join(lines(TITLE, after, was=(TITLE, before)))
    assert "hunter2hunter2" not in found
    assert "correcthorse99" not in found
    assert "eve@example.com" not in found
    assert "[EMAIL-1]" in found
    assert "[SECRET-1]" in found
    assert "[SECRET-2]" in found


def test_many_changes_are_counted() -> None:
    """A rewritten ticket gives a few lines and says how many are left out."""
    body = " ".join(f"Sentence {word} is new." for word in "alpha beta gamma delta epsilon zeta eta".split())
    found = lines(TITLE, f"{body} {body.replace('new', 'newer')}")
    assert len(found) == LINES_SHOWN
    assert found[-1].startswith("and ")


def test_a_large_ticket_is_compared_quickly() -> None:
    """Two texts at the limit of intake, all sentences changed, in a few seconds at most."""
    before, after = (
        read(
            (
                "# Sign-in broken\n\n" + "\n".join(f"The {word} step {n} fails." for n in range(40_000))
            ).encode()
        )
        for word in ("first", "last")
    )
    start = time.perf_counter()
    assert len(changed(before.tickets[0], after.tickets[0])) == LINES_SHOWN
    assert time.perf_counter() - start < 10
