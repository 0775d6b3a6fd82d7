"""Whether engineers' terms are told in words a customer would say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.scene import Item, Scene, holds


def glossary(scene: Scene) -> Iterator[Item]:
    """For each replaced term: it has other words, and they hold no engineers' term themselves."""
    seen = set()
    for replaced in scene.pitch.draft.technical.terms:
        name = re.sub(r"[^a-z0-9]+", "-", replaced.term.lower()).strip("-")
        if name in seen:
            continue
        seen.add(name)
        says = replaced.says
        terms = [m.span.of(says) for m in scene.index.glossary_terms.find(says)]
        ok = bool(says.strip()) and says.lower() != replaced.term.lower() and not terms
        yield holds(f"term-{name}", ok, f"customers' words for “{replaced.term}”", says)
