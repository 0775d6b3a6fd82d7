"""What the composers of one pitch share: the reading, the blanks, the quotations used so far."""

from __future__ import annotations

import re
from collections.abc import Callable

from translator.drafting import DraftRequest
from translator.evidence.sentence_words import LEANS_BACK
from translator.models import Evidence, EvidenceKind, Past, Proof, Worded
from translator.offline.blanks import Blanks
from translator.offline.number import Chosen, choose, says_what
from translator.offline.reading import Reading
from translator.offline.remembered import remembered_words
from translator.offline.wording import Phrases
from translator.text import PhraseMatcher

Tells = Callable[[str], bool]
_TITLE_SHOWN = 140  # characters
_DATE_WORDS = 6
_LEANING = 1.5  # what a quotation loses that begins with "In the second one": alone it says of what


class Situation:
    """One ticket being told. Remembers what it has quoted: nothing is said twice in one note."""

    def __init__(self, request: DraftRequest, reading: Reading, blanks: Blanks) -> None:
        self._used: set[str] = set()
        self.ledger = request.ledger
        self.proof = request.proof or Proof(past=Past())  # of past incidents; empty where none was found
        self._prose = request.ticket.text
        self.index = request.index
        self.reading = reading
        self.blanks = blanks
        self.chosen: Chosen = choose(
            request.ledger,
            request.ticket,
            reading.failure.id if reading.failure else "",
            strict=reading.task is None or reading.failure is None,
        )
        self.worded = _worded(request, reading)
        self.phrases = self._phrases()
        self._symptom = self._quotable_symptom()
        told = self._symptom
        if told is not None and self.chosen.sentence is not None and self.chosen.today is not None:
            same = told.text == self.chosen.sentence.text
            if same and says_what(self.chosen.today):  # the note quotes that sentence already
                self.chosen = self.chosen._replace(sentence=None)

    def _phrases(self) -> Phrases | None:
        task, failure, persona = self.reading.task, self.reading.failure, self.reading.persona
        if task is None or failure is None or persona is None:
            return None
        saying = self.index.sayings.get((task.id, failure.id))
        if saying is not None and saying.needs and not self._has_one_of(saying.needs):
            saying = None
        moment = self.reading.moment
        when = moment.phrase if moment and self.reading.when_told else ""
        happens = self.worded.happens if self.worded is not None else ""
        phrases = Phrases(task, failure, saying, persona, when, happens)
        who = self.blanks.answer("moment.customer")
        if who:
            phrases.personas = phrases.persona = f"«{who}»"
        answered = self.blanks.answer("moment.when")
        if answered:
            phrases.when = f"«{answered}»"
        return phrases

    @property
    def external(self) -> bool:
        """Whether customers feel it; also while nobody knows who does."""
        persona = self.reading.persona
        return persona is None or persona.audience == "external"

    @property
    def prose(self) -> str:
        """The ticket's text."""
        return self._prose

    @property
    def review_date(self) -> Evidence | None:
        """When the ticket says it is looked at again; None also once somebody has answered it."""
        if self.blanks.answer("review_date"):
            return None
        return next((e for e in self.ledger.of("date") if e.source == "ticket" and e.weight > 0), None)

    @property
    def looked_at_again(self) -> str:
        """What the ask says once the review date is known: ", looked at again on «t3»"; else ""."""
        answered = self.blanks.answer("review_date")
        words = next((e.text for e in self.ledger.of("answer") if e.id == answered), "")
        if answered:
            return f", looked at again: «{answered}»" if 0 < len(words.split()) <= _DATE_WORDS else ""
        stated = self.review_date
        return f", looked at again {_preposition(stated.text)}«{stated.id}»" if stated is not None else ""

    @property
    def named(self) -> bool:
        """Whether the ticket says who it is, or the task itself does ("data users")."""
        persona = self.reading.persona
        implied = persona is not None and not (persona.cues.strong or persona.cues.weak)
        answered = self.blanks.answer("moment.customer") is not None
        return self.reading.persona_named or implied or answered

    @property
    def sure(self) -> bool:
        """Whether the problem may be claimed: the person is named, the reading has no rival, and a
        sentence says it that is not itself a wish or an order."""
        return self.named and self.reading.clear and self.symptom() is not None

    def best(self, *kinds: EvidenceKind, least: float = 0.0) -> Evidence | None:
        """The heaviest quotable statement of these kinds that has not been quoted yet."""
        fresh = (e for e in self.ledger.of(*kinds) if self._fresh(e) and e.weight > least)
        return max(fresh, key=lambda e: (e.weight + self._counted(e), -e.start), default=None)

    def case(self, tells: Tells, event: Tells, other: Tells) -> Evidence | None:
        """The strongest sentence that tells the one side of the story, best without the other.

        `event` knows what happened to somebody; such a sentence is proof wherever it stands.
        """
        items = (
            e
            for e in self.ledger.of("impact", "warning", "symptom")
            if self._fresh(e) and e.weight > 0
            if event(e.text) or (e.kind != "symptom" and tells(e.text))
        )

        def rank(e: Evidence) -> tuple[float, int]:
            leans = _LEANING * bool(LEANS_BACK.match(e.text))
            return e.weight + self._counted(e) - 2.0 * other(e.text) - leans, -e.start

        return max(items, key=rank, default=None)

    def symptom(self) -> Evidence | None:
        """A sentence to quote: about the failure the pitch speaks of, or strong on its own."""
        return self._symptom

    def _quotable_symptom(self) -> Evidence | None:
        failure = self.reading.failure
        if failure is None:
            return self.best("symptom", least=2.2)
        wishes = {(e.start, e.end) for e in self.ledger.of("work", "expected", "finish")}

        def fits(e: Evidence) -> bool:
            about = any(m.key == failure.id for m, _ in self.index.failure_cues.find(e.text))
            return e.value == "quotable" and e.weight > 0.5 and about and (e.start, e.end) not in wishes

        chosen = self.reading.symptom
        if chosen is not None and (fits(chosen) or (self.reading.met and chosen.value == "quotable")):
            return chosen
        others = (e for e in self.ledger.of("symptom") if fits(e))
        return max(others, key=lambda e: (e.weight, -e.start), default=None)

    def work(self) -> Evidence | None:
        """The statement that says best what would be built; failing that, the ticket's own title."""
        items = [e for e in self.ledger.of("work") if e.value == "quotable" and e.weight > 0.4]
        if items:
            return max(items, key=lambda e: (e.weight, -e.start))
        title = next(iter(self.ledger.of("work")), None)
        named = title is not None and title.start == 0 and len(title.text) <= _TITLE_SHOWN
        return title if named else None

    def take(self, item: Evidence) -> Evidence:
        """The item, remembered as quoted."""
        self._used.add(item.text)
        return item

    def _has_one_of(self, words: tuple[str, ...]) -> bool:
        return bool(PhraseMatcher((w, w) for w in words).find(self._prose))

    def _fresh(self, item: Evidence) -> bool:
        return item.value == "quotable" and item.text not in self._used

    def _counted(self, item: Evidence) -> float:
        """A sentence with a number in it is the better proof."""
        if item.kind not in ("impact", "warning"):
            return 0.0
        numbers = self.ledger.of("quantity")
        return 0.8 * any(item.start <= n.start < item.end for n in numbers)


def _preposition(date: str) -> str:
    """ "on " a day, "in " a month, "at the " end of one, nothing before "next week"."""
    low = date.lower()
    if low.startswith(("next ", "in ")):
        return ""
    if low.startswith(("end ", "beginning ", "start ", "middle ")):
        return "at the "
    if low.startswith(("first ", "second ", "last ")):
        return "in the "
    return "on " if re.search(r"\b\d{1,2}(?!\d)", date) else "in "


def _worded(request: DraftRequest, reading: Reading) -> Worded | None:
    """The words that this pitch has from the memory already, else those of its likest example that hold."""
    had, task, failure = request.worded, reading.task, reading.failure
    if had is None:
        return remembered_words(request.examples, reading, request.ticket.text, request.index)
    same = task is not None and failure is not None and (had.task, had.failure) == (task.id, failure.id)
    return had if same else None
