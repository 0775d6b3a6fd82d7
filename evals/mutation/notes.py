"""Whole notes of invented companies, written free of every defect, as labels with what follows them."""

# ruff: noqa: E501 (a row of a table stays on its line)

from __future__ import annotations

from collections.abc import Iterator, Mapping

Note = Mapping[str, str]

_LABELS = (
    "Customer", "Task", "Moment", "What goes wrong today", "Effect", "Sales story", "Support case", "Number",
    "Scope", "Finish line", "Review date", "Owner",
)  # fmt: skip
_ROWS = (
    ("a prospect in a live demo", "sign in", "during a live demo",
     "the prospect lands back on the sign-in screen", "the seller starts the demo over",
     "the demo at Corvane was restarted with pictures", "the desk gets the same question about lost sign-ins",
     "24 failed sign-ins a week → 6", "the sign-in page keeps its visitor", "a whole demo without a second sign-in",
     "30 June", "Ana, support"),
    ("a shopper with a full basket", "pay", "at checkout in the evening",
     "the shopper presses the button and nothing happens", "the basket is left behind",
     "a buyer at Brindlewick asked whether the shop was closed", "the desk answers the same complaint each evening",
     "31 unpaid baskets a day → 8", "the button answers at the first press", "a paid basket from a slow phone",
     "14 May", "Tamsin, product"),
    ("a bookkeeper at a mid-size client", "export the month", "at month-end",
     "the bookkeeper waits and gets an empty sheet", "the books close late",
     "the renewal at Quartermain was put off until the sheet came", "the help desk sends the sheet by hand",
     "12 empty sheets a month → 2", "the sheet arrives whole", "a month closed without a call to the desk",
     "2 October", "Marek, sales"),
    ("a nurse on the night shift", "hand over her patients", "right before the shift ends",
     "the nurse writes the list on paper", "the next shift reads it late",
     "the trial at a clinic in Norvik stopped at this page", "the desk was called by the ward about the list",
     "9 paper lists a week → 1", "the list opens within the shift", "a handover without paper",
     "1 March", "Ingrid, support"),
    ("a dispatcher in the morning", "plan the routes", "before the first van leaves",
     "the dispatcher sees yesterday's addresses", "vans drive twice",
     "a buyer at Halden left the demo when the old address came up", "drivers reported the old address to the desk",
     "17 wrong addresses a day → 4", "the list is today's list", "a morning without a wrong address",
     "20 August", "Yusuf, operations"),
    ("a teacher in the first week of term", "share the reading", "on the first day of class",
     "the teacher shares a page that students cannot open", "the class begins without it",
     "the contract with a school in Tarn waits for this page", "parents wrote in about the closed page",
     "40 closed pages a week → 10", "a shared page opens for the class", "a first lesson with every page open",
     "5 September", "Beatriz, product"),
    ("an admin at renewal", "invite the new colleagues", "in the week of the renewal",
     "the admin sends an invitation that nobody receives", "new people start without an account",
     "the deal with Sorel was signed after three reminders", "the desk sends the invitations again",
     "14 lost invitations a month → 3", "an invitation arrives", "a new colleague in on the first try",
     "11 November", "Odalys, sales"),
    ("a guest at the front desk", "book a room", "on a Friday evening at the counter",
     "the guest hears that the page is still thinking", "the guest walks to the next hotel",
     "a hotel in Lunde ended its trial over the waiting", "the phone queue grows on Fridays",
     "22 walk-aways a weekend → 5", "the room shows while the guest stands there", "a Friday without a walk-away",
     "9 January", "Jonas, front desk"),
)  # fmt: skip
NOTES: tuple[Note, ...] = tuple(dict(zip(_LABELS, row, strict=True)) for row in _ROWS)


def as_text(note: Note) -> str:
    """One line for each label."""
    return "\n".join(f"{label}: {says}" for label, says in note.items())


def clean_notes() -> Iterator[str]:
    """The notes in the forms in which people write them."""
    for note in NOTES:
        yield as_text(note)
        yield "\n".join(f"- **{label}:** {says}" for label, says in note.items())
        yield "\n".join(f"| {label} | {says} |" for label, says in note.items())
        yield "\n\n".join(f"## {label}\n{says[0].upper()}{says[1:]}." for label, says in note.items())
        mixed = NOTES[(NOTES.index(note) + 3) % len(NOTES)]
        yield as_text({**note, "Owner": mixed["Owner"], "Review date": mixed["Review date"]})
