"""Keys that look like one that is not there, for the question "did you mean …?"."""

from __future__ import annotations

import difflib

from sqlalchemy import Connection, select

from translator.storage.filters import living
from translator.storage.records import word
from translator.storage.tables import incidents

_NEIGHBOURS = 40  # on each side, in alphabetical order
_NEWEST = 100
_LONGEST = 80  # characters; difflib takes the product of two lengths


def close_keys(connection: Connection, workspace: str, key: str) -> tuple[str, ...]:
    """Up to three keys of the workspace that look like this one, the closest first.

    Of the few hundred that are its neighbours in the alphabet, also when written in capitals or without
    its source, or that are the newest.
    """
    if len(key) > _LONGEST:
        return ()
    names = incidents.c.source_id
    query = select(names).where(living(workspace), names != "")
    found: dict[str, None] = {}
    for near in dict.fromkeys((key, key.upper(), key.rpartition(":")[2].upper())):
        at = word(near)
        found.update(
            dict.fromkeys(connection.scalars(query.where(names >= at).order_by(names).limit(_NEIGHBOURS)))
        )
        before = query.where(names < at).order_by(names.desc()).limit(_NEIGHBOURS)
        found.update(dict.fromkeys(connection.scalars(before)))
    newest = query.order_by(incidents.c.started_at.desc(), incidents.c.id.desc()).limit(_NEWEST)
    found.update(dict.fromkeys(connection.scalars(newest.where(incidents.c.started_at.is_not(None)))))
    spelled = {name.upper(): name for name in found if len(name) <= _LONGEST}
    wanted = key.rpartition(":")[2].upper() or key.upper()
    return tuple(spelled[name] for name in difflib.get_close_matches(wanted, spelled, n=3, cutoff=0.75))


def shown_key(key: str) -> str:
    """The key in quotes, on one short line."""
    shown = repr(key)
    return shown if len(shown) <= 60 else shown[:59] + "…"
