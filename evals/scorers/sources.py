"""Whether a reader can go from every claim to its source, and asks for what no source holds."""

from __future__ import annotations

from collections.abc import Iterator

from evals.scene import Item, Scene, holds
from translator.models import Evidence, Pitch

_NEEDS_SOURCE = "claim"


def citations(scene: Scene) -> Iterator[Item]:
    """Every cited id is in the ledger, every piece of evidence is verbatim, every claim cites something."""
    pitch = scene.pitch
    known = {item.id for item in pitch.evidence.items}
    missing = [f"{w}: {e}" for w, s in scene.parts.items() for e in s.evidence if e not in known]
    yield holds("citations-resolve", not missing, "every id in the ledger", ", ".join(missing[:5]))
    loose = [f"{e.id}: {e.text}" for e in pitch.evidence.items if not _verbatim(e, pitch)]
    yield holds("evidence-verbatim", not loose, "the source's text at its offsets", "; ".join(loose[:3]))
    bare = [w for w, s in scene.parts.items() if s.status == _NEEDS_SOURCE and not s.evidence]
    yield holds("claims-cited", not bare, "evidence behind every claim", ", ".join(bare[:5]))


def questions(scene: Scene) -> Iterator[Item]:
    """What the ticket leaves open is asked of a role with a reason; what it says is not asked."""
    expect = scene.case.expect
    for name in expect.asked:
        yield holds(f"asks-{_kebab(name)}", name in scene.asked, f"a question for {name}", _list(scene))
    for name in expect.not_asked:
        yield holds(f"knows-{_kebab(name)}", name not in scene.asked, f"no question for {name}", _list(scene))
    whole = [q.id for q in scene.pitch.draft.questions if not (q.role and q.ask.strip() and q.why.strip())]
    yield holds("questions-whole", not whole, "a role, a question and a reason", ", ".join(whole))
    blanks = {e for s in scene.parts.values() for e in _slots(s.text)}
    asked = {q.id for q in scene.pitch.draft.questions}
    yield holds(
        "blanks-asked", blanks <= asked, "a question for every blank", ", ".join(sorted(blanks - asked))
    )


def _verbatim(item: Evidence, pitch: Pitch) -> bool:
    kind, _, id = item.source.partition(":")
    if item.kind == "derived":
        return bool(item.formula)
    if kind == "ticket":
        texts = [pitch.ticket.text]
    elif kind == "field":
        texts = [f.value for f in pitch.ticket.fields if f.name == id]
    elif kind == "answer":
        texts = [a.text for a in pitch.answers if a.id == id]
    else:
        texts = [i.text for i in (pitch.past.incidents if pitch.past else ()) if i.id == id]
    return any(text[item.start : item.end] == item.text for text in texts)


def _slots(text: str) -> Iterator[str]:
    for piece in text.split("«?")[1:]:
        yield piece.partition("»")[0]


def _kebab(name: str) -> str:
    return name.replace(".", "-").replace("_", "-")


def _list(scene: Scene) -> str:
    return "asked: " + (", ".join(sorted(scene.asked)) or "nothing")
