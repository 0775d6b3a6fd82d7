"""How a text names a record: as its reason, in passing, or to say that it is something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.proof.naming import mentions, named, names_of

URL = "https://status.fjordline.example/incidents/inc-42"

NAMED = [
    ("Same cause as INC-42.", "same"),
    ("Customers cannot pay, same root cause as INC-42.", "same"),
    ("Same cause as INC-7, INC-9 and INC-42.", "same"),
    (f"Same problem as in {URL}.", "same"),
    ("This is another instance of INC-42.", "same"),
    ("A repeat of INC-42 on a smaller scale.", "same"),
    ("Seen in INC-42.", "reason"),
    (f"Seen in {URL} and elsewhere.", "reason"),
    ("This is a duplicate of INC-42.", "same"),
    ("Action item from INC-42: one limit everywhere.", "reason"),
    ("Seen in production during the outage INC-42.", "reason"),
    ("Due to a race first reported in INC-42 people wait.", "reason"),
    ("We hit the problem described in INC-42 again.", "reason"),
    ("Two limits cause incidents like INC-42.", "reason"),
    ("This led to INC-42 in May.", "reason"),
    ("To prevent another INC-42 we check the disk.", "reason"),
    ("See INC-42.", "mention"),
    ("Follow-up of INC-42: a better dashboard.", "mention"),
    ("This would help to look into incidents like INC-42.", "mention"),
    ("Seen in the INC-42 review.", "mention"),
    ("A problem similar to the one reported in INC-42.", "mention"),
    ("Is it the same problem as INC-42?", "mention"),
    ("I think this is the same issue as INC-42.", "mention"),
    ("Found by the tool proposed in INC-42.", "mention"),
    ("As per the discussion that happened in INC-42.", "mention"),
    ("Related: INC-42, INC-9", "mention"),
    ("It might be the same cause as INC-42.", "mention"),
    ("After INC-42 we moved the office.", "mention"),
    ("Polluted by what was caused by INC-42.", "mention"),
    ("Unlike INC-42, this hits everybody.", "denied"),
    ("Not the same as INC-42.", "denied"),
    ("This isn't the same problem as INC-42.", "denied"),
    ("See INC-42 (that one doubled the fees, not the same thing).", "denied"),
    ("Same symptom as INC-42 but a different cause.", "denied"),
    ("The same bug as INC-42, but in a different spot.", "denied"),
    ("We ruled out INC-42.", "denied"),
    ("I exclude what was seen in INC-42.", "denied"),
    ("INC-42 does not explain it.", "denied"),
    ("In INC-42 we only fixed the other port.", "denied"),
    ("This was introduced by INC-42.", "denied"),
    ("Same cause as INC-42. Later we learnt it is unrelated to INC-42.", "denied"),
]


@pytest.mark.parametrize(("text", "how"), NAMED, ids=lambda v: str(v)[:50])
def test_how_a_record_is_named(text: str, how: str) -> None:
    """Only words that give the record as the reason count as such; a denial outweighs them."""
    told = named(text, names_of("INC-42", URL))
    assert told is not None
    assert told.how == how
    assert told.sentence.of(text)


@pytest.mark.parametrize(
    "text", ["Same cause as INC-421.", "Same cause as XINC-42.", "INC-42-b is open.", ""]
)
def test_another_key_is_another_record(text: str) -> None:
    """A longer key that holds ours names something else."""
    assert named(text, names_of("INC-42", None)) is None


@pytest.mark.parametrize("key", ["42", "outage", "7", "a b-1", "x1"])
def test_a_key_written_by_chance_names_nothing(key: str) -> None:
    """Digits alone or a plain word stand in any ticket."""
    assert names_of(key, None) == ()


@given(st.text(max_size=300))
def test_mentions_lie_in_the_text(text: str) -> None:
    """Every mention is a place in the text that reads like the name, in any script."""
    joined = f"{text} INC-42 {text}"
    places = mentions(joined, ("INC-42",))
    assert places
    assert all(span.of(joined).upper() == "INC-42" for span in places)
