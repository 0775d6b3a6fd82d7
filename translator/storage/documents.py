"""Reading what is stored back into nouns, and saying so where this version cannot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from pydantic import ValidationError

from translator.errors import StoreUnusable
from translator.models import Model

N = TypeVar("N", bound=Model)


@contextmanager
def readable(what: str, place: str) -> Iterator[None]:
    """Turn what a stored value raises inside that no noun takes into StoreUnusable, which names `what`."""
    try:
        yield
    except (ValidationError, ValueError, TypeError):  # ValueError: broken JSON of a column
        raise StoreUnusable(
            f"the stored {what} cannot be read by this version.",
            place=place,
            next_step="Upgrade this installation, or restore the database from a backup.",
        ) from None


def read_document(noun: type[N], document: str, what: str, place: str) -> N:
    """The noun of a stored document; `what` names it in the StoreUnusable that is raised otherwise."""
    with readable(what, place):
        return noun.model_validate_json(document)
