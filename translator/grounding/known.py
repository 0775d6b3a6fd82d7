"""The words a capital letter does not turn into a name: those the catalog itself uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from translator.catalog.models import Catalog
from translator.text import WORD


def catalog_words(catalog: Catalog) -> frozenset[str]:
    """Every word of the catalog's texts, in lower case, without the product names.

    A product that only the catalog names has no place in a pitch: the ticket did not speak of it.
    """
    found: set[str] = set()
    for text in catalog_texts(catalog.model_copy(update={"products": ()})):
        found.update(match.group().replace("’", "'") for match in WORD.finditer(text.casefold()))
    return frozenset(found)


def catalog_texts(catalog: Catalog) -> Iterator[str]:
    """Yield every text of the catalog, ids and field names included."""
    return _texts(catalog.model_dump())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
