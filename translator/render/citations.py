"""References from a sentence to its evidence, and the places they lead to."""

from __future__ import annotations

from collections.abc import Iterator

from translator.models import Ledger, Sentence

# More than three references after one sentence read as noise; the JSON has them all.
_AT_MOST = 3


class Citations:
    """Writes references for one pitch and remembers which evidence was referred to."""

    def __init__(self, ledger: Ledger, anchors: str | None) -> None:
        self._known = {item.id for item in ledger.items}
        self._anchors = anchors
        self._used: dict[str, None] = {}
        self.linked = anchors is not None  # False: the reader has no links and no folds

    def after(self, sentence: Sentence) -> str:
        """What stands after the sentence: ` ([n1], [e2])`, or nothing without evidence."""
        ids = [e for e in dict.fromkeys(sentence.evidence) if e in self._known][:_AT_MOST]
        if not ids:
            return ""
        self._used.update(dict.fromkeys(ids))
        return f" ({', '.join(map(self._reference, ids))})"

    def target(self, evidence_id: str) -> str:
        """The invisible mark a reference leads to; empty where links are off."""
        if self._anchors is None:
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
