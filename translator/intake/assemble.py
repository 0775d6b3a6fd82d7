"""Puts the pieces of one ticket together: text, blocks, cuts and fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from translator.errors import EmptyInput
from translator.fingerprint import fingerprint
from translator.intake.decode import clean
from translator.intake.parts import Gap, LeftOut, Part, Piece, bare, collapsed
from translator.models import PROSE_KINDS, Block, Cut, Ticket, TrackerField
from translator.text import sentences

TEXT_LIMIT = 200_000  # characters of Ticket.text
HEAD_SHARE = 0.6  # kept from the start when the middle is cut; the end holds the newest text
TITLE_LIMIT = 150  # a first line longer than this is not a title
_LONGEST_TITLE = 1_000
_CHUNK = 10_000
_REASON = f"the text is over {TEXT_LIMIT:,} characters; the middle is left out"


def assemble(
    *,
    reader: str,
    title: str,
    pieces: Sequence[Piece],
    raw: str,
    place: str = "input",
    key: str | None = None,
    url: str | None = None,
    fields: Iterable[TrackerField] = (),
    notes: Iterable[str] = (),
) -> Ticket:
    """The ticket made of these pieces.

    With an empty title the first line or sentence of the pieces becomes the title. Text over
    `TEXT_LIMIT` loses its middle, recorded as a Cut. Raises EmptyInput when nothing is left.
    """
    notes = [*notes, *_left_out(pieces)]
    body = [piece for piece in map(_normal, pieces) if piece is not None]
    title = " ".join(bare(clean(title)).split())
    if not title:
        title, body = _lifted(body)
    elif len(title) > _LONGEST_TITLE:
        title, rest = _split(title, _LONGEST_TITLE)
        body.insert(0, Part("paragraph", rest))
    if not title:
        raise EmptyInput(
            "the ticket has neither a title nor a text.",
            place=place,
            next_step="Give it at least a title.",
        )
    text, blocks, cuts = _laid_out([Part("title", title), *body])
    return Ticket(
        reader=reader,
        title=title,
        text=text,
        blocks=blocks,
        key=clean(key).strip() or None if key else None,
        url=clean(url).strip() or None if url else None,
        fields=tuple(fields),
        cuts=cuts,
        notes=tuple(dict.fromkeys(clean(note) for note in notes)),
        fingerprint=fingerprint(title, text),
        raw=raw,
    )


def _left_out(pieces: Iterable[Piece]) -> Iterator[str]:
    """In words, what was left out because nobody would see it, or would see it struck out."""
    places = Counter[str]()
    for piece in pieces:
        if isinstance(piece, LeftOut):
            places[piece.what] += piece.places
    for what, count in places.items():
        text = "a text" if count == 1 else "texts"
        yield f"{text} {what} in the ticket left out, which the original still has."


def _normal(piece: Piece) -> Part | Gap | None:
    if isinstance(piece, Gap):
        return piece
    if isinstance(piece, LeftOut):
        return None
    text = clean(piece.text)
    if piece.kind in PROSE_KINDS:
        text = collapsed(text)
    else:
        lines = [line.rstrip() for line in text.split("\n")]
        text = "\n".join(lines).strip("\n")
    if not text.strip():
        return None
    return piece._replace(text=text, label=" ".join(clean(piece.label).split()))


def _lifted(body: list[Part | Gap]) -> tuple[str, list[Part | Gap]]:
    """The title found in the body, and the body without it."""
    for index, piece in enumerate(body):
        if isinstance(piece, Gap) or piece.kind not in PROSE_KINDS:
            continue
        line, _, rest = piece.text.partition("\n")
        if len(line) > TITLE_LIMIT:
            first = next(sentences(line))
            line, rest = line[: first.end], line[first.end :].strip() + "\n" + rest
        if len(line) > _LONGEST_TITLE:
            line, more = _split(line, _LONGEST_TITLE)
            rest = more + "\n" + rest
        left = [piece._replace(text=rest.strip())] if rest.strip() else []
        if piece.kind == "heading":
            left = [Part("paragraph", p.text) for p in left]
        return line, [*body[:index], *left, *body[index + 1 :]]
    for piece in body:
        if isinstance(piece, Part):
            line = " ".join(piece.text.strip().split("\n", 1)[0].split())
            # Code or a log alone: its first line names the ticket and stays where it is.
            return _split(line, TITLE_LIMIT)[0], body
    return "", body


def _split(text: str, limit: int) -> tuple[str, str]:
    """The text up to a line end or space near the limit, and the rest."""
    if len(text) <= limit:
        return text, ""
    at = max(text.rfind("\n", limit // 2, limit), text.rfind(" ", limit // 2, limit))
    at = limit if at < 0 else at
    return text[:at].rstrip(), text[at:].lstrip()


def _laid_out(pieces: list[Part | Gap]) -> tuple[str, tuple[Block, ...], tuple[Cut, ...]]:
    size = sum(len(p.text) + 2 for p in pieces if isinstance(p, Part))
    if size > TEXT_LIMIT:
        pieces = _without_middle(_chunks(pieces))
    out: list[str] = []
    blocks: list[Block] = []
    cuts: list[Cut] = []
    at = 0
    previous = ""
    for piece in pieces:
        if isinstance(piece, Gap):
            cuts.append(Cut(at=at, characters=piece.characters, reason=piece.reason))
            continue
        if out:
            gap = "\n" if previous == piece.kind == "list_item" else "\n\n"
            out.append(gap)
            at += len(gap)
        out.append(piece.text)
        blocks.append(
            Block(
                kind=piece.kind,
                start=at,
                end=at + len(piece.text),
                level=piece.level,
                label=piece.label,
                checked=piece.checked,
            )
        )
        at += len(piece.text)
        previous = piece.kind
    return "".join(out), tuple(blocks), tuple(cuts)


def _chunks(pieces: list[Part | Gap]) -> list[Part | Gap]:
    """The pieces with huge ones split, so that the cut can fall inside them."""
    out: list[Part | Gap] = []
    for piece in pieces:
        if isinstance(piece, Gap):
            out.append(piece)
            continue
        rest = piece.text
        while rest:
            text, rest = _split(rest, _CHUNK)
            if text:
                out.append(piece._replace(text=text))
    return out


def _without_middle(pieces: list[Part | Gap]) -> list[Part | Gap]:
    def cost(piece: Part | Gap) -> int:
        return len(piece.text) + 2 if isinstance(piece, Part) else 0

    head, used = 0, 0
    while head < len(pieces) and used + cost(pieces[head]) <= TEXT_LIMIT * HEAD_SHARE:
        used += cost(pieces[head])
        head += 1
    tail = len(pieces)
    while tail > head and used + cost(pieces[tail - 1]) <= TEXT_LIMIT:
        tail -= 1
        used += cost(pieces[tail])
    lost = pieces[head:tail]
    if not lost:
        return pieces
    characters = sum(cost(p) if isinstance(p, Part) else p.characters for p in lost)
    return [*pieces[:head], Gap(characters, _REASON), *pieces[tail:]]
