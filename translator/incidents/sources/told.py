"""A text with headings as the told parts of an incident, and the facts that its first lines name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from translator.incidents.sources.building import Section
from translator.incidents.sources.fields import count, text, url
from translator.incidents.sources.headings import kind_of, names_people, normal
from translator.incidents.sources.prose import TEXT_LIMIT, Kept, pieces, text_of
from translator.incidents.sources.times import day_in, when
from translator.intake.parts import Gap, Part
from translator.models import SectionKind

_LABEL = re.compile(r"([A-Za-z][\w /()'’#-]{1,40}?)\s*[::]\s*(?P<value>.*)", re.DOTALL)
# CommonMark takes an underlined "1. Summary" for a list and a rule; its writers mean a heading.
_NUMBERED = re.compile(r"^[ ]{0,3}\d{1,2}[.)][ ]+(\S[^\n]{0,150})\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
FRONT_MATTER = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"(\w[\w -]{0,40}?)\s*[:=]\s*(\S.*)")
_KEY = re.compile(r"#?[A-Za-z]{0,20}[-_ ]?\d[\w.-]{0,39}")
_HEADING = re.compile(
    r"^[ ]{0,3}#{1,6}[ ]+\S|^[^\s#>|*+-][^\n]{0,120}\n(?:={3,}|-{3,})[ \t]*$|^\*\*[^*\n]{1,80}\*\*:?[ \t]*$",
    re.MULTILINE,
)
_GENERIC = frozenset(
    {"postmortem", "post mortem", "incident report", "incident postmortem", "incident review", "incident",
     "retrospective", "rca", "root cause analysis", "postmortem report", "incident post mortem"}
)  # fmt: skip
_FACTS = {
    "date": "started", "incident date": "started", "date of incident": "started", "started": "started",
    "start": "started", "start time": "started", "started at": "started", "incident start": "started",
    "began": "started", "time of incident": "started", "impact start": "started", "resolved": "resolved",
    "end": "resolved", "end time": "resolved", "resolved at": "resolved", "ended": "resolved",
    "incident end": "resolved", "impact end": "resolved", "time resolved": "resolved",
    "severity": "severity", "incident severity": "severity", "priority": "severity", "sev": "severity",
    "severity level": "severity", "service": "services", "services": "services",
    "affected service": "services", "affected services": "services", "services affected": "services",
    "affected systems": "services", "components": "services", "affected components": "services",
    "incident": "id", "incident id": "id", "id": "id", "incident number": "id", "incident key": "id",
    "reference": "id", "customers affected": "customers", "affected customers": "customers",
    "support tickets": "tickets", "support tickets opened": "tickets", "title": "title",
    "url": "url", "link": "url", "tracking": "url",
}  # fmt: skip
# Lines of a header about the document and not about what happened.
_NOTED = frozenset({"status", "duration", "last updated", "updated", "document status", "version"})
_STICKY = frozenset({"timeline", "follow_up", "lessons"})  # headings inside them open no section
_LABEL_LEVEL = 7  # below every heading


class Told(NamedTuple):
    """What a text says: its title, its sections, and the facts of its header by name."""

    title: str
    sections: tuple[Section, ...]
    facts: dict[str, str]  # started, resolved, severity, services, id, customers, tickets, title, url
    notes: tuple[str, ...]


def told(body: object, *, reader: str = "markdown", titled: bool = True) -> Told:
    """What a text (or an ADF object) says. Lists of people (attendees, authors) are not read.

    With `titled` a heading that opens the text is its title.
    """
    facts: dict[str, str] = {}
    notes: list[str] = []
    if isinstance(body, str):
        body = body.replace("\r\n", "\n").replace("\r", "\n")
        front = FRONT_MATTER.match(body[:20_000]) if titled else None
        if front:
            for line in front.group(2).split("\n"):
                if found := _FRONT_LINE.match(line):
                    _fact(facts, found.group(1), found.group(2).strip().strip("\"'"))
            body = body[front.end() :]
        if reader == "markdown":
            body = _NUMBERED.sub(r"## \1", body)
    rest: Sequence[Kept] = pieces(body, notes, reader=reader)
    title = ""
    if titled:
        title, rest = _title(rest)
    reading = _Reading(facts)
    for piece in rest:
        reading.piece(piece)
    notes.extend(reading.noted)
    notes.extend(f"The section “{heading}” lists people and was not read." for heading in reading.people)
    return Told(title, tuple(reading.sections()), facts, tuple(notes))


def headings_in(source: str) -> int:
    """How many headings a Markdown text has."""
    return len(_HEADING.findall(source[:TEXT_LIMIT]))


def _title(found: Sequence[Kept]) -> tuple[str, Sequence[Kept]]:
    """The title that opens a text, and the rest."""
    for index, piece in enumerate(found):
        if isinstance(piece, Gap) or piece.kind == "media":
            continue
        if piece.kind != "heading" or (kind_of(piece.text) and piece.level > 1):
            return "", found
        said = " ".join(piece.text.split())
        if normal(said) in _GENERIC:
            return "", [*found[:index], *found[index + 1 :]]
        if piece.level == 1 and (":" in said or kind_of(said) is None or " " in said):
            return said, [*found[:index], *found[index + 1 :]]
        return ("", found) if kind_of(said) else (said, [*found[:index], *found[index + 1 :]])
    return "", found


def _fact(facts: dict[str, str], label: str, value: str) -> bool:
    """Notes a line of the header; whether the label is one."""
    known = _FACTS.get(normal(label))
    if known is None:
        return False
    value = " ".join(text(value).split())
    if known == "id" and not _KEY.fullmatch(value):
        return False
    if known in ("started", "resolved") and not (when(value) or day_in(value)):
        return False  # it stays in the text
    if known in ("customers", "tickets") and count(value) is None:
        return False
    if known == "url" and url(value) is None:
        return False
    if value:
        facts.setdefault(known, value.lstrip("#") if known == "id" else value)
    return True


class _Reading:
    """Where the reading of a text stands: the section that is open, and what it holds."""

    def __init__(self, facts: dict[str, str]) -> None:
        self.people: list[str] = []
        self.noted: list[str] = []
        self._facts = facts
        self._done: list[Section] = []
        self._held: list[Kept] = []
        self._heading = ""
        self._kind: SectionKind | None = None  # None: before the first section
        self._level = 0
        self._skips = False  # inside a list of people

    def piece(self, piece: Kept) -> None:
        if isinstance(piece, Gap):
            return
        if piece.kind == "heading":
            self._open(piece.text, piece.level or 6, piece)
        elif (
            (piece.kind == "paragraph" and self._label(piece))
            or (piece.kind == "list_item" and self._kind is None and self._header_line(piece.text))
            or (piece.kind == "table" and self._kind is None and self._header_table(piece.text))
        ):
            return
        elif not self._skips:
            self._held.append(piece)

    def _open(self, heading: str, level: int, piece: Part) -> None:
        heading = " ".join(heading.split()).strip(" :")
        inside = self._kind is not None and level > self._level
        found = kind_of(heading)
        if inside and (found is None or self._kind in _STICKY or found == self._kind):
            stays = self._skips or self._kind in _STICKY or not names_people(heading)
        else:
            stays = self._kind is None and found is None and level >= 6 and not names_people(heading)
        if stays:
            if not self._skips:
                self._held.append(piece)
            return
        if names_people(heading):
            self._close("other", heading, level)
            self._skips = True
            self.people.append(heading[:60])
            return
        self._close(found or "other", heading, level)

    def _close(self, kind: SectionKind, heading: str, level: int) -> None:
        """Ends the open section and opens the next."""
        self._done.append(Section(self._kind or "summary", text_of(self._held), self._heading))
        self._held, self._heading, self._kind, self._level = [], heading, kind, level
        self._skips = False

    def _label(self, piece: Part) -> bool:
        """Reads a paragraph whose lines are "Label: value"; whether all of it was read."""
        left: list[str] = []
        for line in piece.text.split("\n"):
            match = _LABEL.match(line.strip())
            label = match.group(1) if match else ""
            value = match.group("value").strip() if match else ""
            if match is None or (self._kind in _STICKY and self._level < _LABEL_LEVEL):
                left.append(line)
            elif (names_people(label) and len(label) < 30) or (
                self._kind in (None, "other", "summary") and _fact(self._facts, label, value)
            ):
                continue
            elif self._kind is None and normal(label) in _NOTED:
                self.noted.append(line.strip())
            elif found := kind_of(label):
                self._flush(left)
                left = []
                self._close(found, label, _LABEL_LEVEL)
                if value:
                    left.append(value)
            else:
                left.append(line)
        self._flush(left)
        return True

    def _flush(self, lines: list[str]) -> None:
        if lines and not self._skips:
            self._held.append(Part("paragraph", "\n".join(lines)))

    def _header_line(self, said: str) -> bool:
        match = _LABEL.match(said)
        if match is None:
            return False
        return names_people(match.group(1)) or _fact(self._facts, match.group(1), match.group("value"))

    def _header_table(self, said: str) -> bool:
        rows = [row.split(" | ") for row in said.split("\n")]
        if any(len(row) != 2 for row in rows):
            return False
        known = [_fact(self._facts, row[0], row[1]) or names_people(row[0]) for row in rows]
        if not any(known):
            return False
        left = [": ".join(row) for row, read in zip(rows, known, strict=True) if not read and all(row)]
        self._flush(left)
        return True

    def sections(self) -> list[Section]:
        """All sections, those without words left out."""
        self._close("other", "", 1)
        return [s for s in self._done if s.text.strip()]
