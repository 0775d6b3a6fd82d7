"""References from a sentence to its evidence, and the places they lead to, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator


class Citations:
    """Writes references for one pitch and remembers which evidence was referred to."""

    def __init__(self, anchors: str | None) -> None:
        self._anchors = anchors
        self._used: dict[str, None] = {}
        self.linked = anchors is not None  # False: the reader has no links and no folds

    def after(self, ids: tuple[str, ...]) -> str:
        """What stands after the sentence: ` ([n1], [e2])`."""
        self._used.update(dict.fromkeys(ids))
        return f" ({', '.join(map(self._reference, ids))})"

    def target(self, evidence_id: str) -> str:
        """The invisible mark a reference leads to; empty where links are off."""
        if self._anchors is None or not evidence_id:
            return ""
        return f'<a id="{self._anchors}{evidence_id}"></a>'

    def definitions(self) -> Iterator[str]:
        """Link definitions for the bottom of the document; readers of Markdown do not show them."""
        if self._anchors == "" and self._used:
            yield "\n".join(f"[{e}]: #{e}" for e in self._used)

    def _reference(self, evidence_id: str) -> str:
        if self._anchors is None:
            return evidence_id
        if self._anchors == "":
            return f"[{evidence_id}]"
        return f"[{evidence_id}](#{self._anchors}{evidence_id})"
