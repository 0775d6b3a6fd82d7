"""Every sentence of a draft by its stable place name; the one walk that all who read a draft share.

Names follow the fields: `one_breath`, `moment.wrong`, `note.proof.0`, `framing:sales.problem.0`,
`technical.fix.0`. A field called `sentence` takes the name of what holds it (`lever`,
`moment.number`). The walk follows the models' fields, so a new part of a draft needs no edit here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_args

from translator.models import Draft, Framing, Model, Sentence


def sentences_of(draft: Draft) -> Iterator[tuple[str, Sentence]]:
    """Yield (place name, sentence) for every sentence of the draft, in the order of the fields."""
    yield from _walk(draft, "")


def _walk(model: Model, where: str) -> Iterator[tuple[str, Sentence]]:
    """The same walk as `map_sentences`, for readers: it builds nothing."""
    for field in _fields_with_sentences(type(model)):
        value = getattr(model, field)
        place = _join(where, field)
        items = enumerate(value) if isinstance(value, tuple) else ((-1, value),)
        for position, item in items:
            name = place if position < 0 else _item_name(item, place, position)
            if isinstance(item, Sentence):
                yield name, item
            elif isinstance(item, Model):
                yield from _walk(item, name)


def map_sentences(draft: Draft, change: Callable[[str, Sentence], Sentence]) -> Draft:
    """A draft with `change(place name, sentence)` in the place of every sentence.

    What does not change is shared with the draft handed in; a draft where nothing changes is
    returned as it is.
    """
    rebuilt = _map_model(draft, "", change)
    assert isinstance(rebuilt, Draft)
    return rebuilt


def _map_model(model: Model, where: str, change: Callable[[str, Sentence], Sentence]) -> Model:
    if isinstance(model, Sentence):
        return change(where, model)
    updates: dict[str, Any] = {}
    for field in _fields_with_sentences(type(model)):
        before = getattr(model, field)
        after = _map_value(before, _join(where, field), change)
        if after is not before:
            updates[field] = after
    return model.model_copy(update=updates) if updates else model


def _map_value(value: Any, where: str, change: Callable[[str, Sentence], Sentence]) -> Any:
    if isinstance(value, tuple):
        items = tuple(
            _map_value(item, _item_name(item, where, position), change) for position, item in enumerate(value)
        )
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    return _map_model(value, where, change) if isinstance(value, Model) else value


def _join(where: str, field: str) -> str:
    if field == "sentence":
        return where
    return f"{where}.{field}" if where else field


def _item_name(item: object, where: str, position: int) -> str:
    # A framing is known by its stakeholder, so its name survives a change of the chosen set.
    return f"framing:{item.stakeholder}" if isinstance(item, Framing) else f"{where}.{position}"


@cache
def _fields_with_sentences(model: type[Model]) -> tuple[str, ...]:
    return tuple(name for name, info in model.model_fields.items() if _holds_sentence(info.annotation))


def _holds_sentence(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation is Sentence or bool(_fields_with_sentences(annotation))
    return any(_holds_sentence(inner) for inner in get_args(annotation))
