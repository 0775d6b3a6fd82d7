"""A reply as JSON data, the same in the cache and in recordings."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError

from translator.llm.base import ModelReply

_REPLY = TypeAdapter(ModelReply)


def reply_data(reply: ModelReply) -> dict[str, Any]:
    """The reply as JSON data, without what differs from one call to the next: source and attempts."""
    return {
        "text": reply.text,
        "model": reply.model,
        "usage": reply.usage._asdict(),
        "cost": reply.cost,
        "finish": reply.finish,
        "notes": list(reply.notes),
    }


def read_reply(data: Any, key: str) -> ModelReply:
    """The reply of this data, to the request with this key. Raises ValueError for any other data."""
    if not isinstance(data, dict) or not isinstance(data.get("usage"), dict):
        raise ValueError("not the data of a reply")
    try:
        return _REPLY.validate_python({**data, "usage": tuple(data["usage"].values()), "key": key})
    except ValidationError as error:
        raise ValueError(f"not the data of a reply: {error.errors()[0]['loc']}") from error
