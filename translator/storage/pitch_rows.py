"""A translation as rows: what lists show, the review, and the pitch of each version in a row of its own."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, NamedTuple

from translator.errors import MalformedInput
from translator.models import (
    Actor,
    Dismissal,
    Model,
    Pitch,
    Staleness,
    Step,
    Translation,
    TranslationRow,
    VersionRow,
)
from translator.redaction import Masker
from translator.review import open_findings
from translator.storage.documents import readable
from translator.storage.records import LONGEST_ID, documented, plain, storable, utc, word
from translator.storage.service_tables import translation_versions as versions
from translator.storage.service_tables import translations

_LONGEST_SHOWN = 500  # characters of a title or a sentence in a list


class Review(Model):
    """What a translation holds beside its pitch and the columns."""

    created_by: Actor
    dismissed: tuple[Dismissal, ...]
    steps: tuple[Step, ...]
    stale: Staleness | None


class Stored(NamedTuple):
    """A translation ready to be stored."""

    translation: Translation  # as it can be read back
    columns: dict[str, Any]  # of `translations`
    pitch: dict[str, Any]  # of `translation_versions`


# What `translation_of` and `row_of` read.
WHOLE = (
    *(translations.c[name] for name in ("id", "revision", "state", "created", "updated", "review")),
    versions.c.document,
)
LISTED = tuple(
    column for column in translations.c if column.name not in {"workspace", "words", "review", "batch"}
)


def stored(translation: Translation) -> Stored:
    """The rows of a translation. Half surrogate pairs, which no database takes, become U+FFFD.

    Raises MalformedInput for an id that no database can keep as a key.
    """
    if not storable(translation.id):
        raise MalformedInput(
            "the id of the translation is too long or holds a NUL character.",
            place=f"translation {translation.id[:60]!r}",
            next_step=f"Give it an id of 1 to {LONGEST_ID} bytes.",
        )
    pitch, document = documented(translation.pitch.model_copy(update={"state": translation.state}))
    review, review_document = documented(
        Review(
            created_by=translation.created_by,
            dismissed=translation.dismissed,
            steps=translation.steps,
            stale=translation.stale,
        )
    )
    whole = translation.model_copy(
        update={
            "pitch": pitch,
            "created_by": review.created_by,
            "dismissed": review.dismissed,
            "steps": review.steps,
            "stale": review.stale,
        }
    )
    columns = _shown(whole) | {
        "id": whole.id,
        "revision": whole.revision,
        "state": whole.state,
        "version": pitch.version,
        "ticket_key": word(pitch.ticket.key or ""),
        "fingerprint": word(pitch.ticket.fingerprint),
        "created": utc(whole.created),
        "updated": utc(whole.updated),
        "stakeholders": json.dumps(pitch.stakeholders),
        "stale": whole.stale is not None,
        "review": review_document,
    }
    return Stored(whole, columns, {"version": pitch.version, "digest": _digest(pitch), "document": document})


def translation_of(row: Any, place: str) -> Translation:
    """The translation of a row of `WHOLE`; raises StoreUnusable where this version cannot read it."""
    with readable(f"translation {row.id!r}", place):
        review = Review.model_validate_json(row.review)
        pitch = Pitch.model_validate_json(row.document)
        return Translation(
            id=row.id,
            revision=row.revision,
            state=row.state,
            pitch=pitch if pitch.state == row.state else pitch.model_copy(update={"state": row.state}),
            dismissed=review.dismissed,
            steps=review.steps,
            stale=review.stale,
            created=row.created,
            created_by=review.created_by,
            updated=row.updated,
        )


def row_of(row: Any, place: str) -> TranslationRow:
    """The line of a list for a row of `LISTED`; raises StoreUnusable where this version cannot read it."""
    values = {column.name: getattr(row, column.name) for column in LISTED if column.name != "fingerprint"}
    with readable(f"translation {row.id!r}", place):
        return TranslationRow(**values | {"stakeholders": tuple(json.loads(row.stakeholders))})


def version_row_of(row: Any, place: str) -> VersionRow:
    """The line of a version; raises StoreUnusable where this version of the product cannot read it."""
    with readable(f"version {row.version} of a translation", place):
        by = Actor.model_validate_json(row.by)
        return VersionRow(version=row.version, at=row.at, by=by, what=row.what)


def folded_words(text: str) -> list[str]:
    """The words that a list is searched for, case ignored."""
    return plain(text).casefold().split()


def position_of(row: TranslationRow) -> tuple[str, str]:
    """What the cursor after this row says."""
    return row.created.isoformat(), row.id


def _shown(translation: Translation) -> dict[str, Any]:
    """What a list shows, secrets masked as in every rendering."""
    pitch = translation.pitch
    mask = Masker().mask
    # Masked before it is cut: half a secret would no longer be known as one.
    title = _short(mask(plain(pitch.ticket.title)))
    one_breath = _short(mask(plain(pitch.draft.one_breath.plain)))
    open_ = [finding.severity for finding in open_findings(translation)]
    return {
        "created_by": plain(translation.created_by.name),
        "questions": len(pitch.draft.questions),
        "must": open_.count("must"),
        "should": open_.count("should"),
        "title": title,
        "one_breath": one_breath,
        "words": f"{title}\n{one_breath}".casefold(),
    }


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _digest(pitch: Pitch) -> str:
    """The sha-256, in hex, of the pitch whatever its state.

    Defaults are left out, so that a field which a later version adds does not make every pitch differ.
    """
    text = pitch.model_copy(update={"state": "draft"}).model_dump_json(exclude_defaults=True)
    return sha256(text.encode()).hexdigest()
